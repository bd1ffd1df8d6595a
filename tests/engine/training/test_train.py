"""A training is of the code that is there, and what it makes comes whole."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from rasa.core.agent import Agent
from rasa.engine.training import fingerprinting

from contracts.paths import ROOT
from engine.rasa_patches.commands import component_code
from engine.training.archives import digest_file, is_whole
from engine.understanding.questions.reader import QuestionReader
from tests.engine.few_examples import few_examples


def test_a_model_comes_whole_and_nothing_of_its_components_is_kept(tmp_path: Path) -> None:
    few_examples(tmp_path / "data")
    target = tmp_path / "models" / "a.tar.gz"
    train = (
        "import sys, pathlib; from engine.training.train import train_model; "
        "sys.exit(not train_model(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])))"
    )
    cache = tmp_path / "cache"
    subprocess.run(
        [sys.executable, "-c", train, str(tmp_path / "data"), str(target)],
        cwd=ROOT,
        env={**os.environ, "RASA_CACHE_DIRECTORY": str(cache)},
        check=True,
    )
    assert Agent.load(str(target)).is_ready()
    assert sorted(target.parent.iterdir()) == [target, digest_file(target)]
    assert is_whole(target)
    assert [path for path in cache.iterdir() if path.is_dir()] == []


def test_a_component_has_another_key_in_rasas_cache_when_code_that_it_uses_changes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def key(code: str) -> str:
        with monkeypatch.context() as patched:
            patched.setattr(component_code, "code_part", lambda: code)
            patched.setattr(
                fingerprinting,
                "calculate_fingerprint_key",
                fingerprinting.calculate_fingerprint_key,
            )
            component_code.apply()
            return fingerprinting.calculate_fingerprint_key(QuestionReader, {}, {})

    assert key("a") == key("a")
    assert key("a") != key("b")
