"""What is sent to a human is kept with its conversation and goes with it, in both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.web.store.test_store import KEEP, NOW, store, user
from web.store import tables
from web.store.conversations import handoffs, history
from web.store.conversations.handoffs import Handoff, HandoffReply
from web.store.database import open_database

AT = NOW.timestamp()
ASKED = Handoff("an-id", "browser-a", "Varför dröjer besluten?", AT)


@pytest.fixture
async def database(address: str) -> AsyncIterator[AsyncEngine]:
    database = open_database(address)
    await store(database, "browser-a", NOW, user("hej"))
    yield database
    await database.dispose()


async def rows(database: AsyncEngine) -> int:
    async with database.connect() as connection:
        counts = [
            await connection.scalar(sa.select(sa.func.count()).select_from(table))
            for table in (tables.handoffs, tables.handoff_replies)
        ]
    return sum(count or 0 for count in counts)


async def test_a_question_comes_with_its_replies_in_their_order(database: AsyncEngine) -> None:
    assert await handoffs.add(database, ASKED)
    await handoffs.note_sent(database, ASKED.id, "17.1", AT + 1)
    assert await handoffs.reply(database, ASKED, "I dag.", AT + 2)
    assert await handoffs.reply(database, ASKED, "Eller i morgon.", AT + 3)
    (found,) = await handoffs.of_conversation(database, "browser-a")
    assert found.replies == [
        HandoffReply("I dag.", AT + 2),
        HandoffReply("Eller i morgon.", AT + 3),
    ]
    assert (found.sent_at, found.thread, found.taken_at) == (AT + 1, "17.1", AT + 2)
    assert await handoffs.of_conversation(database, "browser-b") == []


async def test_one_alone_takes_it(database: AsyncEngine) -> None:
    await handoffs.add(database, ASKED)
    assert await handoffs.take(database, ASKED.id, AT + 1)
    assert not await handoffs.take(database, ASKED.id, AT + 2)
    found = await handoffs.find(database, ASKED.id)
    assert found and found.taken_at == AT + 1


async def test_it_is_exported_and_deleted_with_its_conversation(database: AsyncEngine) -> None:
    await handoffs.add(database, ASKED)
    await handoffs.reply(database, ASKED, "I dag.", AT)
    document = await history.export(database, "browser-a", NOW)
    assert document is not None
    at = "2026-11-24T12:00:00+00:00"
    reply = {"at": at, "text": "I dag."}
    assert document["handoffs"] == [{"at": at, "text": ASKED.question, "replies": [reply]}]
    await history.delete(database, "browser-a", NOW)
    assert await rows(database) == 0
    assert await handoffs.find(database, ASKED.id) is None


async def test_nothing_is_kept_for_a_conversation_that_is_gone(database: AsyncEngine) -> None:
    await handoffs.add(database, ASKED)
    await history.delete(database, "browser-a", NOW)
    assert not await handoffs.add(database, ASKED)
    assert not await handoffs.reply(database, ASKED, "I dag.", AT)
    assert await rows(database) == 0


async def test_it_is_kept_no_longer_than_what_was_said(database: AsyncEngine) -> None:
    await handoffs.add(database, ASKED)
    await handoffs.reply(database, ASKED, "I dag.", AT)
    await history.clean(database, NOW + KEEP, KEEP)
    assert await rows(database) == 2
    await history.clean(database, NOW + KEEP + timedelta(seconds=1), KEEP)
    assert await rows(database) == 0
