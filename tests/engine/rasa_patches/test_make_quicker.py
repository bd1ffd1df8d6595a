"""What is quicker than in Rasa gives what Rasa gives."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.core.agent import Agent
from rasa.engine.exceptions import GraphRunError
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from engine.rasa_patches import make_quicker


@pytest.fixture
def rasas_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is patched comes back as it was."""
    for owner, name in (
        (RemoteAction, "_validate_action_result"),
        (Domain, "is_empty"),
        (DaskGraphRunner, "run"),
    ):
        monkeypatch.setattr(owner, name, getattr(owner, name))


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
