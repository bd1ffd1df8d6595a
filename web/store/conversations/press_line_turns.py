"""Stores the turns that the press line answered, because the engine gave no answer in time."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from contracts.events import NO_ANSWER, NOT_KEPT
from contracts.tables import deleted_conversations, events
from desk.cards import Card
from web.store.conversations.bot_card import bot_card
from web.store.conversations.holding import hold
from web.store.database import insert_into


@dataclass(frozen=True)
class PressLineTurn:
    """A message without its text, and the card that answered it; times in seconds since 1970."""

    message_id: str  # as the engine was told
    conversation: str
    channel: str
    asked_at: float
    answered_at: float
    card: Card
    payload: str | None = None  # of a button that was pressed, with what stood on it
    title: str | None = None


async def keep(database: AsyncEngine, turn: PressLineTurn) -> bool:
    """Store the turn, with what stands for the text; True if the text may be filled in.

    It may not where the engine has stored the message meanwhile: then the card alone is added, if
    the engine has no answer to it. Nothing is stored of a conversation that has been deleted since
    the message was sent. A second call changes nothing.
    """
    async with database.begin() as connection:
        await hold(connection, turn.conversation)
        if await _insert_message(database, connection, turn):
            await connection.execute(sa.insert(events).values(_answer_row(turn)))
            return turn.payload is None
        ours = await _stored_as(connection, turn)
        if ours is not None and ours != NO_ANSWER and not await _is_followed(connection, turn):
            await connection.execute(sa.insert(events).values(_answer_row(turn)))
        return ours == NO_ANSWER and turn.payload is None


async def engines_answer(database: AsyncEngine, message_id: str) -> list[Card]:
    """The cards that the engine has stored as its answer to a message; none if it has not."""
    mine = sa.select(events.c.id, events.c.sender_id).where(
        events.c.message_id == message_id, events.c.intent_name.is_distinct_from(NO_ANSWER)
    )
    async with database.connect() as connection:
        message = (await connection.execute(mine)).first()
        if message is None:
            return []
        query = sa.select(events.c.type_name, events.c.data).where(
            events.c.sender_id == message.sender_id,
            events.c.type_name.in_(("user", "bot")),
            events.c.id > message.id,
        )
        rows = (await connection.execute(query.order_by(events.c.id))).all()
    answers = (json.loads(row.data) for row in takewhile(lambda row: row.type_name == "bot", rows))
    return [bot_card(bot["text"], bot["data"], bot.get("metadata") or {}) for bot in answers]


async def fill_in(database: AsyncEngine, turn: PressLineTurn, text: str) -> bool:
    """Put a text without personal data in its place; False if the turn has been deleted."""
    ours = sa.update(events).where(
        events.c.message_id == turn.message_id, events.c.intent_name == NO_ANSWER
    )
    data = json.dumps(_message(turn, text))
    async with database.begin() as connection:
        return (await connection.execute(ours.values(data=data))).rowcount > 0


async def _insert_message(
    database: AsyncEngine, connection: AsyncConnection, turn: PressLineTurn
) -> bool:
    text = NOT_KEPT if turn.payload is None else turn.payload
    row = {
        **_row(turn, _message(turn, text)),
        "timestamp": turn.asked_at,
        "message_id": turn.message_id,
    }
    deleted = deleted_conversations.c
    is_deleted = sa.exists().where(
        deleted.conversation == turn.conversation, deleted.deleted_at >= turn.asked_at
    )
    # One statement, which holds SQLite's file from its beginning: a deletion comes before or after.
    values = [sa.literal(value, events.c[name].type) for name, value in row.items()]
    insert = insert_into(database, events).from_select(
        list(row), sa.select(*values).where(~is_deleted)
    )
    added = insert.on_conflict_do_nothing().returning(events.c.id)
    return await connection.scalar(added) is not None


async def _stored_as(connection: AsyncConnection, turn: PressLineTurn) -> str | None:
    """The intent that the message is stored with, empty if it has none; None if it is not there."""
    query = sa.select(sa.func.coalesce(events.c.intent_name, "")).where(
        events.c.message_id == turn.message_id
    )
    intent: str | None = await connection.scalar(query)
    return intent


async def _is_followed(connection: AsyncConnection, turn: PressLineTurn) -> bool:
    """Whether anything was said after the message."""
    its_id = sa.select(events.c.id).where(events.c.message_id == turn.message_id).scalar_subquery()
    query = sa.select(events.c.id).where(
        events.c.sender_id == turn.conversation,
        events.c.type_name.in_(("user", "bot")),
        events.c.id > its_id,
    )
    return await connection.scalar(query.limit(1)) is not None


def _answer_row(turn: PressLineTurn) -> dict[str, Any]:
    event = {
        "event": "bot",
        "timestamp": turn.answered_at,
        "metadata": {},
        "text": turn.card["text"],
        "data": {"custom": turn.card},
    }
    return {**_row(turn, event), "timestamp": turn.answered_at}


def _row(turn: PressLineTurn, event: dict[str, Any]) -> dict[str, Any]:
    return {
        "sender_id": turn.conversation,
        "type_name": event["event"],
        "intent_name": NO_ANSWER,
        "data": json.dumps(event),
    }


def _message(turn: PressLineTurn, text: str) -> dict[str, Any]:
    """The event as Rasa writes one (contracts/events.py)."""
    return {
        "event": "user",
        "timestamp": turn.asked_at,
        "metadata": {"title": turn.title} if turn.title else {},
        "text": text,
        "parse_data": {
            "intent": {"name": NO_ANSWER, "confidence": 0.0},
            "entities": [],
            "intent_ranking": [],
            "text": text,
        },
        "input_channel": turn.channel,
        "message_id": turn.message_id,
    }
