"""Several engines take turns in a conversation; without Redis they answer all the same."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import redis

from contracts.paths import ROOT
from engine.serving.storage import redis_locks
from engine.serving.storage.redis_locks import LIFETIME_SECONDS, RedisLocks
from tests.databases import RedisServer

KEY = "presstjanst:lock:{a}"
HOLDER = """
import asyncio, sys
from engine.serving.storage.redis_locks import RedisLocks

async def hold():
    async with RedisLocks(sys.argv[1]).lock("a"):
        print("held", flush=True)
        await asyncio.Event().wait()

asyncio.run(hold())
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path)
    server.start()
    yield server
    server.end()


@pytest.fixture
def other(server: RedisServer) -> Iterator[redis.Redis]:
    """A look at what is in Redis."""
    client = redis.Redis.from_url(server.address)
    yield client
    client.close()


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long a machine stands still, Redis answers in time and no lock expires."""
    monkeypatch.setattr(redis_locks, "REDIS_SECONDS", 60.0)
    monkeypatch.setattr(redis_locks, "LIFETIME_SECONDS", 60.0)


@asynccontextmanager
async def locks_of(server: RedisServer, **more: Any) -> AsyncIterator[RedisLocks]:
    locks = RedisLocks(server.address, **more)
    try:
        yield locks
    finally:
        await locks.close()


@pytest.mark.usefixtures("patient")
async def test_engines_take_turns_and_whoever_waits_is_woken(
    server: RedisServer, other: redis.Redis
) -> None:
    order, begun, go_on = [], asyncio.Event(), asyncio.Event()

    async def turn(locks: RedisLocks, name: str) -> None:
        async with locks.lock("a"):
            order.append(("begins", name))
            begun.set()
            await go_on.wait()
            order.append(("ends", name))

    async with locks_of(server) as one, locks_of(server) as two:
        first = asyncio.create_task(turn(one, "first"))
        await begun.wait()
        other.config_resetstat()
        with other.monitor() as monitor:
            second = asyncio.create_task(turn(two, "second"))
            await asyncio.to_thread(_until_command, monitor, "BLPOP")
            async with two.lock("b"):  # another conversation waits for nobody
                pass
            go_on.set()
            await asyncio.gather(first, second)
        calls = {name: figures["calls"] for name, figures in other.info("commandstats").items()}
    assert order == [(act, name) for name in ("first", "second") for act in ("begins", "ends")]
    # The second asked once, waited once, and asked again when it was woken; "b" asked once.
    assert (calls["cmdstat_set"], calls["cmdstat_blpop"]) == (3, 1)
    assert other.get(KEY) is None


def _until_command(monitor: Any, name: str) -> None:
    while name not in monitor.next_command()["command"].upper():
        pass


async def test_the_lock_of_an_engine_that_was_killed_is_free_within_seconds(
    server: RedisServer,
) -> None:
    command = [sys.executable, "-c", HOLDER, server.address]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout and holder.stdout.readline() == "held\n"
        holder.kill()
    async with asyncio.timeout(60), locks_of(server) as locks, locks.lock("a"):
        pass
    assert LIFETIME_SECONDS < 10


@pytest.mark.usefixtures("patient")
async def test_a_turn_that_lasts_keeps_its_lock(
    server: RedisServer, other: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_locks, "_RENEWAL_SECONDS", 0.01)
    async with locks_of(server) as locks, locks.lock("a"):
        with other.monitor() as monitor:
            other.pexpire(KEY, 100_000)
            await asyncio.to_thread(_until_command, monitor, "PEXPIRE")
            await asyncio.to_thread(_until_command, monitor, "PEXPIRE")
        assert 0 < other.pttl(KEY) <= redis_locks.LIFETIME_SECONDS * 1000


@pytest.mark.usefixtures("patient")
async def test_what_another_has_taken_meanwhile_is_not_given_back(
    server: RedisServer, other: redis.Redis
) -> None:
    async with locks_of(server) as locks, locks.lock("a"):
        other.set(KEY, "another's")
    assert other.get(KEY) == b"another's"


async def test_a_redis_that_was_killed_is_done_without(
    server: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    async with locks_of(server) as locks:
        async with locks.lock("a"):
            server.kill()
        order = []

        async def turn(number: int) -> None:
            async with locks.lock("a"):
                order.append(number)
                await asyncio.sleep(0)
                order.append(number)

        await asyncio.gather(*(turn(number) for number in range(3)))
    assert order == [0, 0, 1, 1, 2, 2]  # within this engine
    assert "conversations are not locked" in caplog.text


@pytest.mark.usefixtures("patient")
async def test_a_redis_that_hangs_is_left_alone_for_a_while_and_then_asked_again(
    server: RedisServer,
    other: redis.Redis,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [0.0]
    async with locks_of(server, clock=lambda: now[0]) as locks:
        async with locks.lock("a"):
            pass
        server.signal(signal.SIGSTOP)
        with monkeypatch.context() as impatient:
            impatient.setattr(redis_locks, "REDIS_SECONDS", 0.05)
            for _ in range(20):
                async with locks.lock("a"):
                    pass
        assert len(caplog.records) == 1  # asked once, by the first
        server.signal(signal.SIGCONT)
        async with locks.lock("b"):
            assert other.get("presstjanst:lock:{b}") is None
        now[0] = redis_locks.AWAY_SECONDS
        async with locks.lock("b"):
            assert other.get("presstjanst:lock:{b}") is not None


def test_what_is_no_address_is_refused() -> None:
    with pytest.raises(ValueError):
        RedisLocks("ingen adress")
