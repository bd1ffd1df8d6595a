"""What git keeps of an encoder from before some writers came."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from bench.earlier_encoder import earlier_encoder
from contracts.nlu_files import Example
from contracts.paths import ENCODER, ROOT

NEW = [
    Example("sv", "greet", f"hej nummer {number}", writer=writer)
    for writer in ("came_second", "came_third")
    for number in range(3)
]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Four commits, each with another encoder; after the first a writer more in each."""
    folder = tmp_path / ENCODER.relative_to(ROOT)
    shutil.copytree(ENCODER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "data" / "nlu").mkdir(parents=True)
    _git(tmp_path, "init", "-q")
    encoder = (folder / "encoder.onnx").read_bytes()
    for number, writer in enumerate((None, "came_first", "came_second", "came_third")):
        with (folder / "encoder.onnx").open("wb") as file:
            # An unknown field that protobuf skips: another file, the same encoder.
            file.write(encoder + b"\xfa\x7f\x01" + bytes([number]))
        with (tmp_path / "data" / "nlu" / "examples.yml").open("a", encoding="utf-8") as file:
            named = f"language: sv, writer: {writer}" if writer else "language: sv"
            file.write(f"  - intent: greet\n    metadata: {{{named}}}\n")
        _git(tmp_path, "add", ".")
        _git(tmp_path, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "a")
    return tmp_path


@pytest.mark.parametrize(
    ("fewest", "newcomers"), [(1, {"came_third"}), (4, {"came_second", "came_third"})]
)
def test_it_is_the_newest_that_enough_writers_have_come_after(
    repository: Path, fewest: int, newcomers: set[str]
) -> None:
    earlier = earlier_encoder(NEW, repository, fewest)
    assert earlier
    assert earlier.newcomers == newcomers
    assert earlier.commit == _git(repository, "rev-parse", f"HEAD~{len(newcomers)}").strip()
    assert earlier.reader.encoder.vector("hej").shape == (384,)


def test_there_is_none_where_too_few_have_come_since_examples_have_writers(
    repository: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert earlier_encoder(NEW, repository, 7) is None
    assert earlier_encoder(NEW, tmp_path_factory.mktemp("no_repository"), 1) is None


def _git(folder: Path, *arguments: str) -> str:
    command = ["git", *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout
