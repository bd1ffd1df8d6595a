"""What is quicker than in Rasa gives what Rasa gives."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest
import rasa.core.processor
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.core.agent import Agent
from rasa.engine.exceptions import GraphRunError
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.common import all_subclasses

from engine.evaluation.stories import Conversation
from engine.rasa_patches import make_quicker


@pytest.fixture
def rasas_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is patched comes back as it was."""
    for owner, name in (
        (RemoteAction, "_validate_action_result"),
        (Domain, "is_empty"),
        (DaskGraphRunner, "run"),
        (rasa.core.processor, "copy"),
    ):
        monkeypatch.setattr(owner, name, getattr(owner, name))
    monkeypatch.setattr(Event, "resolve_by_type", staticmethod(Event.resolve_by_type))


@pytest.fixture
def remote_action(rasas_own: None) -> RemoteAction:
    make_quicker()
    return RemoteAction("action_answer", None)


def test_a_good_action_result_passes(remote_action: RemoteAction) -> None:
    good = {"events": [], "responses": [{"text": "hej"}]}
    assert remote_action._validate_action_result(good)


def test_a_bad_action_result_is_refused(remote_action: RemoteAction) -> None:
    with pytest.raises(ValidationError):
        remote_action._validate_action_result({"events": "inga"})


def test_the_loaded_domain_is_not_empty_and_an_empty_one_is(agent: Agent, rasas_own: None) -> None:
    make_quicker()
    assert Domain.empty().is_empty()
    assert not agent.domain.is_empty()


def test_a_message_is_understood_and_followed_as_by_rasas_own_runner(
    agent: Agent, rasas_own: None
) -> None:
    def read(text: str) -> tuple[Any, list[float]]:
        parsed = asyncio.run(agent.parse_message(text))
        tracker = DialogueStateTracker.from_events(
            "s", [ActionExecuted("action_listen"), UserUttered(text, parsed["intent"])]
        )
        prediction = agent.processor._predict_next_with_tracker(tracker)
        return parsed, prediction.probabilities

    texts = ["", "Hur många fick sjukpenning i fjol?", "intervju tack, och siffror", "hej"]
    before = [read(text) for text in texts]
    make_quicker()
    assert [read(text) for text in texts] == before


def test_what_a_graph_lacks_is_said_by_rasa(agent: Agent, rasas_own: None) -> None:
    make_quicker()
    with pytest.raises(GraphRunError):
        agent.processor.graph_runner.run({}, [agent.processor.model_metadata.nlu_target])


def test_every_event_is_read_as_the_class_that_rasa_finds(rasas_own: None) -> None:
    names = {kind.type_name for kind in all_subclasses(Event)}
    before = {name: Event.resolve_by_type(name) for name in names}
    make_quicker()
    assert {name: Event.resolve_by_type(name) for name in names} == before
    assert Event.resolve_by_type("topic") is None
    assert Event.resolve_by_type("unheard of", UserUttered) is UserUttered
    with pytest.raises(ValueError, match="unheard of"):
        Event.resolve_by_type("unheard of")


async def test_a_turn_leaves_the_same_events(agent: Agent, rasas_own: None) -> None:
    async def turn() -> list[dict[str, Any]]:
        conversation = Conversation(agent)
        await conversation.say("/restart")
        await conversation.say("hej")
        _, _, tracker = await conversation.last_turn()
        events = [event.as_dict() for event in tracker.events]
        return [{k: v for k, v in event.items() if k != "timestamp"} for event in events]

    before = await turn()
    make_quicker()
    assert without_ids(await turn()) == without_ids(before)


def without_ids(events: list[dict[str, Any]]) -> str:
    """The events without what is made anew for each message."""
    return re.sub(r"[0-9a-f]{32}", "", str(events))
