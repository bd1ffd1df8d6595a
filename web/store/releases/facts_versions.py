"""Keeps every facts file that was released on the pages, and what it took the place of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from web.store.trainer_tables import facts_versions

_LOCK = 5056  # any number but those of other locks, the same in every copy of web
_COLUMNS = facts_versions.c


@dataclass(frozen=True)
class Heading:
    """A version without its content."""

    id: int
    note: str  # why it was released
    person: str  # empty: what stood in the file before, by nobody here
    released_at: float  # seconds since 1970


@dataclass(frozen=True)
class Version(Heading):
    """A version of the facts, with the content of its file."""

    content: str  # of the facts file


async def wait_for_turn(connection: AsyncConnection) -> None:
    """Let nobody else release until this transaction ends, in any copy of web."""
    if connection.dialect.name == "postgresql":
        await connection.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    else:
        # SQLite has one writer at a time, from its first write on.
        await connection.execute(sa.delete(facts_versions).where(sa.false()))


async def add(
    connection: AsyncConnection, content: str, note: str, person: str, now: datetime
) -> int:
    """Store a version; gives its number."""
    row = {"content": content, "note": note, "person": person, "released_at": now.timestamp()}
    result = await connection.execute(sa.insert(facts_versions).values(row).returning(_COLUMNS.id))
    number: int = result.scalar_one()
    return number


async def latest(connection: AsyncConnection) -> Version | None:
    """The version that was released last; None before the first."""
    query = sa.select(*_WHOLE).order_by(_COLUMNS.id.desc()).limit(1)
    row = (await connection.execute(query)).one_or_none()
    return Version(*row) if row else None


async def read(database: AsyncEngine, number: int) -> tuple[Version, Version | None]:
    """A version, and the one before it.

    Raises:
        LookupError: there is no such version.
    """
    query = sa.select(*_WHOLE).where(_COLUMNS.id <= number)
    async with database.connect() as connection:
        rows = await connection.execute(query.order_by(_COLUMNS.id.desc()).limit(2))
        version, before = [*(Version(*row) for row in rows), None, None][:2]
    if version is None or version.id != number:
        raise LookupError(number)
    return version, before


async def listing(database: AsyncEngine, most: int) -> list[Heading]:
    """The last versions, the newest first."""
    query = sa.select(*_HEADING).order_by(_COLUMNS.id.desc()).limit(most)
    async with database.connect() as connection:
        return [Heading(*row) for row in await connection.execute(query)]


async def contents(database: AsyncEngine, most: int) -> list[str]:
    """The content of the last versions, the newest first."""
    query = sa.select(_COLUMNS.content).order_by(_COLUMNS.id.desc()).limit(most)
    async with database.connect() as connection:
        return list(await connection.scalars(query))


_HEADING = (_COLUMNS.id, _COLUMNS.note, _COLUMNS.person, _COLUMNS.released_at)
_WHOLE = (*_HEADING, _COLUMNS.content)
