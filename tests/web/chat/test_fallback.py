"""Whatever fails behind it, the journalist gets the press line."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from contextlib import closing
from pathlib import Path

import aiohttp.web
import pytest
from aiohttp.test_utils import TestClient, TestServer

import web.engine_client
from tests.press_page import PRESS_PHONE
from tests.web.conftest import ClientMaker, StandInEngine, store

SECRET = "Bengt Hallqvist har fått avslag"


async def ask(client: TestClient) -> dict:
    response = await client.post("/api/messages", json={"text": SECRET})
    assert response.status == 200
    (card,) = (await response.json())["messages"]
    return card


def assert_press_line(card: dict, caplog: pytest.LogCaptureFixture) -> None:
    assert [c["kind"] for c in card["contacts"]] == ["phone", "mail"]
    assert card["topic"] == "fallback"
    assert "engine" in caplog.text
    assert "Hallqvist" not in caplog.text


@pytest.mark.parametrize(
    "answer",
    [
        [],
        {},
        "nej",
        None,
        [{"custom": {"type": "card", "version": 2}}],
        [{"recipient_id": "x"}],
    ],
)
async def test_an_answer_that_is_nothing_or_no_card(
    client: TestClient, engine: StandInEngine, answer: object, caplog: pytest.LogCaptureFixture
) -> None:
    engine.answer = answer
    assert_press_line(await ask(client), caplog)


async def test_an_engine_that_fails(
    client: TestClient, engine: StandInEngine, caplog: pytest.LogCaptureFixture
) -> None:
    engine.status = 500
    assert_press_line(await ask(client), caplog)


async def test_an_engine_that_is_down(
    make_client: ClientMaker, caplog: pytest.LogCaptureFixture, unused_tcp_port: int
) -> None:
    client = await make_client(engine_urls=(f"http://127.0.0.1:{unused_tcp_port}",))
    assert_press_line(await ask(client), caplog)


async def test_an_engine_that_is_too_slow(
    client: TestClient,
    engine: StandInEngine,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(web.engine_client, "ANSWER_SECONDS", 0.05)
    engine.hangs = True
    assert_press_line(await ask(client), caplog)
    engine.hanging.set()


async def test_the_press_line_follows_the_facts_file(
    client: TestClient, engine: StandInEngine, facts_file
) -> None:
    engine.answer = []
    text = facts_file.read_text()
    facts_file.write_text(text.replace(PRESS_PHONE, "010-100 00 00"))
    assert (await ask(client))["contacts"][0]["value"] == "010-100 00 00"


async def test_a_fault_of_our_own_is_a_problem_document_and_logs_no_content(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(*_: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(web.engine_client.EngineClient, "ask", fail)
    with caplog.at_level(logging.DEBUG):
        response = await client.post("/api/messages", json={"text": SECRET})
    assert response.status == 500
    assert (await response.json())["code"] == "fault"
    assert "RuntimeError" in caplog.text
    assert "Hallqvist" not in caplog.text


async def test_without_its_redis_nobody_is_counted_and_everybody_answered(
    make_client: ClientMaker, unused_tcp_port: int, caplog: pytest.LogCaptureFixture
) -> None:
    client = await make_client(shared_storage=f"async+redis://127.0.0.1:{unused_tcp_port}/0")
    assert (await ask(client))["topic"] == "statistics"
    assert "not counted" in caplog.text


async def test_what_an_engine_that_is_killed_has_stored_is_the_answer(
    make_client: ClientMaker, engine: StandInEngine, database: Path
) -> None:
    """It has done all but to send it: the history and what is shown are the same."""

    def name_message() -> None:
        # In a thread: web, in this process, may have to end what it writes first.
        with closing(sqlite3.connect(database)) as connection, connection:
            named = "UPDATE events SET message_id = ? WHERE type_name = 'user'"
            connection.execute(named, stored)

    async def store_and_die(request: aiohttp.web.Request) -> aiohttp.web.Response:
        body = await request.json()
        user = {"event": "user", "text": "[namn] har fått avslag", "metadata": {}}
        custom = {"text": "", "data": {"custom": engine.answer[0]["custom"]}, "metadata": {}}
        if not stored:
            stored.append(body["message_id"])
            await store(database, body["sender"], user, {"event": "bot", **custom})
            await asyncio.to_thread(name_message)
        assert request.transport is not None
        request.transport.abort()
        return aiohttp.web.Response()

    stored: list[str] = []
    app = aiohttp.web.Application()
    app.router.add_post("/webhooks/rest/webhook", store_and_die)
    async with TestServer(app) as server:
        client = await make_client(engine_urls=(str(server.make_url("/")).rstrip("/"),))
        assert (await ask(client))["topic"] == "statistics"
        history = (await (await client.get("/api/messages")).json())["messages"]
    assert [message["from"] for message in history] == ["user", "bot"]
    assert history[1]["card"]["topic"] == "statistics"
