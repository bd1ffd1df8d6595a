"""Counts messages, for the overview: a few scans of a period's messages, none of texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from contracts.tables import events
from web.store.conditions import Condition, conditions_of
from web.store.trainer_tables import UNCLEAR, messages

SECONDS_AN_HOUR = 3600
MOST_TIMED = 1000


@dataclass(frozen=True)
class PeriodFilters:
    """The messages that are counted: those of a period, in one channel or all."""

    first: float  # seconds since 1970
    last: float  # not included
    channel: str | None = None  # None is any


@dataclass(frozen=True)
class Kind:
    """Messages that were understood, answered and judged alike."""

    channel: str
    language: str
    intent: str
    chose: bool  # among the suggestions, when asked back
    helped: bool | None
    count: int


@dataclass(frozen=True)
class PeriodCounts:
    """What a period's messages come to.

    `hours` are counts by whole hours since 1970: a day begins with one wherever clocks are set by
    whole hours, summer time or not. `waiting` is when each message that waits for review was
    said, by hours too. `answer_seconds` is of the last messages that were answered.
    """

    kinds: list[Kind]
    hours: dict[int, int]
    waiting: dict[int, int]
    answer_seconds: list[float]


async def count(database: AsyncEngine, filters: PeriodFilters) -> PeriodCounts:
    """The counts of the messages that pass the filters."""
    async with database.connect() as connection:
        return PeriodCounts(
            await _kinds(connection, filters),
            await _by_hours(connection, *conditions_of(filters, _CONDITIONS)),
            await _by_hours(connection, *conditions_of(filters, _CONDITIONS), _is_waiting()),
            await _answer_seconds(connection, filters),
        )


@dataclass(frozen=True)
class NotUnderstood:
    """A message that nobody has found a label for."""

    id: int
    conversation: str
    said_at: float  # seconds since 1970
    language: str
    text: str  # masked
    held_out: bool  # it is never taught


async def not_understood(
    database: AsyncEngine, filters: PeriodFilters, most: int
) -> list[NotUnderstood]:
    """The messages that nobody has found a label for, the newest first."""
    column = messages.c
    columns = (column.id, column.conversation, column.said_at, column.language, column.text)
    query = (
        sa.select(*columns, column.held_out)
        .where(sa.text(UNCLEAR), *conditions_of(filters, _CONDITIONS))
        .order_by(column.said_at.desc(), column.id.desc())
        .limit(most)
    )
    async with database.connect() as connection:
        return [NotUnderstood(*row) for row in await connection.execute(query)]


async def _kinds(connection: AsyncConnection, filters: PeriodFilters) -> list[Kind]:
    column = messages.c
    parts = [column.channel, column.language, column.intent, column.chosen, column.helped]
    # With a sum in it SQLite does not go by the index of the time, for which all would be sorted.
    first, last = column.said_at + 0 >= filters.first, column.said_at + 0 < filters.last
    channel = [column.channel == filters.channel] if filters.channel else []
    query = sa.select(*parts, sa.func.count()).where(first, last, *channel).group_by(*parts)
    kinds: Counter[tuple[str, str, str, bool, bool | None]] = Counter()
    for *one, chosen, helped, many in await connection.execute(query):
        kinds[(*one, chosen is not None, helped)] += many
    return [Kind(*kind, many) for kind, many in kinds.items()]


async def _by_hours(
    connection: AsyncConnection, *conditions: sa.ColumnElement[bool]
) -> dict[int, int]:
    hours: Any = messages.c.said_at / SECONDS_AN_HOUR
    if connection.dialect.name == "postgresql":
        hours = sa.func.floor(hours)  # its cast rounds, SQLite's cuts off
    hour = sa.cast(hours, sa.BigInteger).label("hour")
    query = sa.select(hour, sa.func.count().label("many")).where(*conditions).group_by(hour)
    return {row.hour: row.many for row in await connection.execute(query)}


async def _answer_seconds(connection: AsyncConnection, filters: PeriodFilters) -> list[float]:
    """From a message to the bot's next, where the writer wrote nothing in between."""
    column = messages.c
    last = (
        sa.select(column.id, column.conversation, column.said_at)
        .where(*conditions_of(filters, _CONDITIONS))
        .order_by(column.said_at.desc())
        .limit(MOST_TIMED)
        .subquery()
    )
    later = events.alias()
    follows = (
        sa.select(sa.func.min(later.c.id))
        .where(
            later.c.sender_id == last.c.conversation,
            later.c.id > last.c.id,
            later.c.type_name.in_(("user", "bot")),
        )
        .correlate(last)
        .scalar_subquery()
    )
    seconds = (
        sa.select(events.c.timestamp - last.c.said_at)
        .select_from(last)
        .join(events, events.c.id == follows)
        .where(events.c.type_name == "bot", events.c.timestamp >= last.c.said_at)
    )
    return list(await connection.scalars(seconds))


def _is_waiting() -> sa.ColumnElement[bool]:
    return messages.c.state.in_(("waiting", "second", "disputed"))


_CONDITIONS: dict[str, Callable[[Any], Condition]] = {
    "first": lambda time: messages.c.said_at >= time,
    "last": lambda time: messages.c.said_at < time,
    "channel": lambda channel: messages.c.channel == channel,
}
