"""A release is made of what is committed, has one version, and is made the same again."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

from contracts.paths import ROOT
from dev.delivery.release import ReleaseError, build_image, make_release

pytestmark = pytest.mark.slow  # of git, podman and sha256sum

CHANGELOG = """# Changelog

## [Unreleased]

## [3.1.4] - 2026-11-27

### Added
- Something.

## [0.1.0] - 2026-11-24
"""


def git(root: Path, *arguments: str) -> None:
    me = ("-c", "user.name=a", "-c", "user.email=a@example.se")
    subprocess.run(["git", *me, *arguments], cwd=root, check=True, capture_output=True)


def commit(root: Path, **files: str) -> None:
    for name, text in files.items():
        (root / f"{name}.md").write_text(text)
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "a change")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "repository"
    root.mkdir()
    git(root, "init", "-q")
    shutil.copy(ROOT / "requirements.lock", root)
    (root / "pyproject.toml").write_text('[project]\nversion = "3.1.4"\n')
    commit(root, CHANGELOG=CHANGELOG, page="as it is")
    return root


def test_it_holds_what_is_committed_with_its_bills_and_checksums(
    repository: Path, tmp_path: Path
) -> None:
    archive, *rest = make_release(repository, tmp_path / "release")
    assert [file.name for file in rest] == ["sbom.json", "vex.json", "SHA256SUMS"]
    with tarfile.open(archive) as tar:
        assert "presstjanst-3.1.4/page.md" in tar.getnames()
    check = ["sha256sum", "--check", "--quiet", "SHA256SUMS"]
    subprocess.run(check, cwd=archive.parent, check=True)


def test_the_same_commit_gives_the_same_bytes(repository: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    git(tmp_path, "clone", "-q", str(repository), str(again))
    first = make_release(repository, tmp_path / "a")
    second = make_release(again, tmp_path / "b")
    assert [file.read_bytes() for file in first] == [file.read_bytes() for file in second]


PODMAN = """#!/bin/sh
echo "$@" > {told}
cat page.md >> {told}
"""


def test_the_image_is_built_and_tagged_of_what_the_archive_holds(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = make_release(repository, tmp_path / "release")[0]
    (repository / "page.md").write_text("changed since")
    podman, told = tmp_path / "podman", tmp_path / "told"
    podman.write_text(PODMAN.format(told=told))
    podman.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    assert build_image(archive, "3.1.4", ["--build-arg=BASE=b"]) == "presstjanst:3.1.4"
    options = "-f deploy/container/Containerfile -t presstjanst:3.1.4 ."
    assert told.read_text() == f"build --build-arg=BASE=b {options}\nas it is"


def test_where_nothing_builds_images_none_is_named(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = make_release(repository, tmp_path / "release")[0]
    monkeypatch.setenv("PATH", str(tmp_path))
    assert build_image(archive, "3.1.4", []) is None


def test_what_is_not_committed_is_not_released(repository: Path, tmp_path: Path) -> None:
    (repository / "page.md").write_text("changed")
    with pytest.raises(ReleaseError, match="incheckat"):
        make_release(repository, tmp_path)


@pytest.mark.parametrize(
    ("log", "why"),
    [
        (CHANGELOG.replace("[Unreleased]\n", "[Unreleased]\n- New.\n"), "Unreleased"),
        (CHANGELOG.replace("3.1.4", "3.2.0"), "säger 3.1.4"),
        ("# Changelog\n\n## [Unreleased]\n", "ingen version"),
    ],
)
def test_a_version_that_is_none_or_two_is_refused(
    repository: Path, tmp_path: Path, log: str, why: str
) -> None:
    commit(repository, CHANGELOG=log)
    with pytest.raises(ReleaseError, match=why):
        make_release(repository, tmp_path)
