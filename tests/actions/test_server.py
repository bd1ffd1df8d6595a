"""The actions in a process of their own answer as they do in the engine's."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
from rasa.core.actions.action import RemoteAction
from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bench.servers import free_port
from contracts.paths import DOMAIN, ROOT
from engine.collector import WholeMessages
from engine.local_actions import actions_endpoint
from engine.settings import engine_settings


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of `python -m actions`."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "actions", "--port", str(port)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if "Starting worker" in line:
            break
    else:
        pytest.fail("the action server did not start:\n" + "".join(lines))
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.communicate()


async def answer(endpoint: EndpointConfig) -> list[dict[str, object]]:
    domain = Domain.load(str(DOMAIN))
    parse_data = {"intent": {"name": "statistics", "confidence": 1.0}, "entities": []}
    tracker = DialogueStateTracker.from_events(
        "somebody",
        [ActionExecuted("action_listen"), UserUttered("antal?", parse_data["intent"])],
        domain.slots,
    )
    nlg = TemplatedNaturalLanguageGenerator(domain.responses)
    action = RemoteAction("action_answer", endpoint)
    events = [e.as_dict() for e in await action.run(WholeMessages(), nlg, tracker, domain)]
    return [{k: v for k, v in event.items() if k != "timestamp"} for event in events]


@pytest.mark.slow
async def test_they_answer_alike(server: str) -> None:
    apart = actions_endpoint(engine_settings({"ACTIONS_URL": server}))
    here = actions_endpoint(engine_settings({}))
    answers = await answer(apart)
    assert answers == await answer(here)
    assert answers[0]["data"]["custom"]["topic"] == "statistics"  # type: ignore[index]
