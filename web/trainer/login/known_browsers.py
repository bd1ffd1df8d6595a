"""Knows a browser that somebody has logged in with before, by a signed cookie.

It lets nobody in: it only keeps apart who guesses and who has known the password.
"""

from __future__ import annotations

import secrets
from typing import Any

from aiohttp import web
from itsdangerous import BadSignature, URLSafeTimedSerializer

from web import keys
from web.http.signed import read_signed
from web.trainer.access import sessions

LAST_SECONDS = 90 * 24 * 3600
_KNOWN = "-known"


def known_browser(request: web.Request, name: str) -> str | None:
    """What the browser is called, if `name` has logged in with it lately."""
    cookie = request.cookies.get(sessions.cookie_name(request, _KNOWN), "")
    try:
        content: Any = read_signed(_serializer(request), cookie, LAST_SECONDS)
    except BadSignature:
        return None
    browser, known_name = content
    return browser if known_name == name else None


def remember_browser(request: web.Request, response: web.StreamResponse, name: str) -> None:
    """Note in the browser that `name` has logged in with it, the last of those who have."""
    browser = known_browser(request, name) or secrets.token_urlsafe(16)
    cookie = _serializer(request).dumps([browser, name])
    sessions.set_cookie(request, response, _KNOWN, cookie, max_age=LAST_SECONDS)


def _serializer(request: web.Request) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(request.app[keys.SETTINGS].signing_keys, salt="known-browser")
