"""What a fault is: what runs beside the stack, what is done to it, and what takes that back."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import psutil

from bench.servers import Running

Act = Callable[[Running], None]
Way = tuple[str, Callable[[], aiohttp.BaseConnector]]


class NotHere(Exception):
    """The fault cannot be made on this machine; says why."""


def nothing(stack: Running) -> None:
    """Leave all as it is."""


@dataclass(frozen=True)
class Fault:
    """A fault of a running stack. Both acts may take a while: they run in a thread of their own.

    `env` is settings of the stack, `way` leads to web where it is not reached by its own port,
    `most_files` is what each of its processes may have open. Where there is a `rush`, so many
    people a second write beside the users until the fault ends. Where it `forgets`, what was begun
    before the fault need not be stored.
    """

    act: Act = nothing
    undo: Act = nothing
    env: dict[str, str] = field(default_factory=dict)
    way: Callable[[Running], Way] | None = None
    users: int = 8
    rush: float = 0.0
    most_files: int | None = None
    forgets: bool = False


Preparation = Callable[[Path], AbstractContextManager[Fault]]


def to_part(module: str, number: signal.Signals) -> Act:
    """Send one of the parts a signal."""

    def send(stack: Running) -> None:
        for process in stack.all():
            with contextlib.suppress(psutil.NoSuchProcess):  # what another signal has just ended
                if module in process.cmdline():
                    process.send_signal(number)

    return send


def on_parts(act: Act, undo: Act = nothing, users: int = 8, rush: float = 0.0) -> Preparation:
    """A fault that needs nothing beside the stack."""

    @contextmanager
    def prepare(folder: Path) -> Iterator[Fault]:
        yield Fault(act, undo, users=users, rush=rush)

    return prepare
