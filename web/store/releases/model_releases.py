"""Keeps which model the engines are to serve, and reads which they do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.tables import GONE_SECONDS, releases, serving
from web.store.people.audit import note

_ALIVE = timedelta(seconds=GONE_SECONDS)
NOBODY = ""


@dataclass(frozen=True)
class Release:
    """A row of the table; the first one, by nobody, is what was served before.

    `reason` says why it was released though it broke test stories by a hair.
    """

    id: int
    model: str
    candidate: int | None
    undoes: int | None
    person: str
    released_at: float
    reason: str | None = None


@dataclass(frozen=True)
class ServedModel:
    """What one engine serves, and why it is not what was released."""

    engine: str
    model: str
    problem: str | None


def standing(rows: Sequence[Release]) -> list[Release]:
    """The releases that have not been undone, of all rows in order; the last is in force."""
    in_force: list[Release] = []
    for row in rows:
        if row.undoes is None:
            in_force.append(row)
        else:
            in_force = [release for release in in_force if release.id < row.undoes]
    return in_force


async def every(database: AsyncEngine) -> list[Release]:
    """All releases, undone ones and undoings too, oldest first."""
    async with database.connect() as connection:
        rows = await connection.execute(sa.select(releases).order_by(releases.c.id))
        return [Release(*row) for row in rows]


async def alive(database: AsyncEngine, now: datetime) -> list[ServedModel]:
    """The engines that have written to the table lately."""
    columns = (serving.c.engine, serving.c.model, serving.c.problem)
    lately = serving.c.seen_at > (now - _ALIVE).timestamp()
    async with database.connect() as connection:
        query = sa.select(*columns).where(lately).order_by(serving.c.engine)
        return [ServedModel(*row) for row in await connection.execute(query)]


async def release(database: AsyncEngine, new: Release, before: str, now: datetime) -> bool:
    """Add a release, whose `id` is one more than the last one's when the page was drawn.

    False when something was released meanwhile. The first one also keeps the model `before`, so
    that there is something to go back to.
    """
    rows = [new]
    if new.id == 1:
        rows = [
            replace(new, model=before, candidate=None, person=NOBODY, reason=None),
            replace(new, id=2),
        ]
    return await _add(database, rows, "model_passed" if new.reason else "model_released", now)


async def undo(database: AsyncEngine, last: int, person: str, now: datetime) -> Release | None:
    """Go back to the release before the one in force; the row that was added.

    None when there is none before, or when another row than `last` is the last by now.
    """
    rows = await every(database)
    if len(stand := standing(rows)) < 2 or rows[-1].id != last:
        return None
    back = replace(
        stand[-2],
        id=last + 1,
        undoes=stand[-1].id,
        person=person,
        released_at=now.timestamp(),
        reason=None,
    )
    return back if await _add(database, [back], "model_undone", now) else None


async def _add(database: AsyncEngine, rows: list[Release], what: str, now: datetime) -> bool:
    newest = rows[-1]
    about = f"kandidat {newest.candidate}" if newest.candidate else newest.model
    if newest.reason:
        about = f"{about}: {newest.reason}"
    try:
        async with database.begin() as connection:
            last = await connection.scalar(sa.select(sa.func.max(releases.c.id)))
            if (last or 0) != rows[0].id - 1:
                return False
            await connection.execute(sa.insert(releases), [asdict(row) for row in rows])
            await note(connection, newest.person, what, about, now)
    except IntegrityError:
        # Two at the same moment: the number is the first one's.
        return False
    return True
