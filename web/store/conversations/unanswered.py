"""Finds what was asked without getting an answer: left open by the facts, or not understood."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.intents import FALLBACK, OUT_OF_SCOPE
from contracts.tables import OPEN_QUESTION, events
from web.store.trainer_tables import UNCLEAR, messages

# How a question that the facts leave open begins, in the list of those that a card answers.
NOT_STATED = "not_stated/"
# A row has the whole card: many of them are read, and few are in memory at a time.
_ROWS_AT_ONCE = 200


@dataclass(frozen=True)
class OpenAnswer:
    """That a question was answered with that the page does not say."""

    question: str  # its name, with NOT_STATED
    conversation: str
    at: float  # seconds since 1970
    text: str | None  # what was asked, masked; None of a button, or if it is not taken in yet


@dataclass(frozen=True)
class UnclearMessage:
    """One of two messages in a row that were asked back, or answered as out of scope."""

    conversation: str
    said_at: float  # seconds since 1970
    text: str  # masked


async def open_answers(database: AsyncEngine, since: float) -> AsyncIterator[OpenAnswer]:
    """Each time that something left open was asked since then, newest first."""
    asker = events.alias()
    asked = (
        sa.select(sa.func.max(asker.c.id))
        .where(
            asker.c.sender_id == events.c.sender_id,
            asker.c.type_name == "user",
            asker.c.id < events.c.id,
        )
        .correlate(events)
        .scalar_subquery()
    )
    query = (
        sa.select(events.c.sender_id, events.c.timestamp, events.c.data, messages.c.text)
        .select_from(events)
        .outerjoin(messages, messages.c.id == asked)
        .where(sa.text(OPEN_QUESTION), events.c.timestamp >= since)
        .order_by(events.c.timestamp.desc(), events.c.id.desc())
        .execution_options(yield_per=_ROWS_AT_ONCE)
    )
    async with database.connect() as connection:
        async for row in await connection.stream(query):
            for question in _questions(row.data):
                if question.startswith(NOT_STATED):
                    yield OpenAnswer(question, row.sender_id, row.timestamp, row.text)


async def unclear_twice(database: AsyncEngine, since: float, most: int) -> list[UnclearMessage]:
    """The messages since then that were not understood and follow another such, or are followed.

    At most `most`, newest first. A message that its writer or a trainer has found a topic for is
    understood.
    """
    column = messages.c
    query = (
        sa.select(column.conversation, column.said_at, column.text)
        .where(
            sa.text(UNCLEAR),
            column.said_at >= since,
            sa.or_(_follows_unclear(since), _precedes_unclear()),
        )
        .order_by(column.said_at.desc(), column.id.desc())
        .limit(most)
    )
    async with database.connect() as connection:
        return [UnclearMessage(*row) for row in await connection.execute(query)]


def _follows_unclear(since: float) -> sa.ColumnElement[bool]:
    """Whether the message before it in the conversation, since then, was not understood either."""
    other, earlier = messages.alias(), messages.alias()
    before = sa.select(sa.func.max(earlier.c.id)).where(
        earlier.c.conversation == messages.c.conversation, earlier.c.id < messages.c.id
    )
    is_before = other.c.id == before.correlate(messages).scalar_subquery()
    return sa.exists().where(is_before, _is_unclear(other), other.c.said_at >= since)


def _precedes_unclear() -> sa.ColumnElement[bool]:
    """Whether the message after it in the conversation was not understood either."""
    other, later = messages.alias(), messages.alias()
    after = sa.select(sa.func.min(later.c.id)).where(
        later.c.conversation == messages.c.conversation, later.c.id > messages.c.id
    )
    is_after = other.c.id == after.correlate(messages).scalar_subquery()
    return sa.exists().where(is_after, _is_unclear(other))


def _is_unclear(table: sa.FromClause) -> sa.ColumnElement[bool]:
    """The same as UNCLEAR, of another row."""
    column = table.c
    asked_back = sa.and_(column.intent == FALLBACK, column.chosen.is_(None))
    is_open = sa.or_(column.label.is_(None), column.label == OUT_OF_SCOPE)
    return sa.and_(sa.or_(asked_back, column.intent == OUT_OF_SCOPE), is_open)


def _questions(data: str) -> list[str]:
    """The questions that a bot's event answers; not as a card, whose schema may have changed."""
    card = (json.loads(data).get("data") or {}).get("custom") or {}
    return list(card.get("question") or ())
