"""Web asks the engine that answers, and the one that trains where there is one of its own."""

from __future__ import annotations

from pathlib import Path

import aiohttp

from desk.facts.live import LiveFacts
from tests.web.conftest import StandInEngine, make_settings
from web.engine_client import EngineClient


async def test_trainings_are_asked_for_at_the_engine_that_trains(
    engine: StandInEngine, unused_tcp_port: int, facts_file: Path, database: Path
) -> None:
    engine.training = {"state": "training"}
    away = f"http://127.0.0.1:{unused_tcp_port}"
    settings = make_settings(engine, database, engine_url=away, training_url=engine.url)
    async with aiohttp.ClientSession() as session:
        client = EngineClient(session, settings, LiveFacts(facts_file))
        assert await client.training("GET", "jobs/a-job") == (200, {"state": "training"})
        assert await client.ask("conversation", "hej", "browser") == []
    assert not engine.received
