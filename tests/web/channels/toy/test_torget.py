"""docs/ny-kanal.md, followed to the letter, makes a channel that does what the guide asks of it."""

from __future__ import annotations

import itertools
import json
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

import web.app as web_app
from desk.cards import topic_card
from desk.facts.live import LiveFacts
from desk.facts.model import Facts
from desk.hours import local_now
from tests.databases import redis_server
from tests.web.channels.toy import torget
from tests.web.clocks import TestClock
from tests.web.conftest import StandInEngine, make_settings, make_tables, store
from web import keys
from web.settings.settings import _secrets

_number = itertools.count(1)
ENV = {"TORGET_TOKEN": "a token", "TORGET_SECRET": "a secret"}


class Torget:
    """Torget's own API, on loopback: it refuses what is too much, and what comes too soon."""

    def __init__(self) -> None:
        self.shown: list[tuple[str, dict[str, Any]]] = []
        self.failures: deque[int] = deque()
        self.clock = TestClock()
        self.url = ""
        self._free_at: dict[str, float] = {}

    async def show(self, request: web.Request) -> web.Response:
        room, body = request.match_info["room"], await request.json()
        if request.headers["Authorization"] != "Bearer a token":
            return web.Response(status=401)
        if self.failures:
            return web.Response(status=self.failures.popleft(), headers={"Retry-After": "2"})
        if self.clock.monotonic() < self._free_at.get(room, 0.0):
            return web.Response(status=429, headers={"Retry-After": "1"})
        is_long = len(body["text"]) > torget.MAX_CHARACTERS
        if not body["text"] or is_long or len(body["buttons"]) > torget.MAX_BUTTONS:
            return web.Response(status=400)
        self._free_at[room] = self.clock.monotonic() + torget.PACE_SECONDS
        self.shown.append((room, body))
        return web.json_response({"id": f"m{len(self.shown)}"}, status=201)


class Town:
    """What people do there, told to one copy of web or several."""

    def __init__(self, api: Torget, clients: list[TestClient]) -> None:
        self.api = api
        self.clients = clients

    async def tell(self, copy: int = 0, **event: Any) -> int:
        body = {"kind": "message", "town": "t1", "room": "r1", "person": "p-anna", **event}
        body.setdefault("id", f"e{next(_number)}")
        headers, raw = body.pop("headers", {}), json.dumps(body).encode()
        at = headers.get("Torget-Time", str(int(time.time())))
        signed = {"Torget-Time": at, "Torget-Signature": torget.signature("a secret", at, raw)}
        response = await self.clients[copy].post(
            torget.PATH, data=raw, headers={**signed, **headers}
        )
        await self.settle()
        return response.status

    async def settle(self) -> None:
        for client in self.clients:
            app = client.app
            assert app is not None
            while app[torget.TASKS]:
                await next(iter(app[torget.TASKS]))
            await app[keys.OUTGOING].settle()

    def said(self) -> list[str]:
        return [body["text"] for _, body in self.api.shown]

    def button(self, title: str) -> str:
        return next(
            value
            for _, body in reversed(self.api.shown)
            for shown, value in body["buttons"]
            if shown == title
        )


MakeTown = Callable[..., Awaitable[Town]]


@pytest.fixture
async def make_town(
    engine: StandInEngine,
    database: Path,
    facts_file: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[MakeTown]:
    package = SimpleNamespace(CHANNEL=torget.CHANNEL, TITLE=torget.TITLE)
    monkeypatch.setattr(web_app, "CHANNELS", (*web_app.CHANNELS, package))
    monkeypatch.setattr(web_app, "VENDORS", {**web_app.VENDORS, torget.CHANNEL: torget.TITLE})
    half_set: list[str] = []
    found = _secrets(ENV, "Torget", "TORGET_TOKEN", "TORGET_SECRET", half_set)
    assert found is not None
    missing = {**ENV, "TORGET_TOKEN": ""}
    assert _secrets(missing, "Torget", "TORGET_TOKEN", "TORGET_SECRET", half_set) is None
    assert half_set == ["Torget är avstängt: TORGET_TOKEN saknas."]
    api, listening = Torget(), web.Application()
    listening.router.add_post("/rooms/{room}", api.show)
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(TestServer(listening))
        api.url = str(server.make_url("")).rstrip("/")

        async def make(copies: int = 1, **changed: Any) -> Town:
            settings = make_settings(engine, database, **changed)
            await make_tables(settings)
            clients = []
            for _ in range(copies):
                app = web_app.make_app(settings, LiveFacts(facts_file), works_alone=False)
                app[keys.CLOCK] = api.clock
                torget.add_to(app, torget.TorgetSettings(*found, api_url=api.url))
                clients.append(await stack.enter_async_context(TestClient(TestServer(app))))
            return Town(api, clients)

        yield make


@pytest.fixture
async def town(make_town: MakeTown) -> Town:
    return await make_town()


async def test_a_message_is_answered_in_its_room_and_named_without_anybodys_id(
    town: Town, engine: StandInEngine
) -> None:
    assert await town.tell(text="@presstjanst hur många?") == 202
    assert town.api.shown[0][0] == "r1"
    assert "STATISTIK" in town.said()[0]
    (request,) = engine.received
    assert (request["message"], request["input_channel"]) == ("hur många?", "torget")
    assert request["sender"].startswith("torget-")
    assert not [id for id in ("t1", "r1", "p-anna") if id in str(request)]


@pytest.mark.parametrize(
    "headers",
    [
        {"Torget-Signature": "0" * 64},
        {"Torget-Signature": ""},
        {"Torget-Time": str(int(time.time()) - 3600)},
        {"Torget-Time": "now"},
    ],
)
async def test_what_torget_did_not_sign_just_now_is_refused(
    town: Town, engine: StandInEngine, headers: dict[str, str]
) -> None:
    assert await town.tell(text="hej", headers=headers) == 401
    assert (engine.received, town.api.shown) == ([], [])


async def test_the_same_event_twice_is_answered_once_also_by_two_copies(
    make_town: MakeTown, engine: StandInEngine, tmp_path: Path
) -> None:
    with redis_server(tmp_path) as address:
        town = await make_town(copies=2, shared_storage=f"async+{address}")
        for copy in (0, 0, 1):
            await town.tell(copy, text="hur många?", id="the same")
    assert (len(engine.received), len(town.api.shown)) == (1, 1)


@pytest.mark.parametrize("changed", [{"kind": "edit"}, {"is_bot": True}])
async def test_edits_and_bots_are_not_answered(
    town: Town, engine: StandInEngine, changed: dict[str, Any]
) -> None:
    await town.tell(text="hur många?", **changed)
    assert engine.received == []


async def test_buttons_count_as_given_and_to_whom(
    town: Town, engine: StandInEngine, facts: Facts
) -> None:
    replies = [{"title": "Nej", "payload": "/deny"}]
    engine.answer = [{"custom": topic_card(facts, "statistics", "sv", local_now(), replies)}]
    await town.tell(text="hur många?")
    button = town.button("Nej")
    await town.tell(kind="press", button=button)
    assert engine.received[-1]["message"] == "/deny"
    await town.tell(kind="press", button=f"{button}x")
    assert town.said()[-1].startswith("Okänd knapp")
    await town.tell(kind="press", button=button, person="p-bo")
    assert "Knapparna är för den som frågade" in town.said()[-1]
    assert len(engine.received) == 2


async def test_of_a_long_message_the_beginning_is_read(town: Town, engine: StandInEngine) -> None:
    await town.tell(text="å" * 2001)
    assert len(engine.received[0]["message"]) == 2000
    assert "första 2000 tecknen" in town.said()[0]


async def test_with_the_engine_down_the_press_line_is_given(
    town: Town, engine: StandInEngine, facts: Facts
) -> None:
    engine.status = 500
    await town.tell(text="hur många?")
    assert facts.contacts["press_phone"].value in town.said()[0]


@pytest.mark.parametrize("failures", [[503, 503], [429], [400]])
async def test_what_the_vendor_stumbles_over_arrives(town: Town, failures: list[int]) -> None:
    town.api.failures.extend(failures)
    await town.tell(text="hur många?")
    assert "STATISTIK" in town.said()[0]


async def test_what_the_vendor_refuses_is_given_up_and_the_next_answer_comes(
    town: Town,
) -> None:
    town.api.failures.append(403)
    await town.tell(text="hur många?")
    assert town.api.shown == []
    await town.tell(text="hur många?")
    assert len(town.api.shown) == 1


async def test_every_card_of_the_facts_is_shown_whole(
    town: Town, engine: StandInEngine, facts: Facts
) -> None:
    replies = [{"title": f"Svar {number}", "payload": f"/r{number}"} for number in range(6)]
    for topic in facts.topics:
        for language in ("sv", "en"):
            card = topic_card(facts, topic, language, local_now(), replies)
            engine.answer = [{"custom": card}]
            town.api.shown.clear()
            town.api.clock.move(60)
            await town.tell(text="?", person=f"{topic}-{language}")
            words = " ".join(town.said()).split()
            assert [word for word in card["text"].split() if word not in words] == []
            titles = [title for _, body in town.api.shown for title, _ in body["buttons"]]
            assert titles[:6] == [reply["title"] for reply in replies]


async def test_what_is_stored_is_seen_deleted_and_judged(
    town: Town, engine: StandInEngine, database: Path
) -> None:
    await town.tell(text="hur många?")
    (_, body), sender = town.api.shown[-1], engine.received[-1]["sender"]
    at = time.time()
    user = {"event": "user", "text": "hur många?", "metadata": {}, "timestamp": at - 2}
    bot = {"event": "bot", "text": "svar", "data": {}, "metadata": {}, "timestamp": at - 1}
    await store(database, sender, user, bot)
    yes = dict(body["judged"])["Hjälpte"]
    await town.tell(kind="judge", button=yes, at=at)
    await town.tell(text="Vad sparas?")
    assert sender in town.said()[-1]
    await town.tell(kind="press", button=town.button("Radera samtalet"))
    assert "Torget" in town.said()[-1]  # where it still stands


async def test_trainers_see_it_and_a_releaser_can_close_it(
    make_town: MakeTown, engine: StandInEngine
) -> None:
    town = await make_town(closed_channels=("torget",))
    app = town.clients[0].app
    assert app is not None
    assert app[keys.CHANNELS]["torget"] == "Torget"
    await town.tell(text="hur många?")
    assert engine.received == []
    assert "Ring pressjouren" in town.said()[-1]
