"""Starting, failing and ending, as whoever runs it sees it."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path

import aiohttp
import psutil
import pytest

from engine.fingerprint import code_part, model_path
from engine.training.archives import digest_file
from supervisor.__main__ import healthy
from supervisor.layout import Ports
from tests.press_page import CUSTOMER_PHONE

from .conftest import ROOT, Stack, stack_ports, start_stack


def run_to_the_end(**env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "supervisor"],
        cwd=ROOT,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
    )


def test_a_taken_port_is_one_clear_sentence() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        process = run_to_the_end(WEB_PORT=str(listener.getsockname()[1]))
    assert process.returncode == 1
    assert "upptagen" in process.stderr
    assert "WEB_PORT" in process.stderr
    assert len(process.stderr.strip().splitlines()) == 1


def test_a_port_that_is_no_number_is_one_clear_sentence() -> None:
    process = run_to_the_end(WEB_PORT="åttatusen")
    assert process.returncode == 1
    assert len(process.stderr.strip().splitlines()) == 1


def test_a_broken_facts_file_is_one_clear_sentence(facts_file: Path) -> None:
    facts_file.write_text(facts_file.read_text().replace(CUSTOMER_PHONE, "ring oss"))
    ports = stack_ports()
    process = run_to_the_end(FACTS_FILE=str(facts_file), **ports)
    assert process.returncode == 1
    (sentence,) = process.stderr.strip().splitlines()
    assert sentence.startswith("press_service.yml, rad ")
    assert "contacts.customer_centre_phone.value" in sentence


async def ask(address: str) -> list[str | None]:
    body = {"text": "Hur många vabbade i fjol?"}
    async with (
        aiohttp.ClientSession(address) as session,
        session.post("/api/messages", json=body) as response,
    ):
        return [card["topic"] for card in (await response.json())["messages"]]


def end(running: Stack) -> str:
    """End it as Ctrl-C does; what it said meanwhile."""
    running.process.send_signal(signal.SIGINT)
    _, errors = running.process.communicate(timeout=60)
    assert running.process.returncode == 0
    return errors


async def test_a_part_that_dies_is_started_again_and_said(tmp_path: Path) -> None:
    running = start_stack(tmp_path)
    try:
        for module in ("engine.serving", "web"):
            (part,) = [child for child in running.children() if module in child.cmdline()]
            part.send_signal(signal.SIGKILL)
            part.wait(60)
            # At once: who writes while web starts anew is answered when it has.
            topics = await ask(running.address)
            assert topics == ["statistics" if module == "web" else "fallback"]
            assert running.process.stderr is not None
            name = module.removesuffix(".serving")
            sentence = f"{name} dog (signal 9) och startas igen om 0,2 s."
            while sentence not in (line := running.process.stderr.readline()):
                assert line, "the stack has ended"
            await asyncio.wait_for(healthy(int(running.address.rsplit(":", 1)[1])), 60)
            assert await ask(running.address) == ["statistics"]
    finally:
        errors = end(running)
    assert "Traceback" not in errors
    for log in ("engine", "web"):
        assert stat.S_IMODE((running.var / "log" / f"{log}.log").stat().st_mode) == 0o600


async def test_a_damaged_model_is_not_served_and_the_last_good_one_is(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "engine.training"], cwd=ROOT, check=True)
    models, ours = tmp_path / "models", model_path()
    models.mkdir()
    good = models / f"presstjanst-{code_part()}-00000000.tar.gz"
    for path, link in ((ours, good), (digest_file(ours), digest_file(good))):
        link.hardlink_to(path)
    shutil.copy(digest_file(ours), models)
    (models / ours.name).write_bytes(b"cut")
    running = start_stack(tmp_path, MODELS_DIR=str(models))
    try:
        assert await ask(running.address) == ["statistics"]
    finally:
        errors = end(running)
    assert errors.splitlines()[0] == (
        f"Modellen {ours.name} är skadad: den stämmer inte med sin kontrollsumma. "
        f"{good.name} används så länge: kör make train för en ny."
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_it_can_be_ended_while_it_starts(tmp_path: Path, number: signal.Signals) -> None:
    ports = stack_ports()
    process = subprocess.Popen(
        [sys.executable, "-m", "supervisor"],
        cwd=ROOT,
        env={**os.environ, **ports, "VAR_DIR": str(tmp_path)},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    while "Startar" not in process.stderr.readline():
        assert process.poll() is None
    process.send_signal(signal.SIGSTOP)
    os.waitpid(process.pid, os.WUNTRACED)  # it begins no other that would be missed below
    children = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(number)
    process.send_signal(signal.SIGCONT)
    process.communicate(timeout=60)
    assert process.returncode == (-number if number == signal.SIGKILL else 0)
    _, alive = psutil.wait_procs(children, timeout=60)
    assert alive == []
    Ports(int(ports["WEB_PORT"]), int(ports["ENGINE_PORT"])).check_free()
