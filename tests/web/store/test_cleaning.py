"""What is old is deleted; where the clock has jumped a day passes first, for it may be wrong."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.tables import events
from tests.databases import make_sqlite
from web.shared import SharedState
from web.store.__main__ import main
from web.store.cleaning import Cleaning
from web.store.database import open_database

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
KEEP = timedelta(days=90)
AHEAD = NOW + timedelta(days=100)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    """With an event of two hundred days ago and one of today."""
    database = open_database(make_sqlite(tmp_path / "conversations.db"))
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


async def oldest(database: AsyncEngine) -> float:
    async with database.connect() as connection:
        return float(await connection.scalar(sa.select(sa.func.min(events.c.timestamp))) or 0.0)


class HourlyClock:
    """A process whose monotonic clock goes an hour on at each cleaning."""

    def __init__(self, database: AsyncEngine) -> None:
        self._hours = 0
        self._cleaning = Cleaning(database, KEEP, lambda: self._hours * 3600.0)

    async def cleaned(self, at: datetime) -> int:
        number = await self._cleaning.clean(at)
        self._hours += 1
        return number

    async def cleaned_for(self, hours: int, first: datetime) -> int:
        """How many events went in cleanings an hour apart."""
        return sum([await self.cleaned(first + timedelta(hours=one)) for one in range(hours)])


async def test_what_is_old_is_deleted(database: AsyncEngine) -> None:
    assert await Cleaning(database, KEEP).clean(NOW) == 1
    assert await count(database) == 1


async def test_a_clock_that_jumps_deletes_nothing_whatever_is_written_meanwhile(
    database: AsyncEngine, caplog: pytest.LogCaptureFixture
) -> None:
    clock = HourlyClock(database)
    await clock.cleaned(NOW)
    for hours in range(24):
        at = AHEAD + timedelta(hours=hours)
        await say(database, at)
        assert await clock.cleaned(at) == 0
    assert caplog.text.count("the clock has moved on by 100 days") == 1
    assert await clock.cleaned(NOW + timedelta(hours=24)) == 0  # it was set right
    assert await oldest(database) == NOW.timestamp()


async def test_what_was_written_before_the_first_cleaning_is_no_witness_for_the_clock(
    database: AsyncEngine,
) -> None:
    seconds = [0.0]
    cleaning = Cleaning(database, KEEP, lambda: seconds[0])
    assert await cleaning.clean(AHEAD) == 1  # what was too old when somebody last wrote
    await say(database, AHEAD)
    for hours in range(23):
        seconds[0] = hours * 3600.0
        assert await Cleaning(database, KEEP).clean(AHEAD + timedelta(hours=hours)) == 0
        assert await cleaning.clean(AHEAD + timedelta(hours=hours)) == 0


async def test_a_day_of_doubt_begins_anew_where_the_clock_jumps_again(
    database: AsyncEngine,
) -> None:
    clock = HourlyClock(database)
    await clock.cleaned(NOW)
    assert await clock.cleaned_for(23, AHEAD) == 0
    assert await clock.cleaned_for(23, AHEAD + timedelta(days=50)) == 0
    assert await clock.cleaned_for(3, AHEAD + timedelta(days=50, hours=23)) == 1


async def test_a_service_that_was_off_for_long_cleans_after_a_day(database: AsyncEngine) -> None:
    await HourlyClock(database).cleaned(NOW)
    clock = HourlyClock(database)
    assert await clock.cleaned_for(24, AHEAD) == 0
    assert await clock.cleaned(AHEAD + timedelta(hours=24)) == 1
    await say(database, AHEAD - timedelta(days=89, hours=22))
    assert await clock.cleaned_for(2, AHEAD + timedelta(hours=25)) == 1  # as ever again


async def test_a_day_of_doubt_may_be_of_several_starts(database: AsyncEngine) -> None:
    await HourlyClock(database).cleaned(NOW)
    for day in range(2):
        assert await HourlyClock(database).cleaned_for(9, AHEAD + timedelta(days=day)) == 0
    assert await HourlyClock(database).cleaned_for(8, AHEAD + timedelta(days=2)) == 0
    assert await HourlyClock(database).cleaned_for(3, AHEAD + timedelta(days=3)) == 1


async def test_copies_of_web_do_not_count_the_same_hours(database: AsyncEngine) -> None:
    await HourlyClock(database).cleaned(NOW)
    one, other = HourlyClock(database), HourlyClock(database)
    for hours in range(23):
        at = AHEAD + timedelta(hours=hours)
        assert await one.cleaned(at) + await other.cleaned(at) == 0


async def test_a_copy_whose_clock_is_right_keeps_another_from_deleting(
    database: AsyncEngine,
) -> None:
    right, wrong = HourlyClock(database), HourlyClock(database)
    for hours in range(50):
        await right.cleaned(NOW + timedelta(hours=hours))
        assert await wrong.cleaned(AHEAD + timedelta(hours=hours)) == 0


async def test_in_doubt_goes_what_time_has_surely_passed_for(database: AsyncEngine) -> None:
    clock = HourlyClock(database)
    await say(database, NOW - KEEP + timedelta(hours=10))
    await clock.cleaned(NOW)
    assert await clock.cleaned_for(10, AHEAD) == 0
    assert await clock.cleaned_for(2, AHEAD + timedelta(hours=10)) == 1


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
    address = make_sqlite(tmp_path / "conversations.db")
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
    counter, limit = SharedState("async+memory://").counter, RateLimitItemPerMinute(1)
    now[0] = 3600.0
    assert await counter.hit(limit, "a")
    assert not await counter.hit(limit, "a")
    now[0] = 0.0
    assert await counter.hit(limit, "a")
    assert not await counter.hit(limit, "a")
