"""A message that web has stored with the press line is not stored again when its answer is late."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from contracts.databases.urls import blocking_url
from contracts.events import PRESS_LINE
from contracts.tables import events
from engine.serving.storage.tracker_store import MaskingTrackerStore
from engine.understanding.masker import make_masker

SECRET = "Bengt Hallqvist"


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'conversations.db'}"
    return str(request.getfixturevalue("postgresql_database"))


@pytest.fixture
async def store(address: str) -> AsyncIterator[MaskingTrackerStore]:
    store = MaskingTrackerStore(Domain.empty(), host=address, masker=make_masker())
    yield store
    await store.close()


def rows(address: str) -> list[tuple[str, str | None]]:
    database = sa.create_engine(blocking_url(address))
    with database.connect() as connection:
        query = sa.select(events.c.type_name, events.c.message_id).order_by(events.c.id)
        found = [tuple(row) for row in connection.execute(query)]
    database.dispose()
    return found


def store_with_the_press_line(address: str, message_id: str) -> None:
    """As web does."""
    user = {"event": "user", "text": "[namn]", "timestamp": 1.0, "message_id": message_id}
    bot = {"event": "bot", "text": "Ring.", "timestamp": 2.0}
    row = {"sender_id": "browser-1", "intent_name": PRESS_LINE}
    database = sa.create_engine(blocking_url(address))
    with database.begin() as connection:
        for event, name in ((user, message_id), (bot, None)):
            values = {"type_name": event["event"], "timestamp": event["timestamp"]}
            values |= {"data": json.dumps(event), "message_id": name}
            connection.execute(sa.insert(events).values({**row, **values}))
    database.dispose()


def turn(tracker: DialogueStateTracker, message_id: str) -> DialogueStateTracker:
    tracker.update(UserUttered(f"{SECRET} undrar", message_id=message_id))
    tracker.update(BotUttered("Svar."))
    tracker.update(ActionExecuted("action_listen"))
    return tracker


async def test_what_comes_after_the_press_line_is_left_and_said_without_its_text(
    store: MaskingTrackerStore, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    late = turn(await store.get_or_create_tracker("browser-1"), "one")
    store_with_the_press_line(address, "one")
    with caplog.at_level(logging.DEBUG):
        await store.save(late)
    assert rows(address) == [("user", "one"), ("bot", None)]
    assert not store.failing
    assert "too late" in caplog.text
    assert SECRET not in caplog.text


async def test_the_conversation_goes_on_without_the_turn_that_web_stored(
    store: MaskingTrackerStore, address: str
) -> None:
    await store.save(turn(await store.get_or_create_tracker("browser-1"), "one"))
    store_with_the_press_line(address, "two")
    for tracker in (
        await store.retrieve("browser-1"),
        await store.retrieve_full_tracker("browser-1"),
    ):
        assert tracker is not None
        users = [event for event in tracker.events if isinstance(event, UserUttered)]
        assert [event.message_id for event in users] == ["one"]
    following = await store.retrieve("browser-1")
    assert following is not None
    await store.save(turn(following, "three"))
    stored = [name for type_name, name in rows(address) if type_name == "user"]
    assert stored == ["one", "two", "three"]
