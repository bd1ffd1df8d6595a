"""The real web app, over HTTP, with an engine on loopback that answers what a test wants."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from desk.cards import topic_card
from desk.facts import Facts
from desk.hours import local_now
from desk.live_facts import LiveFacts
from web.app import make_app
from web.settings import Settings
from web.store.database import upgrade


@dataclass
class StandInEngine:
    """Records what web sends it; `answer` is what it sends back, `masks` what it masks."""

    answer: Any
    status: int = 200
    hangs: bool = False
    health: int = 200
    store: int = 200
    masks: dict[str, Any] | None = field(default_factory=lambda: {"text": "[namn]"})
    received: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""
    hanging: asyncio.Event = field(default_factory=asyncio.Event)

    def app(self) -> web.Application:
        app = web.Application()
        app.add_routes(
            [
                web.post("/webhooks/rest/webhook", self._webhook),
                web.post("/webhooks/rest/mask", self._mask),
                web.get("/status", self._health),
                web.get("/webhooks/rest/", self._store),
                web.get("/health", self._health),
            ]
        )
        return app

    async def _webhook(self, request: web.Request) -> web.Response:
        self.received.append(await request.json())
        if self.hangs:
            await self.hanging.wait()
        return web.json_response(self.answer, status=self.status)

    async def _mask(self, request: web.Request) -> web.Response:
        self.received.append(await request.json())
        if self.hangs:
            await self.hanging.wait()
        return web.json_response(self.masks, status=self.status)

    async def _store(self, request: web.Request) -> web.Response:
        return web.Response(status=self.store)

    async def _health(self, request: web.Request) -> web.Response:
        return web.Response(status=self.health)


def make_settings(engine: StandInEngine, database: Path, **changed: Any) -> Settings:
    values: dict[str, Any] = {
        "host": "127.0.0.1",
        "port": 0,
        "engine_url": engine.url,
        "engine_token": "token",
        "actions_url": engine.url,
        "database_url": f"sqlite:///{database}",
        "shared_storage": "async+memory://",
        "secret_key": "a key for tests",
        "keep_days": 90,
        "public_url": "",
        "proxy_hops": 0,
    }
    return Settings(**{**values, **changed})


@pytest.fixture
async def engine(facts: Facts) -> Any:
    card = topic_card(facts, "statistics", "sv", local_now())
    made = StandInEngine(answer=[{"text": card["text"], "custom": card}])
    server = TestServer(made.app())
    await server.start_server()
    made.url = str(server.make_url("")).rstrip("/")
    yield made
    made.hanging.set()
    await server.close()


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "conversations.db"


ClientMaker = Callable[..., Awaitable[TestClient]]


@pytest.fixture
def make_client(
    engine: StandInEngine, database: Path, facts_file: Path, aiohttp_client: Any
) -> ClientMaker:
    """A client of a new app; settings may be changed."""

    async def make(**changed: Any) -> TestClient:
        settings = make_settings(engine, database, **changed)
        upgrade(settings.database_url)
        return await aiohttp_client(make_app(settings, LiveFacts(facts_file)))

    return make


@pytest.fixture
async def client(make_client: ClientMaker) -> TestClient:
    return await make_client()


def store(database: Path, conversation: str, *events: dict[str, Any]) -> None:
    """Write events the way Rasa's SQL tracker store does."""
    with sqlite3.connect(database) as connection:
        for said in events:
            event = {"timestamp": time.time(), **said}
            connection.execute(
                "INSERT INTO events (sender_id, type_name, timestamp, data) VALUES (?, ?, ?, ?)",
                (conversation, event["event"], event["timestamp"], json.dumps(event)),
            )
    connection.close()
