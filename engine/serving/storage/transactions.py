"""Runs work in transactions of the conversations' database, with one trip to a thread at most."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, override

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from contracts.databases.bounds import connect_args, follow_file, limit_statements
from contracts.databases.urls import async_url, blocking_url

# Two of them and the understanding between fit into the five seconds that web waits.
WORK_SECONDS = 1.5
_LOCK_SECONDS = 1.0


class Transactions(ABC):
    """A database, each piece of work in a transaction of its own."""

    async def run[T](self, work: Callable[[sa.Connection], T], seconds: float = WORK_SECONDS) -> T:
        """What the work gives; what it wrote is committed, or rolled back if it raises.

        Raises:
            TimeoutError: it takes longer than `seconds`. It is let finish, for what is cut off in
                the middle is waited for by the driver; what it wrote is rolled back, unless it was
                being committed just then.
        """
        call = _Call(work)
        future = self._begin(call)
        try:
            await asyncio.wait({future}, timeout=seconds)
        finally:  # also where whoever asks is gone
            if not future.done():
                call.is_given_up = True
                future.add_done_callback(_forget)
        if call.is_given_up:
            raise TimeoutError
        return future.result()

    @abstractmethod
    def _begin[T](self, call: _Call[T]) -> asyncio.Future[T]: ...

    @abstractmethod
    async def close(self) -> None:
        """Close the connections; what is under way is finished or rolled back."""


class _Call[T]:
    """Work, and whether nobody waits for it any longer."""

    def __init__(self, work: Callable[[sa.Connection], T]) -> None:
        self._work = work
        self.is_given_up = False

    def __call__(self, connection: sa.Connection) -> T:
        """What the work gives.

        Raises:
            TimeoutError: it was given up: nothing is to be committed.
        """
        result = self._work(connection)
        if self.is_given_up:
            raise TimeoutError
        return result


def _forget(future: asyncio.Future[Any]) -> None:
    """Ask for the error of what was given up, so that asyncio does not log it."""
    if not future.cancelled():
        future.exception()


def open_transactions(address: str) -> Transactions:
    """The database at an address.

    Raises:
        AddressError: the address is none of SQLite or PostgreSQL.
    """
    sqlite = async_url(address).get_backend_name() == "sqlite"
    return _SqliteTransactions(address) if sqlite else _PostgresTransactions(address)


class _SqliteTransactions(Transactions):
    """SQLite: a transaction goes to the thread and back once.

    With aiosqlite each step does, 22 for a turn's two transactions. One thread, because of several
    all but one would find the file locked and sleep. Work whose caller is gone is finished all the
    same.
    """

    def __init__(self, address: str) -> None:
        url = blocking_url(address)
        self._database = sa.create_engine(url, connect_args=connect_args(url, _LOCK_SECONDS))
        follow_file(self._database)
        self._thread = ThreadPoolExecutor(1, "database")

    @override
    def _begin[T](self, call: _Call[T]) -> asyncio.Future[T]:
        return asyncio.get_running_loop().run_in_executor(self._thread, self._run, call)

    def _run[T](self, call: _Call[T]) -> T:
        if call.is_given_up:
            raise TimeoutError
        with self._database.begin() as connection:
            return call(connection)

    @override
    async def close(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, self._database.dispose)
        self._thread.shutdown()


class _PostgresTransactions(Transactions):
    """PostgreSQL, whose driver awaits by itself."""

    def __init__(self, address: str) -> None:
        url = async_url(address)
        self._database = create_async_engine(
            url,
            pool_pre_ping=True,
            pool_timeout=WORK_SECONDS,
            connect_args=connect_args(url, _LOCK_SECONDS),
        )
        limit_statements(self._database.sync_engine, WORK_SECONDS)
        self._under_way: set[asyncio.Task[Any]] = set()

    @override
    def _begin[T](self, call: _Call[T]) -> asyncio.Future[T]:
        task = asyncio.create_task(self._run(call))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return task

    async def _run[T](self, call: _Call[T]) -> T:
        async with self._database.begin() as connection:
            return await connection.run_sync(call)

    @override
    async def close(self) -> None:
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=WORK_SECONDS)
        await self._database.dispose()
