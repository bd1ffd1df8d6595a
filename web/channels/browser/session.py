"""What the one cookie holds: the conversation's name, and the language of the page."""

from __future__ import annotations

from typing import NamedTuple

from aiohttp import web
from itsdangerous import BadSignature, URLSafeTimedSerializer

from web import keys
from web.embedding import cookie_attributes, delete_cookie
from web.problems import preferred_language

COOKIE = "conversation"


class Session(NamedTuple):
    """Who is at the browser: no more than a conversation, and a language that was chosen."""

    name: str | None = None  # of the conversation
    language: str | None = None


def read_session(request: web.Request) -> Session:
    """What the browser's cookie says; nothing if it was not signed here or is too old."""
    app, cookie = request.app, request.cookies.get(COOKIE)
    if not cookie:
        return Session()
    try:
        values = _serializer(app).loads(cookie, max_age=app[keys.NAMES].max_age_seconds)
    except BadSignature:
        return Session(app[keys.NAMES].unsign(cookie))
    return Session(*values)


def keep_session(app: web.Application, response: web.StreamResponse, session: Session) -> None:
    """Set the cookie, for as long as a conversation is stored; an empty one is taken away."""
    if session == Session():
        delete_cookie(response, COOKIE, app[keys.SETTINGS])
        return
    response.set_cookie(
        COOKIE,
        _serializer(app).dumps(list(session)),
        max_age=app[keys.NAMES].max_age_seconds,
        **cookie_attributes(app[keys.SETTINGS]),
    )


def page_language(request: web.Request) -> str:
    """That which was chosen, or is asked for in the address, or that the browser prefers."""
    asked = request.query.get("lang")
    if asked in ("sv", "en"):
        return asked
    return read_session(request).language or preferred_language(request)


def _serializer(app: web.Application) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(app[keys.SETTINGS].secret_key, salt="session")
