"""The pages that the foot leads to: how accessible the chat is, what it stores, what it is.

And two that the stores of Slack and Teams lead to: terms and support.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from aiohttp import web

from contracts.comparison.reading_figures import read_figures
from desk.dates import long_date
from web import keys
from web.addresses import url_for
from web.channels.browser.handoff import ROUTE
from web.channels.browser.public_pages import public_page
from web.channels.browser.session import cookie_name, page_language
from web.page_words import WORDS

# The day on which the chat was last held against the act on accessibility, and its page written.
ACCESSIBILITY_ASSESSED_ON = date(2026, 12, 3)


async def accessibility(request: web.Request) -> web.Response:
    """How far anyone can use the chat, and whom to tell when one cannot."""
    assessed_on = long_date(ACCESSIBILITY_ASSESSED_ON, page_language(request))
    handoff = url_for(request.app, ROUTE) if keys.HANDOFFS in request.app else ""
    report_url = request.app[keys.SETTINGS].agency.report_url
    return _page(
        request,
        "accessibility",
        assessed_on=assessed_on,
        handoff=handoff,
        report_url=report_url,
    )


async def privacy(request: web.Request) -> web.Response:
    """What is stored of those who write, why, and what they can ask for."""
    app = request.app
    office = ""  # where questions to a human are kept too
    if handoffs := app.get(keys.HANDOFFS):
        mail = WORDS[page_language(request)]["handoff_mail"]
        office = handoffs.office if handoffs.has_replies else mail
    settings = app[keys.SETTINGS]
    return _page(
        request,
        "privacy",
        keep_days=settings.keep_days,
        human_office=office,
        cookie=cookie_name(app),
        legal_basis=settings.agency.legal_basis.get(page_language(request)),
        data_protection_officer=settings.agency.data_protection_officer,
    )


async def terms(request: web.Request) -> web.Response:
    """What the bot may be used for, and what can be relied on."""
    return _page(request, "terms")


async def support(request: web.Request) -> web.Response:
    """Whom to ask, and what to do when something does not work."""
    return _page(request, "support")


async def about(request: web.Request) -> web.Response:
    """What the bot is, what its answers come from, how rightly it reads, and who answers for it."""
    figures = read_figures()
    measured_on = long_date(figures.measured_on, page_language(request))
    return _page(
        request, "about", total=figures.total, kinds=figures.kinds, measured_on=measured_on
    )


def _page(request: web.Request, name: str, **values: Any) -> web.Response:
    template = f"about/{name}.{page_language(request)}.html"
    fallback = request.app[keys.FACTS].current().topics["fallback"]
    return public_page(request, template, contacts=fallback.contacts, **values)
