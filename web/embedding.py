"""The chat on other sites' pages: whose posts are taken."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from web.problems import Problem
from web.settings import Settings

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def same_origin_middleware(paths: re.Pattern[str], settings: Settings) -> Any:
    """Refuse what another site's page sends to `paths`; where a browser says nothing, it passes.

    A browser says where a request comes from by Sec-Fetch-Site, an old one by Origin. A terminal
    says neither, and has no cookies of anybody's.
    """

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.method not in _SAFE_METHODS and paths.fullmatch(request.path):
            _check_origin(request, settings)
        return await handler(request)

    return check


def _check_origin(request: web.Request, settings: Settings) -> None:
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None:
        allowed = site in ("same-origin", "none")
    elif origin is not None:
        # A proxy may have changed Host.
        ours = {request.host.lower(), urlsplit(settings.public_url).netloc.lower()} - {""}
        allowed = origin.partition("://")[2].lower() in ours
    else:
        allowed = True
    if not allowed:
        raise Problem("cross_site")
