"""A part that dies is started again, and ends with whoever started it; all with real processes."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from contracts.paths import ROOT
from supervisor.part import Part, StackError
from supervisor.restarts import MOST_DEATHS, Restarts
from supervisor.watchdog import is_ok

# Says its number and waits for whatever ends it.
WAITS = "import os, signal; print(os.getpid(), flush=True); signal.pause()"
HOLDER = f"""
import asyncio, os, sys
from pathlib import Path
from supervisor.part import Part

part = Part("web", [sys.executable, "-c", {WAITS!r}], Path(sys.argv[1]))
asyncio.run(part.keep_up(os.environ))
"""


def part_of(script: str, folder: Path) -> Part:
    restarts = Restarts(first_pause=0.0)
    return Part("web", [sys.executable, "-c", script], folder / "web.log", restarts)


async def test_it_is_started_again_with_a_sentence_until_it_has_died_too_often(
    tmp_path: Path,
) -> None:
    said: list[str] = []
    part = part_of("print('the last words'); raise SystemExit(3)", tmp_path)
    with pytest.raises(StackError) as given_up:
        await part.keep_up(os.environ, said.append)
    assert said == ["web dog (kod 3) och startas igen om 0 s."] * (MOST_DEATHS - 1)
    sentence, *last = str(given_up.value).splitlines()
    assert sentence.startswith("web dog 5 gånger på en minut och startas inte igen.")
    assert last == ["the last words"]
    assert (tmp_path / "web.log").read_text() == "the last words\n" * MOST_DEATHS


async def test_what_ended_it_is_told(tmp_path: Path) -> None:
    said: list[str] = []
    part = part_of("import os; os.kill(os.getpid(), 9)", tmp_path)
    with pytest.raises(StackError):
        await part.keep_up(os.environ, said.append)
    assert said[0] == "web dog (signal 9) och startas igen om 0 s."


async def test_the_last_words_are_of_the_last_start(tmp_path: Path) -> None:
    (tmp_path / "web.log").write_text("of another day\n")
    part = part_of("raise SystemExit(1)", tmp_path)
    with pytest.raises(StackError) as given_up:
        await part.keep_up(os.environ, lambda sentence: None)
    assert "of another day" not in str(given_up.value)


async def test_what_a_dead_part_had_started_ends_with_it(tmp_path: Path) -> None:
    script = f"""
import os, subprocess, sys
child = subprocess.Popen([sys.executable, "-c", {WAITS!r}], stdout=subprocess.PIPE)
print(child.stdout.readline().decode(), flush=True)
os._exit(1)
"""
    with pytest.raises(StackError):
        await part_of(script, tmp_path).keep_up(os.environ, lambda sentence: None)
    numbers = [int(line) for line in (tmp_path / "web.log").read_text().split()]
    started: list[psutil.Process] = []
    for number in numbers:
        with contextlib.suppress(psutil.NoSuchProcess):
            started.append(psutil.Process(number))
    _, alive = psutil.wait_procs(started, timeout=60)
    assert len(numbers) == MOST_DEATHS
    assert [process for process in alive if process.status() != psutil.STATUS_ZOMBIE] == []


@pytest.mark.skipif(sys.platform != "linux", reason="the others have no signal for it")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_it_ends_when_whoever_started_it_ends(tmp_path: Path, number: signal.Signals) -> None:
    log = tmp_path / "web.log"
    os.mkfifo(log)
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(log)], cwd=ROOT)
    with log.open() as lines:  # waits for the part to open it, and to say its number
        part = psutil.Process(int(lines.readline()))
        holder.send_signal(number)
        holder.wait()
        assert lines.readline() == ""  # nobody has it open any more
    part.wait(60)


async def test_who_comes_while_it_is_dead_is_answered_by_the_next_one(tmp_path: Path) -> None:
    script = """
import os, socket, sys
listening = socket.socket(fileno=int(sys.argv[1]))
while True:
    caller, _ = listening.accept()
    caller.sendall(str(os.getpid()).encode())
    caller.close()
"""
    died = asyncio.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        number = str(listening.fileno())
        command = [sys.executable, "-c", script, number]
        part = Part("web", command, tmp_path / "web.log", sockets=[listening])
        keeping = asyncio.create_task(part.keep_up(os.environ, lambda sentence: died.set()))

        async def answer() -> int:
            reader, writer = await asyncio.open_connection(*listening.getsockname())
            answered = int(await reader.read())
            writer.close()
            return answered

        first = await answer()
        os.kill(first, signal.SIGKILL)
        await died.wait()
        assert await answer() != first
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)
        await part.stop()


async def test_a_part_that_no_longer_answers_is_ended_and_started_again(tmp_path: Path) -> None:
    """Its first process says once that it lives, and hangs; the next one goes on answering."""
    script = """
import signal, socket, sys
from pathlib import Path
listening, mark = socket.socket(fileno=int(sys.argv[1])), Path(sys.argv[2])
hangs = not mark.exists()
mark.touch()
while True:
    caller, _ = listening.accept()
    caller.recv(1000)
    caller.sendall(b"HTTP/1.0 200 OK\\r\\n\\r\\n")
    caller.close()
    if hangs:
        signal.pause()
"""
    said: list[str] = []
    started_again = asyncio.Event()

    def tell(sentence: str) -> None:
        said.append(sentence)
        if "startas igen" in sentence:
            started_again.set()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        command = [sys.executable, "-c", script, str(listening.fileno()), str(tmp_path / "mark")]
        restarts = Restarts(first_pause=0.0)
        part = Part(
            "web", command, tmp_path / "web.log", restarts, [listening], port, silent_seconds=0.2
        )
        keeping = asyncio.create_task(part.keep_up(os.environ, tell))
        await started_again.wait()
        assert await is_ok(port, "/health/live")
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)
        await part.stop()
    assert said == [
        "web har inte svarat på 0 s och avslutas.",
        "web dog (signal 9) och startas igen om 0 s.",
    ]


async def test_an_end_that_is_asked_for_is_no_death(tmp_path: Path) -> None:
    said: list[str] = []
    log = tmp_path / "web.log"
    os.mkfifo(log)
    part = part_of(WAITS, tmp_path)
    lines = os.fdopen(os.open(log, os.O_RDWR), "rb", 0)  # open at once, though nobody writes yet
    keeping = asyncio.create_task(part.keep_up(os.environ, said.append))
    with lines:
        number = int(await asyncio.to_thread(lines.readline))
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)
        await part.stop()
    assert not psutil.pid_exists(number)
    assert said == []
