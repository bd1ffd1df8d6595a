"""Faults of the clock: it jumps under all processes of the stack, theirs alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bench.servers import Running
from contracts.paths import ROOT
from tests.faults.fault import Act, Fault, Preparation, nothing

HOUR = 3600.0
DAY = 24 * HOUR
# Run by each Python as it starts. The file holds seconds to add to the clock.
_PROGRAM = """
import datetime, os, pathlib, threading
import time_machine

_file = pathlib.Path(os.environ["CLOCK_FILE"])


def _follow():
    ahead = float(_file.read_text())
    now = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=ahead)
    clock = time_machine.travel(now, tick=True).start()
    wait = threading.Event().wait

    def run():
        nonlocal ahead
        while True:
            wait(0.05)
            told = float(_file.read_text() or ahead)
            if told != ahead:
                clock.shift(told - ahead)
                ahead = told

    threading.Thread(target=run, daemon=True).start()


_follow()
"""


def clock(jump: float, starts_at: datetime | None = None, then: Act = nothing) -> Preparation:
    """The clock jumps so many seconds, something is `then` done, and it jumps back.

    It may be another day from the start.
    """

    @contextmanager
    def prepare(folder: Path) -> Iterator[Fault]:
        place = folder / "clock"
        place.mkdir()
        (place / "sitecustomize.py").write_text(_PROGRAM)
        file = place / "ahead"
        ahead = (starts_at - datetime.now(UTC)).total_seconds() if starts_at else 0.0

        def set_to(seconds: float) -> None:
            new = place / "new"
            new.write_text(str(seconds))
            new.replace(file)

        set_to(ahead)

        def act(stack: Running) -> None:
            set_to(ahead + jump)
            then(stack)

        def undo(stack: Running) -> None:
            set_to(ahead)

        path = f"{place}:{ROOT}"
        yield Fault(act, undo, {"PYTHONPATH": path, "CLOCK_FILE": str(file)})

    return prepare
