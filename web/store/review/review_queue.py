"""Finds the messages that trainers review, and keeps two of them from the same one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import batched
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from contracts.events import PRESS_LINE
from contracts.intents import FALLBACK, OUT_OF_SCOPE
from web.store.conditions import Condition, conditions_of, one_of
from web.store.review import notes
from web.store.review.messages import ReviewMessage, message_of
from web.store.review.skips import is_skipped
from web.store.tables import feedback
from web.store.trainer_tables import IN_THE_QUEUE, examples, messages, reviews, skips

# How long a message that somebody has opened is not shown to others by itself.
_OPEN = timedelta(minutes=5)
_IN_THE_QUEUE = sa.text(IN_THE_QUEUE)
_AT_ONCE = 500
_SECONDS_A_DAY = 86_400
# For a review, whoever it is that has to give it.
_IS_WAITING = messages.c.state.in_(("waiting", "second", "disputed"))
_HELD_OUT_FOR, _MOST_HELD_OUT = timedelta(weeks=8), 500

Place = tuple[float, int]


@dataclass(frozen=True)
class MessageFilters:
    """Which messages to find, and in what order; None is any."""

    show: str = "waiting"  # or reviewed, discarded, mine, asked, all
    channel: str | None = None
    intent: str | None = None
    least: float | None = None  # confidence, 0 to 1
    most: float | None = None
    first: datetime | None = None
    last: datetime | None = None  # not included
    language: str | None = None
    helped: str | None = None  # up, down, none, or comment: something was written about the answer
    text: str | None = None  # stands in the message
    outcome: str | None = None  # answered, chose (when asked back), unclear (chose nothing)
    waited: tuple[float, float] | None = None  # for a review, more than and at most so many days
    agreed: str | None = None  # same, other, or any: what two said who had not seen the other's
    labels_given: Sequence[str] = ()  # one or two labels that one of those two gave it
    newest: bool = False  # by time instead of usefulness


@dataclass(frozen=True)
class Text:
    """What a message says, and what it was settled as."""

    id: int
    text: str
    language: str
    label: str | None  # None where it is not settled
    held_out: bool = False  # models are tried on it, and it is never taught


async def find(
    database: AsyncEngine,
    person: str,
    filters: MessageFilters,
    now: datetime,
    after: Place | None = None,
    count: int = 40,
) -> list[ReviewMessage]:
    """The messages that come after a place, in order.

    Those that wait are left out when `person` has reviewed them, or skipped them today.
    """
    value = messages.c.said_at if filters.newest else messages.c.usefulness
    query = (
        sa.select(messages)
        .where(*_conditions(person, filters, now))
        .order_by(value.desc(), messages.c.id.desc())
        .limit(count)
    )
    if after:
        query = query.where(sa.tuple_(value, messages.c.id) < sa.tuple_(*after))
    async with database.connect() as connection:
        return [message_of(row) for row in await connection.execute(query)]


def open_by_another(message: ReviewMessage, person: str, now: datetime) -> str | None:
    """Who else has a message on the screen to review it; None if nobody has."""
    is_open = message.opened_at is not None and message.opened_at >= (now - _OPEN).timestamp()
    return message.opened_by if is_open and message.opened_by != person else None


def place_of(message: ReviewMessage, filters: MessageFilters) -> Place:
    """Where a message stands in a list."""
    return (message.said_at if filters.newest else message.usefulness), message.id


async def count(
    database: AsyncEngine, person: str, filters: MessageFilters, now: datetime, most: int = 1000
) -> int:
    """How many messages pass the filters; counts no further than one more than `most`."""
    some = sa.select(messages.c.id).where(*_conditions(person, filters, now)).limit(most + 1)
    async with database.connect() as connection:
        return await connection.scalar(sa.select(sa.func.count()).select_from(some.subquery())) or 0


async def read(database: AsyncEngine, message: int) -> ReviewMessage | None:
    """A message; None if it is deleted."""
    async with database.connect() as connection:
        result = await connection.execute(sa.select(messages).where(messages.c.id == message))
        row = result.one_or_none()
    return message_of(row) if row else None


async def alike_waiting(
    database: AsyncEngine, message: ReviewMessage, most: int = 200
) -> list[int]:
    """The other messages with the same words that nobody has reviewed."""
    column = messages.c
    same = (column.alike == message.alike, column.id != message.id, column.state == "waiting")
    async with database.connect() as connection:
        ids = await connection.scalars(sa.select(column.id).where(*same).limit(most))
        return list(ids)


async def open_for(database: AsyncEngine, message: int, person: str, now: datetime) -> bool:
    """Reserve a message for a person for a while; False when another person has it open."""
    opening = (
        sa.update(messages)
        .where(messages.c.id == message, _free(person, now))
        .values(opened_by=person, opened_at=now.timestamp())
    )
    async with database.begin() as connection:
        return (await connection.execute(opening)).rowcount > 0


async def forget(connection: AsyncConnection, which: sa.ColumnElement[bool]) -> int:
    """Delete messages and their reviews, in the transaction of their conversation's end.

    Their examples stay, and lead to none. Says how many messages there were.
    """
    deleted = await connection.scalars(sa.delete(messages).where(which).returning(messages.c.id))
    ids = deleted.all()
    for some in batched(ids, _AT_ONCE, strict=False):
        await connection.execute(sa.delete(reviews).where(one_of(reviews.c.message, some)))
        cut = sa.update(examples).where(one_of(examples.c.message, some)).values(message=None)
        await connection.execute(cut)
        await connection.execute(sa.delete(skips).where(one_of(skips.c.message, some)))
        await notes.forget(connection, some)
    return len(ids)


async def last_texts(database: AsyncEngine, count: int) -> list[Text]:
    """The last messages, the newest first."""
    query = sa.select(*_TEXT).order_by(messages.c.said_at.desc(), messages.c.id.desc())
    async with database.connect() as connection:
        return [Text(*row) for row in await connection.execute(query.limit(count))]


async def texts(database: AsyncEngine, ids: Sequence[int]) -> list[Text]:
    """These messages, the newest first, those that are there."""
    query = sa.select(*_TEXT).where(one_of(messages.c.id, ids))
    async with database.connect() as connection:
        rows = await connection.execute(query.order_by(messages.c.said_at.desc()))
        return [Text(*row) for row in rows]


async def held_out(database: AsyncEngine, now: datetime) -> list[Text]:
    """The messages of the last weeks that are set aside and settled, the newest first."""
    query = sa.select(*_TEXT).where(
        messages.c.held_out,
        messages.c.said_at >= (now - _HELD_OUT_FOR).timestamp(),
        messages.c.state == "settled",
        messages.c.label.is_not(None),
    )
    async with database.connect() as connection:
        rows = await connection.execute(
            query.order_by(messages.c.said_at.desc()).limit(_MOST_HELD_OUT)
        )
        return [Text(*row) for row in rows]


def _conditions(person: str, filters: MessageFilters, now: datetime) -> list[Condition]:
    has_reviewed = sa.exists().where(reviews.c.message == messages.c.id, reviews.c.person == person)
    mine = messages.c.id.in_(sa.select(reviews.c.message).where(reviews.c.person == person))
    waiting: list[Any] = [
        _IN_THE_QUEUE,
        sa.or_(messages.c.state == "waiting", ~has_reviewed),
        ~is_skipped(person, now),
    ]
    lists: dict[str, list[Any]] = {
        "waiting": waiting,
        "reviewed": [messages.c.state.in_(("settled", "disputed"))],
        "discarded": [messages.c.state == "discarded"],
        "mine": [mine],
        "asked": [notes.is_asked(person)],
        "all": [],
    }
    more = [*_waited(filters.waited, now), *_of_two(filters)]
    return [*lists[filters.show], *conditions_of(filters, _CONDITIONS), *more]


def _waited(days: tuple[float, float] | None, now: datetime) -> list[Condition]:
    if days is None:
        return []
    least, most = (now.timestamp() - day * _SECONDS_A_DAY for day in days)
    return [_IS_WAITING, messages.c.said_at >= most, messages.c.said_at < least]


def _of_two(filters: MessageFilters) -> list[Condition]:
    """What the first two said of it, as agreement is counted (agreement.py)."""
    if not filters.agreed:
        return []
    one, other = reviews.alias(), reviews.alias()
    conditions: list[Condition] = [
        one.c.message == messages.c.id,
        other.c.message == messages.c.id,
        one.c.turn == 1,
        other.c.turn == 2,
        one.c.label.is_not(None),
        other.c.label.is_not(None),
    ]
    if filters.agreed == "same":
        conditions.append(one.c.label == other.c.label)
    elif filters.agreed == "other":
        conditions.append(one.c.label != other.c.label)
    if filters.labels_given:
        labels = list(filters.labels_given)
        has = [one.c.label.in_(labels), other.c.label.in_(labels)]
        # That each said another of the two both must.
        both = filters.agreed == "other" and len(labels) > 1
        conditions.append(sa.and_(*has) if both else sa.or_(*has))
    return [sa.exists().where(*conditions)]


def _outcome(value: str) -> Condition:
    asked_back, chose = messages.c.intent == FALLBACK, messages.c.chosen.is_not(None)
    return {
        "answered": messages.c.intent.not_in((FALLBACK, OUT_OF_SCOPE, PRESS_LINE)),
        "chose": sa.and_(asked_back, chose),
        "unclear": sa.and_(asked_back, ~chose),
    }[value]


def _free(person: str, now: datetime) -> Condition:
    column, stale = messages.c, (now - _OPEN).timestamp()
    return sa.or_(column.opened_by.is_(None), column.opened_by == person, column.opened_at < stale)


def _helped(value: str) -> sa.ColumnElement[bool]:
    if value == "comment":
        key = sa.tuple_(messages.c.conversation, messages.c.id)
        about = sa.select(feedback.c.conversation, feedback.c.about)
        return key.in_(about.where(feedback.c.comment.is_not(None)))
    if value == "none":
        return messages.c.helped.is_(None)
    return messages.c.helped.is_(value == "up")


def _holds(text: str) -> sa.ColumnElement[bool]:
    """Whether the words stand in it. SQLite folds A to Z alone, so the others are tried in turn."""
    forms = {text} if text.isascii() else {text, text.lower(), text.upper(), text.capitalize()}
    return sa.or_(*(messages.c.text.icontains(form, autoescape=True) for form in sorted(forms)))


_TEXT = (
    messages.c.id,
    messages.c.text,
    messages.c.language,
    messages.c.label,
    messages.c.held_out,
)
_CONDITIONS: dict[str, Callable[[Any], Condition]] = {
    "channel": lambda channel: messages.c.channel == channel,
    "intent": lambda intent: messages.c.intent == intent,
    "language": lambda language: messages.c.language == language,
    "least": lambda share: messages.c.confidence >= share,
    "most": lambda share: messages.c.confidence <= share,
    "first": lambda time: messages.c.said_at >= time.timestamp(),
    "last": lambda time: messages.c.said_at < time.timestamp(),
    "helped": _helped,
    "outcome": _outcome,
    "text": _holds,
}
