"""The writer's own conversation: saved as a file, deleted, and gone when its time is up."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from aiohttp.test_utils import TestClient

from tests.databases import make_sqlite, spoil
from tests.web.conftest import ClientMaker, StandInEngine, returned, store
from web.store.cleaning import Cleaning


async def converse(client: TestClient, engine: StandInEngine, database: Path) -> str:
    """Start a conversation, and store it as the engine would; its name."""
    await client.post("/api/messages", json={"text": "hej"})
    name: str = engine.received[-1]["sender"]
    await store(database, name, {"event": "user", "text": "Hur många?", "metadata": {}})
    return name


def texts(database: Path) -> list[str]:
    with sqlite3.connect(database) as connection:
        rows = [data for (data,) in connection.execute("SELECT data FROM events")]
    connection.close()
    return rows


async def test_the_conversation_is_saved_as_a_file(
    client: TestClient, engine: StandInEngine, database: Path
) -> None:
    name = await converse(client, engine, database)
    response = await client.get("/api/conversation")
    assert response.headers["Content-Disposition"].startswith("attachment")
    document = await response.json()
    assert document["conversation"] == name
    assert document["messages"][0]["text"] == "Hur många?"


async def test_the_conversation_is_deleted_and_the_next_message_starts_another(
    client: TestClient, engine: StandInEngine, database: Path
) -> None:
    name = await converse(client, engine, database)
    await store(database, "browser-annan", {"event": "user", "text": "annans", "metadata": {}})
    assert (await client.delete("/api/conversation")).status == 204
    assert len(texts(database)) == 1
    assert "annans" in texts(database)[0]
    assert (await (await client.get("/api/messages")).json())["conversation"] is None
    assert await converse(client, engine, database) != name


@pytest.mark.parametrize("method", ["GET", "DELETE"])
async def test_without_a_conversation_there_is_nothing_to_save_or_delete(
    client: TestClient, method: str
) -> None:
    response = await client.request(method, "/api/conversation")
    assert response.status == 404
    assert (await response.json())["code"] == "no_conversation"


@pytest.mark.parametrize("method", ["GET", "DELETE"])
async def test_a_database_that_is_down_says_so(
    client: TestClient, engine: StandInEngine, database: Path, method: str
) -> None:
    await converse(client, engine, database)
    await spoil(database)
    response = await client.request(method, "/api/conversation")
    assert response.status == 503
    assert "Försök igen" in (await response.json())["detail"]


async def test_the_running_web_deletes_what_is_too_old(
    make_client: ClientMaker, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_sqlite(database)
    await store(database, "browser-a", {"event": "user", "text": "Hur många?", "metadata": {}})
    run, late = returned(monkeypatch, Cleaning, "clean"), datetime.now(UTC) + timedelta(days=91)
    # Without it the clock would be doubted.
    younger = {"event": "user", "text": "Och nu?", "metadata": {}, "timestamp": late.timestamp()}
    await store(database, "browser-b", younger)
    with time_machine.travel(late, tick=True):
        await make_client(works_alone=True, keep_days=90)
        async with asyncio.timeout(60):
            await run.wait()
    (text,) = texts(database)
    assert "Och nu?" in text


async def test_the_running_web_keeps_what_is_not(
    make_client: ClientMaker, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_sqlite(database)
    await store(database, "browser-a", {"event": "user", "text": "Hur många?", "metadata": {}})
    run = returned(monkeypatch, Cleaning, "clean")
    with time_machine.travel(datetime.now(UTC) + timedelta(days=89), tick=True):
        await make_client(works_alone=True, keep_days=90)
        async with asyncio.timeout(60):
            await run.wait()
    assert len(texts(database)) == 1
