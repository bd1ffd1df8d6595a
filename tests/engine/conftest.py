"""A real model, trained once for all tests unless `make train` has made it already."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from rasa.core.agent import Agent

from contracts.paths import ROOT
from engine.local_actions import actions_endpoint, give_actions
from engine.settings import engine_settings


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
def talking(agent: Agent) -> Iterator[Agent]:
    """The model, with the actions of this repository."""
    assert agent.processor is not None
    before = agent.action_endpoint
    give_actions(agent, actions_endpoint(engine_settings({})))
    yield agent
    agent.action_endpoint = agent.processor.action_endpoint = before
