"""What is old is deleted; where all would be, a day passes first, for the clock may be wrong."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.tables import events
from web.cleaning import DOUBT_SECONDS, Cleaning
from web.shared import Shared
from web.store.__main__ import main
from web.store.database import open_database, upgrade

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
KEEP = timedelta(days=90)
AHEAD = NOW + timedelta(days=100)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    """With an event of two hundred days ago and one of today."""
    address = f"sqlite:///{tmp_path / 'conversations.db'}"
    upgrade(address)
    database = open_database(address)
    for age in (200, 0):
        await say(database, NOW - timedelta(days=age))
    yield database
    await database.dispose()


async def say(database: AsyncEngine, at: datetime) -> None:
    row = {"sender_id": "browser-1", "type_name": "user", "timestamp": at.timestamp(), "data": "{}"}
    async with database.begin() as connection:
        await connection.execute(sa.insert(events).values(row))


async def count(database: AsyncEngine) -> int:
    async with database.connect() as connection:
        return int(await connection.scalar(sa.select(sa.func.count()).select_from(events)) or 0)


async def test_what_is_old_is_deleted(database: AsyncEngine) -> None:
    assert await Cleaning(database, KEEP).clean(NOW) == 1
    assert await count(database) == 1


async def test_a_clock_that_is_ahead_deletes_nothing(
    database: AsyncEngine, caplog: pytest.LogCaptureFixture
) -> None:
    seconds = [0.0]
    cleaning = Cleaning(database, KEEP, lambda: seconds[0])
    for _ in range(3):
        assert await cleaning.clean(AHEAD) == 0
        seconds[0] += DOUBT_SECONDS / 4
    assert await count(database) == 2
    assert caplog.text.count("all that is stored is old") == 1
    assert await cleaning.clean(NOW) == 1  # it was set right
    seconds[0] += DOUBT_SECONDS
    assert await cleaning.clean(AHEAD) == 0  # the day begins anew


async def test_where_nobody_writes_any_more_it_goes_a_day_later(database: AsyncEngine) -> None:
    seconds = [0.0]
    cleaning = Cleaning(database, KEEP, lambda: seconds[0])
    await cleaning.clean(AHEAD)
    seconds[0] = DOUBT_SECONDS
    assert await cleaning.clean(AHEAD) == 2


async def test_an_empty_database_is_no_reason_to_doubt(
    database: AsyncEngine, caplog: pytest.LogCaptureFixture
) -> None:
    async with database.begin() as connection:
        await connection.execute(sa.delete(events))
    assert await Cleaning(database, KEEP).clean(AHEAD) == 0
    assert caplog.text == ""


def test_by_hand_it_is_asked_for_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    address = f"sqlite:///{tmp_path / 'conversations.db'}"
    upgrade(address)
    engine = sa.create_engine(address)
    with engine.begin() as connection:
        connection.execute(sa.insert(events).values(sender_id="a", type_name="user", timestamp=1.0))
    engine.dispose()
    monkeypatch.setenv("DATABASE_URL", address)
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    monkeypatch.setattr("sys.argv", ["web.store", "clean"])
    assert main() == 1
    assert "kör igen med --all" in capsys.readouterr().err
    monkeypatch.setattr("sys.argv", ["web.store", "clean", "--all"])
    assert main() == 0
    assert capsys.readouterr().out == "1 händelser togs bort.\n"


async def test_a_clock_that_is_set_back_keeps_nobody_out(monkeypatch: pytest.MonkeyPatch) -> None:
    from limits import RateLimitItemPerMinute

    now, wall = [0.0], time.time
    monkeypatch.setattr(time, "time", lambda: wall() + now[0])
    counter, limit = Shared("async+memory://").counter, RateLimitItemPerMinute(1)
    now[0] = 3600.0
    assert await counter.hit(limit, "a")
    assert not await counter.hit(limit, "a")
    now[0] = 0.0
    assert await counter.hit(limit, "a")
    assert not await counter.hit(limit, "a")
