"""Work that goes on again and again while the app runs, beside its requests."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

log = logging.getLogger(__name__)

_STOP_SECONDS = 5.0

Work = Callable[[], Awaitable[object]]
WorkOfApp = Callable[[web.Application], Awaitable[object]]
Part = Callable[[web.Application], AsyncIterator[None]]


class Repeated:
    """Work that is done again, so many seconds after it last was.

    While the database is out of reach it tries again, and says `failed` in the log once.
    """

    def __init__(self, work: Work, seconds: float, failed: str) -> None:
        self._work, self._seconds, self._failed = work, seconds, failed
        self._is_failing = False

    async def once(self) -> None:
        """Do it now."""
        try:
            await self._work()
            self._is_failing = False
        except (SQLAlchemyError, OSError) as error:
            if not self._is_failing:
                log.error("%s: %s", self._failed, type(error).__name__)
            self._is_failing = True

    async def begin(self, stopping: asyncio.Event) -> None:
        """Do it now, and then again and again."""
        await self.once()
        await self.go_on(stopping)

    async def go_on(self, stopping: asyncio.Event) -> None:
        """Do it again and again, for the first time after the pause."""
        while not stopping.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), self._seconds)
                return
            await self.once()


def repeated(work: WorkOfApp, seconds: float, failed: str) -> Part:
    """A part of the app (for `cleanup_ctx`) that does `work` from its start to its end."""

    async def running(app: web.Application) -> AsyncIterator[None]:
        stopping = asyncio.Event()
        repetition = Repeated(partial(work, app), seconds, failed)
        task = asyncio.create_task(repetition.begin(stopping))
        yield
        # What is under way is let finish: cut off, its connection would be left open.
        stopping.set()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(task, _STOP_SECONDS)

    return running
