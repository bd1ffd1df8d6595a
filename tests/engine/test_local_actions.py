"""Actions in the engine's process: one that hangs or raises costs its own answer alone."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rasa.core.actions.action import ActionExecutionRejection, RemoteAction
from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException

from contracts.paths import ROOT
from engine.collector import WholeMessages
from engine.local_actions import (
    UNHURRIED_SECONDS,
    LocalActions,
    Workers,
    actions_endpoint,
)
from engine.settings import engine_settings

from .local_package import actions_of_tests

PACKAGE = "tests.engine.local_package"
SECRET = "Bengt Hallqvist"
DOMAIN = Domain.from_dict({"slots": {"topic": {"type": "text", "mappings": [{"type": "custom"}]}}})


@pytest.fixture(autouse=True)
def hanging() -> Iterator[None]:
    actions_of_tests.let_go.clear()
    yield
    actions_of_tests.let_go.set()


async def run(endpoint: Any, name: str) -> list[Any]:
    tracker = DialogueStateTracker.from_events("somebody", [UserUttered(SECRET)], DOMAIN.slots)
    action = RemoteAction(name, endpoint)
    return await action.run(WholeMessages(), TemplatedNaturalLanguageGenerator({}), tracker, DOMAIN)


async def test_an_action_answers_and_sets_slots_as_over_http() -> None:
    local = LocalActions(PACKAGE)
    size = len(DOMAIN.as_dict())
    for endpoint in (local, local.for_domain(DOMAIN)):
        bot, slot = await run(endpoint, "action_answers")
        assert isinstance(bot, BotUttered)
        assert bot.text == f"{SECRET}, {size}"
        assert slot == SlotSet("topic", "somebody")


@pytest.mark.parametrize("name", ["action_raises", "action_hangs", "action_waits", "no_such"])
async def test_an_action_that_does_not_answer_is_told_of_without_what_was_written(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    endpoint = LocalActions(PACKAGE, seconds=0.01)
    with caplog.at_level(logging.DEBUG), pytest.raises(RasaException) as failure:
        await run(endpoint, name)
    assert SECRET not in caplog.text + str(failure.value) + str(failure.value.__cause__)


async def test_after_more_hanging_actions_than_threads_the_next_one_answers() -> None:
    endpoint = LocalActions(PACKAGE, seconds=0.01, workers=Workers(2))
    for _ in range(5):
        with pytest.raises(RasaException):
            await run(endpoint, "action_hangs")
    assert endpoint.hangs
    patient = LocalActions(PACKAGE, workers=endpoint._workers)
    assert await run(patient, "action_answers")


async def test_while_one_hangs_others_answer() -> None:
    endpoint = LocalActions(PACKAGE, workers=Workers(2))
    hanging = asyncio.create_task(run(endpoint, "action_hangs"))
    assert await run(endpoint, "action_answers")
    assert not hanging.done()
    actions_of_tests.let_go.set()
    assert await hanging == []


async def test_a_refusal_lets_rasa_choose_another_action() -> None:
    with pytest.raises(ActionExecutionRejection, match="not now"):
        await run(LocalActions(PACKAGE), "action_refuses")


async def test_where_nobody_waits_for_the_answer_an_action_may_take_longer(tmp_path: Path) -> None:
    file = tmp_path / "endpoints.yml"
    file.write_text(f"action_endpoint:\n  actions_module: {PACKAGE}\n")
    hurried = actions_endpoint(engine_settings({}), file, seconds=0.01)
    with pytest.raises(RasaException):
        await run(hurried, "action_hangs")
    unhurried = actions_endpoint(engine_settings({}), file, seconds=UNHURRIED_SECONDS)
    answering = asyncio.create_task(run(unhurried, "action_hangs"))
    await run(unhurried, "action_answers")
    actions_of_tests.let_go.set()
    assert await answering == []


def test_actions_are_where_the_settings_or_the_file_say(tmp_path: Path) -> None:
    apart = engine_settings({"ACTIONS_URL": "http://127.0.0.1:9"})
    assert actions_endpoint(apart).url == "http://127.0.0.1:9/webhook"
    here = engine_settings({})
    assert isinstance(actions_endpoint(here, ROOT / "endpoints.yml"), LocalActions)
    file = tmp_path / "endpoints.yml"
    file.write_text("action_endpoint:\n  url: http://127.0.0.1:8\n")
    assert actions_endpoint(here, file).url == "http://127.0.0.1:8"
    file.write_text("tracker_store:\n  type: x\n")
    with pytest.raises(RasaException, match="action_endpoint"):
        actions_endpoint(here, file)
