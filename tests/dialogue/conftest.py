"""The trained model, for tests of reader and dialogue together."""

from tests.engine.conftest import agent as agent
