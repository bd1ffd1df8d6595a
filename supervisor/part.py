"""One process of the stack: started, kept up, and ended with all that it started."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import signal
import socket
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from contracts.paths import ROOT
from supervisor.logs import open_log
from supervisor.restarts import MOST_DEATHS, Restarts
from supervisor.watchdog import SILENT_SECONDS, until_silent

STOP_SECONDS = 15.0  # longer than a part takes to answer what is under way
LAST_LINES = 15
_PR_SET_PDEATHSIG = 1  # linux/prctl.h
# Looked up here: in a child that has not become its program yet, only little may be done.
_prctl = getattr(ctypes.CDLL(None), "prctl", None)


class StackError(RuntimeError):
    """Why the stack cannot run, in one sentence for the one who started it."""


def say(sentence: str) -> None:
    """Tell whoever started the stack; the terminal may be gone."""
    with contextlib.suppress(OSError):
        print(sentence, file=sys.stderr, flush=True)


def end_with(parent: int) -> None:
    """In a child: ask the system to end it when its parent ends, however that comes (Linux)."""
    if _prctl is not None:
        _prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it has ended already
        os._exit(1)


class Part:
    """A process with a log, which is started again when it dies or hangs."""

    def __init__(
        self,
        name: str,
        command: list[str],
        log: Path,
        restarts: Restarts | None = None,
        sockets: Sequence[socket.socket] = (),
        port: int | None = None,
        silent_seconds: float = SILENT_SECONDS,
    ) -> None:
        """`sockets` are handed to the process, by their numbers here, at each start.

        Where there is a `port`, a process that does not answer there for `silent_seconds` is ended.
        """
        self.name = name
        self._port = port
        self._silent_seconds = silent_seconds
        self._sockets = sockets
        self.log = log
        self.command = command
        self._restarts = restarts or Restarts()
        self._process: asyncio.subprocess.Process | None = None
        self._log_began_at = 0

    async def keep_up(self, env: Mapping[str, str], tell: Callable[[str], None] = say) -> None:
        """Run it until cancelled, again and again; `stop` ends what runs then.

        Raises:
            StackError: it dies too often.
        """
        while True:
            process = await self._start(env)
            watching = asyncio.create_task(self._end_when_silent(tell))
            try:
                code = await process.wait()
            finally:
                watching.cancel()
            self._signal(signal.SIGKILL)  # what it had started
            self._process = None
            pause = self._restarts.pause()
            if pause is None:
                raise StackError(
                    f"{self.name} dog {MOST_DEATHS} gånger på en minut och startas inte igen. "
                    f"Sist i {self.log}:\n{self._last_lines()}"
                )
            seconds = f"{pause:g}".replace(".", ",")
            tell(f"{self.name} dog ({_cause(code)}) och startas igen om {seconds} s.")
            await asyncio.sleep(pause)

    async def stop(self) -> None:
        """End the process and all that it started."""
        if self._process is None:
            return
        self._signal(signal.SIGTERM)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._process.wait(), STOP_SECONDS)
        self._signal(signal.SIGKILL)
        await self._process.wait()

    async def _start(self, env: Mapping[str, str]) -> asyncio.subprocess.Process:
        """In a session of its own: Ctrl-C reaches the stack alone, which ends the rest."""
        log = open_log(self.log)
        try:
            self._log_began_at = os.fstat(log).st_size
            self._process = await asyncio.create_subprocess_exec(
                *self.command,
                cwd=ROOT,
                env=env,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                pass_fds=[one.fileno() for one in self._sockets],
                preexec_fn=partial(end_with, os.getpid()),
            )
        finally:
            os.close(log)
        return self._process

    async def _end_when_silent(self, tell: Callable[[str], None]) -> None:
        if self._port is not None:
            await until_silent(self._port, self._silent_seconds)
            tell(f"{self.name} har inte svarat på {self._silent_seconds:.0f} s och avslutas.")
            self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)

    def _last_lines(self) -> str:
        """What it wrote last, since it was started last."""
        written = self.log.read_bytes()
        began_at = self._log_began_at if self._log_began_at <= len(written) else 0
        lines = written[began_at:].decode(errors="replace").splitlines()
        return "\n".join(lines[-LAST_LINES:])


def _cause(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"kod {code}"
