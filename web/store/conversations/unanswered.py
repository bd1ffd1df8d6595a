"""Finds what was asked without getting an answer: left open by the facts, or not understood."""

from __future__ import annotations

import json
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.intents import FALLBACK, OUT_OF_SCOPE
from contracts.tables import events
from web.store.trainer_tables import messages

# How a question that the facts leave open begins, in the list of those that a card answers.
NOT_STATED = "not_stated/"


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


async def open_answers(database: AsyncEngine, since: float) -> list[OpenAnswer]:
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
        .where(
            events.c.type_name == "bot",
            events.c.timestamp >= since,
            events.c.data.contains(f'"{NOT_STATED}', autoescape=True),
        )
        .order_by(events.c.timestamp.desc(), events.c.id.desc())
    )
    async with database.connect() as connection:
        rows = await connection.execute(query)
        return [
            OpenAnswer(question, row.sender_id, row.timestamp, row.text)
            for row in rows
            for question in _questions(row.data)
            if question.startswith(NOT_STATED)
        ]


async def unclear_twice(database: AsyncEngine, since: float, most: int) -> list[UnclearMessage]:
    """The messages since then that were not understood and follow another such, or are followed.

    At most `most`, newest first. A message that its writer or a trainer has found a topic for is
    understood.
    """
    column = messages.c
    is_unclear = sa.or_(
        sa.and_(column.intent == FALLBACK, column.chosen.is_(None)), column.intent == OUT_OF_SCOPE
    )
    is_open = sa.or_(column.label.is_(None), column.label == OUT_OF_SCOPE)
    # As a number: what follows nothing is null, and neither database has the other's booleans.
    unclear = sa.case((sa.and_(is_unclear, is_open), 1), else_=0)
    name, order = column.conversation, column.id
    rows = (
        sa.select(
            column.id,
            column.conversation,
            column.said_at,
            column.text,
            unclear.label("unclear"),
            sa.func.lag(unclear).over(partition_by=name, order_by=order).label("before"),
            sa.func.lead(unclear).over(partition_by=name, order_by=order).label("after"),
        )
        .where(column.said_at >= since)
        .subquery()
    )
    query = (
        sa.select(rows.c.conversation, rows.c.said_at, rows.c.text)
        .where(rows.c.unclear == 1, sa.or_(rows.c.before == 1, rows.c.after == 1))
        .order_by(rows.c.said_at.desc(), rows.c.id.desc())
        .limit(most)
    )
    async with database.connect() as connection:
        return [UnclearMessage(*row) for row in await connection.execute(query)]


def _questions(data: str) -> list[str]:
    """The questions that a bot's event answers; not as a card, whose schema may have changed."""
    card = (json.loads(data).get("data") or {}).get("custom") or {}
    return list(card.get("question") or ())
