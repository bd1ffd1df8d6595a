"""A release is swapped in between messages; what cannot be served leaves the old model."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rasa.core.agent import Agent

from contracts.paths import models_folder
from engine.evaluation.kept_stories.stories import AgentConversation
from engine.fingerprint import code_part
from engine.local_actions import LocalActions
from engine.serving import release_watch
from engine.serving.agents import ServedAgent
from engine.serving.release_watch import ReleaseWatch
from engine.training.archives import digest_file, write_digest
from engine.training.releases import open_releases
from tests.engine.release_tables import with_releases


def link_model(model: Path, path: Path) -> None:
    path.hardlink_to(model)
    digest_file(path).hardlink_to(digest_file(model))


def unlink_model(path: Path) -> None:
    path.unlink()
    digest_file(path).unlink()


class WatchedEngine:
    """An engine that serves a model, and the database that it looks at."""

    def __init__(self, agent: Agent, database: Path) -> None:
        store: Any = agent.tracker_store
        self.engine = ServedAgent(store, agent.lock_store, LocalActions("actions"))
        self.engine.agent = agent
        self.database = database
        self.watch = self.again()

    def again(self) -> ReleaseWatch:
        database = open_releases(f"sqlite:///{self.database}")
        assert database is not None
        return ReleaseWatch(self.engine, database)

    def do(self, statement: str, *values: Any) -> list[Any]:
        connection = sqlite3.connect(self.database)
        with connection:
            rows = list(connection.execute(statement, values))
        connection.close()
        return rows

    def release(self, model: str) -> None:
        with_releases(self.database, model).dispose()

    def serving(self) -> list[tuple[str, str | None]]:
        return self.do("SELECT model, problem FROM serving WHERE seen_at > ?", 0)


@pytest.fixture
def watched(agent: Agent, tmp_path: Path) -> WatchedEngine:
    database = tmp_path / "conversations.db"
    with_releases(database).dispose()
    return WatchedEngine(agent, database)


@pytest.fixture
def other(agent: Agent) -> Iterator[str]:
    """The same model under a candidate's name, of this code."""
    path = models_folder() / f"candidate-{code_part()}-{os.getpid():08x}.tar.gz"
    link_model(models_folder() / str(agent.model_name), path)
    yield path.name
    unlink_model(path)


async def test_a_release_is_swapped_in_and_said(watched: WatchedEngine, other: str) -> None:
    before = watched.engine.agent
    await watched.watch.look()
    assert watched.serving() == [(before.model_name, None)]
    watched.release(other)
    await watched.watch.look()
    after = watched.engine.agent
    assert (after.model_name, watched.serving()) == (other, [(other, None)])
    assert (await after.parse_message("Hur många vabbade i fjol?"))["intent"]["name"] == (
        "statistics"
    )
    await watched.watch.look()
    assert watched.engine.agent is after


async def test_a_conversation_goes_on_in_the_next_model(watched: WatchedEngine, other: str) -> None:
    before = watched.engine.agent
    conversation = AgentConversation(before)
    await conversation.say("tack")
    watched.release(other)
    await watched.watch.look()
    after = watched.engine.agent
    assert after.lock_store is before.lock_store
    assert after.tracker_store.domain is after.domain
    conversation = AgentConversation(after, conversation.name)
    await conversation.say("tack")
    _, _, tracker = await conversation.last_turn()
    assert [event.text for event in tracker.events if event.type_name == "user"] == ["tack"] * 2


async def test_back_is_a_release_like_any(watched: WatchedEngine, other: str) -> None:
    first = watched.engine.agent.model_name
    for model in (other, first):
        watched.release(model)
        await watched.watch.look()
        assert watched.serving() == [(model, None)]


async def test_a_file_that_is_no_model_leaves_the_old_one_and_says_so(
    watched: WatchedEngine, caplog: pytest.LogCaptureFixture
) -> None:
    before = watched.engine.agent
    path = models_folder() / f"candidate-{code_part()}-{os.getpid():08x}.tar.gz"
    path.write_bytes(b"half a model")
    write_digest(path)  # as it was made
    try:
        watched.release(path.name)
        await watched.watch.look()
    finally:
        unlink_model(path)
    assert watched.engine.agent is before
    assert before.is_ready()
    assert before.tracker_store.domain
    ((model, problem),) = watched.serving()
    assert model == before.model_name
    assert "gick inte att läsa in" in str(problem)
    assert "ModelNotFound" in caplog.text


async def test_a_model_that_is_no_longer_as_it_was_made_is_not_read(
    watched: WatchedEngine, other: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watched.engine, "load", lambda model: pytest.fail("read"))
    before, path = watched.engine.agent, models_folder() / other
    half = path.read_bytes()[:-1]
    path.unlink()  # a link: the model itself stays
    path.write_bytes(half)
    watched.release(other)
    await watched.watch.look()
    assert watched.engine.agent is before
    assert watched.serving() == [
        (
            before.model_name,
            f"Den släppta modellen {other} är skadad: den stämmer inte med sin kontrollsumma.",
        )
    ]


async def test_a_model_of_other_code_is_not_even_loaded(watched: WatchedEngine) -> None:
    path = models_folder() / f"candidate-00000000-{os.getpid():08x}.tar.gz"
    path.touch()
    try:
        watched.release(path.name)
        await watched.watch.look()
    finally:
        path.unlink()
    ((_, problem),) = watched.serving()
    assert "en annan version av koden" in str(problem)


async def test_a_file_that_is_missing_is_looked_for_again(
    watched: WatchedEngine, other: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(release_watch, "RETRY_SECONDS", 0.0)
    late = models_folder() / other.replace("candidate", "presstjanst")
    watched.release(late.name)
    await watched.watch.look()
    ((_, problem),) = watched.serving()
    assert "finns inte i models/" in str(problem)
    link_model(models_folder() / other, late)
    try:
        await watched.watch.look()
    finally:
        unlink_model(late)
    assert watched.serving() == [(late.name, None)]


async def test_without_the_tables_nothing_happens(
    agent: Agent, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    watched = WatchedEngine(agent, tmp_path / "empty.db")
    await watched.watch.look()
    watched.watch.forget()
    assert watched.engine.agent is agent
    assert caplog.text == ""


async def test_an_engine_that_stops_is_forgotten_and_so_are_those_long_gone(
    watched: WatchedEngine,
) -> None:
    watched.do("INSERT INTO serving VALUES (?, ?, NULL, ?)", "old:1", "m", 1.0)
    watched.do("INSERT INTO serving VALUES (?, ?, NULL, ?)", "new:1", "m", 9e9)
    await watched.watch.look()
    assert len(watched.serving()) == 2
    watched.watch.forget()
    assert watched.serving() == [("m", None)]


async def test_messages_are_answered_while_a_model_loads(
    watched: WatchedEngine, other: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the old model until the new one is there: the loop is never given up for the load."""
    before, loop = watched.engine.agent, asyncio.get_running_loop()
    loads, may_end = asyncio.Event(), threading.Event()

    load = watched.engine.load

    def wait_and_load(model: Path) -> Agent:
        loop.call_soon_threadsafe(loads.set)
        assert may_end.wait(60)
        return load(model)

    monkeypatch.setattr(watched.engine, "load", wait_and_load)
    watched.release(other)
    looking = asyncio.ensure_future(watched.watch.look())
    try:
        await asyncio.wait_for(loads.wait(), 60)
        for _ in range(4):
            parsed = await watched.engine.agent.parse_message("tack")
            assert parsed["intent"]["name"] == "thanks"
            assert watched.engine.agent is before
    finally:
        may_end.set()
    await looking
    assert watched.engine.agent.model_name == other
