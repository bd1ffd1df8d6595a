"""Deletes what is older than it may be kept, unless it is the clock that is wrong."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from web.store.conversations import history
from web.store.database import empty_log
from web.store.people import audit, sessions

log = logging.getLogger(__name__)

DOUBT_SECONDS = 24 * 3600.0


class Cleaning:
    """Cleans again and again.

    Where even the newest event would go, nobody has written for as long as events are kept, or the
    clock is ahead: then nothing is deleted before a day has passed in which that stayed so.
    """

    def __init__(
        self, database: AsyncEngine, keep: timedelta, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`clock` gives seconds, and is not the one that may be wrong."""
        self._database = database
        self._keep = keep
        self._clock = clock
        self._in_doubt_since: float | None = None

    async def clean(self, now: datetime | None = None) -> int:
        """Delete what is old at a time, by default this one; how many events it was."""
        now = now or datetime.now(UTC)
        if await self._doubts(now):
            return 0
        number = await history.clean(self._database, now, self._keep)
        async with self._database.begin() as connection:
            await sessions.clean(connection, now)
            await audit.clean(connection, now - self._keep)
        await empty_log(self._database)
        return number

    async def _doubts(self, now: datetime) -> bool:
        if not await history.all_is_old(self._database, now, self._keep):
            self._in_doubt_since = None
            return False
        if self._in_doubt_since is None:
            self._in_doubt_since = self._clock()
            log.warning("all that is stored is old: it is deleted in a day, if the clock is right")
        return self._clock() < self._in_doubt_since + DOUBT_SECONDS
