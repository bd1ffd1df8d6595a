"""Work that goes on again and again while the app runs, beside its requests."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

log = logging.getLogger(__name__)

_STOP_SECONDS = 5.0

Work = Callable[[web.Application], Awaitable[object]]
Part = Callable[[web.Application], AsyncIterator[None]]


def repeated(work: Work, seconds: float, failed: str) -> Part:
    """A part of the app (for `cleanup_ctx`) that does `work`, so many seconds after it last did.

    While the database is out of reach it tries again, and says `failed` in the log once.
    """

    async def running(app: web.Application) -> AsyncIterator[None]:
        stopping = asyncio.Event()
        task = asyncio.create_task(_repeat(work, app, seconds, failed, stopping))
        yield
        # What is under way is let finish: cut off, its connection would be left open.
        stopping.set()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(task, _STOP_SECONDS)

    return running


async def _repeat(
    work: Work, app: web.Application, seconds: float, failed: str, stopping: asyncio.Event
) -> None:
    failing = False
    while not stopping.is_set():
        try:
            await work(app)
            failing = False
        except SQLAlchemyError as error:
            if not failing:
                log.error("%s: %s", failed, type(error).__name__)
            failing = True
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), seconds)
