"""Builds the image, holds it to its size, and has it answer, read-only: `make image-check`.

It needs podman or docker, and reaches the registry of the base image and of Python's packages.
`--build` and `--run` give the two commands more options, on a machine where they need them.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import secrets
import shlex
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from contracts.paths import ROOT
from supervisor.__main__ import healthy

IMAGE = "localhost/presstjanst:check"
NO_TOOL = "Varken podman eller docker finns här: avbilden är inte byggd."
MAX_BYTES = 1_100_000_000
START_SECONDS = 120.0
WEB_PORT, ENGINE_PORT = 18080, 15005
LOCKED = [
    *("--rm", "--network=host", "--read-only", "--tmpfs=/tmp"),
    *("--cap-drop=ALL", "--security-opt=no-new-privileges"),
]


class CheckError(RuntimeError):
    """What is wrong with the image, in a sentence."""


def main() -> int:
    """0 if the image is built, small enough, and answers; 1 with a sentence if not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", help="the image to build on, with its digest")
    parser.add_argument("--build", default="", help="options of the command that builds")
    parser.add_argument("--run", default="", help="options of the command that runs")
    args = parser.parse_args()
    base = [f"--build-arg=BASE={args.base}"] if args.base else []
    tool = container_tool()
    if tool is None:
        print(NO_TOOL, file=sys.stderr)
        return 1
    try:
        build(tool, ROOT, IMAGE, [*base, *shlex.split(args.build)])
        size = size_of(tool)
        if size > MAX_BYTES:
            raise CheckError(f"Avbilden är {size / 1e6:.0f} MB, {MAX_BYTES / 1e6:.0f} är gränsen.")
        seconds = ask(tool, shlex.split(args.run))
    except (CheckError, OSError, subprocess.CalledProcessError, TimeoutError) as error:
        print(str(error) or "Avbilden svarar inte.", file=sys.stderr)
        return 1
    print(f"Avbilden är {size / 1e6:.0f} MB, och svarar {seconds:.0f} sekunder efter sin start.")
    return 0


def container_tool() -> str | None:
    """The engine of containers of this machine, if it has one."""
    return shutil.which("podman") or shutil.which("docker")


def build(tool: str, root: Path, image: str, options: list[str]) -> None:
    """Build it as the guide does, of what lies below `root`."""
    file = ["-f", "deploy/container/Containerfile", "-t", image]
    subprocess.run([tool, "build", *options, *file, "."], cwd=root, check=True)


def size_of(tool: str) -> int:
    """The bytes of all its layers."""
    command = [tool, "image", "inspect", "--format={{.Size}}", IMAGE]
    return int(subprocess.run(command, check=True, capture_output=True).stdout)


def ask(tool: str, options: list[str]) -> float:
    """Seconds until engine and web are up; then they answer a question.

    Raises:
        CheckError: the answer is another.
        TimeoutError: they are not up in time.
    """
    volume, began = f"presstjanst-check-{secrets.token_hex(4)}", time.monotonic()
    run = [tool, "run", *LOCKED, *options, f"--volume={volume}:/var/lib/presstjanst"]
    env = [
        "--env=DATABASE_URL=sqlite:////var/lib/presstjanst/conversations.db",
        f"--env=ENGINE_URL=http://127.0.0.1:{ENGINE_PORT}",
        f"--env=ENGINE_TOKEN={secrets.token_hex(32)}",
        f"--env=WEB_PORT={WEB_PORT}",
    ]
    engine = [IMAGE, "python", "-m", "engine.serving", f"--port={ENGINE_PORT}"]
    try:
        subprocess.run([*run, *env, IMAGE, "python", "-m", "web.store", "upgrade"], check=True)
        with running([*run, *env, *engine]), running([*run, *env, IMAGE]):
            asyncio.run(asyncio.wait_for(healthy(WEB_PORT), START_SECONDS))
            seconds = time.monotonic() - began
            if (topic := topic_of("Var hittar jag statistik?")) != "statistics":
                raise CheckError(f"En fråga om statistik fick kortet {topic}.")
    finally:
        subprocess.run([tool, "volume", "rm", "--force", volume], stdout=subprocess.DEVNULL)
    return seconds


@contextmanager
def running(command: list[str]) -> Iterator[None]:
    """A container that runs as long as the context."""
    process = subprocess.Popen(command)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def topic_of(text: str) -> str:
    """What web's answer to a message is about."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{WEB_PORT}/api/messages",
        json.dumps({"text": text}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=20) as response:
        return str(json.load(response)["messages"][0]["topic"])


if __name__ == "__main__":
    sys.exit(main())
