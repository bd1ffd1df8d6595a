"""Keeps who is logged in, under a hash of what the browser's cookie holds."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from web.store.trainer_tables import sessions


@dataclass(frozen=True)
class StoredSession:
    """Somebody's stay, as it is stored."""

    id: str  # SHA-256 of the cookie, in hexadecimal
    person: str
    data: str  # JSON
    expires_at: float  # seconds since 1970


async def add(connection: AsyncConnection, session: StoredSession) -> None:
    """Store a session that nobody has yet, under the hash that is its id."""
    await connection.execute(sa.insert(sessions).values(asdict(session)))


async def read(connection: AsyncConnection, id: str, now: float) -> StoredSession | None:
    """The session, unless it has expired at `now`, in seconds since 1970."""
    columns = (sessions.c.id, sessions.c.person, sessions.c.data, sessions.c.expires_at)
    query = sa.select(*columns).where(sessions.c.id == id, sessions.c.expires_at > now)
    row = (await connection.execute(query)).one_or_none()
    return StoredSession(*row) if row else None


async def change(connection: AsyncConnection, id: str, data: str) -> None:
    """Replace what is kept in a session; nothing happens if it has been deleted."""
    await connection.execute(sa.update(sessions).where(sessions.c.id == id).values(data=data))


async def prolong(connection: AsyncConnection, id: str, expires_at: float) -> None:
    """Let a session last until `expires_at`, in seconds since 1970."""
    prolonged = sa.update(sessions).where(sessions.c.id == id).values(expires_at=expires_at)
    await connection.execute(prolonged)


async def delete(connection: AsyncConnection, id: str) -> None:
    """Delete a session by its id, which need not be there."""
    await connection.execute(sa.delete(sessions).where(sessions.c.id == id))


async def delete_all_of(connection: AsyncConnection, person: str) -> None:
    """End every session of a person."""
    await connection.execute(sa.delete(sessions).where(sessions.c.person == person))


async def clean(connection: AsyncConnection, now: datetime) -> None:
    """Delete the sessions that have expired."""
    old = sessions.c.expires_at < now.timestamp()
    await connection.execute(sa.delete(sessions).where(old))
