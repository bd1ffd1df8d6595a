"""Stores who closed which channel, when and why, and who opened it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from web.store.people.audit import note
from web.store.trainer_tables import channel_closures


@dataclass(frozen=True)
class Closure:
    """One channel, closed by a person for a reason; `at` is seconds since 1970."""

    channel: str
    person: str
    reason: str
    at: float


async def in_force(database: AsyncEngine) -> dict[str, Closure]:
    """The channels that are closed, by name."""
    async with database.connect() as connection:
        rows = await connection.execute(sa.select(channel_closures))
        return {row.channel: Closure(row.channel, row.person, row.reason, row.at) for row in rows}


async def close(
    database: AsyncEngine, channel: str, title: str, person: str, reason: str, now: datetime
) -> bool:
    """Close a channel; False if it was closed already."""
    row = {"channel": channel, "person": person, "reason": reason, "at": now.timestamp()}
    async with database.begin() as connection:
        if await _is_closed(connection, channel):
            return False
        await connection.execute(sa.insert(channel_closures).values(row))
        await note(connection, person, "channel_closed", f"{title}: {reason}", now)
    return True


async def open_again(
    database: AsyncEngine, channel: str, title: str, person: str, now: datetime
) -> bool:
    """Open a channel; False if it was open already."""
    delete = sa.delete(channel_closures).where(channel_closures.c.channel == channel)
    async with database.begin() as connection:
        if not (await connection.execute(delete)).rowcount:
            return False
        await note(connection, person, "channel_opened", title, now)
    return True


async def _is_closed(connection: AsyncConnection, channel: str) -> bool:
    query = sa.select(channel_closures.c.channel).where(channel_closures.c.channel == channel)
    return await connection.scalar(query) is not None
