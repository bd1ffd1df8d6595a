"""Starts the processes of what is measured, and says when they answer and what they use."""

from __future__ import annotations

import contextlib
import os
import random
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench import RESULTS
from bench.engine_token import ENGINE_TOKEN
from contracts.paths import ROOT
from web.store.database import upgrade

PEER = ROOT / "bench" / "peer"
# Made by make, of bench/peer/requirements.lock.
PEER_PYTHON = ROOT / "var" / "peer" / "bin" / "python"
START_SECONDS = 180.0
_STOP_SECONDS = 20.0
_GIVEN = Path("/proc/sys/net/ipv4/ip_local_port_range")  # the first and last of the system's own
_LOWEST = 10_000
_CHANCE = random.SystemRandom()  # tests side by side begin with the same seed
_QUIET = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}


@dataclass(frozen=True)
class System:
    """A bot as it is served: its processes, and where it answers.

    `commands` are each a command with its working folder. `ready` answers 200 when a model is
    loaded; `door` is the kind of `address`, `rest` (Rasa's REST channel) or `web`.
    """

    name: str
    commands: tuple[tuple[list[str], Path], ...]
    env: dict[str, str]
    ready: str
    door: str
    address: str


def peer_env() -> dict[str, str]:
    """The environment in which the peer's Python runs, without our modules in its path."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return {**env, **_QUIET, "RASA_CACHE_DIRECTORY": str(RESULTS / "cache")}


def rasas_default(model: Path, folder: Path) -> System:
    """Rasa's own server in the peer's environment; its actions apart, its store in SQLite."""
    port, actions_port = free_ports(2)
    rasa = [
        *(str(PEER_PYTHON), "-m", "rasa", "run", "--model", str(model)),
        *("--credentials", str(PEER / "credentials.yml")),
        *("--endpoints", str(PEER / "endpoints.yml")),
        *("--interface", "127.0.0.1", "--port", str(port)),
    ]
    actions = [sys.executable, "-m", "actions", "--port", str(actions_port)]
    rest = f"http://127.0.0.1:{port}/webhooks/rest"
    return System(
        "Rasa's default",
        ((actions, ROOT), (rasa, folder)),
        {
            **peer_env(),
            "ACTIONS_URL": f"http://127.0.0.1:{actions_port}",
            "PEER_DATABASE": str(folder / "conversations.db"),
        },
        f"{rest}/",
        "rest",
        f"{rest}/webhook",
    )


def our_engine(model: Path, folder: Path) -> System:
    """The engine alone, with its actions."""
    port = free_port()
    database = f"sqlite:///{folder / 'conversations.db'}"
    upgrade(database)
    command = [sys.executable, "-m", "engine.serving", "--model", str(model), "--port", str(port)]
    env = {
        **os.environ,
        **_QUIET,
        "ENGINE_TOKEN": ENGINE_TOKEN,
        "DATABASE_URL": database,
        "VAR_DIR": str(folder),
    }
    env.pop("ACTIONS_URL", None)
    address = f"http://127.0.0.1:{port}"
    return System(
        "ours, the engine alone",
        ((command, ROOT),),
        env,
        f"{address}/health",
        "rest",
        f"{address}/webhooks/rest/webhook",
    )


def our_stack(folder: Path) -> System:
    """All that `make run` starts; each conversation may come from an address of its own."""
    web, engine = free_ports(2)
    env = {
        **os.environ,
        **_QUIET,
        "WEB_PORT": str(web),
        "ENGINE_PORT": str(engine),
        "VAR_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'conversations.db'}",
        "PROXY_HOPS": "1",
    }
    for name in ("ACTIONS_URL", "ENGINE_URL", "FACTS_FILE", "REDIS_URL", "WEB_URL", "PUBLIC_URL"):
        env.pop(name, None)
    address = f"http://127.0.0.1:{web}"
    return System(
        "ours, through web",
        (([sys.executable, "-m", "supervisor"], ROOT),),
        env,
        f"{address}/health",
        "web",
        f"{address}/api/messages",
    )


class Running:
    """A system and its processes; what they say is added to logs in the folder."""

    def __init__(self, system: System, folder: Path) -> None:
        self.system = system
        self._processes: list[subprocess.Popen[bytes]] = []
        self._folder = folder
        self._started = time.perf_counter()

    def start(self) -> None:
        """Start all processes; again after `stop`."""
        self._processes.clear()
        self._started = time.perf_counter()
        for number, (command, place) in enumerate(self.system.commands):
            with (self._folder / f"{number}.log").open("a") as log:
                self._processes.append(
                    subprocess.Popen(
                        command,
                        cwd=place,
                        env=self.system.env,
                        stdin=subprocess.DEVNULL,
                        stdout=log,
                        stderr=log,
                        start_new_session=True,
                    )
                )

    def until_ready(self) -> float:
        """Seconds from the start until `ready` answers 200.

        Raises:
            RuntimeError: a process died, or it took more than `START_SECONDS`.
        """
        while not _answers(self.system.ready):
            for number, process in enumerate(self._processes):
                if process.poll() is not None:
                    last = (self._folder / f"{number}.log").read_text(errors="replace")[-1000:]
                    raise RuntimeError(f"{self.system.name}: a process died. Its log ends:\n{last}")
            if self.seconds() > START_SECONDS:
                raise RuntimeError(f"{self.system.name}: no answer in {START_SECONDS:.0f} s")
            time.sleep(0.05)
        return self.seconds()

    def seconds(self) -> float:
        """How long it has run, in seconds."""
        return time.perf_counter() - self._started

    def all(self) -> list[psutil.Process]:
        """The processes that live, and those that they started."""
        started = [psutil.Process(p.pid) for p in self._processes if p.poll() is None]
        return [p for one in started for p in (one, *one.children(recursive=True))]

    def megabytes(self) -> dict[str, float]:
        """Resident memory by process; what two of them share counts in both."""
        return self._by_name(lambda process: process.memory_info().rss / 1024**2)

    def work(self) -> dict[str, float]:
        """Seconds of processor time that each process has used."""
        return self._by_name(lambda process: sum(process.cpu_times()[:2]))

    def _by_name(self, read: Callable[[psutil.Process], float]) -> dict[str, float]:
        figures: dict[str, float] = {}
        for process in self.all():
            name = module_of(process.cmdline())
            figures[name] = figures.get(name, 0.0) + read(process)
        return figures

    def stop(self) -> None:
        """End all processes: first kindly, as Ctrl-C does."""
        everyone = self.all()
        for process in self._processes:
            process.terminate()
        _, alive = psutil.wait_procs(everyone, _STOP_SECONDS)
        for survivor in alive:
            survivor.kill()
        for process in self._processes:
            process.wait()


@contextmanager
def running(system: System, folder: Path) -> Iterator[Running]:
    """The system while it runs; its logs lie in the folder."""
    started = Running(system, folder)
    try:
        started.start()
        yield started
    finally:
        started.stop()


def free_ports(count: int) -> list[int]:
    """Ports on loopback that nobody has, and that the system gives nobody who asks for any."""
    ours = range(_LOWEST, int(_GIVEN.read_text().split()[0]) if _GIVEN.exists() else 32_768)
    probes: list[socket.socket] = []
    while len(probes) < count:
        # 0 is any, where the system gives nearly all of them. Taken: another is tried.
        port = _CHANCE.choice(ours) if len(ours) > _LOWEST else 0
        with contextlib.suppress(OSError):
            probes.append(socket.create_server(("127.0.0.1", port)))
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def free_port() -> int:
    """One of them."""
    return free_ports(1)[0]


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def module_of(command: list[str]) -> str:
    """The module that a Python runs, or else the program's name."""
    if "-m" in command[:-1]:
        return command[command.index("-m") + 1]
    return Path(command[0]).name if command else "?"
