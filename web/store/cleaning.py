"""Deletes what is older than it may be kept, unless it is the clock that is wrong."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from web.store import known_time
from web.store.conversations import history
from web.store.database import empty_log
from web.store.known_time import KnownTime
from web.store.people import audit, sessions

log = logging.getLogger(__name__)


class Cleaning:
    """Cleans again and again.

    Where the clock is more than an hour further on than at the last cleaning, web was away or the
    clock is ahead: until it has gone on as it should for a day, what is old is deleted as of the
    time that has surely come.
    """

    def __init__(
        self, database: AsyncEngine, keep: timedelta, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`clock` gives seconds, and is not the one that may be wrong."""
        self._database = database
        self._keep = keep
        self._clock = clock
        self._looked_at: float | None = None  # by the clock that is right
        self._in_doubt = False

    async def clean(self, now: datetime | None = None, is_right: bool = False) -> int:
        """Delete what is old at a time, by default this one; how many events it was.

        `is_right` says that the time is not to be doubted.
        """
        now = now or datetime.now(UTC)
        surely = now if is_right else await self._surely(now)
        number = await history.clean(self._database, surely, self._keep)
        async with self._database.begin() as connection:
            await sessions.clean(connection, surely)
            await audit.clean(connection, surely - self._keep)
            if is_right:
                known = KnownTime(now.timestamp(), now.timestamp())
                await known_time.keep(connection, self._database, known)
        await empty_log(self._database)
        return number

    async def _surely(self, now: datetime) -> datetime:
        """The time that it is at least, however wrong the clock is that says `now`."""
        before, self._looked_at = self._looked_at, self._clock()
        watched = 0.0 if before is None else self._looked_at - before
        at = now.timestamp()
        async with self._database.begin() as connection:
            last = await known_time.read(connection) or KnownTime(at, at)
            known = last.seen(at, watched)
            await known_time.keep(connection, self._database, known)
        if known.doubted is not None and not self._in_doubt:
            hours = (at - last.cleaned_at) / 3600
            far = f"{hours:.0f} hours" if hours < 48 else f"{hours / 24:.0f} days"
            log.warning(
                "the clock has moved on by %s since the last cleaning: if it is right, "
                "what has become old since then is deleted in a day",
                far,
            )
        self._in_doubt = known.doubted is not None
        return datetime.fromtimestamp(known.surely, UTC)
