"""One turn, or all of an installation, is deleted, in SQLite and in PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.tables import events
from web.store.conversations import removal
from web.store.conversations.vendor_names import installation_prefix, place_name
from web.store.database import open_database
from web.store.tables import feedback

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


@pytest.fixture
async def opened(address: str) -> AsyncIterator[AsyncEngine]:
    database = open_database(address)
    yield database
    await database.dispose()


async def add(opened: AsyncEngine, conversation: str, *kinds: str) -> list[int]:
    """Events of a conversation: `user:<message id>`, `action:<name>` or another type."""
    ids = []
    async with opened.begin() as connection:
        for kind in kinds:
            type_name, _, detail = kind.partition(":")
            row = {
                "sender_id": conversation,
                "type_name": type_name,
                "timestamp": NOW.timestamp(),
                "action_name": detail if type_name == "action" else None,
                "message_id": detail if type_name == "user" else None,
                "data": json.dumps({"event": type_name}),
            }
            added = sa.insert(events).values(row).returning(events.c.id)
            ids.append((await connection.execute(added)).scalar_one())
    return ids


async def kinds(opened: AsyncEngine, conversation: str) -> list[str]:
    query = sa.select(events).where(events.c.sender_id == conversation).order_by(events.c.id)
    async with opened.connect() as connection:
        return [
            ":".join(filter(None, (row.type_name, row.message_id, row.action_name)))
            for row in await connection.execute(query)
        ]


BEFORE = ("action:action_session_start", "session_started", "action:action_listen")
TURN = ("slot", "action:action_answer", "bot", "action:action_listen")
AFTER = ("action:action_session_start", "session_started", "slot", "action:action_listen")


async def test_a_turn_goes_and_leaves_the_sessions_around_it(opened: AsyncEngine) -> None:
    ids = await add(opened, "slack-a", *BEFORE, "user:one", *TURN, *AFTER, "user:two", *TURN)
    await add(opened, "slack-b", "user:three", *TURN)
    about = ids[len(BEFORE)]
    row = {"conversation": "slack-a", "about": about, "helped": True, "given_at": NOW.timestamp()}
    async with opened.begin() as connection:
        await connection.execute(sa.insert(feedback).values(row))
    assert await removal.delete_turn(opened, "one")
    assert await kinds(opened, "slack-a") == [*BEFORE, *AFTER, "user:two", *TURN]
    async with opened.connect() as connection:
        assert await connection.scalar(sa.select(sa.func.count()).select_from(feedback)) == 0
    assert await removal.delete_turn(opened, "two")
    assert await kinds(opened, "slack-a") == [*BEFORE, *AFTER]
    assert len(await kinds(opened, "slack-b")) == 5
    assert not await removal.delete_turn(opened, "one")


async def test_an_installation_is_told_apart_by_how_its_names_begin(opened: AsyncEngine) -> None:
    ours = [place_name("key", "slack", "T1", place) for place in ("D1", "C1")]
    other = place_name("key", "slack", "T2", "D1")
    for name in (*ours, other):
        await add(opened, name, "user:" + name, *TURN)
    prefix = installation_prefix("key", "slack", "T1")
    # No character of it is one of LIKE's.
    await add(opened, "x" * len(prefix), "user:x")
    assert await removal.delete_installation(opened, prefix, NOW) == 2
    assert [len(await kinds(opened, name)) for name in (*ours, other)] == [0, 0, 5]
