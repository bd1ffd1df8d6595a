"""Reads, exports and deletes what was said."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from web.engine import bot_card
from web.store.tables import deleted_conversations, events

# Longer than any answer takes to be stored.
_LATE_ANSWERS = timedelta(days=1)


async def read_history(
    database: AsyncEngine, conversation: str, count: int = 200
) -> list[dict[str, Any]]:
    """The last things said, oldest first: `{"from": "user", "text"}` or `{"from": "bot", "card"}`.

    Raises:
        SQLAlchemyError: the database cannot be read.
    """
    last = (
        sa.select(events.c.data)
        .where(events.c.sender_id == conversation, events.c.type_name.in_(("user", "bot")))
        .order_by(events.c.id.desc())
        .limit(count)
    )
    async with database.connect() as connection:
        rows = await connection.scalars(last)
        return [_said(json.loads(data)) for data in reversed(rows.all())]


async def export(database: AsyncEngine, conversation: str, now: datetime) -> dict[str, Any] | None:
    """Everything that is stored of a conversation, as JSON values; None if nothing is.

    `messages` is what was said, for people; `events` is all that the engine noted, for machines.

    Raises:
        SQLAlchemyError: the database cannot be read.
    """
    found = sa.select(events.c.data).where(events.c.sender_id == conversation)
    async with database.connect() as connection:
        rows = await connection.scalars(found.order_by(events.c.id))
        noted = [json.loads(data) for data in rows]
    if not noted:
        return None
    return {
        "conversation": conversation,
        "exported_at": now.isoformat(),
        "messages": [
            {"at": _time(event["timestamp"]), **_said(event)}
            for event in noted
            if event["event"] in ("user", "bot")
        ],
        "events": noted,
    }


async def delete(database: AsyncEngine, conversation: str, now: datetime) -> int:
    """Delete a conversation from every table; says how many events it had.

    Raises:
        SQLAlchemyError: the database cannot be written to; then nothing is deleted.
    """
    gone = deleted_conversations
    async with database.begin() as connection:
        await connection.execute(sa.delete(gone).where(gone.c.conversation == conversation))
        note = {"conversation": conversation, "deleted_at": now.timestamp()}
        await connection.execute(sa.insert(gone).values(note))
        done = await connection.execute(sa.delete(events).where(events.c.sender_id == conversation))
    return done.rowcount


async def clean(database: AsyncEngine, now: datetime, keep: timedelta) -> int:
    """Delete what is older than `keep`, and what came late to deleted conversations.

    Says how many events it deleted.

    Raises:
        SQLAlchemyError: the database cannot be written to.
    """
    gone = deleted_conversations
    late = events.c.sender_id.in_(sa.select(gone.c.conversation))
    old = events.c.timestamp < (now - keep).timestamp()
    async with database.begin() as connection:
        done = await connection.execute(sa.delete(events).where(sa.or_(late, old)))
        settled = gone.c.deleted_at < (now - _LATE_ANSWERS).timestamp()
        await connection.execute(sa.delete(gone).where(settled))
    return done.rowcount


def _said(event: dict[str, Any]) -> dict[str, Any]:
    if event["event"] == "user":
        title = (event.get("metadata") or {}).get("title")
        return {"from": "user", "text": title or event.get("text") or ""}
    metadata = event.get("metadata") or {}
    return {"from": "bot", "card": bot_card(event.get("text"), event.get("data") or {}, metadata)}


def _time(timestamp: float) -> str:
    return datetime.fromtimestamp(timestamp, UTC).isoformat(timespec="seconds")
