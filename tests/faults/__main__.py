"""Does to a running stack what can happen to it, and prints what came of it: `make faults`."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import aiohttp

from bench.servers import Running, our_stack, running
from tests.databases import RedisServer
from tests.faults.clocks import DAY, HOUR, clock
from tests.faults.connections import (
    expired_certificate,
    idle_connections,
    more_than_files,
    slow_clients,
)
from tests.faults.fault import NotHere, Preparation, nothing, on_parts, to_part
from tests.faults.files import corrupt_facts, corrupt_model, in_a_swap
from tests.faults.load import LoadTally, LoadUsers
from tests.faults.stores import (
    full_disk,
    hung_postgresql,
    interrupted_migration,
    killed_postgresql,
    killed_with_locks,
    locked_sqlite,
    nothing_written,
    redis_fault,
    sqlite_deleted,
    sqlite_put_away,
    two_at_once,
)

# Of each user: a conversation, the five seconds that the engine has for an answer, and two more.
BEFORE_SECONDS, FAULT_SECONDS, AFTER_SECONDS = 1.5, 5.0, 3.0
# Three times what two cores answer.
RUSH = 200.0
HEADER = (
    *("fault", "sent", "right", "press line", "sent again", "lost", "doubled", "mixed"),
    *("not stored", "text not kept", "moved", "s"),
)
# Beyond this something does not mend itself.
MOST_SECONDS = 10.0
MOST_MINUTES = 11.0

_KILL_ENGINE = to_part("engine.serving", signal.SIGKILL)
_KILL_WEB = to_part("web", signal.SIGKILL)


def kill_both(stack: Running) -> None:
    """Kill the engine and web at once."""
    _KILL_ENGINE(stack)
    _KILL_WEB(stack)


FAULTS: dict[str, Preparation] = {
    "none": on_parts(nothing),
    "200 at once": on_parts(nothing, users=200),
    "260 at once": on_parts(nothing, users=260),
    f"{RUSH:.0f} a second": on_parts(nothing, rush=RUSH),
    "kill -9 engine": on_parts(_KILL_ENGINE),
    "kill -9 web": on_parts(_KILL_WEB),
    "SIGTERM, started again": on_parts(Running.stop, Running.start),
    "SIGSTOP engine": on_parts(
        to_part("engine.serving", signal.SIGSTOP), to_part("engine.serving", signal.SIGCONT)
    ),
    "SIGSTOP web": on_parts(to_part("web", signal.SIGSTOP), to_part("web", signal.SIGCONT)),
    "web hangs": on_parts(to_part("web", signal.SIGSTOP)),
    "swap of models": in_a_swap(nothing),
    "kill -9 engine in a swap": in_a_swap(_KILL_ENGINE),
    "kill -9 web in a swap": in_a_swap(_KILL_WEB),
    "corrupt model": corrupt_model,
    "corrupt facts": corrupt_facts(nothing),
    "corrupt facts, kill -9 both": corrupt_facts(kill_both),
    "SQLite locked": locked_sqlite,
    "SQLite put away": sqlite_put_away,
    "SQLite deleted": sqlite_deleted,
    "disk full": full_disk,
    "disk takes no writes": nothing_written,
    "two at once on an empty database": two_at_once,
    "migration interrupted": interrupted_migration,
    "PostgreSQL killed": killed_postgresql,
    "PostgreSQL hung": hung_postgresql,
    "Redis killed": redis_fault(RedisServer.kill, RedisServer.start),
    "Redis hung": redis_fault(
        lambda server: server.signal(signal.SIGSTOP), lambda server: server.signal(signal.SIGCONT)
    ),
    "kill -9 engine, locks in Redis": killed_with_locks,
    "2,000 idle connections": idle_connections,
    "1,100 half-open, ulimit -n 1024": more_than_files,
    "slow clients": slow_clients,
    "certificate expired": expired_certificate,
    "clock into summer time": clock(HOUR, datetime(2027, 3, 28, 0, 50, tzinfo=UTC)),
    "clock out of summer time": clock(-HOUR, datetime(2026, 10, 25, 1, 10, tzinfo=UTC)),
    "clock 2 hours on": clock(2 * HOUR),
    "clock 3 hours back": clock(-3 * HOUR),
    "clock 100 days on, kill -9 web": clock(100 * DAY, then=_KILL_WEB),
}

# Where messages may be lost, and why.
_NO_WEB = "what web was answering when it was killed is cut off, and its writer sends it again"
MAY_LOSE = {
    "kill -9 web": _NO_WEB,
    "kill -9 web in a swap": _NO_WEB,
    "corrupt facts, kill -9 both": _NO_WEB,
    "clock 100 days on, kill -9 web": _NO_WEB,
    "SIGTERM, started again": "nothing runs for five seconds, and who writes gives up after one",
    "certificate expired": "a client that does not trust a certificate sends nothing",
}
# Seconds that the supervisor waits for a sign of life, and those of a start.
MAY_TAKE = {"web hangs": 20.0}


async def under_load(prepare: Preparation, folder: Path) -> tuple[LoadTally, float]:
    """What came of a fault, and the seconds from its end until all was right again.

    Raises:
        NotHere: it cannot be made on this machine.
    """
    with prepare(folder) as fault:
        system = our_stack(folder)
        system.env.update(fault.env)
        if fault.most_files:
            limit = ["sh", "-c", f'ulimit -n {fault.most_files} && exec "$@"', "sh"]
            ours = tuple(([*limit, *command], place) for command, place in system.commands)
            system = replace(system, commands=ours)
        if "WEB_PORT" in fault.env:
            system = replace(system, ready=f"http://127.0.0.1:{fault.env['WEB_PORT']}/health")
        with running(system, folder) as stack:
            await asyncio.to_thread(stack.until_ready)
            address, connector = system.ready.removesuffix("/health"), aiohttp.TCPConnector
            if fault.way:
                address, connector = fault.way(stack)
            load = LoadUsers(address, connector, fault.users)
            writing = asyncio.create_task(load.run())
            await asyncio.sleep(BEFORE_SECONDS)
            await asyncio.to_thread(fault.act, stack)
            if fault.forgets:
                load.forget()
            rush = asyncio.create_task(load.rush(fault.rush, FAULT_SECONDS))
            if fault.rush or fault.undo is not nothing:
                await asyncio.sleep(FAULT_SECONDS)
            await asyncio.to_thread(fault.undo, stack)
            ended = time.monotonic()
            await asyncio.to_thread(stack.until_ready)
            await asyncio.sleep(AFTER_SECONDS)
            await rush
            load.stop()
            await writing
    return load.tally, max(0.0, load.tally.last_wrong_at - ended)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; 1 if a message was lost, doubled, mixed up or not stored, or it took long.

    In the rows of `MAY_LOSE` those that are lost are counted alone.

    A row whose stack does not come up says so, and the others are tried all the same.
    """
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--only", nargs="*", default=list(FAULTS), choices=list(FAULTS))
    wrong, began = False, time.monotonic()
    print(" | ".join(HEADER))
    for name in parser.parse_args(arguments).only:
        with tempfile.TemporaryDirectory() as folder:
            try:
                tally, seconds = asyncio.run(under_load(FAULTS[name], Path(folder)))
            except NotHere as reason:
                print(f"{name} | not tried: {reason}", flush=True)
                continue
            except RuntimeError as error:  # the stack did not come up, before it or after
                print(f"{name} | broken off: {error}", flush=True)
                wrong = True
                continue
        cells = [tally.sent, tally.right, tally.press_line, tally.again, tally.lost]
        cells += [tally.doubled, tally.mixed, tally.not_stored, tally.not_kept, tally.moved]
        print(" | ".join((name, *map(str, cells), f"{seconds:.1f}")), flush=True)
        wrong = wrong or bool(tally.doubled or tally.mixed or tally.not_stored)
        wrong = wrong or (tally.lost > 0 and name not in MAY_LOSE)
        wrong = wrong or seconds > MAY_TAKE.get(name, MOST_SECONDS)
    minutes = (time.monotonic() - began) / 60
    print(f"{minutes:.1f} minutes")
    if minutes > MOST_MINUTES:
        print(f"That is more than {MOST_MINUTES:.0f}: rows wait too long, or others are at work.")
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main())
