"""The facts are read when they are needed, once for all actions, and from the named file."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from rasa_sdk.executor import ActionExecutor

from actions.facts import live_facts
from contracts.paths import ROOT
from desk.facts.file import FactsError
from tests.actions.test_actions import run
from tests.press_page import PRESS_PHONE


@pytest.fixture(autouse=True)
def unread() -> Iterator[None]:
    live_facts.cache_clear()
    yield
    live_facts.cache_clear()


def python(code: str, facts_file: Path) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "FACTS_FILE": str(facts_file)}
    command = [sys.executable, *code.split(" ", 1)]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_importing_the_actions_reads_no_file(tmp_path: Path) -> None:
    modules = "actions.answer, actions.ask_back, actions.case.questions, actions.follow_up"
    result = python(f"-c import {modules}", tmp_path / "none.yml")
    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.slow
def test_a_server_without_facts_says_so_and_ends(tmp_path: Path) -> None:
    result = python("-m actions", tmp_path / "none.yml")
    assert (result.returncode, result.stderr) == (1, "none.yml: filen finns inte\n")


async def test_the_named_file_is_read_once_for_all_actions(
    facts_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = facts_file.read_text(encoding="utf-8")
    facts_file.write_text(text.replace(PRESS_PHONE, "010-000 00 00"), encoding="utf-8")
    monkeypatch.setenv("FACTS_FILE", str(facts_file))
    executor = ActionExecutor()
    executor.register_package("actions")
    (card,) = await run(executor, "action_answer", "press_contact")
    assert card["contacts"][0]["value"] == "010-000 00 00"
    assert live_facts() is live_facts()


async def test_without_facts_nothing_is_said_and_a_file_that_comes_back_is_used(
    facts_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = facts_file.rename(facts_file.with_suffix(".away"))
    monkeypatch.setenv("FACTS_FILE", str(facts_file))
    executor = ActionExecutor()
    executor.register_package("actions")
    with pytest.raises(FactsError):
        live_facts()
    assert await run(executor, "action_answer", "press_contact") == []
    away.rename(facts_file)
    assert len(await run(executor, "action_answer", "press_contact")) == 1
