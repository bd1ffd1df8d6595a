"""Keeps what was sent to a human, and what a person answered; all of it masked before."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from contracts.tables import events
from web.store.conversations.holding import hold
from web.store.tables import handoff_replies, handoffs


@dataclass(frozen=True)
class HandoffReply:
    """An answer of the press office's to a question that was sent to it."""

    text: str
    at: float  # seconds since 1970


@dataclass(frozen=True)
class HandoffOrigin:
    """Where a question was asked at a vendor's, and its answer is sent."""

    address: dict[str, Any]  # JSON values, as the outgoing queue takes them
    language: str
    is_shared: bool  # whether others read there


@dataclass(frozen=True)
class Handoff:
    """A question that was sent to a human; times are seconds since 1970."""

    id: str
    conversation: str
    question: str
    asked_at: float
    sent_at: float | None = None
    thread: str | None = None  # the vendor's id of the message that the press office got
    taken_at: float | None = None
    origin: HandoffOrigin | None = None  # None of the web chat, where the answer is looked for
    replies: list[HandoffReply] = field(default_factory=list)


async def add(database: AsyncEngine, handoff: Handoff) -> bool:
    """Keep a question; False if its conversation is not stored, or was deleted meanwhile."""
    columns = ("id", "conversation", "question", "asked_at", "origin")
    origin = None if handoff.origin is None else json.dumps(asdict(handoff.origin))
    values = [sa.literal(getattr(handoff, column)) for column in columns[:-1]]
    values.append(sa.literal(origin, sa.Text))
    is_stored = sa.exists().where(events.c.sender_id == handoff.conversation)
    query = sa.insert(handoffs).from_select(columns, sa.select(*values).where(is_stored))
    added = query.returning(handoffs.c.id)
    async with database.begin() as connection:
        await hold(connection, handoff.conversation)
        return await connection.scalar(added) is not None


async def find(database: AsyncEngine, id: str) -> Handoff | None:
    """A question without its replies; None if it was deleted."""
    async with database.connect() as connection:
        row = (await connection.execute(_QUESTIONS.where(handoffs.c.id == id))).one_or_none()
    return None if row is None else _handoff(row)


async def note_sent(database: AsyncEngine, id: str, thread: str, at: float) -> bool:
    """The press office has got the question; False if that was noted, or the question deleted."""
    unsent = (handoffs.c.id == id) & handoffs.c.sent_at.is_(None)
    noted = sa.update(handoffs).where(unsent).values(sent_at=at, thread=thread)
    async with database.begin() as connection:
        return (await connection.execute(noted)).rowcount > 0


async def take(database: AsyncEngine, id: str, at: float) -> bool:
    """Somebody takes the question on; False if it is taken already, or was deleted."""
    free = (handoffs.c.id == id) & handoffs.c.taken_at.is_(None)
    async with database.begin() as connection:
        taken = await connection.execute(sa.update(handoffs).where(free).values(taken_at=at))
    return taken.rowcount > 0


async def reply(database: AsyncEngine, handoff: Handoff, text: str, at: float) -> bool:
    """Keep an answer to a question, which is then taken; False if the question was deleted."""
    taken_at = sa.func.coalesce(handoffs.c.taken_at, at)
    taken = sa.update(handoffs).where(handoffs.c.id == handoff.id).values(taken_at=taken_at)
    values = {"handoff": handoff.id, "text": text, "replied_at": at}
    async with database.begin() as connection:
        await hold(connection, handoff.conversation)
        if (await connection.execute(taken)).rowcount == 0:
            return False
        await connection.execute(sa.insert(handoff_replies).values(values))
    return True


async def of_conversation(database: AsyncEngine, conversation: str) -> list[Handoff]:
    """What was sent to a human from a conversation, oldest first, with the replies."""
    async with database.connect() as connection:
        return await read(connection, conversation)


async def read(connection: AsyncConnection, conversation: str) -> list[Handoff]:
    """What `of_conversation` reads, in a transaction of the caller's."""
    own = handoffs.c.conversation == conversation
    questions = _QUESTIONS.where(own).order_by(handoffs.c.asked_at)
    answers = (
        sa.select(handoff_replies)
        .join_from(handoff_replies, handoffs, handoff_replies.c.handoff == handoffs.c.id)
        .where(own)
        .order_by(handoff_replies.c.id)
    )
    rows = (await connection.execute(questions)).all()
    found = {row.id: _handoff(row) for row in rows}
    for row in await connection.execute(answers):
        found[row.handoff].replies.append(HandoffReply(row.text, row.replied_at))
    return list(found.values())


async def forget(connection: AsyncConnection, conversation: str) -> int:
    """Delete what was sent from a conversation, with the replies; how many rows."""
    return await _delete(connection, handoffs.c.conversation == conversation)


async def forget_older(connection: AsyncConnection, oldest: float) -> int:
    """Delete what was sent before `oldest`, with the replies; how many rows."""
    return await _delete(connection, handoffs.c.asked_at < oldest)


def _handoff(row: sa.Row[Any]) -> Handoff:
    values = dict(row._mapping)
    origin = values.pop("origin")
    return Handoff(**values, origin=HandoffOrigin(**json.loads(origin)) if origin else None)


async def _delete(connection: AsyncConnection, which: sa.ColumnElement[bool]) -> int:
    ids = sa.select(handoffs.c.id).where(which)
    query = sa.delete(handoff_replies).where(handoff_replies.c.handoff.in_(ids))
    replies = await connection.execute(query)
    questions = await connection.execute(sa.delete(handoffs).where(which))
    return replies.rowcount + questions.rowcount


_QUESTIONS = sa.select(handoffs)
