"""Starts engine and web, starts again what dies, and ends both together: `make run`."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Coroutine, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from contracts.paths import ROOT, models_folder, var_folder
from supervisor.layout import Ports, own_folder
from supervisor.logs import rotate
from supervisor.part import Part, StackError, end_with, say
from supervisor.watchdog import is_ok
from web.http.listening import SOCKETS, open_sockets
from web.http.open_files import raise_limit
from web.settings import Settings, SettingsError, settings_from_environment

START_SECONDS = 120.0
ROTATION_SECONDS = 1.0


def prepare(env: dict[str, str]) -> None:
    """Check and make what the parts need; a model is trained when there is none to serve.

    Raises:
        StackError: the bot cannot run; the reason is printed already.
    """
    command = [sys.executable, "-m", "supervisor.prepare"]
    result = subprocess.run(
        command,
        cwd=ROOT,
        env=env,
        stdout=subprocess.DEVNULL,
        preexec_fn=partial(end_with, os.getpid()),
    )
    if result.returncode:
        raise StackError("")


async def listen(settings: Settings) -> list[socket.socket]:
    """Open what web listens on: it stays open while web starts anew, and who comes waits in it.

    Raises:
        StackError: it cannot be opened.
    """
    try:
        return await open_sockets(settings.host, settings.port)
    except OSError as error:
        raise StackError(f"En port går inte att öppna: {error}") from None


def make_parts(ports: Ports, var: Path, sockets: Sequence[socket.socket]) -> list[Part]:
    """The two processes, in the order that they are ended in."""
    python = sys.executable
    logs = var / "log"
    logs.mkdir(exist_ok=True)
    engine = [python, "-m", "engine.serving", "--port", str(ports.engine)]
    return [
        Part("web", [python, "-m", "web"], logs / "web.log", sockets=sockets, port=ports.web),
        Part("engine", engine, logs / "engine.log", port=ports.engine),
    ]


def environment(ports: Ports, var: Path, settings: Settings) -> dict[str, str]:
    """What the parts must know of each other; the settings' defaults are filled in for all."""
    return {
        **os.environ,
        "KEEP_DAYS": str(settings.keep_days),
        "VAR_DIR": str(var),
        "MODELS_DIR": str(models_folder().absolute()),
        "DATABASE_URL": settings.database_url,
        "ENGINE_TOKEN": settings.engine_token or secrets.token_urlsafe(24),
        "ENGINE_URL": f"http://127.0.0.1:{ports.engine}",
        "WEB_PORT": str(ports.web),
        "PYTHONUNBUFFERED": "1",
    }


async def run(ports: Ports, var: Path) -> None:
    """Run until interrupted; whatever is written is for its owner alone.

    Raises:
        StackError: it cannot start, or a part dies too often.
    """
    os.umask(0o077)
    raise_limit()
    ports.check_free()
    own_folder(var, "VAR_DIR")
    own_folder(models_folder(), "MODELS_DIR")
    try:
        settings = settings_from_environment({**os.environ, "WEB_PORT": str(ports.web)})
        for sentence in settings.half_set:
            print(sentence, file=sys.stderr)
    except SettingsError as error:
        raise StackError(str(error)) from None
    env = environment(ports, var, settings)
    prepare(env)
    sockets = await listen(settings)
    env[SOCKETS] = ",".join(str(one.fileno()) for one in sockets)
    parts = make_parts(ports, var, sockets)
    interrupted = asyncio.Event()
    for number in _endings():
        asyncio.get_running_loop().add_signal_handler(number, interrupted.set)
    say("Startar …")
    keeping = [
        *(asyncio.create_task(part.keep_up(env)) for part in parts),
        asyncio.create_task(_keep_short([part.log for part in parts])),
    ]
    try:
        if await _until(healthy(ports.web), keeping, interrupted, START_SECONDS):
            with contextlib.suppress(OSError):
                address = f"http://127.0.0.1:{ports.web}"
                print(f"Presstjänst svarar på {address} (avsluta med Ctrl-C)", flush=True)
            await _until(interrupted.wait(), keeping, interrupted, None)
    except TimeoutError:
        raise StackError(
            f"Inget svar inom {START_SECONDS:.0f} sekunder. Se loggarna i {var / 'log'}."
        ) from None
    finally:
        for task in keeping:
            task.cancel()
        await asyncio.gather(*keeping, return_exceptions=True)
        for one in sockets:  # nobody waits for a web that does not come
            one.close()
        for part in parts:  # in their order: whoever asks another is ended first
            await part.stop()


def _endings() -> Iterable[signal.Signals]:
    """The signals that end the stack; nohup has the end of the terminal mean nothing."""
    yield from (signal.SIGINT, signal.SIGTERM)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        yield signal.SIGHUP


async def _until(
    goal: Coroutine[Any, Any, Any],
    keeping: list[asyncio.Task[None]],
    interrupted: asyncio.Event,
    seconds: float | None,
) -> bool:
    """Wait for the goal; False when interrupted.

    Raises:
        StackError: a part is given up.
        TimeoutError: it takes too long.
    """
    ends = [asyncio.create_task(goal), asyncio.create_task(interrupted.wait())]
    try:
        done, _ = await asyncio.wait(
            [*ends, *keeping], timeout=seconds, return_when=asyncio.FIRST_COMPLETED
        )
    finally:
        for task in ends:
            task.cancel()
    if interrupted.is_set():
        return False
    for task in done:
        task.result()
    if not done:
        raise TimeoutError
    return True


async def _keep_short(logs: Iterable[Path]) -> None:
    while True:
        for log in logs:
            with contextlib.suppress(OSError):  # a full disk is no reason to end
                rotate(log)
        await asyncio.sleep(ROTATION_SECONDS)


async def healthy(port: int) -> None:
    """Wait until web, on a port of this machine, says that all parts answer."""
    while not await is_ok(port, "/health"):
        await asyncio.sleep(0.1)


def main() -> int:
    """Run the stack; 0 when interrupted, 1 when it could not run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--web-port", default=os.environ.get("WEB_PORT", "8080"))
    parser.add_argument("--engine-port", default=os.environ.get("ENGINE_PORT", "5005"))
    args = parser.parse_args()
    try:
        try:
            ports = Ports(int(args.web_port), int(args.engine_port))
        except ValueError:
            raise StackError("WEB_PORT och ENGINE_PORT ska vara heltal.") from None
        asyncio.run(run(ports, var_folder().absolute()))
    except StackError as error:
        if str(error):
            print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
