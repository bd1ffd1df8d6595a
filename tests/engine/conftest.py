"""A real model, trained once for all tests unless `make train` has made it already."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import rasa.core.processor
import rasa.shared.nlu.training_data.message
from rasa.core.actions.action import RemoteAction
from rasa.core.agent import Agent
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.slots import Slot
from rasa.utils.endpoints import EndpointConfig

from actions import desk_action
from contracts.paths import ROOT
from desk.hours import STOCKHOLM
from engine.evaluation.shared_findings import each_text_looked_at_once
from engine.local_actions import UNHURRIED_SECONDS, actions_endpoint, give_actions
from engine.rasa_patches import make_quicker
from engine.settings import engine_settings

# A Wednesday morning. In the last minute before an hour that a story names a card says other words.
NOW = datetime(2026, 11, 25, 10, tzinfo=STOCKHOLM)


@pytest.fixture(scope="session")
def agent() -> Iterator[Agent]:
    done = subprocess.run(
        [sys.executable, "-m", "engine.training"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert done.returncode == 0
    before = Path.cwd()
    os.chdir(ROOT)
    yield Agent.load(done.stdout.strip().splitlines()[-1])
    os.chdir(before)


@pytest.fixture
def rasas_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is patched comes back as it was."""
    for owner, name in (
        (RemoteAction, "_validate_action_result"),
        (Domain, "is_empty"),
        (DaskGraphRunner, "run"),
        (rasa.core.processor, "copy"),
        (rasa.shared.nlu.training_data.message, "copy"),
        (RulePolicy, "_get_possible_keys"),
        (RulePolicy, "_prediction_states"),
    ):
        monkeypatch.setattr(owner, name, getattr(owner, name))
    states_as_text = staticmethod(RulePolicy.format_tracker_states)
    monkeypatch.setattr(RulePolicy, "format_tracker_states", states_as_text)
    monkeypatch.setattr(Slot, "__copy__", None, raising=False)
    monkeypatch.delattr(Slot, "__copy__")
    monkeypatch.setattr(Event, "resolve_by_type", staticmethod(Event.resolve_by_type))


@pytest.fixture(scope="session")
def actions_here() -> EndpointConfig:
    """The actions of this repository, which Rasa takes a third of a second to read."""
    return actions_endpoint(engine_settings({}), seconds=UNHURRIED_SECONDS)


@pytest.fixture
def with_actions(agent: Agent, actions_here: EndpointConfig) -> Iterator[Agent]:
    """The model, with the actions of this repository."""
    assert agent.processor is not None
    before = agent.action_endpoint
    give_actions(agent, actions_here)
    yield agent
    agent.action_endpoint = agent.processor.action_endpoint = before


@pytest.fixture
def talking(
    with_actions: Agent, rasas_own: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Agent]:
    """The same, as quick as it is served, and quicker where it is told the same again.

    All of it is told at one moment.
    """
    monkeypatch.setattr(desk_action, "local_now", lambda: NOW)
    make_quicker()
    with each_text_looked_at_once():
        yield with_actions
