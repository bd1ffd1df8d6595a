"""Does to a running stack what can happen to it, and prints what came of it: `make faults`."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import psutil

from bench.servers import Running, our_stack, running
from tests.databases import RedisServer, postgresql, server_of
from tests.faults.load import Load, Tally

BEFORE_SECONDS, FAULT_SECONDS, AFTER_SECONDS = 3.0, 5.0, 5.0
HEADER = ("fault", "sent", "right", "press line", "lost", "doubled", "mixed", "not stored", "s")

Environment = dict[str, str]
Act = Callable[[Running], None]
# What has to run, as settings of the stack; what is done to it, and what takes it back.
Fault = tuple[Environment, Act, Act]
Preparation = Callable[[Path], AbstractContextManager[Fault]]


def nothing(stack: Running) -> None:
    """Leave all as it is."""


def to_part(module: str, number: signal.Signals) -> Act:
    """Send one of the parts a signal."""

    def send(stack: Running) -> None:
        for process in stack.all():
            if module in process.cmdline():
                process.send_signal(number)

    return send


def on_parts(act: Act, undo: Act = nothing) -> Preparation:
    """A fault that needs nothing beside the stack."""

    @contextmanager
    def prepare(folder: Path) -> Iterator[Fault]:
        yield {}, act, undo

    return prepare


@contextmanager
def locked_sqlite(folder: Path) -> Iterator[Fault]:
    """Somebody else has the file."""
    others: list[sqlite3.Connection] = []

    def lock(stack: Running) -> None:
        others.append(sqlite3.connect(folder / "conversations.db", isolation_level=None))
        others[0].execute("BEGIN EXCLUSIVE")

    yield {}, lock, lambda stack: others[0].close()


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

        yield {"DATABASE_URL": address}, to_server(signal.SIGSTOP), to_server(signal.SIGCONT)


def redis_fault(
    act: Callable[[RedisServer], None], undo: Callable[[RedisServer], None]
) -> Preparation:
    """A fault of the Redis that web and the engine share."""

    @contextmanager
    def prepare(folder: Path) -> Iterator[Fault]:
        server = RedisServer(folder)
        server.start()
        try:
            yield {"REDIS_URL": server.address}, lambda _: act(server), lambda _: undo(server)
        finally:
            server.end()

    return prepare


FAULTS: dict[str, Preparation] = {
    "none": on_parts(nothing),
    "kill -9 engine": on_parts(to_part("engine.serving", signal.SIGKILL)),
    "kill -9 web": on_parts(to_part("web", signal.SIGKILL)),
    "SIGSTOP engine": on_parts(
        to_part("engine.serving", signal.SIGSTOP), to_part("engine.serving", signal.SIGCONT)
    ),
    "SIGSTOP web": on_parts(to_part("web", signal.SIGSTOP), to_part("web", signal.SIGCONT)),
    "SQLite locked": locked_sqlite,
    "PostgreSQL hung": hung_postgresql,
    "Redis killed": redis_fault(RedisServer.kill, RedisServer.start),
    "Redis hung": redis_fault(
        lambda server: server.signal(signal.SIGSTOP), lambda server: server.signal(signal.SIGCONT)
    ),
}


async def under_load(prepare: Preparation, folder: Path) -> tuple[Tally, float]:
    """What came of a fault, and the seconds from its end until all was right again."""
    with prepare(folder) as (env, act, undo):
        system = our_stack(folder)
        system.env.update(env)
        with running(system, folder) as stack:
            await asyncio.to_thread(stack.until_ready)
            load = Load(system.ready.removesuffix("/health"))
            writing = asyncio.create_task(load.run())
            await asyncio.sleep(BEFORE_SECONDS)
            act(stack)
            if undo is not nothing:
                await asyncio.sleep(FAULT_SECONDS)
            undo(stack)
            ended = time.monotonic()
            await asyncio.to_thread(stack.until_ready)
            await asyncio.sleep(AFTER_SECONDS)
            load.stop()
            await writing
    return load.tally, max(0.0, load.tally.last_wrong_at - ended)


def main() -> int:
    """Print the table; 1 if a message was doubled, mixed up or not stored."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--only", nargs="*", default=list(FAULTS), choices=list(FAULTS))
    wrong = False
    print(" | ".join(HEADER))
    for name in parser.parse_args().only:
        with tempfile.TemporaryDirectory() as folder:
            tally, seconds = asyncio.run(under_load(FAULTS[name], Path(folder)))
        cells = [tally.sent, tally.right, tally.press_line, tally.lost]
        cells += [tally.doubled, tally.mixed, tally.not_stored]
        print(" | ".join((name, *map(str, cells), f"{seconds:.1f}")), flush=True)
        wrong = wrong or bool(tally.doubled or tally.mixed or tally.not_stored)
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main())
