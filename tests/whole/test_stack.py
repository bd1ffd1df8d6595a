"""Starting, failing and ending, as whoever runs it sees it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from .conftest import ROOT, free_port, start_stack


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
    facts_file.write_text(facts_file.read_text().replace("0771-524 524", "ring oss"))
    ports = {f"{part}_PORT": str(free_port()) for part in ("WEB", "ENGINE")}
    process = run_to_the_end(FACTS_FILE=str(facts_file), **ports)
    assert process.returncode == 1
    (sentence,) = process.stderr.strip().splitlines()
    assert sentence.startswith("press_service.yml, rad ")
    assert "contacts.customer_centre_phone.value" in sentence


def test_when_one_part_dies_the_others_are_ended_with_its_name(tmp_path: Path) -> None:
    running = start_stack(tmp_path)
    children = running.children()
    (engine,) = [child for child in children if "engine.serving" in child.cmdline()]
    engine.send_signal(signal.SIGKILL)
    _, errors = running.process.communicate(timeout=60)
    assert running.process.returncode == 1
    assert "engine dog" in errors
    assert "Traceback" not in errors
    _, alive = psutil.wait_procs(children, timeout=5)
    assert alive == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_can_be_ended_while_it_starts(tmp_path: Path, number: signal.Signals) -> None:
    ports = {f"{part}_PORT": str(free_port()) for part in ("WEB", "ENGINE")}
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
    children = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(number)
    process.communicate(timeout=60)
    assert process.returncode == 0
    assert not [child for child in children if child.is_running()]
