"""Reads the Containerfile, as far as it must be known to say what comes into the image."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from contracts.paths import ROOT

CONTAINERFILE = ROOT / "deploy" / "container" / "Containerfile"


class Instruction(NamedTuple):
    """A line of it, with those that continue it."""

    name: str
    rest: str


def instructions(text: str) -> Iterator[Instruction]:
    """In their order; comments are left out."""
    kept = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    for line in kept.replace("\\\n", " ").splitlines():
        if line.strip():
            name, _, rest = line.strip().partition(" ")
            yield Instruction(name.upper(), rest)


def copies(text: str) -> Iterator[tuple[list[str], str]]:
    """What is copied out of the repository: sources, and where they go."""
    for name, rest in instructions(text):
        if name in ("ADD", "COPY") and not rest.startswith("--from"):
            *sources, target = shlex.split(rest)
            yield sources, target


def places(text: str) -> Iterator[tuple[Path, Path]]:
    """Each source with its place below the working folder, as COPY means it."""
    for sources, target in copies(text):
        for source in sources:
            folder = (ROOT / source).is_dir()
            yield ROOT / source, Path(target) if folder else Path(target) / Path(source).name
