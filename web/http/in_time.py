"""Waits for what an answer can do without, but not for long."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

IN_TIME_SECONDS = 0.5

_under_way: set[asyncio.Task[Any]] = set()


async def in_time[T](work: Coroutine[Any, Any, T]) -> T:
    """What the work gives, for an answer that does not wait for the database.

    What takes longer is let finish: cut off, its connection would be left open.

    Raises:
        TimeoutError: it takes longer.
    """
    task = asyncio.create_task(work)
    _under_way.add(task)
    task.add_done_callback(_forget)
    await asyncio.wait({task}, timeout=IN_TIME_SECONDS)
    if not task.done():
        raise TimeoutError
    return task.result()


def _forget(task: asyncio.Task[Any]) -> None:
    _under_way.discard(task)
    if not task.cancelled():
        task.exception()  # asked for, so that asyncio does not log it
