"""Starts engine and web together, and ends them together: `make run`."""

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
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from contracts.paths import MODELS, ROOT, var_folder
from web.settings import Settings, SettingsError, settings_from_environment

START_SECONDS = 120.0
STOP_SECONDS = 10.0
LAST_LINES = 15


class StackError(RuntimeError):
    """Why the stack cannot run, in one sentence for the one who started it."""


@dataclass
class Part:
    """One process of the stack, with its log."""

    name: str
    command: list[str]
    log: Path
    process: asyncio.subprocess.Process | None = field(default=None)

    async def start(self, env: dict[str, str]) -> None:
        """Start in a session of its own: Ctrl-C reaches the stack alone, which ends the rest."""
        with self.log.open("w") as log:
            self.process = await asyncio.create_subprocess_exec(
                *self.command, cwd=ROOT, env=env, stdout=log, stderr=log, start_new_session=True
            )

    async def stop(self) -> None:
        """End the process and all that it started."""
        if self.process is None:
            return
        self._signal(signal.SIGTERM)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.process.wait(), STOP_SECONDS)
        self._signal(signal.SIGKILL)
        await self.process.wait()

    def _signal(self, number: signal.Signals) -> None:
        assert self.process is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)

    def last_lines(self) -> str:
        """The end of the log."""
        lines = self.log.read_text(errors="replace").splitlines()
        return "\n".join(lines[-LAST_LINES:])


@dataclass(frozen=True)
class Ports:
    """Where the two parts listen, all on loopback."""

    web: int
    engine: int

    def check_free(self) -> None:
        """Raise StackError if somebody else has one of them."""
        for name, port in vars(self).items():
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind(("127.0.0.1", port))
                except OSError:
                    setting = f"{name.upper()}_PORT"
                    raise StackError(
                        f"Port {port} ({name}) är upptagen: avsluta det som använder den, "
                        f"eller välj en annan med {setting}=… make run."
                    ) from None


def prepare(env: dict[str, str]) -> Path:
    """Check and make what the parts need; the model to serve, trained first when there is none.

    Raises:
        StackError: the bot cannot run; the reason is printed already.
    """
    command = [sys.executable, "-m", "supervisor.prepare"]
    result = subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)
    if result.returncode:
        raise StackError("")
    return Path(result.stdout.strip().splitlines()[-1])


def own_folder(folder: Path, setting: str) -> None:
    """Make a folder of what is written at run time, for its owner alone.

    One that the user chose and that is there already keeps its mode.

    Raises:
        StackError: it cannot be made or written in.
    """
    with contextlib.suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if folder == ROOT / "var":
            folder.chmod(0o700)
    if not os.access(folder, os.W_OK):
        raise StackError(f"{folder} går inte att skriva i: välj en annan med {setting}=…")


def make_parts(ports: Ports, model: Path, var: Path) -> list[Part]:
    """The two processes, in the order that they are ended in."""
    python = sys.executable
    logs = var / "log"
    logs.mkdir(exist_ok=True)
    return [
        Part("web", [python, "-m", "web"], logs / "web.log"),
        Part(
            "engine",
            [
                python,
                "-m",
                "engine.serving",
                "--model",
                str(model),
                "--port",
                str(ports.engine),
            ],
            logs / "engine.log",
        ),
    ]


def environment(ports: Ports, var: Path, settings: Settings) -> dict[str, str]:
    """What the parts must know of each other; the settings' defaults are filled in for all."""
    return {
        **os.environ,
        "VAR_DIR": str(var),
        "MODELS_DIR": str(MODELS.absolute()),
        "DATABASE_URL": settings.database_url,
        "ENGINE_TOKEN": settings.engine_token or secrets.token_urlsafe(24),
        "ENGINE_URL": f"http://127.0.0.1:{ports.engine}",
        "WEB_PORT": str(ports.web),
        "PYTHONUNBUFFERED": "1",
    }


async def run(ports: Ports, var: Path) -> None:
    """Run until interrupted; whatever is written is for its owner alone.

    Raises:
        StackError: it cannot start, or a part died.
    """
    os.umask(0o077)
    ports.check_free()
    own_folder(var, "VAR_DIR")
    own_folder(MODELS, "MODELS_DIR")
    try:
        settings = settings_from_environment({**os.environ, "WEB_PORT": str(ports.web)})
        for sentence in settings.half_set:
            print(sentence, file=sys.stderr)
    except SettingsError as error:
        raise StackError(str(error)) from None
    env = environment(ports, var, settings)
    model = prepare(env)
    parts = make_parts(ports, model, var)
    address = f"http://127.0.0.1:{ports.web}"
    interrupted = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, interrupted.set)
    try:
        for part in parts:
            await part.start(env)
        print("Startar …", file=sys.stderr, flush=True)
        if await _until(_healthy(ports.web), parts, interrupted, START_SECONDS):
            print(f"Presstjänst svarar på {address} (avsluta med Ctrl-C)", flush=True)
            await _until(asyncio.Event().wait(), parts, interrupted, None)
    finally:
        await asyncio.gather(*(part.stop() for part in parts))


async def _until(
    goal: Any, parts: list[Part], interrupted: asyncio.Event, seconds: float | None
) -> bool:
    """Wait for the goal; False when interrupted; StackError when a part dies or time runs out."""
    tasks: dict[asyncio.Task[Any], Part | None] = {
        asyncio.create_task(goal): None,
        asyncio.create_task(interrupted.wait()): None,
    }
    goal_task = next(iter(tasks))
    for part in parts:
        assert part.process is not None
        tasks[asyncio.create_task(part.process.wait())] = part
    try:
        done, _ = await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
    if interrupted.is_set():
        return False
    for task in done:
        if dead := tasks[task]:
            raise StackError(f"{dead.name} dog. Sist i {dead.log}:\n{dead.last_lines()}")
    if goal_task in done:
        return True
    raise StackError(
        f"Inget svar inom {seconds:.0f} sekunder. Se loggarna i {parts[0].log.parent}."
    )


async def _healthy(port: int) -> None:
    """Wait until web says that all parts answer."""
    while True:
        with contextlib.suppress(OSError, IndexError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET /health HTTP/1.0\r\n\r\n")
            status = (await reader.readline()).split()[1]
            writer.close()
            if status == b"200":
                return
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
