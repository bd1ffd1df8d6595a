"""Counters in memory cost a hit nothing for the visitors who are not there."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from limits import RateLimitItemPerMinute

from web.shared import Shared


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
    counter, limit = Shared("async+memory://").counter, RateLimitItemPerMinute(2)
    for visitor in range(100):
        assert await counter.hit(limit, str(visitor))
    assert hops <= 1  # the first sweep, of the first visitor alone
    assert await counter.hit(limit, "0")
    assert not await counter.hit(limit, "0")


async def test_what_is_past_is_swept_once_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    shared = Shared("async+memory://")
    storage: Any = shared._storage
    limit = RateLimitItemPerMinute(2)
    assert await shared.counter.hit(limit, "gone")
    for events in storage.events.values():
        for event in events:
            event.time, event.expiry = 0.0, 1.0
    storage._next_sweep = 0.0
    assert await shared.counter.hit(limit, "here")
    await storage.timer
    assert [key.split("/")[1] for key in storage.events] == ["here"]
