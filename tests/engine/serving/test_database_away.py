"""Turns that the database does not take are kept, and stored when it is back: once, in order."""

from __future__ import annotations

import asyncio
import json
import math
import os
import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from contracts.databases.urls import blocking_url
from contracts.tables import deleted_conversations, events, metadata
from contracts.watching.metrics import REGISTRY
from engine.serving.storage import tracker_store, transactions
from engine.serving.storage.spool import TURNS_FILE, Spool
from engine.serving.storage.tracker_store import MOST_REFUSALS, MaskingTrackerStore
from engine.understanding.masker import make_masker

SECRET = "Bengt Hallqvist"
NAME = "browser-1"


class Database:
    """The conversations' database, whose table can be put away."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._engine = sa.create_engine(blocking_url(address), poolclass=sa.NullPool)
        metadata.create_all(self._engine)

    def do(self, statement: Any, **values: Any) -> None:
        with self._engine.begin() as connection:
            connection.execute(statement, values)

    def put_away(self) -> None:
        self.do(sa.text("ALTER TABLE events RENAME TO elsewhere"))

    def put_back(self) -> None:
        self.do(sa.text("ALTER TABLE elsewhere RENAME TO events"))

    def refuse(self, word: str) -> None:
        """Take no row with a word in it."""
        if self._engine.dialect.name == "postgresql":
            self.do(sa.text(f"ALTER TABLE events ADD CHECK (data NOT LIKE '%{word}%')"))
            return
        self.do(
            sa.text(
                "CREATE TRIGGER refusal BEFORE INSERT ON events "
                f"WHEN NEW.data LIKE '%{word}%' BEGIN SELECT RAISE(ABORT, 'no'); END"
            )
        )

    def texts(self) -> list[str]:
        query = sa.select(events.c.data).where(events.c.type_name.in_(("user", "bot")))
        with self._engine.connect() as connection:
            rows = connection.scalars(query.order_by(events.c.id)).all()
        return [json.loads(data)["text"] for data in rows]


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    if request.param == "sqlite":
        return Database(f"sqlite:///{tmp_path / 'conversations.db'}")
    return Database(request.getfixturevalue("postgresql_database"))


StoreMaker = Callable[[], MaskingTrackerStore]


@pytest.fixture
async def make_store(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[StoreMaker]:
    monkeypatch.setattr(tracker_store, "RETRY_SECONDS", 0.0)
    monkeypatch.setattr(tracker_store, "STOP_SECONDS", 0.0)
    made: list[MaskingTrackerStore] = []

    def make() -> MaskingTrackerStore:
        spool = Spool(tmp_path / "spool")
        made.append(
            MaskingTrackerStore(
                Domain.empty(), host=database.address, masker=make_masker(), spool=spool
            )
        )
        return made[-1]

    yield make
    for store in made:
        await store.close()


async def say(store: MaskingTrackerStore, text: str, name: str = NAME) -> DialogueStateTracker:
    tracker = await store.get_or_create_tracker(name)
    tracker.update(UserUttered(text, message_id=f"id of {text}"))
    tracker.update(BotUttered(f"Svar på {text}"))
    tracker.update(ActionExecuted("action_listen"))
    await store.save(tracker)
    return tracker


async def emptied(*stores: MaskingTrackerStore) -> None:
    async with asyncio.timeout(60):
        for store in stores:
            if store._emptying:
                await store._emptying
    assert all(store.waiting == 0 for store in stores)


def both(*texts: str) -> list[str]:
    return [said for text in texts for said in (text, f"Svar på {text}")]


async def test_what_was_said_meanwhile_is_stored_once_and_in_order(
    make_store: StoreMaker, database: Database
) -> None:
    store = make_store()
    await say(store, "ett")
    database.put_away()
    for text in ("två", "tre"):
        await say(store, text)
    assert store.failing
    database.put_back()
    await say(store, "fyra")  # it comes after what waits
    await emptied(store)
    await say(store, "fem")
    assert database.texts() == both("ett", "två", "tre", "fyra", "fem")
    assert not store.failing


async def test_a_file_that_is_put_away_is_not_written_to_and_none_is_made_in_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tracker_store, "AWAY_SECONDS", 0.0)
    monkeypatch.setattr(tracker_store, "RETRY_SECONDS", 0.0)
    file = tmp_path / "conversations.db"
    database = Database(f"sqlite:///{file}")
    database.do(sa.text("PRAGMA journal_mode=WAL"))
    store = MaskingTrackerStore(Domain.empty(), host=database.address, masker=make_masker())
    await say(store, "ett")
    for part in tmp_path.glob("conversations.db*"):
        part.rename(tmp_path / f"away-{part.name}")
    await say(store, "två")
    assert (store.failing, store.waiting, file.exists()) == (True, 1, False)
    for part in tmp_path.glob("away-*"):
        part.rename(tmp_path / part.name.removeprefix("away-"))
    store.store_what_waits()
    await emptied(store)
    await say(store, "tre")
    assert database.texts() == both("ett", "två", "tre")
    assert not store.failing
    await store.close()


async def test_the_conversation_goes_on_with_what_waits(
    make_store: StoreMaker, database: Database
) -> None:
    store = make_store()
    database.put_away()
    await say(store, "ett")
    tracker = await say(store, "två")
    users = [event.text for event in tracker.events if isinstance(event, UserUttered)]
    assert users == ["ett", "två"]
    database.put_back()
    await emptied(store)
    assert database.texts() == both("ett", "två")


async def test_what_was_said_before_is_known_meanwhile(
    make_store: StoreMaker, database: Database
) -> None:
    store = make_store()
    await say(store, "ett")
    await say(store, "två")
    database.put_away()
    for text in ("tre", "fyra"):
        tracker = await say(store, text)
    users = [event.text for event in tracker.events if isinstance(event, UserUttered)]
    assert users == ["ett", "två", "tre", "fyra"]
    assert await store.retrieve("browser-2") is None
    database.put_back()
    await emptied(store)
    assert database.texts() == both("ett", "två", "tre", "fyra")


async def test_what_another_engine_has_stored_meanwhile_is_known_before_it_can_be_read(
    make_store: StoreMaker, database: Database
) -> None:
    one, two = make_store(), make_store()
    database.put_away()
    await say(two, "noll", "browser-2")
    await asyncio.sleep(0)  # it is two that stores
    await say(one, "ett")
    one._away_until = math.inf
    database.put_back()
    await emptied(two)
    assert database.texts() == both("noll", "ett")
    tracker = await say(one, "två")
    users = [event.text for event in tracker.events if isinstance(event, UserUttered)]
    assert users == ["ett", "två"]
    one._away_until = 0.0
    await emptied(one)
    assert database.texts() == both("noll", "ett", "två")


async def test_the_next_engine_stores_what_one_that_was_killed_had_kept(
    make_store: StoreMaker, database: Database, tmp_path: Path
) -> None:
    first = make_store()
    database.put_away()
    await say(first, "ett")
    await say(first, "två")
    file = tmp_path / "spool" / TURNS_FILE
    kept = file.read_bytes()
    await first.close()
    assert file.read_bytes() == kept
    database.put_back()
    second = make_store()
    second.store_what_waits()
    await emptied(second)
    await second.close()
    # Killed after it had stored them, and before it had emptied the file.
    file.write_bytes(kept)
    third = make_store()
    third.store_what_waits()
    await emptied(third)
    assert database.texts() == both("ett", "två")
    assert not file.exists()


async def test_a_conversation_goes_on_with_another_engine_and_keeps_its_order(
    make_store: StoreMaker, database: Database
) -> None:
    one, two = make_store(), make_store()
    await say(one, "ett")
    database.put_away()
    await say(one, "två")
    tracker = await say(two, "tre")
    users = [event.text for event in tracker.events if isinstance(event, UserUttered)]
    assert users == ["två", "tre"]  # of what is in the database two has read nothing
    await say(one, "fyra")
    database.put_back()
    await say(two, "fem")
    await emptied(one, two)
    await say(two, "sex")
    assert database.texts() == both("ett", "två", "tre", "fyra", "fem", "sex")


async def test_what_a_killed_engine_had_kept_comes_before_what_was_said_to_the_next(
    make_store: StoreMaker, database: Database
) -> None:
    one, two = make_store(), make_store()
    database.put_away()
    await say(one, "ett")
    await one.close()
    await say(two, "två")
    database.put_back()
    await emptied(two)
    assert database.texts() == both("ett", "två")


async def test_other_conversations_are_not_held_up_by_what_waits(
    make_store: StoreMaker, database: Database, tmp_path: Path
) -> None:
    busy = Spool(tmp_path / "spool")
    row = {"sender_id": NAME, "data": json.dumps({"event": "user", "text": "ett"})}
    busy.add([row])
    assert busy.first() == [row]  # another engine stores it
    store = make_store()
    await say(store, "två", "browser-2")
    assert (database.texts(), store.waiting) == (both("två"), 1)
    busy.remove_first()
    busy.close()
    await emptied(store)


async def test_what_points_at_a_person_is_in_no_file(
    make_store: StoreMaker, database: Database, tmp_path: Path
) -> None:
    store = make_store()
    database.put_away()
    await say(store, f"{SECRET} undrar")
    kept = (tmp_path / "spool" / TURNS_FILE).read_text()
    assert SECRET not in kept
    assert "[namn] undrar" in kept
    database.put_back()
    await emptied(store)


async def test_what_was_deleted_since_is_not_stored_and_what_was_said_after_is(
    make_store: StoreMaker, database: Database
) -> None:
    store = make_store()
    database.put_away()
    await say(store, "ett")
    last = (await say(store, "ett", "browser-2")).events[-1].timestamp
    note = sa.insert(deleted_conversations)
    database.do(note, conversation=NAME, deleted_at=last)
    await say(store, "två", "browser-2")
    await say(store, "tre")
    database.put_back()
    await emptied(store)
    assert sorted(database.texts()) == sorted(both("ett", "två", "tre"))
    assert database.texts().index("två") < database.texts().index("tre")


async def test_a_turn_that_web_has_stored_meanwhile_is_left(
    make_store: StoreMaker, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    store = make_store()
    database.put_away()
    await say(store, "ett")
    await say(store, "två")
    row = {"sender_id": NAME, "type_name": "user", "message_id": "id of ett", "timestamp": 1.0}
    stored_by_web = sa.text(
        "INSERT INTO elsewhere (sender_id, type_name, message_id, timestamp, data)"
        " VALUES (:sender_id, :type_name, :message_id, :timestamp, :data)"
    )
    database.do(stored_by_web, **row, data=json.dumps({"event": "user", "text": "webs"}))
    database.put_back()
    await emptied(store)
    assert database.texts() == ["webs", *both("två")]
    assert "too late" in caplog.text


async def test_a_turn_that_is_refused_for_good_is_set_aside_and_the_others_are_stored(
    make_store: StoreMaker,
    database: Database,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    counted = REGISTRY.get_sample_value("press_turns_refused_total") or 0.0
    database.refuse("odugligt")
    store = make_store()
    for text in ("ett", f"odugligt, säger {SECRET}", "två"):
        await say(store, text)
    await emptied(store)
    assert database.texts() == both("ett", "två")
    (refused,) = (tmp_path / "spool" / "refused").iterdir()
    kept = [json.loads(row["data"])["text"] for row in json.loads(refused.read_text())[:2]]
    assert kept[0] == "odugligt, säger [namn]"
    assert refused.stat().st_mode & 0o077 == 0
    assert "set aside" in caplog.text
    assert "odugligt" not in caplog.text
    assert REGISTRY.get_sample_value("press_turns_refused_total") == counted + 1
    assert not store.failing
    os.utime(refused, (0, 0))
    make_store()  # it is kept for a day
    assert not refused.exists()


async def test_nothing_is_set_aside_while_the_database_refuses_all(
    make_store: StoreMaker, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = make_store()
    database.put_away()  # PostgreSQL says of a table that is not there that the query is wrong
    await say(store, "ett")
    tries, refusals = 0, 3 * MOST_REFUSALS
    attempt = store._attempt

    async def count(act: Any, work: Any) -> Any:
        nonlocal tries
        tries += 1
        if tries == refusals:
            database.put_back()
        return await attempt(act, work)

    monkeypatch.setattr(store, "_attempt", count)
    await emptied(store)
    assert tries >= refusals
    assert database.texts() == both("ett")


async def test_one_that_is_slow_is_left_alone_and_nothing_waits_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transactions, "WORK_SECONDS", 0.05)
    monkeypatch.setattr(tracker_store, "SLOW_SECONDS", 0.04)
    monkeypatch.setattr(tracker_store, "AWAY_SECONDS", 3600.0)
    monkeypatch.setattr(tracker_store, "RETRY_SECONDS", 0.0)
    database = Database(f"sqlite:///{tmp_path / 'conversations.db'}")
    store = MaskingTrackerStore(Domain.empty(), host=database.address, masker=make_masker())
    calls, run = 0, store._transactions.run

    async def count(work: Any) -> Any:
        nonlocal calls
        calls += 1
        return await run(work, transactions.WORK_SECONDS)

    monkeypatch.setattr(store._transactions, "run", count)
    other = sqlite3.connect(tmp_path / "conversations.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    for text in ("ett", "två", "tre"):
        await say(store, text)
    assert (calls, store.waiting) == (1, 3)
    other.execute("ROLLBACK")
    other.close()
    monkeypatch.setattr(tracker_store, "AWAY_SECONDS", 0.0)
    store._away_until = 0.0
    await emptied(store)
    await store.close()
    assert database.texts() == both("ett", "två", "tre")
