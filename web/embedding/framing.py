"""The chat on other sites' pages: who may frame it, which cookie it then needs, who may post."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from functools import wraps
from http.cookies import Morsel
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from web import keys
from web.http.problems import Problem
from web.settings import Settings

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

FRAMED, DEMO = "embed", "demo"  # the routes that framing is about
_EXPIRED = "Thu, 01 Jan 1970 00:00:00 GMT"
_DEMO_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; frame-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)


def may_be_framed(settings: Settings) -> bool:
    """Whether the chat may stand in a frame: on the sites that are set, or in a local demo."""
    return bool(settings.embed_hosts) or not settings.secure


def frame_ancestors(settings: Settings) -> str:
    """The sources of `frame-ancestors` for the framed page; our own, for the demo, first."""
    return " ".join(("'self'", *settings.embed_hosts)) if may_be_framed(settings) else "'none'"


def framing_headers(settings: Settings) -> Callable[..., Awaitable[None]]:
    """A signal that loosens, on two pages alone, what every response else carries.

    It is to run after the one that sets the headers of all responses.
    """
    ancestors = f"frame-ancestors {frame_ancestors(settings)}"

    async def set_headers(request: web.Request, response: web.StreamResponse) -> None:
        route, headers = request.match_info.route.name, response.headers
        if response.status != 200:
            return
        if route == DEMO:
            headers["Content-Security-Policy"] = _DEMO_POLICY
        elif route == FRAMED:
            policy = headers["Content-Security-Policy"]
            headers["Content-Security-Policy"] = re.sub(r"frame-ancestors [^;]*", ancestors, policy)
            headers["Cross-Origin-Opener-Policy"] = "unsafe-none"
            # A host that isolates itself (COEP) frames only what says this, and COEP too.
            headers["Cross-Origin-Resource-Policy"] = "cross-origin"

    return set_headers


def cookie_attributes(settings: Settings) -> dict[str, Any]:
    """The keyword arguments of `set_cookie` for a cookie that the chat needs.

    In a frame of another site's a browser sends only cookies with SameSite=None, which must be
    Secure; Partitioned keeps one jar for each site that carries the chat, so that no cookie tells
    that the same person was on two of them.
    """
    if settings.embed_hosts:
        _teach_partitioned()
        return {"httponly": True, "samesite": "None", "secure": True, "partitioned": True}
    return {"httponly": True, "samesite": "Lax", "secure": settings.secure}


def _teach_partitioned() -> None:
    """Have the standard library write what aiohttp hands on to it; it knows it from Python 3.14."""
    Morsel._reserved.setdefault("partitioned", "Partitioned")  # type: ignore[attr-defined]
    Morsel._flags.add("partitioned")  # type: ignore[attr-defined]


def delete_cookie(response: web.StreamResponse, name: str, settings: Settings) -> None:
    """Delete a cookie that was set with `cookie_attributes`, now or before EMBED_HOSTS was set."""
    response.set_cookie(name, "", max_age=0, expires=_EXPIRED, **cookie_attributes(settings))
    if settings.embed_hosts:
        # One that is not partitioned is another cookie to the browser.
        expired = f"{name}=; Expires={_EXPIRED}; Max-Age=0; Path=/"
        secure = "; Secure" if name.startswith("__Host-") else ""
        response.headers.add("Set-Cookie", expired + secure)


def from_own_page(handler: Handler) -> Handler:
    """The handler, which refuses what another site's page sends; where a browser says nothing, it
    passes.

    A browser says where a request comes from by Sec-Fetch-Site, an old one by Origin. A terminal
    says neither, and has no cookies of anybody's.
    """

    @wraps(handler)
    async def check(request: web.Request) -> web.StreamResponse:
        _check_origin(request, request.app[keys.SETTINGS])
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
