"""What is mended in Rasa: the validator, the channel that keeps quiet."""

from __future__ import annotations

import asyncio
import json
import logging
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
from sanic import Sanic
from sanic_testing.testing import SanicASGITestClient

from engine.collector import WholeMessages
from engine.mended import mend_rasa
from engine.serving.channel import WebChannel

SECRET = "Bengt Hallqvist"


def mend(monkeypatch: pytest.MonkeyPatch) -> None:
    """For one test: what is mended comes back as it was."""
    for owner, name in (
        (RemoteAction, "_validate_action_result"),
        (Domain, "is_empty"),
        (DaskGraphRunner, "run"),
    ):
        monkeypatch.setattr(owner, name, getattr(owner, name))
    mend_rasa()


@pytest.fixture
def remote_action(monkeypatch: pytest.MonkeyPatch) -> RemoteAction:
    mend(monkeypatch)
    return RemoteAction("action_answer", None)


def test_a_good_action_result_passes(remote_action: RemoteAction) -> None:
    good = {"events": [], "responses": [{"text": "hej"}]}
    assert remote_action._validate_action_result(good)


def test_a_bad_action_result_is_refused(remote_action: RemoteAction) -> None:
    with pytest.raises(ValidationError):
        remote_action._validate_action_result({"events": "inga"})


def test_the_loaded_domain_is_not_empty_and_an_empty_one_is(
    agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    mend(monkeypatch)
    assert Domain.empty().is_empty()
    assert not agent.domain.is_empty()


def test_a_message_is_understood_and_followed_as_when_dask_runs_the_graph(
    agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    def found(text: str) -> tuple[Any, list[float]]:
        parsed = asyncio.run(agent.parse_message(text))
        tracker = DialogueStateTracker.from_events(
            "s", [ActionExecuted("action_listen"), UserUttered(text, parsed["intent"])]
        )
        prediction = agent.processor._predict_next_with_tracker(tracker)
        return parsed, prediction.probabilities

    texts = ["", "Hur många fick sjukpenning i fjol?", "intervju tack, och siffror", "hej"]
    by_dask = [found(text) for text in texts]
    mend(monkeypatch)
    assert [found(text) for text in texts] == by_dask


def test_what_a_graph_lacks_is_said_by_rasa(agent: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    mend(monkeypatch)
    with pytest.raises(GraphRunError):
        agent.processor.graph_runner.run({}, [agent.processor.model_metadata.nlu_target])


def channel_app(name: str, on_message) -> Sanic:
    app = Sanic(name)
    app.blueprint(WebChannel().blueprint(on_message), url_prefix="/webhooks/rest")
    return app


BODY = {"sender": "browser-1", "message": SECRET, "input_channel": "browser", "metadata": {"a": 1}}


async def send(app: Sanic):
    _, response = await SanicASGITestClient(app).post("/webhooks/rest/webhook", json=BODY)
    return response


@pytest.mark.asyncio
async def test_an_utterance_comes_whole() -> None:
    async def answer(message) -> None:
        assert (message.text, message.sender_id) == (SECRET, "browser-1")
        assert (message.input_channel, message.metadata) == ("browser", {"a": 1})
        await message.output_channel.send_response(
            message.sender_id, {"text": "ett\n\ntvå", "custom": {"type": "card"}, "buttons": []}
        )

    response = await send(channel_app("whole", answer))
    assert response.json == [{"text": "ett\n\ntvå", "custom": {"type": "card"}}]


@pytest.mark.asyncio
async def test_a_failing_message_is_logged_without_its_text(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture
) -> None:
    async def fail(message) -> None:
        raise ValueError(message.text)

    with caplog.at_level(logging.DEBUG):
        response = await send(channel_app("failing", fail))
    assert response.json == []
    assert "ValueError" in caplog.text
    assert SECRET not in caplog.text + "".join(capfd.readouterr())


async def mask(app: Sanic, content: bytes):
    _, response = await SanicASGITestClient(app).post("/webhooks/rest/mask", content=content)
    return response


@pytest.mark.asyncio
async def test_a_text_is_masked_and_logged_nowhere(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture
) -> None:
    async def refuse(message) -> None:
        raise AssertionError("a text to mask is no message")

    text = f"Svaret om {SECRET}, 850312-1234, var bra"
    with caplog.at_level(logging.DEBUG):
        response = await mask(channel_app("mask", refuse), json.dumps({"text": text}).encode())
    assert response.status == 200
    assert response.json == {"text": "Svaret om [namn], [personnummer], var bra"}
    assert SECRET not in caplog.text + "".join(capfd.readouterr())


@pytest.mark.asyncio
@pytest.mark.parametrize("content", [b"{", b"{}", b"[]", b'{"text": 7}', SECRET.encode()])
async def test_what_cannot_be_masked_is_not_given_back(
    content: bytes, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture
) -> None:
    app = channel_app(f"unmasked-{content.hex()[:8]}", None)
    with caplog.at_level(logging.DEBUG):
        response = await mask(app, content)
    assert (response.status, response.json) == (500, {})
    assert "a text was not masked" in caplog.text
    assert SECRET not in caplog.text + "".join(capfd.readouterr())


def test_the_collector_keeps_what_a_channel_needs() -> None:
    assert WholeMessages().messages == []
    assert WebChannel.name() == "rest"
