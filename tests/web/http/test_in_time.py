"""An answer waits half a second for what it can do without, which is let finish."""

from __future__ import annotations

import asyncio

import pytest

from web.http import in_time as module
from web.http.in_time import in_time


async def test_what_is_done_in_time_is_given() -> None:
    async def work() -> int:
        return 1

    assert await in_time(work()) == 1


async def test_what_takes_longer_is_let_finish_and_its_error_is_nobodys(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    go_on, done = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        await go_on.wait()
        done.set()
        raise ValueError

    monkeypatch.setattr(module, "IN_TIME_SECONDS", 0.0)
    with pytest.raises(TimeoutError):
        await in_time(work())
    go_on.set()
    async with asyncio.timeout(60):
        await done.wait()


async def test_what_fails_in_time_fails() -> None:
    async def work() -> None:
        raise ValueError

    with pytest.raises(ValueError):
        await in_time(work())
