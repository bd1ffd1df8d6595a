"""Opens the database by the address that the engine writes to, and keeps its tables up to date."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import alembic.command
import sqlalchemy as sa
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from contracts.databases.bounds import connect_args, follow_file, limit_statements
from contracts.databases.urls import AddressError, async_url, blocking_url
from contracts.tables import deleted_conversations

# At DEBUG it tells every statement with its values.
logging.getLogger("aiosqlite").setLevel(logging.INFO)

_MIGRATIONS = Path(__file__).with_name("migrations")
# A page that takes longer is told to be tried again; answers wait for less, each in its place.
STATEMENT_SECONDS = 10.0
POOL_SECONDS = 5.0
# How long a copy waits for another one that brings the tables up to date.
_UPGRADE_SECONDS = 30.0
_LOCK = 5055  # any number, the same in every copy of web


class StoreError(RuntimeError):
    """The database cannot be used; says why, without its password."""


def open_database(address: str) -> AsyncEngine:
    """The conversations' database.

    Raises:
        StoreError: the address is none.
    """
    url = _url(async_url, address)
    if url.get_backend_name() != "sqlite":
        database = create_async_engine(
            url,
            pool_pre_ping=True,
            pool_timeout=POOL_SECONDS,
            connect_args=connect_args(url, STATEMENT_SECONDS),
        )
        limit_statements(database.sync_engine, STATEMENT_SECONDS)
        return database
    # A file cannot hang up. Whoever finds all connections taken waits: to open one more for each
    # message of a rush takes longer.
    database = create_async_engine(url, max_overflow=0)
    follow_file(database.sync_engine)
    sa.event.listen(database.sync_engine, "connect", _overwrite_what_is_deleted)
    return database


def database_file(address: str) -> Path | None:
    """The file that an SQLite database is; None for any other."""
    url = sa.make_url(address)
    is_file = url.get_backend_name() == "sqlite" and url.database
    return Path(url.database or "").absolute() if is_file else None


def insert_into(database: AsyncEngine, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
    """An insert in the database's own dialect, which knows what to do with a row that is there."""
    own = sqlite.insert if database.dialect.name == "sqlite" else postgresql.insert
    statement: sqlite.Insert | postgresql.Insert = own(table)
    return statement


def upgrade(address: str) -> None:
    """Bring the tables to the present version; what is stored stays.

    SQLite writes to a log beside the file from then on: a turn is kept with one write to the disk
    where a rollback journal takes four or five, and readers wait for nobody.

    Raises:
        StoreError: the database cannot be reached or written to, or is of a later version.
    """
    url = _url(blocking_url, address)
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    database = _database_to_upgrade(url)
    try:
        if url.drivername == "sqlite" and url.database and not url.database.startswith("file:"):
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        with database.begin() as connection:
            if database.dialect.name == "postgresql":
                # Two copies of web may start at the same time.
                connection.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            config.attributes["connection"] = connection
            alembic.command.upgrade(config, "head")
            # With nothing to upgrade, nothing has been written yet.
            connection.execute(sa.delete(deleted_conversations).where(sa.false()))
        if database.dialect.name == "sqlite":
            _write_to_log(database)
    except (SQLAlchemyError, OSError) as error:
        raise StoreError(
            f"Databasen {url!r} går inte att nå eller skriva till ({type(error).__name__})."
        ) from None
    except CommandError:
        raise StoreError(
            f"Databasen {url!r} är skriven av en senare version. Kör den, eller en annan databas."
        ) from None
    finally:
        database.dispose()


async def empty_log(database: AsyncEngine) -> None:
    """Have SQLite move what its log holds into the file and empty it; others keep none.

    What was deleted from the file may still stand in the log, as it was written. Where somebody
    reads what the log holds it stays until the next time.
    """
    if database.dialect.name == "sqlite":
        async with database.connect() as connection:
            await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _database_to_upgrade(url: URL) -> sa.Engine:
    """All that is done in one transaction of it is done or not, and by one copy at a time.

    For PostgreSQL the lock that is asked for sees to the latter. Python's SQLite begins a
    transaction at the first row that is written, so that tables were made outside.
    """
    if url.get_backend_name() != "sqlite":
        return sa.create_engine(url)
    database = sa.create_engine(url, connect_args={"timeout": _UPGRADE_SECONDS})
    sa.event.listen(database, "connect", _begin_nothing_by_itself)
    sa.event.listen(database, "begin", lambda one: one.exec_driver_sql("BEGIN IMMEDIATE"))
    return database


def _write_to_log(database: sa.Engine) -> None:
    connection = database.raw_connection()  # in no transaction: the mode of none can be changed
    connection.cursor().execute("PRAGMA journal_mode = WAL")
    connection.close()


def _begin_nothing_by_itself(connection: Any, record: Any) -> None:
    connection.isolation_level = None


def _url(convert: Callable[[str], URL], address: str) -> URL:
    try:
        return convert(address)
    except AddressError as error:
        raise StoreError(str(error)) from None


def _overwrite_what_is_deleted(connection: Any, record: Any) -> None:
    """SQLite leaves deleted text in the file until the space is used again, unless told."""
    connection.execute("PRAGMA secure_delete = ON")
