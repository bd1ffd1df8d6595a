"""The whole stack on a real PostgreSQL and a real Redis, with somebody who collects its traces."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiohttp
import pytest
import redis

from tests.collector import Collector, TraceSpan, collector
from tests.databases import postgresql, redis_server

from .conftest import Stack, start_stack


@pytest.fixture
def redis_address(tmp_path: Path) -> Iterator[str]:
    with redis_server(tmp_path) as address:
        with redis.Redis.from_url(address) as server:
            server.config_set("notify-keyspace-events", "K$")
        yield address


@pytest.fixture
async def traces() -> AsyncIterator[Collector]:
    async with collector() as here:
        yield here


@pytest.fixture
async def stack_on_services(
    tmp_path: Path, redis_address: str, traces: Collector
) -> AsyncIterator[Stack]:
    with postgresql() as address:
        running = await asyncio.to_thread(
            start_stack,
            tmp_path,
            DATABASE_URL=address,
            REDIS_URL=redis_address,
            OTEL_EXPORTER_OTLP_ENDPOINT=traces.endpoint,
            OTEL_BSP_SCHEDULE_DELAY="100",
        )
        yield running
        running.process.send_signal(signal.SIGINT)
        await asyncio.to_thread(running.process.communicate)  # its last traces are taken meanwhile


SAID = "Hur många vabbade i fjol?"


async def test_a_conversation_is_stored_locked_exported_deleted_and_traced(
    stack_on_services: Stack, redis_address: str, traces: Collector
) -> None:
    locks = redis.Redis.from_url(redis_address).pubsub()
    locks.psubscribe("__keyspace@0__:presstjanst:lock:*")
    assert locks.get_message(timeout=60)["type"] == "psubscribe"
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(stack_on_services.address, cookie_jar=jar) as session:
        async with session.post("/api/messages", json={"text": SAID}) as response:
            request = response.headers["X-Request-Id"]
            (card,) = (await response.json())["messages"]
        assert card["topic"] == "statistics"
        async with session.get("/api/conversation") as response:
            document = await response.json()
        assert [m["from"] for m in document["messages"]] == ["user", "bot"]
        async with session.delete("/api/conversation") as response:
            assert response.status == 204
        async with session.get("/api/messages") as response:
            assert (await response.json())["messages"] == []
    assert document["conversation"].encode() in locks.get_message(timeout=60)["channel"]
    assert not (stack_on_services.var / "conversations.db").exists()

    def of_the_message() -> dict[str, TraceSpan]:
        return {one.name: one for one in traces.spans if one.words["press.request"] == request}

    way = ["POST /api/messages", "answer", "engine", "POST /webhooks/rest/webhook"]
    way += ["decide_and_save", "action"]
    await traces.until(lambda spans: {*way} <= of_the_message().keys())
    spans = of_the_message()
    assert len({one.trace for one in spans.values()}) == 1
    parents = [spans[name].parent for name in way]
    assert parents == [b"", *(spans[name].id for name in way[:-1])]
    services = [spans[name].service for name in way]
    assert services == ["presstjanst-web"] * 3 + ["presstjanst-engine"] * 3
    assert spans["answer"].words["route"] == "statistics"
    # Nobody's words, no names of conversations, no addresses of people.
    for word in ("vabbade", "fjol", document["conversation"], "127.0.0.1"):
        assert word.encode() not in traces.raw
