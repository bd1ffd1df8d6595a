"""Counters in memory cost a hit nothing for the visitors who are not there."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from limits import RateLimitItemPerMinute

from tests.databases import redis_server
from web.shared import SharedState


async def test_a_hit_does_not_look_through_the_counters_of_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hops = 0
    to_thread = asyncio.to_thread

    async def count(*args: Any) -> Any:
        nonlocal hops
        hops += 1
        return await to_thread(*args)

    monkeypatch.setattr(asyncio, "to_thread", count)
    counter, limit = SharedState("async+memory://").counter, RateLimitItemPerMinute(2)
    for visitor in range(100):
        assert await counter.hit(limit, str(visitor))
    assert await counter.hit(limit, "0")
    assert not await counter.hit(limit, "0")
    assert hops == 0


async def test_what_is_past_is_swept_once_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    shared = SharedState("async+memory://")
    storage: Any = shared._storage
    limit = RateLimitItemPerMinute(2)
    assert await shared.counter.hit(limit, "gone")
    for events in storage.events.values():
        for event in events:
            event.time, event.expiry = 0.0, 1.0
    storage._next_sweep = 0.0
    assert await shared.counter.hit(limit, "here")
    assert [key.split("/")[1] for key in storage.events] == ["here"]
    assert storage.locks.keys() == storage.events.keys()


async def test_a_mark_whose_answer_was_lost_is_still_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The client sends again what it got no answer to, and Redis has it already."""
    with redis_server(tmp_path) as address:
        shared = SharedState(f"async+{address}")
        redis: Any = shared._redis()

        async def sent_twice(*args: Any, **options: Any) -> Any:
            await type(redis).set(redis, *args, **options)
            return await type(redis).set(redis, *args, **options)

        monkeypatch.setattr(redis, "set", sent_twice)
        assert await shared.mark("a", 60)
        assert not await shared.mark("a", 60)
