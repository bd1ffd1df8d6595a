"""What runs in a transaction is written whole or not at all, and in one place at a time."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from contracts.databases.urls import AddressError, blocking_url
from engine.serving.storage import transactions as module
from engine.serving.storage.transactions import Transactions, open_transactions

COUNT = sa.text("SELECT count(*) FROM notes")
ADD = sa.text("INSERT INTO notes VALUES ('x')")


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'notes.db'}"
    return str(request.getfixturevalue("postgresql_database"))


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long a machine stands still, only work that is given no time is given up."""
    monkeypatch.setattr(module, "WORK_SECONDS", 60.0)
    monkeypatch.setattr(Transactions.run, "__defaults__", (60.0,))


@pytest.fixture
async def transactions(address: str) -> AsyncIterator[Transactions]:
    database = sa.create_engine(blocking_url(address), poolclass=sa.NullPool)
    with database.begin() as connection:
        connection.execute(sa.text("DROP TABLE IF EXISTS notes"))
        connection.execute(sa.text("CREATE TABLE notes (text VARCHAR(10))"))
    transactions = open_transactions(address)
    yield transactions
    await transactions.close()


def add(connection: sa.Connection) -> str:
    connection.execute(ADD)
    return "added"


def count(connection: sa.Connection) -> int:
    return int(connection.execute(COUNT).scalar_one())


async def test_what_work_writes_is_there_for_the_next(transactions: Transactions) -> None:
    assert await transactions.run(add) == "added"
    assert await transactions.run(count) == 1


async def test_work_that_raises_leaves_nothing(transactions: Transactions) -> None:
    def fail(connection: sa.Connection) -> None:
        connection.execute(ADD)
        raise sa.exc.InterfaceError("x", None, Exception())

    with pytest.raises(sa.exc.InterfaceError):
        await transactions.run(fail)
    assert await transactions.run(count) == 0
    assert await transactions.run(add) == "added"


async def test_many_at_once_are_all_written(transactions: Transactions) -> None:
    await asyncio.gather(*(transactions.run(add) for _ in range(20)))
    assert await transactions.run(count) == 20


async def test_sqlite_waits_in_a_thread_of_its_own_and_leaves_the_loop_free(tmp_path: Path) -> None:
    (tmp_path / "x.db").touch()
    transactions = open_transactions(f"sqlite:///{tmp_path / 'x.db'}")
    free, threads = threading.Event(), set()

    def wait(connection: sa.Connection) -> bool:
        threads.add(threading.get_ident())
        return free.wait(60)

    working = asyncio.create_task(transactions.run(wait))
    await asyncio.sleep(0)
    free.set()  # which the loop could not do if the work held it
    assert await working
    await transactions.run(wait)
    assert len(threads) == 1 and threading.get_ident() not in threads
    await transactions.close()


async def test_work_that_takes_too_long_is_given_up_and_leaves_nothing(
    transactions: Transactions,
) -> None:
    go_on = threading.Event()

    def add_slowly(connection: sa.Connection) -> str:
        connection.execute(ADD)
        go_on.wait(60)
        return "added"

    given_up = asyncio.create_task(transactions.run(add_slowly, 0.0))
    threading.Timer(0.05, go_on.set).start()  # PostgreSQL's work holds the loop
    with pytest.raises(TimeoutError):
        await given_up
    assert await transactions.run(count) == 0
    assert await transactions.run(add) == "added"


def test_another_database_is_refused() -> None:
    with pytest.raises(AddressError):
        open_transactions("mysql://u@127.0.0.1/x")
