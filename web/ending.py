"""Ends the parts of the app one after the other, all before whoever started it kills it."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable

from aiohttp import web

log = logging.getLogger(__name__)

# The supervisor waits for fifteen seconds, of which what is under way has seven and a half.
ALL_SECONDS = 5.5
# What is left for a part that others have left nothing.
LEAST_SECONDS = 0.1

Part = Callable[[web.Application], AsyncIterator[None]]


class Ending:
    """Cuts off what a part (of `cleanup_ctx`) waits for at its end, when the time of all is up.

    Each has bounds of its own too; where the database hangs they are waited for in turn.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until: float | None = None

    def bound(self, part: Part) -> Part:
        """The part, whose end is in time."""

        async def bounded(app: web.Application) -> AsyncIterator[None]:
            running = part(app)
            await anext(running)
            yield
            limit = asyncio.timeout(self._left())
            try:
                async with limit:
                    await anext(running, None)
            except TimeoutError:
                if not limit.expired():
                    raise
                log.error("what a part waited for at the end of web was cut off")

        return bounded

    def _left(self) -> float:
        """How long the part may take whose turn it is; the first one's end begins the time."""
        now = self._clock()
        if self._until is None:
            self._until = now + ALL_SECONDS
        return max(LEAST_SECONDS, self._until - now)
