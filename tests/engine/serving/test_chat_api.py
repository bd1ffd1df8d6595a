"""The engine's door for messages: whole answers, and nothing that is written in the logs."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage

from engine.serving import keys

from .conftest import ClientMaker

SECRET = "Bengt Hallqvist"
WEBHOOK = "/webhooks/rest/webhook"
BODY = {"sender": "browser-1", "message": SECRET, "input_channel": "browser", "metadata": {"a": 1}}


async def test_an_utterance_comes_whole(make_client: ClientMaker) -> None:
    async def answer(message: UserMessage) -> None:
        assert (message.text, message.sender_id) == (SECRET, "browser-1")
        assert (message.input_channel, message.metadata) == ("browser", {"a": 1})
        await message.output_channel.send_response(
            message.sender_id, {"text": "ett\n\ntvå", "custom": {"type": "card"}, "buttons": []}
        )

    response = await (await make_client(answer)).post(WEBHOOK, json=BODY)
    assert await response.json() == [{"text": "ett\n\ntvå", "custom": {"type": "card"}}]


async def test_a_message_keeps_the_name_that_web_gives_it(make_client: ClientMaker) -> None:
    names: list[str] = []

    async def note(message: UserMessage) -> None:
        names.append(message.message_id)

    client = await make_client(note)
    for name in ("a-name", None):
        assert (await client.post(WEBHOOK, json={**BODY, "message_id": name})).status == 200
    assert names[0] == "a-name"
    assert len(names[1]) == 32  # Rasa's own
    for name in ("", 7, "a" * 65):
        assert (await client.post(WEBHOOK, json={**BODY, "message_id": name})).status == 400


async def test_sender_and_message_are_enough_as_in_rasas_own_channel(
    make_client: ClientMaker,
) -> None:
    async def answer(message: UserMessage) -> None:
        assert (message.input_channel, message.metadata) == ("rest", {})
        await message.output_channel.send_response(message.sender_id, {"text": "hej"})

    client = await make_client(answer)
    response = await client.post(WEBHOOK, json={"sender": "a", "message": "hej"})
    assert await response.json() == [{"text": "hej"}]


NO_OBJECT = "The body is no JSON object."


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        (b"", NO_OBJECT),
        (b"{", NO_OBJECT),
        (b"[]", NO_OBJECT),
        (b"7", NO_OBJECT),
        (b"{}", "Missing: sender and message."),
        (b'{"sender": "a"}', "Missing: message."),
        (b'{"sender": 7, "message": "x"}', "sender is no string."),
        (b'{"sender": "a", "message": null}', "message is no string."),
    ],
)
async def test_what_is_no_message_is_refused_with_what_is_missing(
    make_client: ClientMaker, body: bytes, wrong: str
) -> None:
    async def fail(message: UserMessage) -> None:
        raise AssertionError("nothing was sent")

    response = await (await make_client(fail)).post(WEBHOOK, data=body)
    assert response.status == 400
    assert await response.json() == {
        "status": "failure",
        "code": 400,
        "reason": "BadRequest",
        "message": wrong,
    }


async def test_a_failing_message_is_logged_without_its_text(
    make_client: ClientMaker, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    async def fail(message: UserMessage) -> None:
        raise ValueError(message.text)

    with caplog.at_level(logging.DEBUG):
        response = await (await make_client(fail)).post(WEBHOOK, json=BODY)
        assert await response.json() == []
    assert "ValueError" in caplog.text
    assert SECRET not in caplog.text + "".join(capfd.readouterr())


async def test_a_text_is_masked_and_logged_nowhere(
    make_client: ClientMaker, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    async def refuse(message: UserMessage) -> None:
        raise AssertionError("a text to mask is no message")

    text = f"Svaret om {SECRET}, 850312-1234, var bra"
    with caplog.at_level(logging.DEBUG):
        client = await make_client(refuse)
        response = await client.post("/webhooks/rest/mask", json={"text": text})
        assert await response.json() == {"text": "Svaret om [namn], [personnummer], var bra"}
    assert SECRET not in caplog.text + "".join(capfd.readouterr())


@pytest.mark.parametrize("content", [b"{", b"{}", b"[]", b'{"text": 7}', SECRET.encode()])
async def test_what_cannot_be_masked_is_not_given_back(
    make_client: ClientMaker,
    content: bytes,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    with caplog.at_level(logging.DEBUG):
        response = await (await make_client()).post("/webhooks/rest/mask", data=content)
        assert (response.status, await response.json()) == (500, {})
    assert "a text was not masked" in caplog.text
    assert SECRET not in caplog.text + "".join(capfd.readouterr())


@pytest.mark.parametrize("address", ["/health", "/health/ready"])
@pytest.mark.parametrize("part", ["engine", "actions"])
async def test_health_tells_what_is_down(make_client: ClientMaker, part: str, address: str) -> None:
    client = await make_client()
    assert (await client.get(address)).status == 200
    serving: Any = client.app[keys.SERVING]
    serving.parts[part] = "down"
    response = await client.get(address)
    assert (response.status, (await response.json())[part]) == (503, "down")
    assert (await client.get("/health/live")).status == 200


async def test_a_store_that_fails_takes_no_engine_away(make_client: ClientMaker) -> None:
    client = await make_client()
    serving: Any = client.app[keys.SERVING]
    serving.parts |= {"store": "degraded", "store_writes": "down"}
    response = await client.get("/health/ready")
    assert response.status == 200
    assert (await response.json())["store_writes"] == "down"
