"""Finds the messages that trainers review, and keeps two of them from the same one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import batched
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from web.store.trainer_tables import IN_THE_QUEUE, messages, reviews

# How long a message that somebody has opened is kept from the others' queues.
_OPEN = timedelta(minutes=5)
_IN_THE_QUEUE = sa.text(IN_THE_QUEUE)
_AT_ONCE = 500

Place = tuple[float, int]


@dataclass(frozen=True)
class Wanted:
    """Which messages to find; None is any.

    `show` is waiting, reviewed, mine or all; `first` and `last` are times, `last` not included;
    `helped` is up, down or none; `newest` orders by time instead of usefulness.
    """

    show: str = "waiting"
    channel: str | None = None
    intent: str | None = None
    least: float | None = None
    most: float | None = None
    first: datetime | None = None
    last: datetime | None = None
    language: str | None = None
    helped: str | None = None
    text: str | None = None
    newest: bool = False


async def find(
    database: AsyncEngine,
    person: str,
    wanted: Wanted,
    now: datetime,
    after: Place | None = None,
    count: int = 40,
) -> list[dict[str, Any]]:
    """The rows that come after a place, in order, each with the `value` that it is ordered by.

    A message that waits is left out while another person has it open, and when `person` has said
    what it is.

    Raises:
        SQLAlchemyError: the database cannot be read.
    """
    value = messages.c.said_at if wanted.newest else messages.c.usefulness
    found = (
        sa.select(messages, value.label("value"))
        .where(*_conditions(person, wanted, now))
        .order_by(value.desc(), messages.c.id.desc())
        .limit(count)
    )
    if after:
        found = found.where(sa.tuple_(value, messages.c.id) < sa.tuple_(*after))
    async with database.connect() as connection:
        return [dict(row) for row in (await connection.execute(found)).mappings()]


async def count(
    database: AsyncEngine, person: str, wanted: Wanted, now: datetime, most: int = 1000
) -> int:
    """How many there are; counts no further than one more than `most`.

    Raises:
        SQLAlchemyError: the database cannot be read.
    """
    some = sa.select(messages.c.id).where(*_conditions(person, wanted, now)).limit(most + 1)
    async with database.connect() as connection:
        return await connection.scalar(sa.select(sa.func.count()).select_from(some.subquery())) or 0


async def read(database: AsyncEngine, message: int) -> dict[str, Any] | None:
    """The row of a message.

    Raises:
        SQLAlchemyError: the database cannot be read.
    """
    async with database.connect() as connection:
        found = await connection.execute(sa.select(messages).where(messages.c.id == message))
        row = found.mappings().one_or_none()
    return dict(row) if row else None


async def open_for(database: AsyncEngine, message: int, person: str, now: datetime) -> bool:
    """Keep a message for a person for a while; False when another person has it open.

    Raises:
        SQLAlchemyError: the database cannot be written to.
    """
    opening = (
        sa.update(messages)
        .where(messages.c.id == message, _free(person, now))
        .values(opened_by=person, opened_at=now.timestamp())
    )
    async with database.begin() as connection:
        return (await connection.execute(opening)).rowcount > 0


async def forget(connection: AsyncConnection, which: sa.ColumnElement[bool]) -> int:
    """Delete messages and what was said of them, in the transaction of their conversation's end.

    Says how many messages there were.
    """
    gone = await connection.scalars(sa.delete(messages).where(which).returning(messages.c.id))
    ids = gone.all()
    for some in batched(ids, _AT_ONCE, strict=False):
        await connection.execute(sa.delete(reviews).where(reviews.c.message.in_(some)))
    return len(ids)


async def last_texts(database: AsyncEngine, count: int) -> list[dict[str, Any]]:
    """The last messages, the newest first: `id`, `text`, `language`, `label` (None if unsettled).

    Raises:
        SQLAlchemyError: the database cannot be read.
    """
    columns = (messages.c.id, messages.c.text, messages.c.language, messages.c.label)
    found = sa.select(*columns).order_by(messages.c.said_at.desc(), messages.c.id.desc())
    async with database.connect() as connection:
        rows = await connection.execute(found.limit(count))
        return [dict(row) for row in rows.mappings()]


async def not_understood(
    database: AsyncEngine, since: datetime, most: int = 2000
) -> list[dict[str, Any]]:
    """What the bot asked back about or took for out of scope since then, the newest first.

    Each with `id`, `text`, `language`, `said_at` and `label` (None if unsettled).

    Raises:
        SQLAlchemyError: the database cannot be read.
    """
    columns = (
        *(messages.c.id, messages.c.text, messages.c.language),
        *(messages.c.said_at, messages.c.label),
    )
    found = (
        sa.select(*columns)
        .where(
            messages.c.said_at >= since.timestamp(),
            messages.c.intent.in_(("nlu_fallback", "out_of_scope")),
        )
        .order_by(messages.c.said_at.desc())
        .limit(most)
    )
    async with database.connect() as connection:
        return [dict(row) for row in (await connection.execute(found)).mappings()]


def _conditions(person: str, wanted: Wanted, now: datetime) -> list[sa.ColumnElement[bool]]:
    said = sa.exists().where(reviews.c.message == messages.c.id, reviews.c.person == person)
    mine = messages.c.id.in_(sa.select(reviews.c.message).where(reviews.c.person == person))
    waiting: list[Any] = [
        _IN_THE_QUEUE,
        sa.or_(messages.c.state == "waiting", ~said),
        _free(person, now),
    ]
    shown: dict[str, list[Any]] = {
        "waiting": waiting,
        "reviewed": [messages.c.state.in_(("settled", "disputed", "skipped"))],
        "mine": [mine],
        "all": [],
    }
    column = messages.c
    conditions = {
        "channel": column.channel == wanted.channel,
        "intent": column.intent == wanted.intent,
        "language": column.language == wanted.language,
        "least": column.confidence >= (wanted.least or 0.0),
        "most": column.confidence <= (wanted.most or 0.0),
        "first": column.said_at >= (wanted.first.timestamp() if wanted.first else 0.0),
        "last": column.said_at < (wanted.last.timestamp() if wanted.last else 0.0),
        "helped": _helped(wanted.helped),
        "text": _holds(wanted.text or ""),
    }
    asked = [made for name, made in conditions.items() if getattr(wanted, name) is not None]
    return [*shown[wanted.show], *asked]


def _free(person: str, now: datetime) -> sa.ColumnElement[bool]:
    column, stale = messages.c, (now - _OPEN).timestamp()
    return sa.or_(column.opened_by.is_(None), column.opened_by == person, column.opened_at < stale)


def _helped(said: str | None) -> sa.ColumnElement[bool]:
    if said == "none":
        return messages.c.helped.is_(None)
    return messages.c.helped.is_(said == "up")


def _holds(text: str) -> sa.ColumnElement[bool]:
    """Whether the words stand in it. SQLite folds A to Z alone, so the others are tried in turn."""
    forms = {text, text.lower(), text.upper(), text.capitalize()}
    return sa.or_(*(messages.c.text.icontains(form, autoescape=True) for form in sorted(forms)))
