"""The real web app, over HTTP, with an engine on loopback that answers what a test wants."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from argon2 import PasswordHasher
from playwright.async_api import Browser, async_playwright, expect
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.tables import metadata
from contracts.training import TextCluster, TextReading
from desk.cards import topic_card
from desk.facts.live import LiveFacts
from desk.facts.model import Facts
from desk.hours import local_now
from dev.browser import find_chromium
from tests.databases import make_sqlite, new_database
from tests.web.clocks import TestClock
from web import engine_client, keys, shared
from web.app import make_app
from web.chat import answers, press_line_turns
from web.http import in_time
from web.outgoing.attempts import Clock
from web.settings import Settings
from web.store.database import open_database, upgrade
from web.trainer.login.page import PASSWORDS
from web.trainer.login.passwords import Passwords


@dataclass
class StandInEngine:
    """Records what web sends it; `answer` is what it sends back, `masks` what it masks (or what
    makes that of the body), `refuses` why a text may not be taught. `training` is what its one
    training has come to, None when it knows of none; `trains` is how it answers who wants one,
    `reads` what it takes a text for.
    """

    answer: Any
    status: int = 200
    hangs: bool = False
    health: dict[str, str] = field(
        default_factory=lambda: dict.fromkeys(
            ("engine", "store", "store_reads", "store_writes", "actions"), "ok"
        )
    )
    masks: dict[str, Any] | Callable[[dict[str, Any]], Any] | None = field(
        default_factory=lambda: {"text": "[namn]"}
    )
    refuses: Callable[[dict[str, Any]], Any] = lambda body: None
    trains: int = 202
    reads: tuple[str, float] = ("statistics", 0.5)
    training: dict[str, Any] | None = None
    job: str = "a-job"
    state: dict[str, Any] = field(
        default_factory=lambda: {"started": 0.0, "spooled": 0, "errors": {}}
    )
    probes: int = 0
    probes_hang: bool = False
    request_names: list[str | None] = field(default_factory=list)
    received: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""
    hanging: asyncio.Event = field(default_factory=asyncio.Event)
    # Released once for each message, probe and training, for whoever waits until they are here.
    message_came: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    training_came: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    probe_came: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))

    def app(self) -> web.Application:
        app = web.Application(client_max_size=5_000_000, middlewares=[self._door()])
        app.add_routes(
            [
                web.post("/webhooks/rest/webhook", self._webhook),
                web.post("/webhooks/rest/mask", self._mask),
                web.post("/webhooks/training/check", self._check),
                web.post("/webhooks/training/checks", self._checks),
                web.post("/webhooks/training/read", self._read),
                web.post("/webhooks/training/clusters", self._clusters),
                web.post("/webhooks/training/jobs", self._train),
                web.route("*", "/webhooks/training/jobs/{id}", self._job),
                web.get("/webhooks/state", self._state),
                web.get("/health", self._health),
            ]
        )
        return app

    def _door(self) -> Any:
        @web.middleware
        async def check(request: web.Request, handler: Any) -> Any:
            self.request_names.append(request.headers.get("X-Request-Id"))
            assert request.path == "/health" or request.headers["Authorization"] == "Bearer token"
            return await handler(request)

        return check

    async def _webhook(self, request: web.Request) -> web.Response:
        self.received.append(await request.json())
        self.message_came.release()
        if self.hangs:
            await self.hanging.wait()
        return web.json_response(self.answer, status=self.status)

    async def _mask(self, request: web.Request) -> web.Response:
        self.received.append(await request.json())
        if self.hangs:
            await self.hanging.wait()
        masks = self.masks(self.received[-1]) if callable(self.masks) else self.masks
        return web.json_response(masks, status=self.status)

    async def _check(self, request: web.Request) -> web.Response:
        self.received.append(await request.json())
        return web.json_response({"refused": self.refuses(self.received[-1])}, status=self.status)

    async def _checks(self, request: web.Request) -> web.Response:
        self.received.append(await request.json())
        rows = [dict(zip(("text", "label"), r, strict=False)) for r in self.received[-1]["rows"]]
        refused = [self.refuses(row) for row in rows]
        return web.json_response({"refused": refused}, status=self.status)

    async def _read(self, request: web.Request) -> web.Response:
        label, confidence = self.reads
        assert (await request.json())["text"]
        reading: TextReading = {"label": label, "confidence": confidence}
        return web.json_response(reading)

    async def _clusters(self, request: web.Request) -> web.Response:
        """Groups texts by their first word."""
        if self.hangs:
            await self.hanging.wait()
        texts = (await request.json())["texts"]
        words = dict.fromkeys(text.split()[0] for text in texts)
        result: list[TextCluster] = [
            {"words": [word, "& mer"], "texts": [i for i, t in enumerate(texts) if word in t]}
            for word in words
        ]
        return web.json_response({"clusters": result}, status=self.status)

    async def _train(self, request: web.Request) -> web.Response:
        self.received.append(await request.json())
        if self.trains == 202:
            self.job = self.received[-1]["job"]
            self.training = {"state": "training", "step": "preparing", "share": 0.0}
        self.training_came.release()
        if self.hangs:
            await self.hanging.wait()
        return web.json_response({"job": self.job}, status=self.trains)

    async def _job(self, request: web.Request) -> web.Response:
        if self.training is None or request.match_info["id"] != self.job:
            return web.json_response({}, status=404)
        if request.method == "DELETE":
            self.training |= {"state": "failed", "why": "Träningen stoppades."}
        return web.json_response(self.training)

    async def _state(self, request: web.Request) -> web.Response:
        return web.json_response(self.state)

    async def _health(self, request: web.Request) -> web.Response:
        self.probes += 1
        self.probe_came.release()
        if self.probes_hang:
            await self.hanging.wait()
        up = all(self.health[part] == "ok" for part in ("engine", "actions"))
        return web.json_response(self.health, status=200 if up else 503)


@pytest.fixture(scope="session")
def server(postgresql_server: str) -> Iterator[str]:
    """A PostgreSQL with its tables; whoever uses it leaves them empty."""
    with new_database(postgresql_server) as address:
        upgrade(address)
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
async def address(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """An empty database of either kind, with its tables."""
    if request.param == "sqlite":
        yield make_sqlite(tmp_path / "conversations.db")
        return
    address: str = request.getfixturevalue("server")
    yield address
    database = open_database(address)
    async with database.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            await connection.execute(sa.delete(table))
    await database.dispose()


@pytest.fixture(name="store")
async def store_of_either_kind(address: str) -> AsyncIterator[AsyncEngine]:
    database = open_database(address)
    yield database
    await database.dispose()


SECRET_KEY = "a key for tests that nobody guesses"


def make_settings(engine: StandInEngine, database: Path, **changed: Any) -> Settings:
    values: dict[str, Any] = {
        "host": "127.0.0.1",
        "port": 0,
        "engine_urls": (engine.url,),
        "engine_token": "token",
        "database_url": f"sqlite:///{database}",
        "shared_storage": "async+memory://",
        "secret_key": SECRET_KEY,
        "keep_days": 90,
        "holdout_share": 0,
        "public_url": "",
        "proxy_hops": 0,
    }
    return Settings(**{**values, **changed})


@pytest.fixture
async def engine(facts: Facts) -> Any:
    card = topic_card(facts, "statistics", "sv", local_now())
    engine = StandInEngine(answer=[{"text": card["text"], "custom": card}])
    server = TestServer(engine.app())
    await server.start_server()
    engine.url = str(server.make_url("")).rstrip("/")
    yield engine
    engine.hanging.set()
    await server.close()


@pytest.fixture(autouse=True)
def all_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long a machine stands still, an engine that is up answers in time, a database that
    is there has read and stored, and a Redis that runs has answered.

    Who tests what comes of a late answer gives a limit of its own.
    """
    for limit in ("ANSWER_SECONDS", "MASK_SECONDS", "STATE_SECONDS", "TRAINING_SECONDS"):
        monkeypatch.setattr(engine_client, limit, 60.0)
    for module in (answers, press_line_turns):
        monkeypatch.setattr(module, "STORING_SECONDS", 60.0)
    monkeypatch.setattr(in_time, "IN_TIME_SECONDS", 60.0)
    monkeypatch.setattr(shared, "REDIS_SECONDS", 60.0)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "conversations.db"


# The real parameters cost a fifth of a second of work at each login.
QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)

ClientMaker = Callable[..., Awaitable[TestClient]]


@pytest.fixture
def make_client(
    engine: StandInEngine,
    database: Path,
    facts_file: Path,
    aiohttp_client: Any,
) -> ClientMaker:
    """A client of a new app, which does nothing unasked unless it `works_alone`; settings may be
    changed."""

    async def make(
        clock: Clock | None = None, *, works_alone: bool = False, **changed: Any
    ) -> TestClient:
        settings = make_settings(engine, database, **changed)
        await make_tables(settings)
        app = make_app(settings, LiveFacts(facts_file), works_alone=works_alone)
        app[PASSWORDS] = Passwords(QUICK)
        app[keys.CLOCK] = clock or TestClock()
        return await aiohttp_client(app)

    return make


async def make_tables(settings: Settings) -> None:
    """The tables of an app's database, if there are none."""
    file = Path(settings.database_url.removeprefix("sqlite:///"))
    if file.is_absolute() and not file.exists():
        make_sqlite(file)
    else:
        # A client that is there already may be writing, and needs the loop to be done.
        await asyncio.to_thread(upgrade, settings.database_url)


@pytest.fixture
async def client(make_client: ClientMaker) -> TestClient:
    return await make_client()


def returned(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> asyncio.Event:
    """Set when a module's coroutine function, which a loop of the app calls, has returned."""
    function, event = getattr(module, name), asyncio.Event()

    async def call(*args: Any) -> Any:
        result = await function(*args)
        event.set()
        return result

    monkeypatch.setattr(module, name, call)
    return event


async def store(database: Path, conversation: str, *events: dict[str, Any]) -> None:
    """Write events the way Rasa's SQL tracker store does.

    In a thread: the app may be in the middle of a transaction, which only the event loop can end.
    """
    await asyncio.to_thread(_store, database, conversation, events)


def _store(database: Path, conversation: str, events: tuple[dict[str, Any], ...]) -> None:
    with sqlite3.connect(database) as connection:
        for row in events:
            event = {"timestamp": time.time(), **row}
            connection.execute(
                "INSERT INTO events (sender_id, type_name, timestamp, data, message_id)"
                " VALUES (?, ?, ?, ?, ?)",
                (
                    conversation,
                    event["event"],
                    event["timestamp"],
                    json.dumps(event),
                    event.get("message_id"),
                ),
            )
    connection.close()


@pytest.fixture(scope="session")
async def one_chromium() -> AsyncIterator[Browser]:
    """The browser of all tests: to start one takes as long as most of them."""
    expect.set_options(timeout=15_000)  # as actions wait: a busy machine fails no test
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_chromium(),
            args=["--disable-gpu", "--disable-background-networking", "--no-first-run"],
            chromium_sandbox=os.geteuid() != 0,
        )
        yield browser
        await browser.close()


@pytest.fixture
async def chromium(one_chromium: Browser) -> AsyncIterator[Browser]:
    """A browser in which nothing is open, and nothing is kept of what a test opens."""
    yield one_chromium
    for context in one_chromium.contexts:
        await context.close()
