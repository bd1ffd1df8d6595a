"""Reads, exports and deletes conversations, with the feedback on them and the reviews of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, TypedDict

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.events import BotMessage, UserMessage, read_event
from contracts.tables import DELETION_NOTED_SECONDS, deleted_conversations, events
from desk.cards import Card
from web.store.conditions import is_left_over
from web.store.conversations import handoffs
from web.store.conversations.bot_card import bot_card
from web.store.conversations.holding import hold
from web.store.conversations.menus import KEPT_SECONDS as MENU_KEPT_SECONDS
from web.store.conversations.outgoing import KEPT_SECONDS
from web.store.database import empty_log
from web.store.review.review_queue import forget
from web.store.tables import feedback, menus, outgoing
from web.store.trainer_tables import examples, messages, notes

LATE_ANSWERS = timedelta(seconds=DELETION_NOTED_SECONDS)

# What was said at a time, in seconds since 1970. Not as classes: `from` is a word of Python's own.
UserRow = TypedDict("UserRow", {"at": float, "from": Literal["user"], "text": str})
BotRow = TypedDict("BotRow", {"at": float, "from": Literal["bot"], "card": Card})
HistoryRow = UserRow | BotRow

_NEITHER = "neither a message of a person nor of the bot"


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
) -> list[HistoryRow]:
    """The last messages, oldest first."""
    last = (
        sa.select(events.c.timestamp, events.c.data)
        .where(events.c.sender_id == conversation, events.c.type_name.in_(("user", "bot")))
        .order_by(events.c.id.desc())
        .limit(count)
    )
    async with database.connect() as connection:
        rows = (await connection.execute(last)).all()
    return [_row(json.loads(row.data), row.timestamp) for row in reversed(rows)]


async def around(
    database: AsyncEngine, conversation: str, event: int, before: int = 8, after: int = 6
) -> list[Utterance]:
    """The messages before an event and after it, oldest first."""
    query = sa.select(events.c.id, events.c.timestamp, events.c.data).where(
        events.c.sender_id == conversation, events.c.type_name.in_(("user", "bot"))
    )
    earlier = query.where(events.c.id <= event).order_by(events.c.id.desc()).limit(before + 1)
    later = query.where(events.c.id > event).order_by(events.c.id).limit(after)
    async with database.connect() as connection:
        first = (await connection.execute(earlier)).all()
        last = (await connection.execute(later)).all()
    return [
        _utterance(row.id, row.timestamp, json.loads(row.data)) for row in (*reversed(first), *last)
    ]


async def exists(database: AsyncEngine, conversation: str) -> bool:
    """Whether anything is stored of a conversation."""
    query = sa.select(events.c.id).where(events.c.sender_id == conversation).limit(1)
    async with database.connect() as connection:
        return await connection.scalar(query) is not None


async def last_language(database: AsyncEngine, conversation: str) -> str | None:
    """The language of the last answer; None if there is none."""
    last = (
        sa.select(events.c.data)
        .where(events.c.sender_id == conversation, events.c.type_name == "bot")
        .order_by(events.c.id.desc())
        .limit(1)
    )
    async with database.connect() as connection:
        data = await connection.scalar(last)
    event = read_event(json.loads(data)) if data else None
    if not isinstance(event, BotMessage):
        return None
    # Not as a card, whose schema may have changed since.
    card, response = event.data.get("custom") or {}, event.metadata.get("metadata") or {}
    return str(card.get("language") or response.get("language") or "sv")


async def deleted_at(database: AsyncEngine, conversation: str) -> float:
    """When a conversation was deleted, in seconds since 1970; 0 if it was not within a day."""
    deleted = deleted_conversations
    query = sa.select(deleted.c.deleted_at).where(deleted.c.conversation == conversation)
    async with database.connect() as connection:
        return await connection.scalar(query) or 0.0


async def export(database: AsyncEngine, conversation: str, now: datetime) -> dict[str, Any] | None:
    """Everything that is stored of a conversation, as JSON values; None if nothing is.

    `messages` are those of both, `feedback` whether the answers helped, `labels` what trainers
    settled that messages were about, `notes` what they wrote about them, `examples` what the bot is
    taught of them and `handoffs` what was sent to a human, with the replies, for people;
    `events` is all that the engine noted, for machines.
    """
    query = sa.select(events.c.id, events.c.data).where(events.c.sender_id == conversation)
    verdicts = sa.select(feedback).where(feedback.c.conversation == conversation)
    settled = sa.select(messages.c.id, messages.c.label).where(
        messages.c.conversation == conversation, messages.c.label.is_not(None)
    )
    taught = (
        sa.select(examples.c.message, examples.c.text, examples.c.label)
        .join_from(examples, messages, examples.c.message == messages.c.id)
        .where(messages.c.conversation == conversation)
    )
    written = (
        sa.select(notes.c.message, notes.c.text, notes.c.made_at)
        .join_from(notes, messages, notes.c.message == messages.c.id)
        .where(messages.c.conversation == conversation)
    )
    async with database.connect() as connection:
        rows = await connection.execute(query.order_by(events.c.id))
        by_id = {row.id: json.loads(row.data) for row in rows}
        feedback_rows = (await connection.execute(verdicts.order_by(feedback.c.about))).all()
        label_rows = (await connection.execute(settled.order_by(messages.c.id))).all()
        example_rows = (await connection.execute(taught.order_by(messages.c.id))).all()
        note_rows = (await connection.execute(written.order_by(notes.c.id))).all()
        asked = await handoffs.read(connection, conversation)
    if not by_id and not feedback_rows and not asked:
        return None
    all_events = list(by_id.values())
    return {
        "conversation": conversation,
        "exported_at": now.isoformat(),
        "messages": [
            {**_row(event, event["timestamp"]), "at": _time(event["timestamp"])}
            for event in all_events
            if event["event"] in ("user", "bot")
        ],
        "feedback": [
            {
                "at": _time(row.given_at),
                "about": row.about,
                "text": _question(by_id.get(row.about)),
                "helped": row.helped,
                "comment": row.comment,
            }
            for row in feedback_rows
        ],
        "labels": [{"about": row.id, "label": row.label} for row in label_rows],
        "notes": [
            {"at": _time(row.made_at), "about": row.message, "text": row.text} for row in note_rows
        ],
        "examples": [
            {"about": row.message, "text": row.text, "label": row.label} for row in example_rows
        ],
        "handoffs": [
            {
                "at": _time(one.asked_at),
                "text": one.question,
                "replies": [{"at": _time(reply.at), "text": reply.text} for reply in one.replies],
            }
            for one in asked
        ],
        "events": all_events,
    }


async def delete(database: AsyncEngine, conversation: str, now: datetime) -> int:
    """Delete a conversation from every table; says how many rows it had.

    Raises:
        SQLAlchemyError: the database cannot be written to; then nothing is deleted.
    """
    deleted = deleted_conversations
    async with database.begin() as connection:
        await hold(connection, conversation)
        await connection.execute(sa.delete(deleted).where(deleted.c.conversation == conversation))
        note = {"conversation": conversation, "deleted_at": now.timestamp()}
        await connection.execute(sa.insert(deleted).values(note))
        utterances = await connection.execute(
            sa.delete(events).where(events.c.sender_id == conversation)
        )
        query = sa.delete(feedback).where(feedback.c.conversation == conversation)
        verdicts = await connection.execute(query)
        reviews = await forget(connection, messages.c.conversation == conversation)
        questions = await handoffs.forget(connection, conversation)
        rest = [
            await connection.execute(sa.delete(table).where(table.c.conversation == conversation))
            for table in (outgoing, menus)
        ]
    await empty_log(database)
    deletions = (utterances, verdicts, *rest)
    return reviews + questions + sum(deletion.rowcount for deletion in deletions)


async def clean(database: AsyncEngine, now: datetime, keep: timedelta) -> int:
    """Delete what is older than `keep`, what came late to deleted conversations, what was not sent.

    Says how many events it deleted.
    """
    deleted = deleted_conversations
    names, oldest = sa.select(deleted.c.conversation), (now - keep).timestamp()
    old_events = sa.or_(is_left_over(), events.c.timestamp < oldest)
    # After the events: what is about one that is left belongs to the conversation begun anew.
    late_feedback = _without_event(feedback.c.conversation, feedback.c.about)
    late_messages = _without_event(messages.c.conversation, messages.c.id)
    old_feedback = sa.or_(
        feedback.c.conversation.in_(names) & late_feedback, feedback.c.given_at < oldest
    )
    old_messages = sa.or_(
        messages.c.conversation.in_(names) & late_messages, messages.c.said_at < oldest
    )
    async with database.begin() as connection:
        deletion = await connection.execute(sa.delete(events).where(old_events))
        await connection.execute(sa.delete(feedback).where(old_feedback))
        await forget(connection, old_messages)
        await handoffs.forget_older(connection, oldest)
        await connection.execute(
            sa.delete(outgoing).where(outgoing.c.put_at < now.timestamp() - KEPT_SECONDS)
        )
        await connection.execute(
            sa.delete(menus).where(menus.c.sent_at < now.timestamp() - MENU_KEPT_SECONDS)
        )
        settled = deleted.c.deleted_at < (now - LATE_ANSWERS).timestamp()
        await connection.execute(sa.delete(deleted).where(settled))
    return deletion.rowcount


def _without_event(
    conversation: sa.ColumnElement[str], id: sa.ColumnElement[int]
) -> sa.ColumnElement[bool]:
    return ~sa.exists().where(events.c.id == id, events.c.sender_id == conversation)


def _utterance(id: int, at: float, event: dict[str, Any]) -> Utterance:
    match read_event(event):
        case UserMessage() as message:
            return Utterance(id, at, "user", message.visible_text)
        case BotMessage(text, data, _):
            # Not as a card, whose schema may have changed since.
            card = data.get("custom") or {}
            words = card.get("text") or text or ""
            return Utterance(id, at, "bot", words, card.get("title"), card.get("lead"))
    raise ValueError(_NEITHER)


def _row(event: dict[str, Any], at: float) -> HistoryRow:
    match read_event(event):
        case UserMessage() as message:
            return {"at": at, "from": "user", "text": message.visible_text}
        case BotMessage(text, data, metadata):
            return {"at": at, "from": "bot", "card": bot_card(text, data, metadata)}
    raise ValueError(_NEITHER)


def _question(event: dict[str, Any] | None) -> str | None:
    """What a person wrote; None of another event, and of one that is gone."""
    message = read_event(event) if event else None
    return message.visible_text if isinstance(message, UserMessage) else None


def _time(timestamp: float) -> str:
    return datetime.fromtimestamp(timestamp, UTC).isoformat(timespec="seconds")
