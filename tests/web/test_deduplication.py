"""What was handled is known, by every running copy; and conversations have one name a place."""

from __future__ import annotations

import logging
from contextlib import nullcontext
from pathlib import Path

import coredis
import pytest

from tests.databases import redis_server
from web.chat.conversation_names import ConversationNames
from web.deduplication import Deduplicator, UnderWay
from web.shared import SharedState


async def is_first(deduplicator: Deduplicator, *key: str) -> bool:
    """Handle an event, and say whether it was new."""
    async with deduplicator.handling() as first:
        return await first(*key)


async def test_a_thing_is_there_for_the_first_time_once() -> None:
    deduplicator = Deduplicator(SharedState("async+memory://"))
    assert await is_first(deduplicator, "slack", "Ev1")
    assert not await is_first(deduplicator, "slack", "Ev1")
    assert await is_first(deduplicator, "slack", "Ev2")
    assert await is_first(deduplicator, "teams", "Ev1")


async def test_after_an_hour_it_is_new_again_and_is_kept_no_longer() -> None:
    now = 0.0
    shared = SharedState("async+memory://", clock=lambda: now)
    deduplicator = Deduplicator(shared)
    assert await is_first(deduplicator, "slack", "Ev1")
    now = 3599.0
    assert not await is_first(deduplicator, "slack", "Ev1")
    now = 3600.0
    assert await is_first(deduplicator, "slack", "Ev2")
    assert shared.marks == 1
    assert await is_first(deduplicator, "slack", "Ev1")
    assert not await is_first(deduplicator, "slack", "Ev1")


async def test_redis_forgets_after_an_hour(tmp_path: Path) -> None:
    with redis_server(tmp_path) as address:
        assert await is_first(Deduplicator(SharedState(f"async+{address}")), "slack", "Ev1")
        redis = coredis.Redis.from_url(address)
        (key,) = await redis.keys("*")
        assert 3590 < await redis.ttl(key) <= 3600


async def test_two_copies_share_what_they_know(tmp_path: Path) -> None:
    with redis_server(tmp_path) as address:
        one, other = (
            Deduplicator(SharedState(f"async+{address}")),
            Deduplicator(SharedState(f"async+{address}")),
        )
        assert await is_first(one, "slack", "Ev1")
        assert not await is_first(other, "slack", "Ev1")


@pytest.mark.parametrize("is_shared", [False, True])
async def test_what_could_not_be_handled_is_new_again(tmp_path: Path, is_shared: bool) -> None:
    with redis_server(tmp_path) if is_shared else nullcontext("memory://") as address:
        deduplicator = Deduplicator(SharedState(f"async+{address}"))
        with pytest.raises(ZeroDivisionError):
            async with deduplicator.handling() as first:
                assert await first("slack", "Ev1")
                raise ZeroDivisionError
        assert await is_first(deduplicator, "slack", "Ev1")
        assert not await is_first(deduplicator, "slack", "Ev1")


@pytest.mark.parametrize("is_shared", [False, True])
async def test_what_is_under_way_is_neither_new_nor_handled(
    tmp_path: Path, is_shared: bool
) -> None:
    with redis_server(tmp_path) if is_shared else nullcontext("memory://") as address:
        one = Deduplicator(SharedState(f"async+{address}"))
        other = Deduplicator(SharedState(f"async+{address}")) if is_shared else one
        async with one.handling() as first:
            assert await first("slack", "Ev1")
            with pytest.raises(UnderWay):
                await is_first(other, "slack", "Ev1")
        assert not await is_first(other, "slack", "Ev1")


async def test_what_a_web_that_was_killed_had_under_way_is_new_again() -> None:
    now = 0.0
    deduplicator = Deduplicator(SharedState("async+memory://", clock=lambda: now))
    killed = deduplicator.handling()
    first = await killed.__aenter__()
    assert await first("slack", "Ev1")
    now = 9.9
    with pytest.raises(UnderWay):
        await is_first(deduplicator, "slack", "Ev1")
    now = 10.0
    assert await is_first(deduplicator, "slack", "Ev1")


async def test_without_its_redis_all_is_new_and_the_log_says_so(
    unused_tcp_port: int, caplog: pytest.LogCaptureFixture
) -> None:
    deduplicator = Deduplicator(SharedState(f"async+redis://127.0.0.1:{unused_tcp_port}/0"))
    with caplog.at_level(logging.ERROR):
        assert await is_first(deduplicator, "slack", "Ev1")
        assert await is_first(deduplicator, "slack", "Ev1")
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
