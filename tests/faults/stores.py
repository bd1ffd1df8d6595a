"""Faults of what is stored: databases, their disk, Redis."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import redis

from bench.servers import Running, our_stack
from contracts.paths import ROOT
from engine.serving.storage.redis_locks import PREFIX
from tests.databases import (
    RedisServer,
    postgres_server,
    postgresql,
    redis_server,
    server_of,
)
from tests.faults.fault import Act, Fault, NotHere, Preparation, to_part
from web.store.database import upgrade

_DISK_MEGABYTES = 24
_FREE_BYTES = 100_000


@contextmanager
def locked_sqlite(folder: Path) -> Iterator[Fault]:
    """Somebody else has the file."""
    others: list[sqlite3.Connection] = []

    def lock(stack: Running) -> None:
        others.append(
            sqlite3.connect(
                folder / "conversations.db", isolation_level=None, check_same_thread=False
            )
        )
        others[0].execute("BEGIN EXCLUSIVE")

    yield Fault(lock, lambda stack: others[0].close())


@contextmanager
def sqlite_put_away(folder: Path) -> Iterator[Fault]:
    """The database's files are moved elsewhere, and put back."""
    away = folder / "away"
    away.mkdir()

    def move(source: Path, target: Path) -> Act:
        def act(stack: Running) -> None:
            for file in source.glob("conversations.db*"):
                file.rename(target / file.name)

        return act

    yield Fault(move(folder, away), move(away, folder))


@contextmanager
def sqlite_deleted(folder: Path) -> Iterator[Fault]:
    """The database's files are deleted for good, and empty tables made in their place."""

    def delete(stack: Running) -> None:
        for file in folder.glob("conversations.db*"):
            file.unlink()

    yield Fault(delete, lambda stack: upgrade(stack.system.env["DATABASE_URL"]), forgets=True)


@contextmanager
def nothing_written(folder: Path) -> Iterator[Fault]:
    """What is stored can be read, and no file takes another byte."""

    def limit(size: int) -> Act:
        def act(stack: Running) -> None:
            for process in stack.all():
                process.rlimit(psutil.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

        return act

    yield Fault(limit(0), limit(resource.RLIM_INFINITY))


@contextmanager
def full_disk(folder: Path) -> Iterator[Fault]:
    """The disk of the database, the spool and the logs has no room left."""
    disk = folder / "disk"
    disk.mkdir()
    size = f"size={_DISK_MEGABYTES}m"
    mount = ["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(disk)]
    if os.geteuid() or subprocess.run(mount, capture_output=True).returncode:
        raise NotHere("only root may mount a disk, and not everywhere")
    filler = disk / "filler"

    def fill(stack: Running) -> None:
        with filler.open("wb") as file, contextlib.suppress(OSError):
            while True:
                file.write(bytes(4096))
                file.flush()

    def clear(stack: Running) -> None:
        filler.unlink()

    try:
        database = f"sqlite:///{disk / 'conversations.db'}"
        yield Fault(fill, clear, {"VAR_DIR": str(disk), "DATABASE_URL": database})
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


@contextmanager
def hung_postgresql(folder: Path) -> Iterator[Fault]:
    """All of the server's processes stand still."""
    with postgresql() as address:
        server = server_of(address)

        def to_server(number: signal.Signals) -> Act:
            def send(stack: Running) -> None:
                for each in (server, *server.children(recursive=True)):
                    with contextlib.suppress(psutil.NoSuchProcess):
                        each.send_signal(number)

            return send

        yield Fault(to_server(signal.SIGSTOP), to_server(signal.SIGCONT), {"DATABASE_URL": address})


@contextmanager
def killed_postgresql(folder: Path) -> Iterator[Fault]:
    """All of the server's processes are killed; it is started again as it was."""
    with postgres_server() as server:
        yield Fault(
            lambda _: server.kill(), lambda _: server.start(), {"DATABASE_URL": server.address}
        )


def redis_fault(
    act: Callable[[RedisServer], None], undo: Callable[[RedisServer], None]
) -> Preparation:
    """A fault of the Redis that web and the engine share."""

    @contextmanager
    def prepare(folder: Path) -> Iterator[Fault]:
        server = RedisServer(folder)
        server.start()
        try:
            yield Fault(
                lambda _: act(server), lambda _: undo(server), {"REDIS_URL": server.address}
            )
        finally:
            server.end()

    return prepare


@contextmanager
def killed_with_locks(folder: Path) -> Iterator[Fault]:
    """An engine is killed while it has a conversation's lock, which is in Redis."""
    kill = to_part("engine.serving", signal.SIGKILL)
    with redis_server(folder) as address, redis.Redis.from_url(address) as locks:

        def act(stack: Running) -> None:
            with locks.monitor() as monitor:
                next(c for c in monitor.listen() if c["command"].startswith(f"SET {PREFIX}"))
            kill(stack)

        yield Fault(act, env={"REDIS_URL": address})


@contextmanager
def two_at_once(folder: Path) -> Iterator[Fault]:
    """Another copy starts at the same time, on the same empty database."""
    (folder / "other").mkdir()
    database = f"sqlite:///{folder / 'conversations.db'}"
    other = our_stack(folder / "other")
    (command, place), *_ = other.commands
    env = {**other.env, "DATABASE_URL": database}
    with (folder / "other.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=place, env=env, stdout=log, stderr=log)

    def look(stack: Running) -> None:
        if process.poll() is not None:
            raise AssertionError((folder / "other.log").read_text())

    try:
        yield Fault(look, env={"DATABASE_URL": database})
    finally:
        process.terminate()
        process.wait()


@contextmanager
def interrupted_migration(folder: Path) -> Iterator[Fault]:
    """The process that makes the tables is killed while it does."""
    database = folder / "conversations.db"
    address = f"sqlite:///{database}"
    process = subprocess.Popen(
        [sys.executable, "-m", "web.store", "upgrade"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": address, "VAR_DIR": str(folder)},
        stderr=subprocess.DEVNULL,
    )
    journal = Path(f"{database}-journal")
    while process.poll() is None and not journal.exists():
        time.sleep(0.001)
    process.kill()
    if process.wait() == 0:
        raise NotHere("the migrations were over too soon")
    yield Fault(env={"DATABASE_URL": address})
