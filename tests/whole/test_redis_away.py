"""Redis goes away in mid-conversation, killed or hanging: every message is answered as before."""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.databases import RedisServer

from .conftest import Stack, start_stack


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path)
    server.start()
    yield server
    server.end()


@pytest.fixture
async def session(tmp_path: Path, redis: RedisServer) -> AsyncIterator[aiohttp.ClientSession]:
    running: Stack = start_stack(tmp_path, patient=(), REDIS_URL=redis.address)
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(running.address, cookie_jar=jar) as session:
        yield session
    running.process.send_signal(signal.SIGINT)
    running.process.communicate()


async def ask(session: aiohttp.ClientSession, text: str, key: str) -> str:
    body = {"text": text, "key": f"the-{key}-key"}
    async with session.post("/api/messages", json=body) as response:
        (card,) = (await response.json())["messages"]
        return str(card["topic"])


async def health(session: aiohttp.ClientSession) -> tuple[int, Any]:
    async with session.get("/health") as response:
        return response.status, (await response.json())["redis"]


async def test_no_message_goes_without_its_answer(
    session: aiohttp.ClientSession, redis: RedisServer
) -> None:
    assert await health(session) == (200, "ok")
    assert await ask(session, "Hur många vabbade i fjol?", "first") == "statistics"
    redis.signal(signal.SIGSTOP)
    assert await ask(session, "Hur begär jag ut en handling?", "second") == "public_records"
    assert await health(session) == (200, "down")
    redis.signal(signal.SIGCONT)
    redis.kill()
    for number in range(3):
        assert await ask(session, "Hur många vabbade i fjol?", f"killed-{number}") == "statistics"
    assert await health(session) == (200, "down")
    redis.start()
    assert await ask(session, "Hur begär jag ut en handling?", "fourth") == "public_records"
    async with session.get("/api/conversation") as response:
        messages = (await response.json())["messages"]
    assert [message["from"] for message in messages] == ["user", "bot"] * 6
    assert "fallback" not in {m["card"]["topic"] for m in messages if m["from"] == "bot"}
