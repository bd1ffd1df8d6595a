"""The database goes away in mid-conversation: all is answered, and stored once it is back."""

from __future__ import annotations

import contextlib
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import aiohttp
import psutil
import pytest
import sqlalchemy as sa

from contracts.databases.urls import blocking_url
from contracts.tables import events
from tests.databases import postgresql, server_of

from .conftest import start_stack

Away = Callable[[], object]
# What still waits for the database when the stack ends has a minute to be stored.
AT_THE_END = ("engine.serving.storage.tracker_store.STOP_SECONDS", "supervisor.part.STOP_SECONDS")


@contextmanager
def locked_sqlite(folder: Path) -> Iterator[tuple[str, Away, Away]]:
    """An address, and what takes the database away and brings it back."""
    file = folder / "conversations.db"
    others: list[sqlite3.Connection] = []

    def lock() -> None:
        others.append(sqlite3.connect(file, isolation_level=None))
        others[0].execute("BEGIN EXCLUSIVE")

    yield f"sqlite:///{file}", lock, lambda: others[0].close()


@contextmanager
def hung_postgresql(folder: Path) -> Iterator[tuple[str, Away, Away]]:
    """An address, and what takes the database away and brings it back."""
    with postgresql() as address:
        server = server_of(address)

        def send(number: signal.Signals) -> None:
            for each in (server, *server.children(recursive=True)):
                with contextlib.suppress(psutil.NoSuchProcess):
                    each.send_signal(number)

        yield address, lambda: send(signal.SIGSTOP), lambda: send(signal.SIGCONT)


@pytest.mark.parametrize("database", [locked_sqlite, hung_postgresql])
async def test_nothing_that_was_said_is_lost(
    tmp_path: Path,
    database: Callable[[Path], AbstractContextManager[tuple[str, Away, Away]]],
) -> None:
    texts = [
        "Hur många vabbade i fjol?",
        "Hur begär jag ut en handling?",
        "Hur många vabbar?",
    ]
    topics = ["statistics", "public_records", "statistics"]
    with database(tmp_path) as (address, take_away, bring_back):
        running = start_stack(tmp_path, patient=AT_THE_END, DATABASE_URL=address)
        jar = aiohttp.CookieJar(unsafe=True)

        async def ask(session: aiohttp.ClientSession, text: str) -> str | None:
            body = {"text": text, "key": f"key-{texts.index(text)}-of-it"}
            async with session.post("/api/messages", json=body) as response:
                return str((await response.json())["messages"][0]["topic"])

        async with aiohttp.ClientSession(running.address, cookie_jar=jar) as session:
            answers = [await ask(session, texts[0])]
            take_away()
            answers += [await ask(session, text) for text in texts[1:]]
            bring_back()
        running.process.send_signal(signal.SIGINT)
        running.process.communicate()
        assert answers == topics
        engine = sa.create_engine(blocking_url(address), poolclass=sa.NullPool)
        query = sa.select(events.c.type_name, events.c.intent_name).where(
            events.c.type_name.in_(("user", "bot"))
        )
        with engine.connect() as connection:
            rows = [tuple(row) for row in connection.execute(query.order_by(events.c.id))]
    assert [name for name, _ in rows] == ["user", "bot"] * 3
    assert [intent for name, intent in rows if name == "user"] == topics
    assert [file.read_bytes() for file in (running.var / "spool").iterdir()] == [b""]
