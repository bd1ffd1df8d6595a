"""What is mended in Rasa: the validator, the channel that keeps quiet, the fingerprint."""

from __future__ import annotations

import logging

import pytest
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from sanic import Sanic
from sanic_testing.testing import SanicASGITestClient

from engine import train
from engine.channel import WebChannel, WholeMessages
from engine.serve import validate_action_results_once

SECRET = "Bengt Hallqvist"


@pytest.fixture
def remote_action(monkeypatch: pytest.MonkeyPatch) -> RemoteAction:
    monkeypatch.setattr(RemoteAction, "_validate_action_result", None)
    validate_action_results_once()
    return RemoteAction("action_answer", None)


def test_a_good_action_result_passes(remote_action: RemoteAction) -> None:
    good = {"events": [], "responses": [{"text": "hej"}]}
    assert remote_action._validate_action_result(good)


def test_a_bad_action_result_is_refused(remote_action: RemoteAction) -> None:
    with pytest.raises(ValidationError):
        remote_action._validate_action_result({"events": "inga"})


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


def test_the_collector_keeps_what_a_channel_needs() -> None:
    assert WholeMessages().messages == []
    assert WebChannel.name() == "rest"


def test_the_fingerprint_changes_with_what_a_model_is_made_from(
    monkeypatch: pytest.MonkeyPatch, tmp_path
) -> None:
    for folder in ("data", "engine"):
        (tmp_path / folder).mkdir()
    for name in ("config.yml", "domain.yml", "engine/requirements.lock", "engine/serve.py"):
        (tmp_path / name).write_text("a")
    monkeypatch.setattr(train, "ROOT", tmp_path)
    before = train.fingerprint()
    (tmp_path / "engine" / "serve.py").write_text("b")
    assert train.fingerprint() == before
    (tmp_path / "data" / "nlu.yml").write_text("a")
    with_data = train.fingerprint()
    assert with_data != before
    (tmp_path / "data" / "nlu.yml").write_text("b")
    assert train.fingerprint() not in (before, with_data)
