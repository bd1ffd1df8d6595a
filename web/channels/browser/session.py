"""What the one cookie holds: the conversation's name, and the language of the page."""

from __future__ import annotations

from typing import NamedTuple

from aiohttp import web
from itsdangerous import BadSignature, URLSafeTimedSerializer

from desk.cards import LANGUAGES
from web import keys
from web.embedding.framing import cookie_attributes, delete_cookie
from web.problems import preferred_language

COOKIE = "conversation"
_SECONDS_A_DAY = 24 * 3600


class Session(NamedTuple):
    """Who is at the browser: no more than a conversation, and a language that was chosen."""

    name: str | None = None  # of the conversation
    language: str | None = None


# A request's cookie is read once.
_READ = web.RequestKey("session", Session)


def read_session(request: web.Request) -> Session:
    """What the browser's cookie says; nothing if it was not signed here or is too old."""
    if _READ not in request:
        request[_READ] = _read(request.app, request.cookies.get(COOKIE, ""))
    return request[_READ]


def keep_session(app: web.Application, response: web.StreamResponse, session: Session) -> None:
    """Set the cookie, for as long as a conversation is stored; an empty one is taken away."""
    if session == Session():
        delete_cookie(response, COOKIE, app[keys.SETTINGS])
        return
    response.set_cookie(
        COOKIE,
        _serializer(app).dumps(list(session)),
        max_age=_max_age_seconds(app),
        **cookie_attributes(app[keys.SETTINGS]),
    )


def page_language(request: web.Request) -> str:
    """That which was chosen, or is asked for in the address, or that the browser prefers."""
    asked = request.query.get("lang")
    if asked in LANGUAGES:
        return asked
    return read_session(request).language or preferred_language(request)


def _read(app: web.Application, cookie: str) -> Session:
    try:
        return Session(*_serializer(app).loads(cookie, max_age=_max_age_seconds(app)))
    except BadSignature:
        return Session()


def _serializer(app: web.Application) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(app[keys.SETTINGS].secret_key, salt="session")


def _max_age_seconds(app: web.Application) -> int:
    """As long as a conversation is kept, and for a day at least."""
    return max(app[keys.SETTINGS].keep_days, 1) * _SECONDS_A_DAY
