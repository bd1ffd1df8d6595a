"""A conversation is deleted from within it, in SQLite and in PostgreSQL, and over the chat API."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from aiohttp.test_utils import TestClient
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.tables import events
from desk.cards import message_card
from desk.facts.live import LiveFacts
from tests.databases import spoil
from tests.web.conftest import StandInEngine, store
from web.chat.deletion import Deletion
from web.chat.user_input import Offer
from web.http.problems import Problem
from web.store.conversations.feedback import give
from web.store.database import open_database
from web.store.tables import feedback
from web.store.trainer_tables import messages, reviews

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
OFFER = Offer("sv", "", NOW.timestamp())
DELETED = "Samtalet är raderat. Svar med egen länk finns kvar, men går inte att koppla till dig."
IN_SLACK = f"{DELETED} Det som står i Slack raderar du själv där."
NOTHING = "Här finns inget samtal att radera längre."
BUTTON = "Radera samtalet"
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
async def opened(address: str) -> AsyncIterator[AsyncEngine]:
    database = open_database(address)
    yield database
    await database.dispose()


@pytest.fixture
def deletion(opened: AsyncEngine, facts_file: Path) -> Deletion:
    return Deletion(opened, LiveFacts(facts_file), {"slack": "Slack"})


async def converse(opened: AsyncEngine, name: str, at: datetime = NOW) -> None:
    """A conversation with a message that was reviewed and answered helpfully."""
    event = {"event": "user", "text": "hemligt", "timestamp": at.timestamp()}
    row = {"sender_id": name, "timestamp": at.timestamp()}
    async with opened.begin() as connection:
        start = {"type_name": "session_started", "data": "{}"}
        await connection.execute(sa.insert(events).values({**row, **start}))
        said = {"type_name": "user", "data": json.dumps(event)}
        result = await connection.execute(sa.insert(events).values({**row, **said}))
        (id,) = result.inserted_primary_key or ()
        message: dict[str, Any] = {
            column.name: "x" for column in messages.c if isinstance(column.type, sa.String)
        }
        message |= {"id": id, "conversation": name, "said_at": at.timestamp(), "ranking": "[]"}
        message |= {"confidence": 0.9, "usefulness": 1.0, "wants_second": False, "opened_at": None}
        message |= {"language": "sv", "state": "settled"}
        await connection.execute(sa.insert(messages).values(message))
        review: dict[str, Any] = {
            column.name: "x" for column in reviews.c if isinstance(column.type, sa.String)
        }
        review |= {c.name: 1.0 for c in reviews.c if isinstance(c.type, sa.Float)}
        await connection.execute(sa.insert(reviews).values({**review, "message": id, "turn": 1}))
    await give(opened, name, True, "bra", at)


async def rows(opened: AsyncEngine) -> list[int]:
    async with opened.connect() as connection:
        count = sa.func.count
        tables = (events, messages, reviews, feedback)
        return [
            await connection.scalar(sa.select(count()).select_from(table)) or 0 for table in tables
        ]


async def test_the_button_deletes_from_every_table_and_only_that_conversation(
    opened: AsyncEngine, deletion: Deletion
) -> None:
    await converse(opened, "slack-a")
    await converse(opened, "slack-b")
    assert await rows(opened) == [4, 2, 2, 2]
    card = await deletion.press("slack", "slack-a", OFFER, "", LATER)
    assert (card["text"], card["deletes"]) == (IN_SLACK, True)
    assert await rows(opened) == [2, 1, 1, 1]


async def test_a_button_pressed_again_leaves_what_was_begun_after_it(
    opened: AsyncEngine, deletion: Deletion
) -> None:
    await converse(opened, "slack-a")
    await deletion.press("slack", "slack-a", OFFER, "", LATER)
    card = await deletion.press("slack", "slack-a", OFFER, "", LATER)
    assert card["lead"].startswith(NOTHING)
    assert "deletes" not in card
    await converse(opened, "slack-a", LATER + timedelta(minutes=1))
    card = await deletion.press("slack", "slack-a", OFFER, "", LATER + timedelta(minutes=2))
    assert card["lead"].startswith(NOTHING)
    assert await rows(opened) == [2, 1, 1, 1]
    newer = Offer("en", "", (LATER + timedelta(minutes=1)).timestamp())
    card = await deletion.press("slack", "slack-a", newer, "", LATER + timedelta(minutes=2))
    assert card["lead"].startswith("The conversation is deleted.")
    assert await rows(opened) == [0, 0, 0, 0]


async def test_a_button_given_to_another_or_the_day_before_deletes_nothing(
    opened: AsyncEngine, deletion: Deletion
) -> None:
    await converse(opened, "slack-a")
    annas = Offer("sv", "anna", NOW.timestamp())
    card = await deletion.press("slack", "slack-a", annas, "bo", LATER)
    assert card["lead"].startswith("Knappen raderar bara för den som bad om det.")
    with pytest.raises(Problem, match="unknown_button"):
        await deletion.press("slack", "slack-a", OFFER, "", NOW + timedelta(hours=25))
    assert await rows(opened) == [2, 1, 1, 1]
    card = await deletion.press("slack", "slack-a", annas, "anna", LATER)
    assert card["deletes"]


# Over the chat API.


def offering(language: str = "sv", title: str = BUTTON) -> dict[str, Any]:
    replies = [{"title": title, "payload": "/delete_conversation"}]
    return {"custom": message_card("Ja.", language, replies)}


async def offered(client: TestClient, engine: StandInEngine, database: Path) -> tuple[str, str]:
    """A conversation that has come to the button: its name, and the button's payload."""
    before, engine.answer = engine.answer, [offering()]
    response = await client.post("/api/messages", json={"text": "radera det"})
    engine.answer = before
    (reply,) = (await response.json())["messages"][0]["quick_replies"]
    name: str = engine.received[-1]["sender"]
    await store(database, name, {"event": "user", "text": "hemligt", "metadata": {}})
    return name, reply["payload"]


async def press(client: TestClient, payload: str) -> dict[str, Any]:
    response = await client.post("/api/messages", json={"payload": payload})
    assert response.status == 200, await response.text()
    (card,) = (await response.json())["messages"]
    return dict(card)


def stored(database: Path) -> list[str]:
    with sqlite3.connect(database) as connection:
        names = [name for (name,) in connection.execute("SELECT sender_id FROM events")]
    connection.close()
    return names


async def test_the_next_message_starts_another_conversation(
    client: TestClient,
    engine: StandInEngine,
    database: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    await store(database, "browser-annan", {"event": "user", "text": "annans", "metadata": {}})
    name, payload = await offered(client, engine, database)
    asked = len(engine.received)
    card = await press(client, payload)
    assert (card["lead"], card["deletes"]) == (DELETED, True)
    assert "Statistik och siffror" in [reply["title"] for reply in card["quick_replies"]]
    assert (len(engine.received), stored(database)) == (asked, ["browser-annan"])
    assert (await (await client.get("/api/messages")).json())["conversation"] is None
    assert (await press(client, payload))["lead"].startswith(NOTHING)
    await client.post("/api/messages", json={"text": "hej igen"})
    assert engine.received[-1]["sender"] != name
    assert not [word for word in ("hemligt", name, payload) if word in caplog.text]


async def test_an_english_button_is_answered_in_english(
    client: TestClient, engine: StandInEngine, database: Path
) -> None:
    engine.answer = [offering("en", "Delete the conversation")]
    response = await client.post("/api/messages", json={"text": "delete it"})
    (reply,) = (await response.json())["messages"][0]["quick_replies"]
    await store(database, engine.received[-1]["sender"], {"event": "user", "text": "x"})
    card = await press(client, reply["payload"])
    assert card["language"] == "en"
    assert card["lead"].startswith("The conversation is deleted. Answers with a link")


async def test_a_wish_in_words_deletes_when_the_engine_says_so(
    client: TestClient, engine: StandInEngine, database: Path
) -> None:
    await offered(client, engine, database)
    engine.answer = [{"custom": {**message_card("ja", "sv"), "deletes": True}}]
    response = await client.post("/api/messages", json={"text": "ja tack"})
    (card,) = (await response.json())["messages"]
    assert card["lead"] == DELETED
    assert stored(database) == []
    assert (await (await client.get("/api/messages")).json())["conversation"] is None


async def test_the_button_is_a_button_only_as_it_was_signed(
    client: TestClient, engine: StandInEngine, database: Path
) -> None:
    name, payload = await offered(client, engine, database)
    for body in ({"payload": "/delete_conversation"}, {"payload": payload[:-1]}):
        assert (await client.post("/api/messages", json=body)).status == 422
    await client.post("/api/messages", json={"text": "/delete_conversation"})
    assert engine.received[-1]["message"] == "delete_conversation"
    assert stored(database) == [name]


async def test_a_button_of_the_day_before_is_refused_in_words(
    client: TestClient, engine: StandInEngine, database: Path
) -> None:
    name, payload = await offered(client, engine, database)
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=25), tick=True):
        response = await client.post("/api/messages", json={"payload": payload})
    assert (await response.json())["code"] == "unknown_button"
    assert stored(database) == [name]


async def test_a_database_that_is_down_is_told_of(
    client: TestClient, engine: StandInEngine, database: Path
) -> None:
    _, payload = await offered(client, engine, database)
    await spoil(database)
    response = await client.post("/api/messages", json={"payload": payload})
    assert response.status == 503
    assert "inget är ändrat" in (await response.json())["detail"]
