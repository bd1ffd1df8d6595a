"""Docstrings, comments and commit subjects in plain English, and a list that only shrinks."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from contracts.paths import ROOT
from dev import check_style
from dev.check_style import commit_faults, file_faults, main, openings, read_debt

PYTHON = '''"""Whether a file is read."""

# Where a comment goes on, its second line
# What it opens with counts alone.
VALUE = "# Why"  # Who set it


def value() -> int:
    """Return a value.

    How it is counted.
    """
    # Whatever is written, However it is.
    return 1


class Thing:
    """What it is."""
'''
SCRIPT = """/** Whether it is open. */
const a = "x"; // Who reads it
// Draw it.
// Where it stands.
/**
 * How it is drawn.
 * @param {string} a
 */
/* Return it. */
"""


def test_each_docstring_and_comment_that_opens_with_a_question_word_is_found() -> None:
    assert openings(PYTHON, ".py") == [
        (1, "Whether a file is read."),
        (3, "Where a comment goes on, its second line"),
        (5, "Who set it"),
        (18, "What it is."),
    ]
    assert openings(SCRIPT, ".js") == [
        (1, "Whether it is open."),
        (2, "Who reads it"),
        (6, "How it is drawn."),
    ]


def test_a_file_that_is_not_listed_may_have_none(tmp_path: Path) -> None:
    (tmp_path / "new.py").write_text("# Why not\n")
    for folder in ("var", "node_modules", ".venv"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "another.py").write_text("# Why not\n")
    (tmp_path / "web" / "models").mkdir(parents=True)
    (tmp_path / "web" / "models" / "page.js").write_text("// Who reads it\n")
    assert list(file_faults(tmp_path, {})) == [
        "new.py:1: opens with a question word, begin otherwise: Why not",
        "web/models/page.js:1: opens with a question word, begin otherwise: Who reads it",
    ]


@pytest.mark.parametrize(("listed", "words"), [(1, "allows 1 here"), (3, "has 2, not 3")])
def test_a_count_neither_grows_nor_stays_too_high(tmp_path: Path, listed: int, words: str) -> None:
    (tmp_path / "old.py").write_text("# Why not\n\n# How so\n")
    assert all(words in fault for fault in file_faults(tmp_path, {"old.py": listed}))
    assert list(file_faults(tmp_path, {"old.py": listed}))
    assert not list(file_faults(tmp_path, {"old.py": 2}))


def test_a_listed_file_that_is_gone_leaves_the_list(tmp_path: Path) -> None:
    (fault,) = file_faults(tmp_path, read_debt("a folder/gone.py 4\n"))
    assert "a folder/gone.py has 0, not 4" in fault


@pytest.mark.slow  # it starts ruff
def test_no_file_is_excused_from_a_rule_that_it_keeps() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    ignored = settings["tool"]["ruff"]["lint"]["per-file-ignores"]
    excused = {
        (name, code)
        for pattern, codes in ignored.items()
        for code in codes
        if code.startswith("D4")
        for name in expanded(pattern)
    }
    rules = ",".join(sorted({code for _, code in excused}))
    command = [sys.executable, "-m", "ruff", "check", "--no-cache", "--output-format=json"]
    command += ["--config=lint.per-file-ignores={}", f"--select={rules}", "."]
    found = json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, check=False).stdout)
    broken = {(str(Path(row["filename"]).relative_to(ROOT)), row["code"]) for row in found}
    assert sorted(excused - broken) == []


def expanded(pattern: str) -> list[str]:
    """Return the names that braces in a pattern stand for."""
    before, _, rest = pattern.partition("{")
    names, _, after = rest.partition("}")
    return [before + name + after for name in names.split(",")]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository whose third commit adds the check."""
    (tmp_path / "dev").mkdir()
    git(tmp_path, "init", "-q", "-b", "main")
    commit(tmp_path, "What was before is not looked at, however long its subject came to be, is it")
    commit(tmp_path, "The old way")
    (tmp_path / "dev" / "check_style.py").touch()
    git(tmp_path, "add", ".")
    commit(tmp_path, "Add the check")
    return tmp_path


def git(folder: Path, *command: str) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@example.se", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *command], cwd=folder, check=True, capture_output=True)


def commit(folder: Path, subject: str) -> None:
    git(folder, "commit", "-q", "--allow-empty", "-m", subject, "-m", "The reason why.")


def test_subjects_since_the_check_came_are_short_and_imperative(repository: Path) -> None:
    assert not list(commit_faults(repository))
    commit(repository, "x" * 72)
    commit(repository, "Answer whether it is so")
    assert not list(commit_faults(repository))
    commit(repository, "y" * 73)
    commit(repository, "A draft has a button")
    commit(repository, "what is shouted is read")
    faults = list(commit_faults(repository))
    assert len(faults) == 3
    assert "what is shouted is read" in faults[0]
    assert "A draft has a button" in faults[1]
    assert "73 characters, 72 at most" in faults[2]


def test_a_shallow_clone_has_the_commits_that_are_there_looked_at(
    repository: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    commit(repository, "The last but one")
    commit(repository, "The last")
    clone = tmp_path_factory.mktemp("shallow")
    git(clone, "clone", "-q", "--depth", "1", repository.as_uri(), ".")
    (fault,) = commit_faults(clone)
    assert fault.endswith(": The last")


def test_without_history_a_line_says_that_nothing_is_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert not list(commit_faults(tmp_path))
    assert "not checked" in capsys.readouterr().out
    monkeypatch.setenv("PATH", "")
    assert not list(commit_faults(tmp_path))
    assert "not checked" in capsys.readouterr().out


def test_the_command_fails_on_what_it_prints(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check_style, "commit_faults", lambda root: ())
    (tmp_path / "dev").mkdir()
    (tmp_path / check_style.DEBT).write_text("")
    assert main(tmp_path) == 0
    (tmp_path / "new.py").write_text('"""How."""\n')
    assert main(tmp_path) == 1
    assert "new.py:1" in capsys.readouterr().err
