"""Engines and webs that share a PostgreSQL and a Redis, each a process that can be restarted."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from bench.engine_token import ENGINE_TOKEN
from bench.servers import free_ports
from contracts.paths import ROOT, models_folder
from web.store.database import upgrade

START_SECONDS = 120.0
_STOP_SECONDS = 20.0
_POLL_SECONDS = 0.05


@dataclass
class ProcessCopy:
    """A process of ours, which answers at a port of loopback; its log is added to."""

    name: str
    arguments: list[str]
    port: int
    env: dict[str, str]
    log: Path
    process: psutil.Popen | None = None

    @property
    def address(self) -> str:
        """The address of its port on loopback, without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it; `until_ready` waits for it."""
        with self.log.open("ab") as log:
            self.process = psutil.Popen(
                [sys.executable, "-W", "ignore", "-m", *self.arguments],
                cwd=ROOT,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def until_ready(self) -> float:
        """Seconds until it says that it is ready.

        Raises:
            RuntimeError: it died, or took more than `START_SECONDS`.
        """
        began = time.perf_counter()
        while not _is_ready(self.address):
            took = time.perf_counter() - began
            if self.process is None or self.process.poll() is not None or took > START_SECONDS:
                last = self.log.read_text(errors="replace")[-1000:]
                raise RuntimeError(f"{self.name} is not ready. Its log ends:\n{last}")
            time.sleep(_POLL_SECONDS)
        return time.perf_counter() - began

    def end(self) -> int:
        """End it as a service manager does; its exit status, below 0 if it had to be killed."""
        if self.process is None:
            return 0
        self.process.terminate()
        try:
            return int(self.process.wait(_STOP_SECONDS))
        except psutil.TimeoutExpired:
            self.process.kill()
            return int(self.process.wait())

    def kill(self) -> None:
        """Kill it, as a crash would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def restart(self) -> int:
        """End it, start it anew and wait for it; the exit status of the one before."""
        status = self.end()
        self.start()
        self.until_ready()
        return status


@dataclass
class Cluster:
    """Engines and webs that serve the same conversations."""

    engines: list[ProcessCopy] = field(default_factory=list)
    webs: list[ProcessCopy] = field(default_factory=list)

    @property
    def copies(self) -> Sequence[ProcessCopy]:
        """The engines and the webs, in that order."""
        return (*self.engines, *self.webs)


@contextmanager
def cluster(
    folder: Path, database: str, redis: str, *, engines: int, webs: int, **settings: str
) -> Iterator[Cluster]:
    """So many engines and webs while they run, all ready; their logs and files lie in `folder`.

    The engines have a folder in common, as they have a volume in a cluster.
    """
    upgrade(database)
    ports = free_ports(engines + webs)
    running = Cluster()
    shared = {
        **os.environ,
        "DATABASE_URL": database,
        "REDIS_URL": redis,
        "ENGINE_TOKEN": ENGINE_TOKEN,
        "ENGINE_URL": ",".join(f"http://127.0.0.1:{port}" for port in ports[:engines]),
        "SECRET_KEY": "a key that the webs of a bench share",
        "MODELS_DIR": str(models_folder().absolute()),
        "PROXY_HOPS": "1",
        "RASA_TELEMETRY_ENABLED": "false",
        **settings,
    }
    for name in ("ACTIONS_URL", "TRAINING_URL", "PUBLIC_URL"):
        if name not in settings:
            shared.pop(name, None)
    for number, port in enumerate(ports):
        is_engine = number < engines
        name = f"engine-{number}" if is_engine else f"web-{number - engines}"
        arguments = ["engine.serving", "--port", str(port)] if is_engine else ["web"]
        var = folder / ("engines" if is_engine else name)
        var.mkdir(exist_ok=True)
        env = {**shared, "WEB_PORT": str(port), "VAR_DIR": str(var)}
        copy = ProcessCopy(name, arguments, port, env, folder / f"{name}.log")
        (running.engines if is_engine else running.webs).append(copy)
    try:
        for copy in running.copies:
            copy.start()
        for copy in running.copies:
            copy.until_ready()
        yield running
    finally:
        for copy in (*running.webs, *running.engines):  # whoever asks another is ended first
            copy.end()


def _is_ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/health/ready", timeout=5) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False
