"""Reads and saves fail apart, and a failure stands until the same is done again."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from engine.local_actions import LocalActions
from engine.serving.agents import ServedAgent
from engine.serving.storage import tracker_store
from engine.serving.storage.locks import LocalLocks
from engine.serving.storage.tracker_store import MaskingTrackerStore
from engine.understanding.masker import make_masker

# What a full disk does: what is there can be read, and nothing be added.
FULL = "CREATE TRIGGER full BEFORE INSERT ON events BEGIN SELECT json('{'); END"


@pytest.fixture
async def store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[MaskingTrackerStore]:
    monkeypatch.setattr(tracker_store, "STOP_SECONDS", 0.0)  # what is not saved is given up at once
    address = f"sqlite:///{tmp_path / 'conversations.db'}"
    store = MaskingTrackerStore(Domain.empty(), host=address, masker=make_masker())
    yield store
    await store.close()


@pytest.fixture
def serving(store: MaskingTrackerStore) -> ServedAgent:
    return ServedAgent(store, LocalLocks(), LocalActions("actions"))


@pytest.fixture
def database(tmp_path: Path, store: MaskingTrackerStore) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(tmp_path / "conversations.db", autocommit=True)
    yield connection
    connection.close()


def conversation() -> DialogueStateTracker:
    return DialogueStateTracker.from_events("browser-1", [UserUttered("hej")])


async def states(serving: ServedAgent) -> tuple[str, str, str]:
    parts = await serving.health()
    return parts["store"], parts["store_reads"], parts["store_writes"]


async def test_reads_do_not_hide_that_nothing_is_saved(
    store: MaskingTrackerStore, serving: ServedAgent, database: sqlite3.Connection
) -> None:
    assert await states(serving) == ("ok", "ok", "ok")
    database.execute(FULL)
    await store.save(conversation())
    for _ in range(10):
        await store.retrieve("browser-1")
        assert await states(serving) == ("degraded", "ok", "down")


async def test_saving_again_is_seen_though_nobody_writes(
    store: MaskingTrackerStore, serving: ServedAgent, database: sqlite3.Connection
) -> None:
    database.execute(FULL)
    await store.save(conversation())
    database.execute("DROP TRIGGER full")
    assert await states(serving) == ("degraded", "ok", "down")
    await store.health.looked()
    assert await states(serving) == ("ok", "ok", "ok")
    assert database.execute("SELECT count(*) FROM events").fetchone() == (0,)


async def test_a_store_that_still_fails_is_still_told_of(
    store: MaskingTrackerStore, serving: ServedAgent, database: sqlite3.Connection
) -> None:
    database.execute(FULL)
    await store.save(conversation())
    await states(serving)
    await store.health.looked()
    assert await states(serving) == ("degraded", "ok", "down")


async def test_reads_fail_apart_too(
    store: MaskingTrackerStore, serving: ServedAgent, database: sqlite3.Connection
) -> None:
    database.execute("ALTER TABLE events RENAME TO elsewhere")
    await store.retrieve("browser-1")
    assert await states(serving) == ("degraded", "down", "ok")
