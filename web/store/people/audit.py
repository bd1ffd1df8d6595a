"""Notes who did what when, and reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from web.store.trainer_tables import audit


@dataclass(frozen=True)
class Wanted:
    """Which lines to read; `first` and `last` are times, `last` not included."""

    person: str | None = None
    what: str | None = None
    first: datetime | None = None
    last: datetime | None = None


async def note(
    connection: AsyncConnection, person: str, what: str, about: str, now: datetime
) -> None:
    """Add a line, in the transaction of what was done: both are there, or neither.

    `what` is a code (the log page says it in words), `about` holds nothing that people wrote in
    the chat.
    """
    line = {"at": now.timestamp(), "person": person, "what": what, "about": about}
    await connection.execute(sa.insert(audit).values(line))


async def count(connection: AsyncConnection, wanted: Wanted) -> int:
    """How many lines are wanted."""
    counted = sa.select(sa.func.count()).select_from(audit).where(*_conditions(wanted))
    return await connection.scalar(counted) or 0


async def read(
    connection: AsyncConnection, wanted: Wanted, skip: int, most: int
) -> Sequence[sa.Row[Any, Any, Any, Any]]:
    """Lines with `at`, `person`, `what` and `about`, the newest first."""
    found = sa.select(audit.c.at, audit.c.person, audit.c.what, audit.c.about)
    newest = found.where(*_conditions(wanted)).order_by(audit.c.at.desc(), audit.c.id.desc())
    return (await connection.execute(newest.offset(skip).limit(most))).all()


async def choices(connection: AsyncConnection) -> tuple[list[str], list[str]]:
    """The persons and the codes that there are lines of."""
    persons = await connection.scalars(sa.select(audit.c.person).distinct())
    codes = await connection.scalars(sa.select(audit.c.what).distinct())
    return sorted(persons), sorted(codes)


def _conditions(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    conditions = []
    if wanted.person is not None:
        conditions.append(audit.c.person == wanted.person)
    if wanted.what is not None:
        conditions.append(audit.c.what == wanted.what)
    if wanted.first is not None:
        conditions.append(audit.c.at >= wanted.first.timestamp())
    if wanted.last is not None:
        conditions.append(audit.c.at < wanted.last.timestamp())
    return conditions
