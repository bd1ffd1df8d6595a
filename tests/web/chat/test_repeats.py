"""A message that is sent again is asked and stored once, in one copy of web and in several."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Literal

import coredis
import pytest
from aiohttp.test_utils import TestClient
from limits.errors import StorageError

from desk.cards import Card, message_card
from tests.databases import redis_server
from tests.web.conftest import ClientMaker, StandInEngine
from web import shared
from web.chat import repeats
from web.chat.repeats import Repeats
from web.http.problems import Problem
from web.shared import REDIS_SECONDS, InTime, SharedState

KEY = "a-key_of-the-page1"
CARDS = [message_card("Ring.", "sv")]


async def send(client: TestClient, key: object = KEY, text: str = "Hur många?"):
    return await client.post("/api/messages", json={"text": text, "key": key})


class Gate(asyncio.Event):
    """An event that says when somebody waits for it."""

    def __init__(self) -> None:
        super().__init__()
        self.reached = asyncio.Event()

    async def wait(self) -> Literal[True]:
        self.reached.set()
        return await super().wait()


def hang(engine: StandInEngine) -> asyncio.Event:
    """Let the engine hang until `hanging` is set; the event says that it has been asked."""
    gate = Gate()
    engine.hangs, engine.hanging = True, gate
    return gate.reached


async def test_the_same_key_gives_the_same_answer_and_asks_nothing(
    client: TestClient, engine: StandInEngine
) -> None:
    await client.post("/api/messages", json={"text": "hej"})
    first = await (await send(client)).json()
    engine.answer = [{"text": "något annat"}]
    assert await (await send(client)).json() == first
    assert await (await send(client, "another-key")).json() != first
    assert [r["message"] for r in engine.received] == ["hej", "Hur många?", "Hur många?"]


async def test_the_same_key_of_another_conversation_is_another_message(
    client: TestClient, engine: StandInEngine
) -> None:
    await send(client)
    client.session.cookie_jar.clear()
    await send(client)
    assert len({r["sender"] for r in engine.received}) == 2


async def test_while_the_first_is_under_way_the_second_waits_for_it(
    client: TestClient, engine: StandInEngine
) -> None:
    await client.post("/api/messages", json={"text": "hej"})
    reached = hang(engine)
    first = asyncio.create_task(send(client))
    async with asyncio.timeout(60):
        await reached.wait()
        second = asyncio.create_task(send(client))
        engine.hanging.set()
        answers = [await (await task).json() for task in (first, second)]
    assert answers[0] == answers[1]
    assert len(engine.received) == 2


@pytest.mark.parametrize(
    "key", ["", "seven77", "a" * 65, "with space1", "åäöåäöåä", 12345678, ["x"]]
)
@pytest.mark.parametrize(("language", "word"), [("sv", "tecken"), ("en", "characters")])
async def test_a_key_of_another_form_is_refused_in_words(
    client: TestClient, engine: StandInEngine, key: object, language: str, word: str
) -> None:
    headers = {"Accept-Language": language}
    response = await client.post("/api/messages", json={"text": "hej", "key": key}, headers=headers)
    assert (response.status, engine.received) == (422, [])
    problem = await response.json()
    assert problem["code"] == "wrong_key"
    assert word in problem["detail"]


async def test_a_refusal_is_not_remembered(client: TestClient) -> None:
    await client.post("/api/messages", json={"text": "hej"})
    assert (await send(client, text=" ")).status == 422
    assert (await send(client)).status == 200


async def test_the_press_line_is_the_answer_again_too(
    client: TestClient, engine: StandInEngine
) -> None:
    await client.post("/api/messages", json={"text": "hej"})
    engine.answer = []
    first = await (await send(client)).json()
    assert await (await send(client)).json() == first
    rows = (await (await client.get("/api/messages")).json())["messages"]
    assert [row["from"] for row in rows] == ["user", "bot"]


# Without the app.


async def cards() -> list[Card]:
    return CARDS


async def fail() -> list[Card]:
    raise AssertionError("it was asked again")


async def test_who_hangs_up_does_not_cut_off_the_answer() -> None:
    begun, may_go_on = asyncio.Event(), asyncio.Event()

    async def answer() -> list[Card]:
        begun.set()
        await may_go_on.wait()
        return CARDS

    known = Repeats(SharedState("async+memory://"))
    first = asyncio.create_task(known.once("browser-a", KEY, answer))
    async with asyncio.timeout(60):
        await begun.wait()
        first.cancel()
        second = asyncio.create_task(known.once("browser-a", KEY, fail))
        may_go_on.set()
        assert await second == CARDS
    assert first.cancelled()
    await known.close()


async def test_after_ten_minutes_it_is_another_message_and_no_more_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 0.0
    known = Repeats(SharedState("async+memory://"), lambda: now)
    await known.once("browser-a", KEY, cards)
    now = 599.0
    assert await known.once("browser-a", KEY, fail) == CARDS
    now = 600.0
    assert await known.once("browser-a", KEY, other) == await other()
    assert known.remembered == 1
    monkeypatch.setattr(repeats, "MOST_REMEMBERED", 3)
    for number in range(5):
        await known.once("browser-a", f"{KEY}{number}", cards)
    assert known.remembered == 3


async def other() -> list[Card]:
    return [message_card("Annat.", "sv")]


@pytest.fixture
async def redis(tmp_path: Path) -> AsyncIterator[str]:
    with redis_server(tmp_path) as address:
        yield address


async def test_another_copy_gives_the_same_answer_and_redis_forgets_it_after_ten_minutes(
    redis: str,
) -> None:
    one, two = (Repeats(SharedState(f"async+{redis}")) for _ in range(2))
    assert await one.once("browser-a", KEY, cards) == CARDS
    assert await two.once("browser-a", KEY, fail) == CARDS
    client = coredis.Redis.from_url(redis)
    names = await client.keys("*")
    assert names
    for name in names:
        assert b"browser-a" not in name and KEY.encode() not in name
        assert 590 < await client.ttl(name) <= 600


async def test_another_copy_waits_for_an_answer_that_is_under_way(redis: str) -> None:
    class WatchedState(SharedState):
        def __init__(self) -> None:
            super().__init__(f"async+{redis}")
            self.is_waiting = asyncio.Event()

        async def wait_for(self, key: str, seconds: float) -> str | None:
            self.is_waiting.set()
            return await super().wait_for(key, seconds)

    states = [WatchedState() for _ in range(3)]
    one, two, three = (Repeats(each) for each in states)
    begun, may_go_on = asyncio.Event(), asyncio.Event()

    async def answer() -> list[Card]:
        begun.set()
        await may_go_on.wait()
        return CARDS

    async with asyncio.timeout(60):
        first = asyncio.create_task(one.once("browser-a", KEY, answer))
        await begun.wait()
        others = [asyncio.create_task(copy.once("browser-a", KEY, fail)) for copy in (two, three)]
        for each in states[1:]:
            await each.is_waiting.wait()
        may_go_on.set()
        assert await asyncio.gather(first, *others) == [CARDS] * 3


async def test_a_redis_that_hangs_while_an_answer_is_waited_for_is_not_waited_for(
    redis: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repeats, "WAITING_SECONDS", 3600.0)
    monkeypatch.setattr(shared, "WAITING_PIECE_SECONDS", 0.05)
    client = coredis.Redis.from_url(redis)
    pid = (await client.info("server"))["process_id"]

    begun, waiting, calls = asyncio.Event(), asyncio.Event(), 0

    class WatchedState(SharedState):
        async def wait_for(self, key: str, seconds: float) -> str | None:
            monkeypatch.setattr(shared, "REDIS_SECONDS", 0.05)
            waiting.set()
            return await super().wait_for(key, seconds)

    async def count() -> list[Card]:
        nonlocal calls
        calls += 1
        return await cards()

    async def first() -> list[Card]:
        begun.set()
        await waiting.wait()
        os.kill(pid, signal.SIGSTOP)
        return await cards()

    one, two = Repeats(SharedState(f"async+{redis}")), Repeats(WatchedState(f"async+{redis}"))
    try:
        async with asyncio.timeout(60):
            answering = asyncio.create_task(one.once("browser-a", KEY, first))
            await begun.wait()
            assert await two.once("browser-a", KEY, count) == CARDS
            assert await answering == CARDS
    finally:
        os.kill(pid, signal.SIGCONT)
    assert calls == 1


async def test_who_has_waited_long_enough_is_told_to_come_again(
    make_client: ClientMaker,
    engine: StandInEngine,
    redis: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(repeats, "WAITING_SECONDS", 0.05)
    one, two = [await make_client(shared_storage=f"async+{redis}") for _ in range(2)]
    token = (await one.post("/api/messages", json={"text": "hej"})).cookies["conversation"].value
    two.session.cookie_jar.update_cookies({"conversation": token}, two.make_url("/"))
    reached = hang(engine)
    first = asyncio.create_task(send(one))
    async with asyncio.timeout(60):
        await reached.wait()
    response = await send(two)
    assert (response.status, response.headers["Retry-After"]) == (409, "1")
    assert (await response.json())["code"] == "under_way"
    engine.hanging.set()
    assert await (await first).json() == await (await send(two)).json()
    assert len(engine.received) == 2


async def test_what_is_refused_is_asked_anew_in_another_copy(redis: str) -> None:
    one, two = (Repeats(SharedState(f"async+{redis}")) for _ in range(2))

    async def refuse() -> list[Card]:
        raise Problem("store_down")

    with pytest.raises(Problem, match="store_down"):
        await one.once("browser-a", KEY, refuse)
    assert await two.once("browser-a", KEY, cards) == CARDS


async def test_without_its_redis_there_is_an_answer_and_in_this_copy_one(
    unused_tcp_port: int, caplog: pytest.LogCaptureFixture
) -> None:
    known = Repeats(SharedState(f"async+redis://127.0.0.1:{unused_tcp_port}/0"))
    assert await known.once("browser-a", KEY, cards) == CARDS
    assert await known.once("browser-a", KEY, fail) == CARDS
    assert "repeats are not seen" in caplog.text
    assert KEY not in caplog.text


async def test_a_redis_that_hangs_costs_half_a_second(
    make_client: ClientMaker,
    redis: str,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is waited for once, and done without by all else that a message asks of it."""
    waits, note = 0, InTime._note

    def counted(in_time: InTime, error: StorageError) -> StorageError:
        nonlocal waits
        waits += 1
        return note(in_time, error)

    monkeypatch.setattr(InTime, "_note", counted)
    monkeypatch.setattr(shared, "AWAY_SECONDS", 60.0)
    client = await make_client(shared_storage=f"async+{redis}")
    assert (await client.post("/api/messages", json={"text": "hej"})).status == 200
    pid = (await coredis.Redis.from_url(redis).info("server"))["process_id"]
    monkeypatch.setattr(shared, "REDIS_SECONDS", 0.05)
    os.kill(pid, signal.SIGSTOP)
    try:
        with caplog.at_level(logging.ERROR):
            assert (await send(client)).status == 200
    finally:
        os.kill(pid, signal.SIGCONT)
    assert waits == 1
    assert REDIS_SECONDS <= 0.5
    not_counted, not_seen = "messages are not counted", "repeats are not seen"
    assert caplog.messages == [f"{what}: TimeoutError" for what in (*2 * [not_counted], not_seen)]


async def test_sent_again_to_another_web_it_is_stored_by_the_same_name(
    make_client: ClientMaker, engine: StandInEngine
) -> None:
    """The first may have been killed: the engine stores what bears a name once."""
    one, two = await make_client(), await make_client()
    await send(one)
    cookies = one.session.cookie_jar.filter_cookies(one.make_url("/"))
    two.session.cookie_jar.update_cookies(cookies, two.make_url("/"))
    await send(two)
    await send(two, text="Hur många tog ut?")
    await send(two, key="another-key-of-it")
    names = [message["message_id"] for message in engine.received]
    assert len({message["sender"] for message in engine.received[1:]}) == 1
    assert (len(names), len(set(names))) == (4, 3)
    assert names[0] == names[1]
