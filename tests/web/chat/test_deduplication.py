"""What was handled is known, by every running copy; and conversations have one name a place."""

from __future__ import annotations

import logging
from pathlib import Path

import coredis
import pytest

from tests.databases import redis_server
from web.chat.conversation_names import ConversationNames
from web.chat.deduplication import Deduplicator
from web.shared import Shared


async def test_a_thing_is_there_for_the_first_time_once() -> None:
    deduplicator = Deduplicator(Shared("async+memory://"))
    assert await deduplicator.first("slack", "Ev1")
    assert not await deduplicator.first("slack", "Ev1")
    assert await deduplicator.first("slack", "Ev2")
    assert await deduplicator.first("teams", "Ev1")


async def test_after_an_hour_it_is_new_again_and_is_kept_no_longer() -> None:
    now = 0.0
    shared = Shared("async+memory://", clock=lambda: now)
    deduplicator = Deduplicator(shared)
    assert await deduplicator.first("slack", "Ev1")
    now = 3599.0
    assert not await deduplicator.first("slack", "Ev1")
    now = 3600.0
    assert await deduplicator.first("slack", "Ev2")
    assert shared.marks == 1
    assert await deduplicator.first("slack", "Ev1")
    assert not await deduplicator.first("slack", "Ev1")


async def test_redis_forgets_after_an_hour(tmp_path: Path) -> None:
    with redis_server(tmp_path) as address:
        assert await Deduplicator(Shared(f"async+{address}")).first("slack", "Ev1")
        redis = coredis.Redis.from_url(address)
        (key,) = await redis.keys("*")
        assert 3590 < await redis.ttl(key) <= 3600


async def test_two_copies_share_what_they_know(tmp_path: Path) -> None:
    with redis_server(tmp_path) as address:
        one, other = (
            Deduplicator(Shared(f"async+{address}")),
            Deduplicator(Shared(f"async+{address}")),
        )
        assert await one.first("slack", "Ev1")
        assert not await other.first("slack", "Ev1")


async def test_without_its_redis_all_is_new_and_the_log_says_so(
    unused_tcp_port: int, caplog: pytest.LogCaptureFixture
) -> None:
    deduplicator = Deduplicator(Shared(f"async+redis://127.0.0.1:{unused_tcp_port}/0"))
    with caplog.at_level(logging.ERROR):
        assert await deduplicator.first("slack", "Ev1")
        assert await deduplicator.first("slack", "Ev1")
    assert "repeats are not seen" in caplog.text
    assert "Ev1" not in caplog.text


def test_a_place_has_one_name_that_tells_nothing_without_the_key() -> None:
    names = ConversationNames("key")
    name = names.of("slack", "T1", "U1")
    assert name == names.of("slack", "T1", "U1")
    assert name.startswith("slack-")
    assert "U1" not in name
    assert name != names.of("slack", "T1", "U2")
    assert name != names.of("slack", "T1U1")
    assert name != names.of("teams", "T1", "U1")
    assert name != ConversationNames("other key").of("slack", "T1", "U1")
