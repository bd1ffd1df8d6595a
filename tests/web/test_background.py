"""What goes on in the background goes on after a fault, and is let finish when the app stops."""

from __future__ import annotations

import asyncio
import logging

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlalchemy.exc import OperationalError

from web.background import Repeated, repeated

DOWN = OperationalError("what somebody wrote", None, Exception())


@pytest.mark.parametrize("fault", [DOWN, OSError("what somebody wrote")])
async def test_what_fails_at_once_is_said_and_tried_again(
    fault: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    outcomes, done = iter([fault]), asyncio.Event()

    async def work() -> None:
        for outcome in outcomes:
            raise outcome
        done.set()

    repetition, stopping = Repeated(work, 0, "nothing was done"), asyncio.Event()
    with caplog.at_level(logging.ERROR):
        await repetition.once()
        task = asyncio.create_task(repetition.go_on(stopping))
        async with asyncio.timeout(60):
            await done.wait()
            stopping.set()
            await task
    assert caplog.messages == [f"nothing was done: {type(fault).__name__}"]


async def test_work_goes_on_after_the_database_was_down_and_each_fault_is_said_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    outcomes = iter([DOWN, DOWN, None, None, DOWN])
    second_run = asyncio.Event()

    async def work(app: web.Application) -> None:
        outcome = next(outcomes, StopIteration())
        if isinstance(outcome, StopIteration):
            second_run.set()
        elif outcome:
            raise outcome

    app = web.Application()
    app.cleanup_ctx.append(repeated(work, 0, "nothing was done"))
    with caplog.at_level(logging.ERROR):
        async with TestServer(app), asyncio.timeout(60):
            await second_run.wait()
    assert caplog.messages == ["nothing was done: OperationalError"] * 2


async def test_work_under_way_is_let_finish_and_then_not_begun_again() -> None:
    begun, may_go_on, finished = asyncio.Event(), asyncio.Event(), 0

    async def work(app: web.Application) -> None:
        nonlocal finished
        begun.set()
        await may_go_on.wait()
        finished += 1

    running = repeated(work, 0, "nothing was done")(web.Application())
    await anext(running)
    await begun.wait()
    asyncio.get_running_loop().call_soon(may_go_on.set)  # once it is told to stop
    assert await anext(running, "over") == "over"
    assert finished == 1
