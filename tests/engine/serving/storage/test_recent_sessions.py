"""What is remembered of conversations is bounded, and forgotten after a while."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from unittest.mock import Mock

import pytest

from engine.serving.storage import recent_sessions
from engine.serving.storage.recent_sessions import LIFETIME_SECONDS, RecentSessions


async def test_the_oldest_is_forgotten_where_there_are_too_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(recent_sessions, "MOST", 2)
    recent = RecentSessions()
    recent.put("one", ["a"])
    recent.put("two", ["b"])
    recent.add("one", ["c"])
    recent.put("three", [])
    assert [recent.get(name) for name in ("one", "two", "three")] == [["a", "c"], [], []]
    recent.forget()
    assert recent.get("one") == []


async def test_what_nobody_goes_on_with_is_forgotten_by_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now, later = 0.0, []

    def call_later(seconds: float, act: Callable[[], None]) -> Mock:
        later.append((seconds, act))
        return Mock()

    monkeypatch.setattr(asyncio.get_running_loop(), "call_later", call_later)
    recent = RecentSessions(clock=lambda: now)
    recent.put("one", ["a"])
    now = 60.0
    recent.put("two", ["b"])
    now, ((seconds, forget),) = LIFETIME_SECONDS, later
    assert seconds == LIFETIME_SECONDS
    forget()
    assert [recent.get(name) for name in ("one", "two")] == [[], ["b"]]
    now, (_, (seconds, forget)) = LIFETIME_SECONDS + 60.0, later
    assert seconds == 60.0
    forget()
    assert recent.get("two") == []
    assert len(later) == 2
