"""Keeps others away from a conversation while it changes."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection


async def hold(connection: AsyncConnection, conversation: str) -> None:
    """Have a conversation to oneself until the transaction ends, among those who hold it.

    SQLite has one writer at a time, from its first statement that writes.
    """
    if connection.dialect.name == "postgresql":
        key = sa.func.hashtextextended(conversation, 0)
        await connection.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))
