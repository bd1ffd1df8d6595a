"""A model whose file has changed since it was made is known before anything in it is read."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from engine.training.archives import digest_file, is_whole, move_model, problem_of, write_digest


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "a.tar.gz"
    path.write_bytes(b"all of a model")
    write_digest(path)
    return path


def test_a_model_is_whole_as_it_was_made_and_wherever_it_is_moved(model: Path) -> None:
    assert is_whole(model)
    target = model.with_name("b.tar.gz")
    move_model(model, target)
    assert is_whole(target)
    assert not is_whole(model)
    assert not digest_file(model).exists()


@pytest.mark.parametrize("content", [b"", b"all of a mode", b"all of a modem", b"random"])
def test_a_model_that_was_cut_or_changed_is_not(model: Path, content: bytes) -> None:
    model.write_bytes(content)
    assert problem_of(model) == "är skadad: den stämmer inte med sin kontrollsumma."


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe"])
def test_nor_is_one_without_a_digest(model: Path, content: bytes | None) -> None:
    digest_file(model).unlink()
    if content is not None:
        digest_file(model).write_bytes(content)
    assert problem_of(model) == "saknar sin kontrollsumma (a.tar.gz.sha256)."


def test_a_folder_in_its_place_is_told_of(model: Path) -> None:
    model.unlink()
    model.mkdir()
    assert problem_of(model) == "går inte att läsa."


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="there is no sha256sum")
def test_the_digest_is_one_that_others_can_check(model: Path) -> None:
    command = ["sha256sum", "--check", "--quiet", digest_file(model).name]
    subprocess.run(command, cwd=model.parent, check=True)
