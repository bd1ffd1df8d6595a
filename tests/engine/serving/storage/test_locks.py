"""One message of a conversation at a time, in order; other conversations go on."""

from __future__ import annotations

import asyncio

import pytest

from engine.serving.storage.locks import LocalLocks


async def test_messages_of_one_conversation_take_turns_in_order() -> None:
    locks, order = LocalLocks(), []
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def turn(number: int) -> None:
        async with locks.lock("a"):
            order.append(("begins", number))
            begun.set()
            await go_on.wait()
            order.append(("ends", number))

    turns = [asyncio.create_task(turn(number)) for number in range(3)]
    await begun.wait()
    async with locks.lock("b"):  # another conversation waits for nobody
        pass
    assert order == [("begins", 0)]
    go_on.set()
    await asyncio.gather(*turns)
    assert order == [(act, number) for number in range(3) for act in ("begins", "ends")]


async def test_a_turn_that_fails_or_is_given_up_lets_the_next_one_in() -> None:
    locks = LocalLocks()
    with pytest.raises(ValueError):
        async with locks.lock("a"):
            raise ValueError
    async with locks.lock("a"):
        waiting = asyncio.create_task(locks.lock("a").__aenter__())
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    async with locks.lock("a"):
        pass


async def test_nothing_is_kept_of_conversations_that_nobody_holds() -> None:
    locks = LocalLocks()
    for number in range(100):
        async with locks.lock(str(number)):
            pass
    assert locks._locks == locks._users == {}
