"""Keeps how far time has surely come, which a clock that jumps does not know.

Times are seconds since 1970.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from contracts.tables import events
from web.store.database import insert_into
from web.store.tables import known_time

# Further than that from one cleaning to the next the clock is doubted: web was away, or it jumped.
LEEWAY_SECONDS = 3600.0
DOUBT_SECONDS = 24 * 3600.0


@dataclass(frozen=True)
class KnownTime:
    """What is known of the time; `doubted` is None where the clock is not in doubt."""

    cleaned_at: float  # when what is old was deleted last, the clock not in doubt
    seen_at: float  # what the clock said when it was looked at last
    doubted: float | None = None  # for how many seconds it has gone on as it should, in doubt

    @property
    def surely(self) -> float:
        """The time that it is at least."""
        return self.cleaned_at + (self.doubted or 0.0)

    def is_passed_by(self, now: float) -> bool:
        """Whether a clock is further on than it should be since the last cleaning."""
        return now > self.cleaned_at + LEEWAY_SECONDS

    def seen(self, now: float, watched: float) -> KnownTime:
        """What is known once the clock says `now`, which was watched for so many seconds.

        A clock that jumped is taken to be right once it has been watched for a day in which it did
        not jump again, by whatever process: those in which none ran do not count, nor twice those
        in which several did.
        """
        if not self.is_passed_by(now):
            return KnownTime(now, now)
        passed = now - self.seen_at
        if self.doubted is None or abs(passed) > DOUBT_SECONDS:
            return KnownTime(self.cleaned_at, now, 0.0)
        doubted = self.doubted + max(0.0, min(passed, watched))
        if doubted >= DOUBT_SECONDS:
            return KnownTime(now, now)
        return KnownTime(self.cleaned_at, now, doubted)


async def read(connection: AsyncConnection) -> KnownTime | None:
    """What is known; before the first cleaning, when somebody wrote last. None if nobody has."""
    columns = (known_time.c.cleaned_at, known_time.c.seen_at, known_time.c.doubted)
    if row := (await connection.execute(sa.select(*columns))).one_or_none():
        return KnownTime(*row)
    newest: float | None = await connection.scalar(sa.select(sa.func.max(events.c.timestamp)))
    return None if newest is None else KnownTime(newest, newest)


async def keep(connection: AsyncConnection, database: AsyncEngine, known: KnownTime) -> None:
    """Store what is known of the time in place of what was."""
    values = asdict(known)
    insert = insert_into(database, known_time).values(id=1, **values)
    await connection.execute(insert.on_conflict_do_update(index_elements=["id"], set_=values))
