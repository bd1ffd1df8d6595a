"""Messages of one conversation are answered in order; others go on meanwhile."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage

from contracts.paths import models_folder
from engine.collector import WholeMessages
from engine.local_actions import LocalActions
from engine.serving.admission import AT_ONCE, TooLateError
from engine.serving.agents import ServedAgent
from engine.serving.storage.locks import LocalLocks
from engine.serving.storage.tracker_store import MaskingTrackerStore
from tests.press_page import STATISTICS_MAIL


@pytest.fixture
async def serving(agent: Agent, tmp_path: Path) -> AsyncIterator[ServedAgent]:
    store = MaskingTrackerStore(host=f"sqlite:///{tmp_path / 'conversations.db'}")
    made = ServedAgent(store, LocalLocks(), LocalActions("actions"))
    made.agent = made.load(models_folder() / str(agent.model_name))
    yield made
    await made.close()


async def say(serving: ServedAgent, sender: str, text: str) -> str:
    collector = WholeMessages()
    await serving.answer(UserMessage(text, collector, sender, input_channel="browser"))
    return "\n".join(message["text"] for message in collector.messages)


async def test_messages_at_once_are_answered_in_order_with_what_came_before(
    serving: ServedAgent,
) -> None:
    answers = await asyncio.gather(
        say(serving, "a", "Hur många vabbade i fjol?"),
        say(serving, "a", "och mejlen då?"),
        say(serving, "b", "och mejlen då?"),
    )
    assert STATISTICS_MAIL in answers[0]
    assert STATISTICS_MAIL in answers[1]
    assert STATISTICS_MAIL not in answers[2]
    tracker = await serving.agent.tracker_store.retrieve("a")
    assert tracker is not None
    texts = [event.text for event in tracker.events if event.type_name == "user"]
    assert texts == ["Hur många vabbade i fjol?", "och mejlen då?"]


async def test_who_waits_for_a_conversation_takes_no_place_from_the_others(
    serving: ServedAgent,
) -> None:
    async with serving.agent.lock_store.lock("held"):
        waiting = [
            asyncio.create_task(say(serving, "held", "Hur många vabbade i fjol?"))
            for _ in range(AT_ONCE)
        ]
        await asyncio.sleep(0)
        assert STATISTICS_MAIL in await say(serving, "a", "Hur många vabbade i fjol?")
        assert not any(task.done() for task in waiting)
    await asyncio.gather(*waiting)


async def test_what_would_come_too_late_leaves_nothing(serving: ServedAgent) -> None:
    message = UserMessage("hej", WholeMessages(), "late", input_channel="browser")
    with pytest.raises(TooLateError):
        await serving.answer(message, until=time.monotonic())
    assert await serving.agent.tracker_store.retrieve("late") is None


async def test_a_message_that_comes_again_has_the_answer_that_it_had(serving: ServedAgent) -> None:
    async def send(text: str, name: str) -> list[dict[str, Any]]:
        collector = WholeMessages()
        await serving.answer(
            UserMessage(text, collector, "a", input_channel="browser", message_id=name)
        )
        return collector.messages

    first = await send("Hur många vabbade i fjol?", "one")
    second = await send("och mejlen då?", "two")
    assert await send("Hur många vabbade i fjol?", "one") == first
    assert await send("och mejlen då?", "two") == second
    tracker = await serving.agent.tracker_store.retrieve_full_tracker("a")
    assert tracker is not None
    users = [event.message_id for event in tracker.events if event.type_name == "user"]
    assert users == ["one", "two"]


async def test_without_a_model_nothing_is_answered(tmp_path: Path) -> None:
    store = MaskingTrackerStore(host=f"sqlite:///{tmp_path / 'conversations.db'}")
    serving = ServedAgent(store, LocalLocks(), LocalActions("actions"))
    assert await say(serving, "a", "hej") == ""
    assert (await serving.health())["engine"] == "down"
    await serving.close()
