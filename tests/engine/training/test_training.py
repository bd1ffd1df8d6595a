"""A model's name changes with what it is made from, and says which code may serve it."""

from __future__ import annotations

import ast
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from contracts.paths import ROOT
from engine import fingerprint
from engine.training import __main__ as command
from engine.training.archives import write_digest
from engine.training.releases import last_release, open_releases, why_not_served
from tests.engine.release_tables import with_releases

MODEL = "candidate-0123abcd-4567cdef.tar.gz"
SETTINGS = [
    "config.yml",
    "domain.yml",
    "contracts/conversation.py",
    "contracts/intents.py",
    "contracts/nlu_files.py",
    "contracts/placeholders.py",
    "engine/understanding/text.py",
    "engine/understanding/encoder/encoder.onnx",
]


@pytest.fixture
def root(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    for folder in ("data/nlu/sv", "contracts", "engine/understanding/encoder", "models"):
        (tmp_path / folder).mkdir(parents=True)
    for name in SETTINGS:
        (tmp_path / name).write_text("a")
    monkeypatch.setattr(fingerprint, "ROOT", tmp_path)
    monkeypatch.setattr(fingerprint, "UNDERSTANDING", tmp_path / "engine" / "understanding")
    monkeypatch.setenv("MODELS_DIR", str(tmp_path / "models"))
    return tmp_path


@pytest.mark.parametrize("file", SETTINGS)
def test_the_code_part_changes_with_code_weights_and_settings(root: Path, file: str) -> None:
    before = fingerprint.code_part()
    (root / file).write_text("b")
    assert fingerprint.code_part() != before


def test_the_code_part_changes_with_a_file_more(root: Path) -> None:
    before = fingerprint.code_part()
    (root / "engine" / "understanding" / "new.py").write_text("a")
    assert fingerprint.code_part() != before


def test_the_code_part_changes_with_the_packages(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = fingerprint.code_part()
    monkeypatch.setattr(fingerprint, "version", lambda name: "0")
    assert fingerprint.code_part() != before


def test_every_package_and_contract_that_the_understanding_imports_counts() -> None:
    imported: set[str] = set()
    agreed: set[str] = set()
    for path in fingerprint.UNDERSTANDING.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            imported |= {name.split(".")[0] for name in names}
            agreed |= {name.split(".")[1] for name in names if name.startswith("contracts.")}
    assert agreed - {"paths"} == set(fingerprint.CONTRACTS)
    outside = imported - set(sys.stdlib_module_names) - {"contracts", "engine"}
    distributions = {"sklearn": "scikit-learn"}
    assert {distributions.get(name, name) for name in outside} <= set(fingerprint.PACKAGES)


def test_the_code_part_changes_with_rules_and_not_with_examples(root: Path) -> None:
    before = fingerprint.code_part()
    (root / "data" / "nlu" / "sv" / "greet.yml").write_text("a")
    assert fingerprint.code_part() == before
    (root / "data" / "rules.yml").write_text("a")
    assert fingerprint.code_part() != before


def test_what_is_no_part_of_a_model_changes_neither(root: Path) -> None:
    nlu = root / "data" / "nlu"
    before = fingerprint.code_part(), fingerprint.data_part(nlu)
    (root / "engine" / "serve.py").write_text("b")
    assert (fingerprint.code_part(), fingerprint.data_part(nlu)) == before


def test_the_data_part_changes_with_examples_wherever_the_folder_lies(root: Path) -> None:
    nlu = root / "data" / "nlu"
    before = fingerprint.data_part(nlu)
    (nlu / "reviewed.yml").write_text("a")
    with_reviewed = fingerprint.data_part(nlu)
    assert with_reviewed != before
    copy = root / "copy"
    copy.mkdir()
    (copy / "reviewed.yml").write_text("a")
    assert fingerprint.data_part(copy) == with_reviewed


def test_a_model_of_the_same_code_may_be_served(root: Path) -> None:
    (root / "models" / MODEL).write_text("a")
    write_digest(root / "models" / MODEL)
    assert why_not_served(MODEL, "0123abcd") is None


def test_why_a_model_may_not_be_served(root: Path) -> None:
    assert "finns inte" in (why_not_served(MODEL, "0123abcd") or "")
    (root / "models" / MODEL).write_text("a")
    assert "en annan version av koden" in (why_not_served(MODEL, "ffffffff") or "")
    assert "saknar sin kontrollsumma" in (why_not_served(MODEL, "0123abcd") or "")
    write_digest(root / "models" / MODEL)
    (root / "models" / MODEL).write_text("b")
    assert "är skadad" in (why_not_served(MODEL, "0123abcd") or "")
    for name in ("../secret.tar.gz", f"x/{MODEL}", "", "presstjanst-0123abcd.tar.gz"):
        assert "ingen modell" in (why_not_served(name, "0123abcd") or "")


def test_the_last_release_is_read(tmp_path: Path) -> None:
    database = tmp_path / "conversations.db"
    address = f"sqlite:///{database}"
    assert last_release(open_releases(address)) is None
    with_releases(database).dispose()
    assert last_release(open_releases(address)) is None
    with_releases(database, "a", "b").dispose()
    assert last_release(open_releases(address)) == (2, "b")


@pytest.mark.parametrize("address", [None, "", "no address", "sqlite:////nowhere/at/all.db"])
def test_without_a_database_nothing_is_released(address: str | None) -> None:
    assert last_release(open_releases(address)) is None


def test_what_a_training_writes_is_for_its_owner_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODELS_DIR", str(tmp_path))
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(sys, "argv", ["engine.training"])
    monkeypatch.setattr(command, "train_model", lambda _, path: path.write_text("a model"))
    before = os.umask(0o022)
    try:
        assert command.main() == 0
    finally:
        os.umask(before)
    (model,) = tmp_path.iterdir()
    assert stat.S_IMODE(model.stat().st_mode) == 0o600


def test_a_released_model_that_is_gone_is_one_sentence_and_the_data_is_served(
    tmp_path: Path, agent
) -> None:
    database = tmp_path / "conversations.db"
    with_releases(database, MODEL).dispose()
    done = subprocess.run(
        [sys.executable, "-m", "engine.training", "--released"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": f"sqlite:///{database}"},
        capture_output=True,
        text=True,
    )
    assert Path(done.stdout.strip()) == fingerprint.model_path()
    (sentence,) = [line for line in done.stderr.splitlines() if "Warning" not in line]
    assert sentence == (
        f"Den släppta modellen {MODEL} finns inte i models/. Modellen för data/ används så länge."
    )
