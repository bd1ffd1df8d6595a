"""Both databases, emptied between tests, and events as the engine writes them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.tables import events
from web.store import trainer_tables

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def user(
    text: str,
    intent: str = "statistics",
    confidence: float = 0.9,
    ranking: list[tuple[str, float]] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """A user's event; `ranking` are the runners-up, `language` None if too short to say."""
    language = more.pop("language", "sv")
    entities = [{"entity": "language", "value": language}] if language else []
    ranked = [(intent, confidence), *(ranking or [("press_contact", 1 - confidence)])]
    return {
        "event": "user",
        "text": text,
        "input_channel": more.pop("channel", "browser"),
        "metadata": more.pop("metadata", {}),
        "parse_data": {
            "intent": {"name": intent, "confidence": confidence},
            "intent_ranking": [{"name": name, "confidence": c} for name, c in ranked],
            "entities": entities,
        },
        **more,
    }


def asked_back(text: str, ranking: list[tuple[str, float]], **more: Any) -> dict[str, Any]:
    """A message that the bot asked back about."""
    unsure = 1 - ranking[0][1]
    return user(text, "nlu_fallback", unsure, ranking, **more)


def pressed(intent: str, title: str = "Statistik och siffror") -> dict[str, Any]:
    return user(f"/{intent}", intent, 1.0, metadata={"title": title})


async def say(
    database: AsyncEngine, conversation: str, at: datetime, *messages: dict[str, Any]
) -> list[int]:
    """Store events as the engine does, a second apart; gives their ids."""
    ids = []
    async with database.begin() as connection:
        for seconds, event in enumerate(messages):
            moment = at.timestamp() + seconds
            row = {
                "sender_id": conversation,
                "type_name": event["event"],
                "timestamp": moment,
                "data": json.dumps({**event, "timestamp": moment}),
            }
            result = await connection.execute(sa.insert(events).values(row))
            ids.append(result.inserted_primary_key[0])
    return ids


async def rows_of(database: AsyncEngine) -> list[dict[str, Any]]:
    """The messages that are stored, in order."""
    messages = trainer_tables.messages
    async with database.connect() as connection:
        rows = await connection.execute(sa.select(messages).order_by(messages.c.id))
        return [dict(row) for row in rows.mappings()]
