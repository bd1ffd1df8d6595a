"""`make evaluate` ends with 1 where a test story fails or stands by a hair, else with 0."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest
from rasa.core.agent import Agent

from contracts.comparison.reading_figures import ReadingCounts, ReadingFigures
from engine.evaluation import __main__ as evaluation
from engine.evaluation.kept_stories.margins import watch
from engine.evaluation.kept_stories.stories import differences, stories_in
from tests.engine.evaluation.kept_stories.test_margins import STORY

# What is printed beside the stories, and takes its minutes.
ASIDE = (
    "_print_languages",
    "_print_kinds",
    "_print_privacy",
    "_print_conversations",
)


@pytest.fixture
def agent_of_main(talking: Agent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Agent:
    messages = tmp_path / "messages.tsv"
    messages.write_text("thanks\tsv\ttack\n", encoding="utf-8")
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    arguments = ["evaluate", "--model", str(tmp_path), "--messages", str(messages)]
    monkeypatch.setattr(sys, "argv", arguments)
    monkeypatch.setattr(Agent, "load", lambda *_: talking)
    for name in ASIDE:
        monkeypatch.setattr(evaluation, name, lambda *_: None)
    return talking


def hold(monkeypatch: pytest.MonkeyPatch, stories: str) -> int:
    monkeypatch.setattr(evaluation, "read_stories", lambda: stories_in(stories, "a.yml"))
    return evaluation.main()


def test_stories_that_pass_by_far_end_with_0_and_one_that_fails_with_1(
    agent_of_main: Agent, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert hold(monkeypatch, STORY) == 0
    assert "test stories that pass      1 of 1" in capsys.readouterr().out
    assert hold(monkeypatch, STORY.replace("intent: thanks", "intent: greet")) == 1
    said = capsys.readouterr().out
    assert "a.yml: siffror, turn 2: intent 'thanks', not 'greet'" in said
    assert "which must be 0: 0" in said


def test_a_story_by_a_hair_ends_with_1(
    agent_of_main: Agent, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with watch(agent_of_main) as watched:
        asyncio.run(differences(agent_of_main, *stories_in(STORY, "a.yml")))
        (wish,) = (w for w in watched.given[0].get("wishes") if w["name"] == "statistics")
        config = watched._decision._config
    monkeypatch.setitem(config, "word_wanted_above", wish["confidence"] - 0.01)
    assert hold(monkeypatch, STORY) == 1
    said = capsys.readouterr().out
    assert "test stories that pass      1 of 1" in said
    assert "which must be 0: 1" in said and "fails if word_wanted_above" in said


def test_the_figures_are_kept_of_the_holdout_alone(
    agent_of_main: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[ReadingFigures] = []
    monkeypatch.setattr(evaluation, "_keep", kept.append)
    hold(monkeypatch, STORY)
    assert kept == []
    monkeypatch.setattr(evaluation, "HOLDOUT", Path(sys.argv[-1]))
    hold(monkeypatch, STORY)
    (figures,) = kept
    assert figures.holdout == ReadingCounts(messages=1, right=1, asked_back=0)
