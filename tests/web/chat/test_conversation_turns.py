"""Messages of one conversation are answered one at a time, as they came; others go on."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from desk.cards import topic_card
from desk.facts.model import Facts
from desk.hours import local_now
from tests.web.conftest import StandInEngine
from web import engine_client, keys
from web.chat.conversation_turns import ConversationTurns
from web.engine_client import EngineClient


async def test_turns_are_taken_in_the_order_in_which_they_were_asked_for() -> None:
    turns, order = ConversationTurns(), []
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def take(number: int) -> None:
        async with turns.turn("a"):
            order.append(number)
            begun.set()
            await go_on.wait()
            order.append(number)

    tasks = [asyncio.create_task(take(number)) for number in range(10)]
    await begun.wait()
    async with turns.turn("b"):
        assert order == [0]
    go_on.set()
    await asyncio.gather(*tasks)
    assert order == [number for number in range(10) for _ in range(2)]
    assert turns.waiting == 0


async def test_who_has_the_turn_may_take_it_again_and_only_the_outer_end_is_the_end() -> None:
    turns, order = ConversationTurns(), []

    async def other() -> None:
        async with turns.turn("a"):
            order.append("other")

    async with turns.turn("a"):
        waiting = asyncio.create_task(other())
        await asyncio.sleep(0)
        async with turns.turn("a"):
            order.append("inner")
        order.append("outer")
    await waiting
    assert order == ["inner", "outer", "other"]


async def test_a_turn_that_fails_or_is_given_up_lets_the_next_one_in() -> None:
    turns = ConversationTurns()
    with pytest.raises(ValueError):
        async with turns.turn("a"):
            raise ValueError
    async with turns.turn("a"):
        waiting = asyncio.create_task(turns.turn("a").__aenter__())
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    async with turns.turn("a"):
        pass
    assert turns.waiting == 0


# Over the chat API.


async def first_answer(client: TestClient, text: str) -> str | None:
    response = await client.post("/api/messages", json={"text": text})
    topic: str | None = (await response.json())["messages"][0]["topic"]
    return topic


async def test_the_engine_is_asked_one_thing_at_a_time_in_a_conversation(
    client: TestClient, engine: StandInEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    await first_answer(client, "hej")  # which gives the browser its conversation
    ask, under_way, most = EngineClient.ask, 0, 0

    async def counted(*message: Any) -> Any:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        answer = await ask(*message)
        under_way -= 1
        return answer

    monkeypatch.setattr(EngineClient, "ask", counted)
    asked = [first_answer(client, f"fråga {number}") for number in range(10)]
    assert await asyncio.gather(*asked) == ["statistics"] * 10
    assert most == 1
    assert client.app is not None
    assert client.app[keys.TURNS].waiting == 0
    assert len(engine.received) == 11


async def test_nobody_is_given_up_for_what_was_written_before(
    client: TestClient,
    engine: StandInEngine,
    facts: Facts,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The clock starts with the turn: the first takes all of its time, and the second has its."""
    await first_answer(client, "hej")
    ask = EngineClient.ask

    async def ask_and_be_patient(*message: Any) -> Any:
        try:
            return await ask(*message)
        finally:
            monkeypatch.setattr(engine_client, "ANSWER_SECONDS", 60.0)  # of what begins after it

    monkeypatch.setattr(EngineClient, "ask", ask_and_be_patient)
    monkeypatch.setattr(engine_client, "ANSWER_SECONDS", 0.2)
    card = topic_card(facts, "newsletter", "sv", local_now())
    engine.hangs = True
    asked = [asyncio.create_task(first_answer(client, f"fråga {n}")) for n in range(2)]
    assert await asked[0] == "fallback"
    engine.answer = [{"text": card["text"], "custom": card}]
    engine.hangs = False
    engine.hanging.set()
    assert await asked[1] == "newsletter"
