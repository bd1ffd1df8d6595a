"""The whole stack, started as `make run` starts it, on free ports and with files of its own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from bench.servers import free_ports
from contracts.paths import ROOT

PATIENCE = Path(__file__).with_name("patience")
# Within which one part of a stack answers another, or is done without. The machine of a test may
# stand still for longer.
LIMITS = (
    "web.engine_client.ANSWER_SECONDS",
    "web.engine_client.MASK_SECONDS",
    "web.engine_client.STATE_SECONDS",
    "web.chat.answers.STORING_SECONDS",
    "web.http.in_time.IN_TIME_SECONDS",
    "web.shared.REDIS_SECONDS",
    "web.watching.health.PROBE_SECONDS",
    "engine.local_actions.ACTION_SECONDS",
    "engine.serving.storage.redis_locks.REDIS_SECONDS",
    "engine.serving.storage.transactions.WORK_SECONDS",
)


def patience(limits: Sequence[str] = LIMITS) -> dict[str, str]:
    """What has the Pythons of a stack take a minute for each of these limits."""
    path = filter(None, (str(PATIENCE), os.environ.get("PYTHONPATH")))
    return {"PYTHONPATH": os.pathsep.join(path), "PATIENT": " ".join(limits)}


def stack_ports() -> dict[str, str]:
    """Ports for a stack that nobody has, as its settings."""
    web, engine = free_ports(2)
    return {"WEB_PORT": str(web), "ENGINE_PORT": str(engine)}


@dataclass
class Stack:
    """A running stack."""

    process: subprocess.Popen[str]
    address: str
    facts_file: Path
    var: Path

    def children(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)


def start_stack(
    folder: Path, patient: Sequence[str] = LIMITS, *, root: Path = ROOT, **more: str
) -> Stack:
    """Start and wait for the line with the address; the process may have died instead.

    `root` is the checkout whose code and examples it has.

    The limits in `patient` are a minute: whoever tests what comes of one leaves it out.
    """
    facts_file = Path(shutil.copy(root / "facts" / "press_service.yml", folder))
    ports = stack_ports()
    env = {
        **os.environ,
        **ports,
        **patience(patient),
        "VAR_DIR": str(folder / "var"),
        "FACTS_FILE": str(facts_file),
        "PROXY_HOPS": "1",  # so that each test may write from an address of its own
        **more,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "supervisor"],
        cwd=root,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    process.stdout.readline()
    return Stack(process, f"http://127.0.0.1:{ports['WEB_PORT']}", facts_file, folder / "var")


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """One stack for all tests that only talk to it."""
    running = start_stack(tmp_path_factory.mktemp("stack"))
    if running.process.poll() is not None:
        _, errors = running.process.communicate()
        pytest.fail(f"the stack did not start:\n{errors}")
    yield running
    children = running.children()
    running.process.send_signal(signal.SIGINT)
    _, errors = running.process.communicate()
    assert running.process.returncode == 0, errors
    assert not [child for child in children if child.is_running()]
