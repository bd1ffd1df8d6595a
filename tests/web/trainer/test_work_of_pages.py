"""What opening a page costs the database: as many queries however much is stored, by indexes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import pytest
import sqlalchemy as sa
from aiohttp.test_utils import TestClient
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.workbench.filling import AddressValues, fill
from bench.workbench.pages import PAGES
from contracts.comparison.figures import Figures
from desk.facts import document
from tests.web.trainer.conftest import log_in
from web import keys
from web.store.conversations import counts, unanswered
from web.store.conversations.counts import PeriodFilters
from web.trainer.models import in_force as stored_figures

Statement = tuple[str, Any]


@contextmanager
def statements(database: AsyncEngine) -> Iterator[list[Statement]]:
    """The statements that are executed meanwhile, with their values."""
    seen: list[Statement] = []

    def note(_: Any, __: Any, statement: str, values: Any, *___: Any) -> None:
        seen.append((statement, values))

    sa.event.listen(database.sync_engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(database.sync_engine, "before_cursor_execute", note)


@pytest.fixture
async def stored(client: TestClient) -> AddressValues:
    """More of everything than any page shows at once, and somebody logged in who may see it."""
    await log_in(client, "releaser")
    return await fill(database_of(client), 400, 200)


def database_of(client: TestClient) -> AsyncEngine:
    assert client.app is not None
    database: AsyncEngine = client.app[keys.DATABASE]
    return database


async def opened(client: TestClient, stored: AddressValues, name: str) -> str:
    (page,) = [page for page in PAGES if page.name == name]
    response = await client.get(page.address.format_map(asdict(stored)), allow_redirects=False)
    assert response.status == 200, name
    return await response.text()


async def test_no_page_asks_for_each_of_its_rows(client: TestClient, stored: AddressValues) -> None:
    queries = {}
    for page in PAGES:
        with statements(database_of(client)) as seen:
            await opened(client, stored, page.name)
        queries[page.name] = len(seen)
    # Lists have forty rows or more.
    assert {name: count for name, count in queries.items() if count >= 30} == {}


async def test_a_comparison_is_checked_once(
    client: TestClient, stored: AddressValues, monkeypatch: pytest.MonkeyPatch
) -> None:
    checks = []
    read = Figures.from_json

    def count(values: Any) -> Figures:
        checks.append(values["asked"])
        return read(values)

    monkeypatch.setattr(Figures, "from_json", count)
    stored_figures._figures.cache_clear()
    for name in ("a candidate", "the messages of a label", "a candidate"):
        await opened(client, stored, name)
    assert len(checks) == 1


async def test_the_facts_file_is_read_once_for_its_forms(
    client: TestClient, stored: AddressValues, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = []
    read = document.read

    def count(text: str) -> Any:
        if "not_stated:" in text:
            whole.append(len(text))
        return read(text)

    monkeypatch.setattr(document, "read", count)
    document.kept.cache_clear()
    for _ in range(2):
        await opened(client, stored, "a fact")
    assert len(whole) == 1


async def plan(store: AsyncEngine, statement: Statement) -> str:
    """How the database goes about it; PostgreSQL as if its tables were large.

    It plans by what it counted last, and the tests share a server: fill the store first.
    """
    text, values = statement
    async with store.connect() as connection:
        if connection.dialect.name == "postgresql":
            await connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
            await connection.exec_driver_sql("SET LOCAL enable_hashjoin = off")
        start = "EXPLAIN" if connection.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
        rows = await connection.exec_driver_sql(f"{start} {text}", values)
        return "\n".join(str(row[-1]) for row in rows)


async def test_what_is_unanswered_is_found_by_indexes(store: AsyncEngine) -> None:
    await fill(store, 400, 200)
    with statements(store) as seen:
        assert [answer async for answer in unanswered.open_answers(store, 1.0)] != []
        await unanswered.unclear_twice(store, 1.0, 100)
        await counts.not_understood(store, PeriodFilters(1.0, 2.0), 100)
    plans = [await plan(store, one) for one in seen if one[0].startswith("SELECT messages")]
    assert len(plans) == 2
    assert all("ix_messages_unclear" in words for words in plans)
    (asked,) = [one for one in seen if one[0].startswith("SELECT events")]
    assert "ix_events_open_question" in await plan(store, asked)


async def test_the_overview_counts_in_the_order_of_an_index(store: AsyncEngine) -> None:
    await fill(store, 400, 200)
    with statements(store) as seen:
        await counts.count(store, PeriodFilters(1.0, 2.0))
    (kinds,) = [one for one in seen if one[0].startswith("SELECT messages.channel")]
    words = await plan(store, kinds)
    assert "ix_messages_kinds" in words or store.dialect.name == "postgresql"
    assert "TEMP B-TREE" not in words
