"""Keeps messages with buttons until one is pressed, so that the choice can take their place."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from web.store.tables import menus

# Whoever comes back later than that finds the buttons still there.
KEPT_SECONDS = 24 * 3600.0


async def keep(
    database: AsyncEngine, id: str, conversation: str, body: dict[str, Any], sent_at: float
) -> None:
    """Keep a message by an id of ours; the same id again, the same message, is kept as it was."""
    row = {"id": id, "conversation": conversation, "body": json.dumps(body), "sent_at": sent_at}
    async with database.begin() as connection:
        if await connection.scalar(sa.select(menus.c.id).where(menus.c.id == id)) is None:
            await connection.execute(sa.insert(menus).values(row))


async def take(database: AsyncEngine, id: str) -> dict[str, Any] | None:
    """The message with that id, which is then no longer kept; None if it is not kept."""
    taken = sa.delete(menus).where(menus.c.id == id).returning(menus.c.body)
    async with database.begin() as connection:
        body = await connection.scalar(taken)
    return None if body is None else dict(json.loads(body))
