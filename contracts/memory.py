"""Gives the system back what a process has used and left."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import sys
from collections.abc import AsyncIterator

_SECONDS = 60.0
_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8  # of glibc's malloc.h
_LARGE_BYTES = 128 * 1024  # as it begins with


def share_one_heap() -> None:
    """Have all threads take memory from one heap (glibc); to be called before any is started.

    Else each thread has its own, and what one has left is of no use to the others. The interpreter
    lets one thread run at a time anyhow, so they wait for each other hardly ever.
    """
    _tune(_M_ARENA_MAX, 1)


def keep_large_pieces_apart() -> None:
    """Have what is larger than 128 kB lie outside the heap, and go back as soon as it is freed.

    Else glibc takes the first such piece that is freed for a usual size, and puts all up to it, to
    32 MB, among the small ones: a page of ten megabytes leaves a gap that others creep into.
    """
    _tune(_M_MMAP_THRESHOLD, _LARGE_BYTES)


def _tune(option: int, value: int) -> None:
    if sys.platform == "linux" and (tune := getattr(ctypes.CDLL(None), "mallopt", None)):
        tune(option, value)


def give_back() -> None:
    """Have the C library (glibc) return its free pages: a millisecond or two.

    A model is read with more than a hundred megabytes of what is freed again, and each message
    leaves some, in pieces between which others lie: without this they stay with the process.
    """
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)


async def giving_back(app: object, seconds: float = _SECONDS) -> AsyncIterator[None]:
    """A part of an aiohttp app (for `cleanup_ctx`) that does so again and again."""
    task = asyncio.create_task(_again(seconds))
    yield
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def _again(seconds: float) -> None:
    while True:
        await asyncio.sleep(seconds)
        give_back()
