"""The encoder of an earlier commit, and the writers who have come since.

What the shipped encoder makes of the examples flatters it, for it is made of them. One of before
has read nothing of those who came later: what it makes of theirs is what strangers will find.
"""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from bench.datasets import is_by_itself
from bench.readers import EncoderReader, load_encoder
from contracts.nlu_files import Example
from contracts.paths import ENCODER, ROOT

FEWEST = 3000  # messages by themselves of those who came later
_WRITER = re.compile(r"\bwriter: (\w+)")
_CODE = ".py"


class EarlierEncoder(NamedTuple):
    """An encoder and the `commit` that it is of; `newcomers` have no example there."""

    commit: str
    reader: EncoderReader
    newcomers: frozenset[str]


def earlier_encoder(
    examples: Sequence[Example], root: Path = ROOT, fewest: int = FEWEST
) -> EarlierEncoder | None:
    """The newest encoder to which `fewest` of the messages by themselves are by newcomers.

    None where git does not know of one: it is asked back to when examples had no writers yet.
    """
    if not (root / ".git").exists():
        return None
    by_themselves = filter(is_by_itself, examples)
    counts = Counter(example.writer for example in by_themselves if example.writer)
    folder = ENCODER.relative_to(ROOT).as_posix()
    commits = _git(root, "log", "--format=%H", "--", f"{folder}/encoder.onnx").decode().split()
    for commit in commits:
        writers = _writers_at(root, commit)
        if not writers:
            return None
        newcomers = counts.keys() - writers
        if sum(counts[writer] for writer in newcomers) >= fewest:
            target = root / "var" / "earlier_encoders" / commit
            _write_files(root, commit, folder, target)
            reader = load_encoder(target)
            return EarlierEncoder(commit, reader, frozenset(newcomers)) if reader else None
    return None


def _writers_at(root: Path, commit: str) -> set[str]:
    command = ["git", "grep", "-h", "writer: ", commit, "--", "data/nlu"]
    found = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False).stdout
    return set(_WRITER.findall(found))


def _write_files(root: Path, commit: str, folder: str, target: Path) -> None:
    """Write what lies in a folder of a commit, its code excepted."""
    target.mkdir(parents=True, exist_ok=True)
    for name in _git(root, "ls-tree", "--name-only", f"{commit}:{folder}").decode().splitlines():
        if not name.endswith(_CODE):
            (target / name).write_bytes(_git(root, "show", f"{commit}:{folder}/{name}"))


def _git(root: Path, *arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True).stdout
