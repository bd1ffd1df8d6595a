"""When more comes than can be answered, what is worked on is what somebody still waits for."""

from __future__ import annotations

import asyncio

import pytest
from rasa.core.channels.channel import UserMessage

from contracts.watching.logs import WAITS_HEADER
from engine.serving.admission import AT_ONCE, MOST_WAITING, Admission, TooLateError

from .conftest import ClientMaker

WEBHOOK = "/webhooks/rest/webhook"
BODY = {"sender": "browser-1", "message": "hej"}


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


async def test_so_many_are_worked_on_at_once_and_the_others_in_the_order_they_came() -> None:
    admission, gate = Admission(), asyncio.Event()
    begun: list[int] = []
    all_begun = asyncio.Event()

    async def work(number: int) -> None:
        async with admission.turn():
            begun.append(number)
            if len(begun) == AT_ONCE:
                all_begun.set()
            await gate.wait()

    async with asyncio.TaskGroup() as tasks:
        for number in range(3 * AT_ONCE):
            tasks.create_task(work(number))
        await all_begun.wait()
        assert begun == list(range(AT_ONCE))
        gate.set()
    assert begun == list(range(3 * AT_ONCE))


async def test_what_was_given_up_meanwhile_keeps_nobody_waiting() -> None:
    clock = Clock()
    admission, gate = Admission(clock), asyncio.Event()
    worked_on: list[str] = []

    async def work(name: str, until: float) -> None:
        async with admission.turn(until):
            worked_on.append(name)
            await gate.wait()

    first = [asyncio.create_task(work("first", 5.0)) for _ in range(AT_ONCE)]
    late = [asyncio.create_task(work("late", 5.0)) for _ in range(5 * AT_ONCE)]
    await asyncio.sleep(0)
    clock.seconds = 6.0
    new = asyncio.create_task(work("new", 11.0))
    gate.set()
    results = await asyncio.gather(*first, *late, new, return_exceptions=True)
    assert [type(result) for result in results if result] == [TooLateError] * len(late)
    assert worked_on == [*["first"] * AT_ONCE, "new"]


async def test_where_too_many_wait_who_comes_is_told_at_once() -> None:
    admission, gate = Admission(), asyncio.Event()

    async def work() -> None:
        async with admission.turn():
            await gate.wait()

    async with asyncio.TaskGroup() as tasks:
        for _ in range(AT_ONCE + MOST_WAITING):
            tasks.create_task(work())
        await asyncio.sleep(0)
        with pytest.raises(TooLateError):
            await work()
        gate.set()
    await work()


@pytest.mark.parametrize(
    ("told", "status"),
    [("4.9", 200), ("0.2", 503), ("-1", 503), ("soon", 200), ("nan", 200), (None, 200)],
)
async def test_a_message_that_would_come_too_late_is_not_worked_on(
    make_client: ClientMaker, told: str | None, status: int
) -> None:
    answered: list[str] = []

    async def answer(message: UserMessage) -> None:
        answered.append(message.text)

    headers = {WAITS_HEADER: told} if told else {}
    response = await (await make_client(answer)).post(WEBHOOK, json=BODY, headers=headers)
    assert response.status == status
    assert answered == (["hej"] if status == 200 else [])
