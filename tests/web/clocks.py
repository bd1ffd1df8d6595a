"""A clock that a test moves."""

from __future__ import annotations

import asyncio
import time
from typing import override

from web.outgoing.attempts import Clock


class TestClock(Clock):
    """Time that passes when somebody waits, and then at once; or stands still where it is held.

    `slept` is how long was waited each time.
    """

    __test__ = False

    def __init__(self, held: bool = False) -> None:
        self._now = time.time()
        self._held = held
        self.slept: list[float] = []
        self.is_waited_for = asyncio.Event()
        self._released = asyncio.Event()

    @override
    def time(self) -> float:
        return self._now

    @override
    def monotonic(self) -> float:
        return self._now

    @override
    async def sleep(self, seconds: float) -> None:
        until = self._now + seconds
        self.slept.append(seconds)
        self.is_waited_for.set()
        if self._held:
            await self._released.wait()
        await asyncio.sleep(0)
        self._now = max(self._now, until)

    def release(self) -> None:
        """Let time pass again whenever somebody waits."""
        self._held = False
        self._released.set()

    def move(self, seconds: float) -> None:
        """Let time pass."""
        self._now += seconds
