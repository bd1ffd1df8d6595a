"""The channel that web speaks with: whole messages, and nothing in the logs."""

from __future__ import annotations

import json
import logging

import pytest
from sanic import Sanic
from sanic_testing.testing import SanicASGITestClient

from engine.collector import WholeMessages
from engine.serving.channel import WebChannel

SECRET = "Bengt Hallqvist"


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
