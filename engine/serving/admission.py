"""Lets some messages be worked on at once, and none that nobody waits for any more.

An engine that works on all that comes, when more comes than it can answer, works a little on each
until web has given all of them up; and goes on so when less comes again, for what is given up has
to be worked on too. Here messages wait for their turn in the order in which they came, and one
whose time is out by then costs nothing.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

# All of them together take less than a second, and while a database hangs for one and a half some
# have to be left.
AT_ONCE = 24
# So many are answered in some four seconds; who comes after them had better be told at once.
MOST_WAITING = 200
# What one of so many takes: with less time left it would come too late.
LEAST_SECONDS = 1.0


class TooLateError(RuntimeError):
    """Too little is left of the time that somebody waits for a message's answer, or would be."""


class Admission:
    """Turns of messages; `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._places = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0

    @asynccontextmanager
    async def turn(self, until: float = math.inf) -> AsyncIterator[None]:
        """Wait until there is a place, and have it; the asker waits until then, by the clock.

        Raises:
            TooLateError: there was none in time, or too many wait already.
        """
        if self._waiting >= MOST_WAITING:
            raise TooLateError
        self._waiting += 1
        try:
            await self._places.acquire()
        finally:
            self._waiting -= 1
        try:
            if until - self._clock() < LEAST_SECONDS:
                raise TooLateError
            yield
        finally:
            self._places.release()


def until_told(header: str | None) -> float:
    """Until when the asker waits, by time.monotonic; without end where nothing readable is said."""
    try:
        seconds = float(header or "")
    except ValueError:
        return math.inf
    return math.inf if math.isnan(seconds) else time.monotonic() + seconds
