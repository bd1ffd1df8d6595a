"""A message with buttons is kept for a day, once, and goes with its conversation."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.web.store.test_store import KEEP, NOW
from web.store.conversations import history, menus, removal
from web.store.database import open_database

AT, BODY = NOW.timestamp(), {"type": "message", "text": "Välj"}


@pytest.fixture
async def database(address: str) -> AsyncIterator[AsyncEngine]:
    database = open_database(address)
    await menus.keep(database, "an-id", "teams-a-1", BODY, AT)
    yield database
    await database.dispose()


async def test_it_is_taken_once(database: AsyncEngine) -> None:
    await menus.keep(database, "an-id", "teams-a-1", {"type": "message", "text": "igen"}, AT)
    assert await menus.take(database, "another") is None
    assert await menus.take(database, "an-id") == BODY
    assert await menus.take(database, "an-id") is None


async def test_it_is_deleted_with_its_conversation(database: AsyncEngine) -> None:
    assert await history.delete(database, "teams-a-1", NOW) == 1
    assert await menus.take(database, "an-id") is None


async def test_it_is_deleted_where_the_app_is_removed(database: AsyncEngine) -> None:
    assert await removal.delete_installation(database, "teams-a-", NOW) == 1
    assert await menus.take(database, "an-id") is None


async def test_after_a_day_it_is_no_longer_kept(database: AsyncEngine) -> None:
    await history.clean(database, NOW + timedelta(hours=23), KEEP)
    await menus.keep(database, "later", "teams-a-1", BODY, AT + 3600)
    await history.clean(database, NOW + timedelta(hours=24, seconds=1), KEEP)
    assert await menus.take(database, "an-id") is None
    assert await menus.take(database, "later") == BODY
