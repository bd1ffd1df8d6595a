"""Keeps who is logged in: the browser holds a random name, the database the rest."""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from dataclasses import asdict, dataclass, field
from typing import Any

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from web import keys
from web.store.people import sessions as stored
from web.trainer.access.people import Person

IDLE_SECONDS = 8 * 3600
LONGEST_SECONDS = 24 * 3600
# The time of the last use is written no oftener than this.
_STEP_SECONDS = 60


@dataclass
class TrainerSession:
    """What is stored of a person from login to logout.

    `csrf` is in every form, `notice` is shown once, with the words that it is `about`, `held` is
    what pages store, as JSON values. The names of the fields stand in sessions that are stored
    already.
    """

    person: Person
    since: float
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    notice: str | None = None
    about: str | None = None
    held: dict[str, Any] = field(default_factory=dict)


class Visit:
    """The session of one request: read at the first use, written when it has changed.

    The table holds it under a hash of what the cookie holds: whoever reads the database cannot
    take a session over.
    """

    def __init__(self, database: AsyncEngine, token: str | None) -> None:
        self._database = database
        self._token = token
        self._session: TrainerSession | None = None
        self._stored = ""

    async def session(self) -> TrainerSession | None:
        """The session in force, which lives on from now."""
        if self._token and self._session is None:
            self._session = await self._load(self._token)
            self._stored = _json(self._session) if self._session else ""
        return self._session

    async def begin(self, person: Person, connection: AsyncConnection) -> str:
        """Start a session under a new name, which is what the cookie is to hold.

        Nothing of an earlier one lives on.
        """
        if self._token:
            await stored.delete(connection, _hashed(self._token))
        now = time.time()
        self._token, self._session = secrets.token_urlsafe(32), TrainerSession(person, now)
        self._stored = _json(self._session)
        id, expires_at = _hashed(self._token), _expires_at(now, now)
        session = stored.StoredSession(id, person.name, self._stored, expires_at)
        await stored.add(connection, session)
        return self._token

    async def end(self, connection: AsyncConnection) -> None:
        """Log the person out: delete the session, so that its cookie is worth nothing."""
        if self._token:
            await stored.delete(connection, _hashed(self._token))
        self._token = self._session = None

    async def save(self) -> None:
        """Write the session to the table, if the request has changed it."""
        if self._token and self._session and _json(self._session) != self._stored:
            data = _json(self._session)
            async with self._database.begin() as connection:
                await stored.change(connection, _hashed(self._token), data)

    async def _load(self, token: str) -> TrainerSession | None:
        now, id = time.time(), _hashed(token)
        async with self._database.connect() as connection:
            row = await stored.read(connection, id, now)
        if row is None:
            return None
        try:
            data = json.loads(row.data)
            session = TrainerSession(**{**data, "person": Person(**data["person"])})
        except (TypeError, KeyError):
            return None  # of another version of this program
        expires_at = _expires_at(now, session.since)
        if expires_at > row.expires_at + _STEP_SECONDS:
            async with self._database.begin() as connection:
                await stored.prolong(connection, id, expires_at)
        return session


VISIT = web.RequestKey("visit", Visit)


def open_visit(request: web.Request) -> Visit:
    """Look at the request's cookie, for all that follows."""
    token = request.cookies.get(cookie_name(request))
    request[VISIT] = Visit(request.app[keys.DATABASE], token)
    return request[VISIT]


async def who(request: web.Request) -> Person | None:
    """The person whose session the request has; None if nobody is logged in."""
    session = await request[VISIT].session()
    return session.person if session else None


async def log_in(
    request: web.Request,
    response: web.StreamResponse,
    person: Person,
    connection: AsyncConnection,
) -> None:
    """Start a person's session and give the browser its name."""
    set_cookie(request, response, "", await request[VISIT].begin(person, connection))


async def log_out(
    request: web.Request, response: web.StreamResponse, connection: AsyncConnection
) -> None:
    """End the session, here and in the browser."""
    await request[VISIT].end(connection)
    delete_cookie(request, response, "")


def cookie_name(request: web.Request, rest: str = "") -> str:
    """A cookie of these pages; one called __Host- is taken from this very host alone, by TLS."""
    prefix = "__Host-" if request.app[keys.SETTINGS].secure else ""
    return f"{prefix}trana{rest}"


def set_cookie(
    request: web.Request, response: web.StreamResponse, rest: str, value: str, **more: Any
) -> None:
    """Set a cookie that no script and no other site's form may use."""
    response.set_cookie(
        cookie_name(request, rest),
        value,
        path="/",
        httponly=True,
        samesite="Lax",
        secure=request.app[keys.SETTINGS].secure,
        **more,
    )


def delete_cookie(request: web.Request, response: web.StreamResponse, rest: str) -> None:
    """Delete a cookie; browsers take that for one called __Host- only if it is marked secure."""
    secure = request.app[keys.SETTINGS].secure
    response.del_cookie(cookie_name(request, rest), path="/", secure=secure, httponly=True)


def _json(session: TrainerSession) -> str:
    return json.dumps(asdict(session), ensure_ascii=False)


def _expires_at(now: float, since: float) -> float:
    return min(now + IDLE_SECONDS, since + LONGEST_SECONDS)


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
