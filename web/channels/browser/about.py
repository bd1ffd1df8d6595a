"""The pages that the foot leads to: how accessible the chat is, what it stores, what it is."""

from __future__ import annotations

from aiohttp import web

from web import keys
from web.channels.browser.public_pages import public_page
from web.channels.browser.session import page_language


async def accessibility(request: web.Request) -> web.Response:
    """How far anyone can use the chat, and whom to tell when one cannot."""
    return _page(request, "accessibility")


async def privacy(request: web.Request) -> web.Response:
    """What is stored of those who write, why, and what they can ask for."""
    return _page(request, "privacy")


async def about(request: web.Request) -> web.Response:
    """What the bot is, and what its answers come from."""
    return _page(request, "about")


def _page(request: web.Request, name: str) -> web.Response:
    template = f"about/{name}.{page_language(request)}.html"
    return public_page(request, template, keep_days=request.app[keys.SETTINGS].keep_days)
