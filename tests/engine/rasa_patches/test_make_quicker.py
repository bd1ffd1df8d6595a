"""What is quicker than in Rasa gives what Rasa gives."""

from __future__ import annotations

import asyncio
import copy
import re
from typing import Any

import numpy as np
import pytest
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.core.agent import Agent
from rasa.engine.exceptions import GraphRunError
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, Restarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.utils.common import all_subclasses

from engine.evaluation.kept_stories.stories import AgentConversation
from engine.rasa_patches import make_quicker


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
        conversation = AgentConversation(agent)
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


# Questions, two wishes, a question back, the questions about a case with a way out, the buttons.
TALK = (
    "hej",
    "Hur många fick sjukpenning i fjol?",
    "intervju tack, och siffror",
    "Kan ni kommentera ett enskilt ärende om en kvinna som fick nej?",
    "nej",
    "vem är chef för presstjänsten?",
    "hm",
    "/statistics",
    "in English please",
)


async def test_the_rules_that_hold_are_those_that_rasa_finds(
    with_actions: Agent, rasas_own: None
) -> None:
    """At every step of a conversation, also where a step is asked of twice."""
    conversation = AgentConversation(with_actions)
    await conversation.say("/restart")
    for text in TALK:
        await conversation.say(text)
    _, _, tracker = await conversation.last_turn()
    events, domain = list(tracker.events), with_actions.domain
    assert len([event for event in events if isinstance(event, UserUttered)]) == len(TALK)
    events += [Restarted(), *events[:9]]

    def predictions() -> list[Any]:
        so_far = DialogueStateTracker("s", domain.slots)
        found = []
        for event in events:
            so_far.update(event, domain)
            if so_far.latest_message and not so_far.followup_action:
                for _ in range(2):
                    found.append(vars(with_actions.processor._predict_next_with_tracker(so_far)))
        return [re.sub(r" at 0x\w+", "", str(prediction)) for prediction in found]

    before = predictions()
    make_quicker()
    assert predictions() == before
    assert len(set(before)) > 3


def test_a_slot_is_copied_with_all_that_it_holds(agent: Agent, rasas_own: None) -> None:
    slots = [copy.copy(slot) for slot in agent.domain.slots]
    slots[0].value = "annat"
    before = [vars(copy.copy(slot)) for slot in slots]
    make_quicker()
    copies = [copy.copy(slot) for slot in slots]
    assert [vars(slot) for slot in copies] == before
    assert [type(slot) for slot in copies] == [type(slot) for slot in slots]
    copies[0].value = "något"
    assert slots[0].value == "annat"


def test_features_that_are_combined_leave_a_messages_own_as_they_were(rasas_own: None) -> None:
    make_quicker()
    parts = [
        Features(matrix, FEATURE_TYPE_SENTENCE, TEXT, f"reader {number}")
        for number, matrix in enumerate((np.ones((1, 2)), np.zeros((1, 3))))
    ]
    message = Message({TEXT: "hej"}, features=list(parts))
    _, sentence = message.get_dense_features(TEXT)
    assert sentence.features.tolist() == [[1, 1, 0, 0, 0]]
    assert [part.features.shape for part in parts] == [(1, 2), (1, 3)]
    assert parts[0].origin == "reader 0"
