"""Notes who did what when, and reads it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from web.store.conditions import Condition, conditions_of
from web.store.trainer_tables import audit


@dataclass(frozen=True)
class LineFilters:
    """Which lines to read; None is any."""

    person: str | None = None
    what: str | None = None
    first: datetime | None = None
    last: datetime | None = None  # not included


@dataclass(frozen=True)
class AuditEntry:
    """A row of the trainers' log: who did what, and when."""

    at: float  # seconds since 1970
    person: str  # empty where a login failed with a name that no account has
    what: str  # a code, which the log page says in words
    about: str  # a few words without anything that people wrote


async def note(
    connection: AsyncConnection, person: str, what: str, about: str, now: datetime
) -> None:
    """Add a line, in the transaction of what was done: both are there, or neither.

    `what` is a code (the log page says it in words), `about` holds nothing that people wrote in
    the chat.
    """
    line = {"at": now.timestamp(), "person": person, "what": what, "about": about}
    await connection.execute(sa.insert(audit).values(line))


async def clean(connection: AsyncConnection, before: datetime) -> None:
    """Delete failed logins of an earlier time; who did what is kept."""
    await connection.execute(
        sa.delete(audit).where(audit.c.what == "login_failed", audit.c.at < before.timestamp())
    )


async def count(connection: AsyncConnection, filters: LineFilters) -> int:
    """How many lines there are."""
    query = (
        sa.select(sa.func.count()).select_from(audit).where(*conditions_of(filters, _CONDITIONS))
    )
    return await connection.scalar(query) or 0


async def read(
    connection: AsyncConnection, filters: LineFilters, skip: int, most: int
) -> list[AuditEntry]:
    """Some of the lines, the newest first."""
    lines = sa.select(audit.c.at, audit.c.person, audit.c.what, audit.c.about)
    filtered = lines.where(*conditions_of(filters, _CONDITIONS))
    newest = filtered.order_by(audit.c.at.desc(), audit.c.id.desc()).offset(skip).limit(most)
    return [AuditEntry(*row) for row in await connection.execute(newest)]


async def choices(connection: AsyncConnection) -> tuple[list[str], list[str]]:
    """The persons and the codes that there are lines of."""
    persons = await connection.scalars(sa.select(audit.c.person).distinct())
    codes = await connection.scalars(sa.select(audit.c.what).distinct())
    return sorted(persons), sorted(codes)


_CONDITIONS: dict[str, Callable[[Any], Condition]] = {
    "person": lambda person: audit.c.person == person,
    "what": lambda what: audit.c.what == what,
    "first": lambda time: audit.c.at >= time.timestamp(),
    "last": lambda time: audit.c.at < time.timestamp(),
}
