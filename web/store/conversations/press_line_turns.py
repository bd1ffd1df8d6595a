"""Stores the turns that the press line answered, because the engine gave no answer in time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from contracts.events import NOT_KEPT, PRESS_LINE
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


async def keep(database: AsyncEngine, turn: PressLineTurn) -> list[Card] | None:
    """Store the turn, with what stands for its text, until `fill_in`.

    Where the engine has stored its answer meanwhile nothing is stored, and its cards are given;
    where it has stored the message without one the press line is added, unless more was said since.
    Nothing is stored of a conversation that has been deleted since the message was sent. A second
    call changes nothing.
    """
    async with database.begin() as connection:
        await hold(connection, turn.conversation)
        if await _insert_message(database, connection, turn):
            await connection.execute(sa.insert(events).values(_answer_row(turn)))
            return None
        message = await _engines_message(connection, turn)
        if message is None:
            return None
        rows, is_last = await _rest_of_turn(connection, turn, message.id)
        if cards := _cards_of(rows):
            return cards
        if is_last and not any(row.type_name == "bot" for row in rows):
            await connection.execute(sa.insert(events).values(_answer_row(turn)))
        return None


async def put_in_place(database: AsyncEngine, turn: PressLineTurn) -> None:
    """Put the press line, which the writer was shown, where the engine's late answer stands.

    The message keeps its text, and what the engine did about it goes: to the engine the question
    has not been put, as with every turn of these (docs/decisions/0023).
    """
    async with database.begin() as connection:
        await hold(connection, turn.conversation)
        message = await _engines_message(connection, turn)
        if message is None:
            return
        rows, _ = await _rest_of_turn(connection, turn, message.id)
        answer = next(row.id for row in rows if row.type_name == "bot")
        others = [row.id for row in rows if row.id != answer]
        said = _row(turn, _message(turn, json.loads(message.data)["text"]))
        at = sa.update(events).where(events.c.id == sa.bindparam("at"))
        await connection.execute(at.values(said), {"at": message.id})
        await connection.execute(at.values(_answer_row(turn)), {"at": answer})
        await connection.execute(sa.delete(events).where(events.c.id.in_(others)))


async def fill_in(database: AsyncEngine, turn: PressLineTurn, text: str) -> bool:
    """Put a text without personal data in its place; False if the turn has been deleted."""
    ours = sa.update(events).where(
        events.c.message_id == turn.message_id, events.c.intent_name == PRESS_LINE
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


async def _engines_message(connection: AsyncConnection, turn: PressLineTurn) -> Any:
    """The row of the message as the engine has stored it; None if it has not."""
    query = sa.select(events.c.id, events.c.data).where(
        events.c.message_id == turn.message_id, events.c.intent_name.is_distinct_from(PRESS_LINE)
    )
    return (await connection.execute(query)).first()


async def _rest_of_turn(
    connection: AsyncConnection, turn: PressLineTurn, message: int
) -> tuple[Sequence[Any], bool]:
    """The rows of what came of a message, by its row's id: until another, or another session.

    And whether nothing came after them.
    """
    query = (
        sa.select(events)
        .where(events.c.sender_id == turn.conversation, events.c.id > message)
        .order_by(events.c.id)
    )
    later = (await connection.execute(query)).all()
    rows = list(takewhile(lambda row: not _begins_another(row), later))
    return rows, len(rows) == len(later)


def _begins_another(row: Any) -> bool:
    return bool(row.type_name == "user" or row.action_name == "action_session_start")


def _cards_of(rows: Sequence[Any]) -> list[Card]:
    """What the engine answered; the press line is none of its."""
    bots = [row for row in rows if row.type_name == "bot" and row.intent_name != PRESS_LINE]
    answers = [json.loads(row.data) for row in bots]
    return [bot_card(bot["text"], bot["data"], bot.get("metadata") or {}) for bot in answers]


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
        "intent_name": PRESS_LINE,
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
            "intent": {"name": PRESS_LINE, "confidence": 0.0},
            "entities": [],
            "intent_ranking": [],
            "text": text,
        },
        "input_channel": turn.channel,
        "message_id": turn.message_id,
    }
