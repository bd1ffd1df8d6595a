"""What the one cookie holds: the conversation's name, and the language of the page."""

from __future__ import annotations

from typing import NamedTuple

from aiohttp import web
from itsdangerous import BadSignature, URLSafeTimedSerializer

from desk.cards import LANGUAGES
from web import keys
from web.embedding.framing import cookie_attributes, delete_cookie
from web.http.problems import preferred_language
from web.http.signed import read_signed

COOKIE = "conversation"
# Taken from this very host alone, by TLS: no sibling domain can plant a conversation of its own
# and read what is written there.
HOST_COOKIE = f"__Host-{COOKIE}"
# The cookie of each name has a signature of its own: what is signed for one is no other.
_SALTS = {COOKIE: "session", HOST_COOKIE: "host-session"}
_SECONDS_A_DAY = 24 * 3600


class BrowserSession(NamedTuple):
    """Who is at the browser: no more than a conversation, and a language that was chosen."""

    name: str | None = None  # of the conversation
    language: str | None = None


# A request's cookie is read once.
_READ = web.RequestKey("session", BrowserSession)


def read_session(request: web.Request) -> BrowserSession:
    """What the browser's cookie says; nothing if it was not signed here or is too old.

    Behind TLS one of before `__Host-` is read too, until it is as old as what is stored.
    """
    if _READ not in request:
        sessions = (_read(request, name) for name in (cookie_name(request.app), COOKIE))
        request[_READ] = next((one for one in sessions if one is not None), BrowserSession())
    return request[_READ]


def keep_session(
    app: web.Application, response: web.StreamResponse, session: BrowserSession
) -> None:
    """Set the cookie, for as long as a conversation is stored; an empty one is taken away."""
    if session == BrowserSession():
        for name in dict.fromkeys((cookie_name(app), COOKIE)):
            delete_cookie(response, name, app[keys.SETTINGS])
        return
    name = cookie_name(app)
    response.set_cookie(
        name,
        _serializer(app, name).dumps(list(session)),
        max_age=_max_age_seconds(app),
        **cookie_attributes(app[keys.SETTINGS]),
    )


def page_language(request: web.Request) -> str:
    """That which was chosen, or is asked for in the address, or that the browser prefers."""
    if chosen := read_session(request).language:
        return chosen
    asked = request.query.get("lang")
    return asked if asked in LANGUAGES else preferred_language(request)


def cookie_name(app: web.Application) -> str:
    """What the cookie is called where the chat runs as it does here."""
    return HOST_COOKIE if app[keys.SETTINGS].secure else COOKIE


def _read(request: web.Request, name: str) -> BrowserSession | None:
    serializer, max_age = _serializer(request.app, name), _max_age_seconds(request.app)
    try:
        return BrowserSession(*read_signed(serializer, request.cookies.get(name, ""), max_age))
    except BadSignature:
        return None


def _serializer(app: web.Application, name: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(app[keys.SETTINGS].signing_keys, salt=_SALTS[name])


def _max_age_seconds(app: web.Application) -> int:
    """As long as a conversation is kept, and for a day at least."""
    return max(app[keys.SETTINGS].keep_days, 1) * _SECONDS_A_DAY
