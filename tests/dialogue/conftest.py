"""The trained model, for tests of reader and dialogue together."""

import pytest
from rasa.core.agent import Agent

from engine.local_actions import UNHURRIED_SECONDS, actions_endpoint, give_actions
from engine.settings import engine_settings
from tests.engine.conftest import agent as agent


@pytest.fixture(scope="module")
def answering(agent: Agent) -> Agent:
    """Return the model with the actions of this repository."""
    give_actions(agent, actions_endpoint(engine_settings(), seconds=UNHURRIED_SECONDS))
    return agent
