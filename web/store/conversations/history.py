"""Reads, exports and deletes what was said, and what was said of the answers and the messages."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.events import BotMessage, UserMessage, read_event
from contracts.tables import events
from web.store.conversations.bot_card import bot_card
from web.store.review.queue import forget
from web.store.tables import deleted_conversations, feedback
from web.store.trainer_tables import messages

# Longer than any answer takes to be stored.
_LATE_ANSWERS = timedelta(days=1)


@dataclass(frozen=True)
class Utterance:
    """What a person or the bot said at one time."""

    id: int  # of the event
    at: float  # seconds since 1970
    sender: str  # user or bot
    text: str  # whole
    title: str | None = None  # of a card
    lead: str | None = None  # of a card


async def read_history(
    database: AsyncEngine, conversation: str, count: int = 200
) -> list[dict[str, Any]]:
    """What was said last, oldest first: `{"from": "user", "text"}` or `{"from": "bot", "card"}`."""
    last = (
        sa.select(events.c.data)
        .where(events.c.sender_id == conversation, events.c.type_name.in_(("user", "bot")))
        .order_by(events.c.id.desc())
        .limit(count)
    )
    async with database.connect() as connection:
        rows = await connection.scalars(last)
        return [_said(json.loads(data)) for data in reversed(rows.all())]


async def around(
    database: AsyncEngine, conversation: str, event: int, before: int = 8, after: int = 6
) -> list[Utterance]:
    """What was said before an event and after it, oldest first."""
    said = sa.select(events.c.id, events.c.timestamp, events.c.data).where(
        events.c.sender_id == conversation, events.c.type_name.in_(("user", "bot"))
    )
    earlier = said.where(events.c.id <= event).order_by(events.c.id.desc()).limit(before + 1)
    later = said.where(events.c.id > event).order_by(events.c.id).limit(after)
    async with database.connect() as connection:
        first = (await connection.execute(earlier)).all()
        last = (await connection.execute(later)).all()
    return [
        _utterance(row.id, row.timestamp, json.loads(row.data)) for row in (*reversed(first), *last)
    ]


async def known(database: AsyncEngine, conversation: str) -> bool:
    """Whether anything is stored of a conversation."""
    found = sa.select(events.c.id).where(events.c.sender_id == conversation).limit(1)
    async with database.connect() as connection:
        return await connection.scalar(found) is not None


async def export(database: AsyncEngine, conversation: str, now: datetime) -> dict[str, Any] | None:
    """Everything that is stored of a conversation, as JSON values; None if nothing is.

    `messages` is what was said, `feedback` whether it helped and `labels` what trainers settled
    that messages were about, for people; `events` is all that the engine noted, for machines.
    """
    found = sa.select(events.c.id, events.c.data).where(events.c.sender_id == conversation)
    given = sa.select(feedback).where(feedback.c.conversation == conversation)
    settled = sa.select(messages.c.id, messages.c.label).where(
        messages.c.conversation == conversation, messages.c.label.is_not(None)
    )
    async with database.connect() as connection:
        rows = await connection.execute(found.order_by(events.c.id))
        by_id = {row.id: json.loads(row.data) for row in rows}
        judged = (await connection.execute(given.order_by(feedback.c.about))).all()
        labelled = (await connection.execute(settled.order_by(messages.c.id))).all()
    if not by_id and not judged:
        return None
    noted = list(by_id.values())
    return {
        "conversation": conversation,
        "exported_at": now.isoformat(),
        "messages": [
            {"at": _time(event["timestamp"]), **_said(event)}
            for event in noted
            if event["event"] in ("user", "bot")
        ],
        "feedback": [
            {
                "at": _time(row.given_at),
                "about": row.about,
                "text": _said(by_id[row.about]).get("text") if row.about in by_id else None,
                "helped": row.helped,
                "comment": row.comment,
            }
            for row in judged
        ],
        "labels": [{"about": row.id, "label": row.label} for row in labelled],
        "events": noted,
    }


async def delete(database: AsyncEngine, conversation: str, now: datetime) -> int:
    """Delete a conversation from every table; says how many rows it had.

    Raises:
        SQLAlchemyError: the database cannot be written to; then nothing is deleted.
    """
    gone = deleted_conversations
    async with database.begin() as connection:
        await connection.execute(sa.delete(gone).where(gone.c.conversation == conversation))
        note = {"conversation": conversation, "deleted_at": now.timestamp()}
        await connection.execute(sa.insert(gone).values(note))
        said = await connection.execute(sa.delete(events).where(events.c.sender_id == conversation))
        given = sa.delete(feedback).where(feedback.c.conversation == conversation)
        judged = await connection.execute(given)
        reviewed = await forget(connection, messages.c.conversation == conversation)
    return said.rowcount + judged.rowcount + reviewed


async def clean(database: AsyncEngine, now: datetime, keep: timedelta) -> int:
    """Delete what is older than `keep`, and what came late to deleted conversations.

    Says how many events it deleted.
    """
    gone = deleted_conversations
    names, oldest = sa.select(gone.c.conversation), (now - keep).timestamp()
    old_events = sa.or_(events.c.sender_id.in_(names), events.c.timestamp < oldest)
    old_feedback = sa.or_(feedback.c.conversation.in_(names), feedback.c.given_at < oldest)
    old_messages = sa.or_(messages.c.conversation.in_(names), messages.c.said_at < oldest)
    async with database.begin() as connection:
        done = await connection.execute(sa.delete(events).where(old_events))
        await connection.execute(sa.delete(feedback).where(old_feedback))
        await forget(connection, old_messages)
        settled = gone.c.deleted_at < (now - _LATE_ANSWERS).timestamp()
        await connection.execute(sa.delete(gone).where(settled))
    return done.rowcount


def _utterance(id: int, at: float, event: dict[str, Any]) -> Utterance:
    bot = read_event(event)
    if not isinstance(bot, BotMessage):
        return Utterance(id, at, "user", _said(event)["text"])
    # Not as a card, whose schema may have changed since.
    card = bot.data.get("custom") or {}
    text = card.get("text") or bot.text or ""
    return Utterance(id, at, "bot", text, card.get("title"), card.get("lead"))


def _said(event: dict[str, Any]) -> dict[str, Any]:
    match read_event(event):
        case UserMessage() as message:
            return {"from": "user", "text": message.visible_text}
        case BotMessage(text, data, metadata):
            return {"from": "bot", "card": bot_card(text, data, metadata)}
    raise ValueError("nothing that was said")


def _time(timestamp: float) -> str:
    return datetime.fromtimestamp(timestamp, UTC).isoformat(timespec="seconds")
