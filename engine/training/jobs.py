"""Runs trainings, one at a time, each in a process of its own that can be ended whole."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import shutil
import signal
import sys
import time
import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contracts.paths import ROOT, models_folder
from contracts.training import JobState, State, Step

log = logging.getLogger(__name__)

MAX_TRAINING_SECONDS = 3600.0
MAX_JOBS = 5
_FOLDER = ".training-"
_LINE_BYTES = 64 * 1024 * 1024

COMMAND = [sys.executable, "-W", "ignore", "-m", "engine.training.candidate"]
# Whatever it leaves behind lies in its folder, and goes with it; one processor is enough.
_SETTINGS = {
    "RASA_MAX_CACHE_SIZE": "0",
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1"),
}
STOPPED = "Träningen stoppades."
TOO_LONG = "Träningen tog mer än en timme och avbröts."


class Busy(RuntimeError):
    """A training is under way already."""


@dataclass
class Job:
    """One training, as `contracts.training.JobState` has it."""

    id: str
    state: State = "training"
    step: str = Step.PREPARING.value
    share: float = 0.0
    why: str | None = None
    figures: dict[str, Any] | None = None

    def to_json(self) -> JobState:
        """As the API gives it."""
        return {
            "id": self.id,
            "state": self.state,
            "step": self.step,
            "share": self.share,
            "why": self.why,
            "model": self.figures["candidate"]["model"] if self.figures else None,
            "figures": self.figures,
        }


class Jobs:
    """The trainings that this engine remembers: the last few, for as long as it runs."""

    def __init__(self, command: list[str] | None = None) -> None:
        """Run `command` with a folder of its own, in place of engine.training.candidate."""
        self._command = command or COMMAND
        self._jobs: dict[str, Job] = {}
        self._running: asyncio.Task[None] | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._news = asyncio.Event()

    def start(self, request: dict[str, Any], id: str | None = None) -> str:
        """Begin a training; its id, which whoever asks for it may choose.

        Raises:
            Busy: one is under way.
        """
        if self._running and not self._running.done():
            raise Busy
        job = Job(id or uuid.uuid4().hex)
        self._jobs[job.id] = job
        for old in list(self._jobs)[:-MAX_JOBS]:
            del self._jobs[old]
        self._running = asyncio.get_running_loop().create_task(self._run(job, request))
        return job.id

    def get(self, job: str) -> Job | None:
        """The training with an id, if it is remembered."""
        return self._jobs.get(job)

    async def follow(self, job: Job) -> AsyncIterator[Job]:
        """A training now, at each change of it, and when it has ended."""
        while job.state == "training":
            news = self._news
            yield job
            await news.wait()
        yield job

    async def wait(self) -> None:
        """Wait until no training runs: the process has ended, and its files are gone."""
        if self._running:
            await asyncio.wait([self._running])

    def stop(self, job: Job) -> None:
        """End a training; one that has ended stays as it is."""
        if job.state == "training":
            job.state, job.why = "failed", STOPPED
            self._notify()
            self._kill()

    async def close(self) -> None:
        """End what runs, with its files."""
        for job in self._jobs.values():
            self.stop(job)
        await self.wait()

    async def _run(self, job: Job, request: dict[str, Any]) -> None:
        folder = models_folder() / f"{_FOLDER}{job.id}"
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(None, _make_room, folder)
            why = await self._train(job, folder, request)
        except Exception as error:  # noqa: BLE001  (whatever is wrong must show)
            log.error("a training failed: %s", type(error).__name__)
            why = f"Träningen kunde inte genomföras.\n{type(error).__name__}"
        finally:
            await loop.run_in_executor(None, shutil.rmtree, folder, True)
        if job.state == "training":
            job.state, job.why = ("failed", why) if why else ("ready", None)
            self._notify()

    async def _train(self, job: Job, folder: Path, request: dict[str, Any]) -> str | None:
        """Why there is no comparison, or None."""
        process = await asyncio.create_subprocess_exec(
            *self._command,
            str(folder),
            cwd=ROOT,
            env={**os.environ, **_SETTINGS, "TMPDIR": str(folder)},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            limit=_LINE_BYTES,
            start_new_session=True,
        )
        self._process = process
        if job.state != "training":
            self._kill()
        outcome: dict[str, Any] = {}
        talk = asyncio.ensure_future(_talk(process, request, job, outcome, self._notify))
        await asyncio.wait([talk], timeout=MAX_TRAINING_SECONDS)
        late = not talk.done()
        self._kill()
        await talk
        if late:
            return TOO_LONG
        if "failed" in outcome:
            log.error("a training failed: %s", outcome["place"])
            return str(outcome["failed"])
        job.figures = outcome.get("figures")
        return None if job.figures else _exit_reason(process.returncode)

    def _notify(self) -> None:
        """Wake everybody who follows a training."""
        self._news.set()
        self._news = asyncio.Event()

    def _kill(self) -> None:
        """End the process that runs, and all that it has started."""
        if self._process and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)


async def _talk(
    process: asyncio.subprocess.Process,
    request: dict[str, Any],
    job: Job,
    outcome: dict[str, Any],
    notify: Callable[[], None],
) -> None:
    """Send the request, and read the messages of the process until it ends."""
    assert process.stdin and process.stdout
    # Its standard input stays open: it ends itself when that closes.
    with contextlib.suppress(ConnectionError):
        process.stdin.write(json.dumps(request).encode() + b"\n")
        await process.stdin.drain()
    async for line in process.stdout:
        message = json.loads(line)
        if "step" in message:
            job.step, job.share = message["step"], message["share"]
            notify()
        else:
            outcome.update(message)
    await process.wait()


def _make_room(folder: Path) -> None:
    """Make the folder; remove those of engines that were ended before they could."""
    for left in models_folder().glob(f"{_FOLDER}*"):
        with contextlib.suppress(OSError):
            if left.stat().st_mtime < time.time() - 2 * MAX_TRAINING_SECONDS:
                shutil.rmtree(left, ignore_errors=True)
    folder.mkdir(parents=True)


def _exit_reason(code: int | None) -> str:
    if code == -signal.SIGKILL:
        return "Systemet avslutade träningen (signal 9), oftast för att minnet tog slut."
    if code is not None and code < 0:
        return f"Träningen avslutades utifrån (signal {-code})."
    return f"Träningen slutade utan resultat (kod {code})."
