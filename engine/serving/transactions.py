"""Runs work in transactions of the conversations' database, with one trip to a thread at most."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import override

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from contracts.database_urls import async_url, blocking_url


class Transactions(ABC):
    """A database, each piece of work in a transaction of its own."""

    @abstractmethod
    async def run[T](self, work: Callable[[sa.Connection], T]) -> T:
        """What the work gives; what it wrote is committed, or rolled back if it raises."""

    @abstractmethod
    async def close(self) -> None:
        """Close the connections."""


def open_transactions(address: str) -> Transactions:
    """The database at an address.

    Raises:
        AddressError: the address is none of SQLite or PostgreSQL.
    """
    sqlite = async_url(address).get_backend_name() == "sqlite"
    return _InOneThread(address) if sqlite else _Awaited(address)


class _InOneThread(Transactions):
    """SQLite: a transaction goes to the thread and back once.

    With aiosqlite each step does, 22 for a turn's two transactions. One thread, because of several
    all but one would find the file locked and sleep. Work whose caller is gone is finished all the
    same.
    """

    def __init__(self, address: str) -> None:
        self._database = sa.create_engine(blocking_url(address))
        self._thread = ThreadPoolExecutor(1, "database")

    @override
    async def run[T](self, work: Callable[[sa.Connection], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._run, work)

    def _run[T](self, work: Callable[[sa.Connection], T]) -> T:
        with self._database.begin() as connection:
            return work(connection)

    @override
    async def close(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, self._database.dispose)
        self._thread.shutdown()


class _Awaited(Transactions):
    """PostgreSQL, whose driver awaits by itself."""

    def __init__(self, address: str) -> None:
        self._database = create_async_engine(async_url(address), pool_pre_ping=True)

    @override
    async def run[T](self, work: Callable[[sa.Connection], T]) -> T:
        async with self._database.begin() as connection:
            return await connection.run_sync(work)

    @override
    async def close(self) -> None:
        await self._database.dispose()
