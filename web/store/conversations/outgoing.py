"""Keeps what is to be sent to a channel's vendor, until it is.

Each row has one process that sends it, for as long as that says so (`claimed_until`).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from web.store.conditions import one_of
from web.store.database import empty_log
from web.store.tables import outgoing

# An answer that comes later than that is none.
KEPT_SECONDS = 3600.0


@dataclass(frozen=True)
class OutgoingRow:
    """A message to be sent; it has an id once it is stored."""

    id: int | None
    conversation: str
    place: dict[str, Any]
    body: dict[str, Any]
    text: str
    put_at: float  # seconds since 1970


async def put(
    database: AsyncEngine, channel: str, rows: Sequence[OutgoingRow], claimed_until: float
) -> list[int]:
    """Store rows in their order; their ids."""
    ids = []
    async with database.begin() as connection:
        for row in rows:
            values = {
                "channel": channel,
                "conversation": row.conversation,
                "place": json.dumps(row.place),
                "body": json.dumps(row.body),
                "text": row.text,
                "put_at": row.put_at,
                "claimed_until": claimed_until,
            }
            added = sa.insert(outgoing).values(values).returning(outgoing.c.id)
            ids.append((await connection.execute(added)).scalar_one())
    return ids


async def claim(database: AsyncEngine, channel: str, now: float, until: float) -> list[OutgoingRow]:
    """Take over the rows of a channel that nobody has, in their order."""
    theirs = (
        sa.update(outgoing)
        .where(
            outgoing.c.channel == channel,
            outgoing.c.claimed_until <= now,
            outgoing.c.put_at > now - KEPT_SECONDS,
        )
        .values(claimed_until=until)
        .returning(outgoing)
    )
    async with database.begin() as connection:
        rows = (await connection.execute(theirs)).all()
    return [
        OutgoingRow(
            row.id,
            row.conversation,
            json.loads(row.place),
            json.loads(row.body),
            row.text,
            row.put_at,
        )
        for row in sorted(rows, key=lambda row: row.id)
    ]


async def renew(database: AsyncEngine, ids: Collection[int], until: float) -> None:
    """Say until when this process has its rows; 0 gives them up."""
    if ids:
        async with database.begin() as connection:
            own = sa.update(outgoing).where(one_of(outgoing.c.id, ids))
            await connection.execute(own.values(claimed_until=until))


async def exists(database: AsyncEngine, id: int) -> bool:
    """Whether a row is still there."""
    async with database.connect() as connection:
        return await connection.scalar(sa.select(outgoing.c.id).where(outgoing.c.id == id)) == id


async def remove(database: AsyncEngine, ids: Collection[int]) -> None:
    """Delete rows: they are sent, or given up. What is in one may say how somebody is reached."""
    async with database.begin() as connection:
        await connection.execute(sa.delete(outgoing).where(one_of(outgoing.c.id, ids)))
    await empty_log(database)
