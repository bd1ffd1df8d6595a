"""Web asks the engine that answers, and the one that trains where there is one of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from desk.facts.live import LiveFacts
from tests.web.conftest import StandInEngine, make_settings
from web import engine_client
from web.engine_client import EngineClient, NoAnswer


async def test_trainings_are_asked_for_at_the_engine_that_trains(
    engine: StandInEngine, unused_tcp_port: int, facts_file: Path, database: Path
) -> None:
    engine.training = {"state": "training"}
    away = f"http://127.0.0.1:{unused_tcp_port}"
    settings = make_settings(engine, database, engine_urls=(away,), training_url=engine.url)
    async with aiohttp.ClientSession() as session:
        client = EngineClient(session, settings, LiveFacts(facts_file))
        assert await client.training("GET", "jobs/a-job") == (200, {"state": "training"})
        with pytest.raises(NoAnswer) as none:
            await client.ask("conversation", "hej", "browser")
    assert none.value.why == "away"
    assert not engine.received


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ({"status": 500}, "broken"),
        ({"status": 503}, "slow"),
        ({"answer": "no list"}, "broken"),
        ({"answer": []}, "empty"),
        ({"hangs": True}, "slow"),
    ],
)
async def test_why_there_is_no_answer_is_told(
    engine: StandInEngine,
    facts_file: Path,
    database: Path,
    monkeypatch: pytest.MonkeyPatch,
    how: dict[str, Any],
    why: str,
) -> None:
    vars(engine).update(how)
    monkeypatch.setattr(engine_client, "ANSWER_SECONDS", 0.1 if engine.hangs else 5.0)
    async with aiohttp.ClientSession() as session:
        client = EngineClient(session, make_settings(engine, database), LiveFacts(facts_file))
        with pytest.raises(NoAnswer) as none:
            await client.ask("conversation", "hej", "browser")
    assert none.value.why == why


async def test_another_engine_answers_where_one_is_away(
    engine: StandInEngine, unused_tcp_port: int, facts_file: Path, database: Path
) -> None:
    away = f"http://127.0.0.1:{unused_tcp_port}"
    settings = make_settings(engine, database, engine_urls=(away, engine.url))
    async with aiohttp.ClientSession() as session:
        client = EngineClient(session, settings, LiveFacts(facts_file))
        for number in range(8):  # conversations of both
            assert await client.ask(f"conversation-{number}", "hej", "browser")
        assert await client.mask("hej") == "[namn]"


async def test_a_message_that_an_ending_engine_did_not_take_is_sent_again_by_its_name(
    engine: StandInEngine, facts_file: Path, database: Path
) -> None:
    names: list[str] = []

    async def end(request: web.Request) -> web.Response:
        names.append((await request.json())["message_id"])
        if len(names) > 1:
            return web.json_response(engine.answer)
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    app = web.Application()
    app.router.add_post("/webhooks/rest/webhook", end)
    async with TestServer(app) as server, aiohttp.ClientSession() as session:
        urls = (str(server.make_url("/")).rstrip("/"),)
        settings = make_settings(engine, database, engine_urls=urls)
        client = EngineClient(session, settings, LiveFacts(facts_file))
        assert await client.ask("conversation", "hej", "browser", message_id="a-message")
    assert names == ["a-message"] * 2
