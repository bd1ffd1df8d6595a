"""Moves what people wrote from the engine's events to the messages that trainers review."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.events import PRESS_LINE
from contracts.tables import events
from web.store.conditions import is_left_over, one_of
from web.store.database import insert_into
from web.store.review.messages import ReviewMessage, message_of, row_of
from web.store.tables import feedback
from web.store.trainer_tables import messages

# In PostgreSQL an event may be committed after others with higher ids: what was written so
# lately is looked for again.
_OVERLAP = timedelta(minutes=10)
# So long may web wait to have a text cleaned, and be stopped, before it is there to read.
_CLEANED_LATE = timedelta(hours=2)
_FEEDBACK_IS_NEW = timedelta(days=2)
# Every number of rows written at once is a statement of its own, and kept (`one_of`).
_ROWS_AT_ONCE = {"insertmanyvalues_page_size": 10}


@dataclass(frozen=True)
class UserEvent:
    """What the engine noted of a person: a message, or the press of a button."""

    id: int
    sender_id: str  # the conversation
    timestamp: float  # seconds since 1970
    data: str  # the event as JSON


@dataclass(frozen=True)
class Change:
    """What is known of a message since it was taken in."""

    id: int
    chosen: str | None
    helped: bool | None
    usefulness: float
    reasons: tuple[str, ...]


async def last_read(database: AsyncEngine, now: datetime) -> int:
    """The id of an event up to which all has been taken in."""
    settled = (
        sa.select(messages.c.id)
        .where(messages.c.said_at < (now - _OVERLAP).timestamp())
        .order_by(messages.c.said_at.desc())
        .limit(1)
    )
    async with database.connect() as connection:
        return await connection.scalar(settled) or 0


async def unread(database: AsyncEngine, after: int, most: int) -> list[UserEvent]:
    """The next users' events that are no messages yet.

    What they say by a button never becomes one, and is found each time.
    """
    is_message = sa.exists().where(messages.c.id == events.c.id)
    query = (
        sa.select(events.c.id, events.c.sender_id, events.c.timestamp, events.c.data)
        .where(events.c.id > after, events.c.type_name == "user", ~is_message, ~is_left_over())
        .order_by(events.c.id)
        .limit(most)
    )
    async with database.connect() as connection:
        return [UserEvent(*row) for row in await connection.execute(query)]


async def unread_of_the_press_line(
    database: AsyncEngine, after: int, now: datetime
) -> list[UserEvent]:
    """The users' events up to `after` that the press line answered and that are no messages yet.

    Their texts come late: until then something else stands in their place.
    """
    is_message = sa.exists().where(messages.c.id == events.c.id)
    query = (
        sa.select(events.c.id, events.c.sender_id, events.c.timestamp, events.c.data)
        .where(
            events.c.timestamp > (now - _CLEANED_LATE).timestamp(),
            events.c.intent_name == PRESS_LINE,
            events.c.type_name == "user",
            events.c.id <= after,
            ~is_message,
        )
        .order_by(events.c.id)
    )
    async with database.connect() as connection:
        return [UserEvent(*row) for row in await connection.execute(query)]


async def of_conversations(
    database: AsyncEngine, conversations: Collection[str], since: float
) -> list[ReviewMessage]:
    """The messages of these conversations since then, in seconds since 1970, in order."""
    query = (
        sa.select(messages)
        .where(one_of(messages.c.conversation, conversations), messages.c.said_at >= since)
        .order_by(messages.c.id)
    )
    async with database.connect() as connection:
        return [message_of(row) for row in await connection.execute(query)]


async def repeats_of(database: AsyncEngine, alike: Collection[str]) -> set[str]:
    """Which of these are the `alike` of some message."""
    query = sa.select(messages.c.alike).where(one_of(messages.c.alike, alike)).distinct()
    async with database.connect() as connection:
        return set(await connection.scalars(query))


async def helped(database: AsyncEngine, ids: Collection[int]) -> dict[int, bool]:
    """Whether the answers to these messages helped, of those that have feedback."""
    same = sa.and_(feedback.c.conversation == events.c.sender_id, feedback.c.about == events.c.id)
    query = (
        sa.select(feedback.c.about, feedback.c.helped)
        .join_from(events, feedback, same)
        .where(one_of(events.c.id, ids))
    )
    async with database.connect() as connection:
        return {row.about: row.helped for row in await connection.execute(query)}


async def late_feedback(database: AsyncEngine, now: datetime) -> list[ReviewMessage]:
    """The messages that were judged lately and do not say so yet, each with what it should say.

    A conversation goes on for as long as it is stored: the message may be old.
    """
    same = sa.and_(
        feedback.c.conversation == messages.c.conversation, feedback.c.about == messages.c.id
    )
    query = (
        sa.select(messages, feedback.c.helped.label("current"))
        .join_from(messages, feedback, same)
        .where(
            feedback.c.given_at > (now - _FEEDBACK_IS_NEW).timestamp(),
            messages.c.helped.is_distinct_from(feedback.c.helped),
        )
    )
    async with database.connect() as connection:
        rows = await connection.execute(query)
        return [replace(message_of(row), helped=row.current) for row in rows]


async def save(
    database: AsyncEngine, new: Iterable[ReviewMessage], changed: Iterable[Change]
) -> int:
    """Add messages that are not there yet, and change others; says how many were added."""
    count = 0
    rows = [row_of(message) for message in new]
    async with database.begin() as connection:
        if rows:
            # With the rows beside it the statement is compiled once; with them in it, at each call.
            insert = insert_into(database, messages).on_conflict_do_nothing()
            # PostgreSQL says by the rows, not by a count, how many there were.
            ids = await connection.scalars(
                insert.returning(messages.c.id), rows, execution_options=_ROWS_AT_ONCE
            )
            count = len(ids.all())
        for change in changed:
            values = asdict(change) | {"reasons": " ".join(change.reasons)}
            update = sa.update(messages).where(messages.c.id == change.id).values(values)
            await connection.execute(update)
    return count
