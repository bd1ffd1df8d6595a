"""The figures of a comparison keep their schema, both ways, and say nothing of what broke it."""

from __future__ import annotations

import copy
import json
from dataclasses import fields, replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from contracts.comparison import (
    case_figures,
    conversation_figures,
    fold_figures,
    story_figures,
)
from contracts.comparison import figures as agreed
from contracts.comparison.figures import SCHEMA_FILE, Figures, FiguresError
from tests.web.trainer.comparison.comparisons import BROKEN, CONVERSATIONS, FOLDS, figures, flip

SCHEMA = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
WHOLE = figures(
    flips=(*figures().flips, flip(41), flip(42, "statistics", True)),
    broken=(BROKEN,),
    misrouted=(agreed.MisroutedMessage("Vem?", "greet", "statistics"),),
    forbidden=(
        agreed.BROKEN,
        agreed.MISROUTES,
        agreed.WRONG_YES,
        agreed.WORSE_TURNS,
        agreed.WORSE_QUESTIONS,
    ),
    conversations=CONVERSATIONS,
    folds=FOLDS,
)


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_what_is_written_is_read_again() -> None:
    values = WHOLE.to_json()
    Draft202012Validator(SCHEMA).validate(values)
    assert Figures.from_json(json.loads(json.dumps(values))) == WHOLE


@pytest.mark.parametrize("name", ["conversations", "folds"])
def test_figures_from_before_there_was_a_part_are_read(name: str) -> None:
    before = replace(WHOLE, **{name: None})
    values = before.to_json()
    assert name not in values
    assert Figures.from_json(values) == before


def properties(*path: str | int) -> set[str]:
    part: Any = SCHEMA
    for name in path:
        part = part[name]
    return set(part["properties"])


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        (agreed.Figures, ()),
        (agreed.ComparisonCounts, ("properties", "asked")),
        (agreed.MisroutedMessage, ("properties", "misrouted", "items")),
        (agreed.ModelFigures, ("$defs", "model")),
        (case_figures.Case, ("$defs", "case")),
        (case_figures.Guess, ("$defs", "guess")),
        (case_figures.DeniedExample, ("$defs", "denied")),
        (agreed.Flip, ("$defs", "flip")),
        (conversation_figures.Conversations, ("properties", "conversations")),
        (conversation_figures.RightAnswers, ("$defs", "right_answers")),
        (conversation_figures.Changes, ("$defs", "changes")),
        (conversation_figures.WrongConversation, ("$defs", "conversation")),
        (
            conversation_figures.WrongTurn,
            ("$defs", "conversation", "properties", "turns", "items"),
        ),
        (conversation_figures.WrongQuestion, ("$defs", "question")),
        (fold_figures.Folds, ("properties", "folds")),
        (fold_figures.MisreadExample, ("$defs", "misread")),
        (story_figures.FailedStory, ("$defs", "story")),
        (story_figures.BrokenTurn, ("$defs", "broken_turn")),
        (story_figures.MessageReading, ("$defs", "reading", "oneOf", 1)),
        (story_figures.Likely, ("$defs", "likely")),
        (
            story_figures.StoryDifference,
            ("$defs", "broken_turn", "properties", "differences", "items"),
        ),
    ],
)
def test_the_schema_names_every_field(kind: Any, path: tuple[str | int, ...]) -> None:
    assert {field.name for field in fields(kind)} == properties(*path)


def changed(*path: str | int, value: Any) -> dict[str, Any]:
    values: Any = copy.deepcopy(WHOLE.to_json())
    place = values
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    return dict(values)


@pytest.mark.parametrize(
    "values",
    [
        None,
        {},
        [],
        changed("extra", value=1),
        changed("candidate", "misrouted", value=-1),
        changed("candidate", "misrouted", value="hemligt"),
        changed("cases", 0, "before", "confidence", value="hemligt"),
        changed("flips", 1, "text", value="hemligt"),  # of a real message
        changed("forbidden", value=["hemligt"]),
        changed("folds", "misread", 0, "text", value="hemligt"),  # may be removed
        changed("broken", 0, "turns", 0, "turn", value=0),
    ],
)
def test_what_breaks_the_schema_is_refused_without_its_content(values: Any) -> None:
    with pytest.raises(FiguresError) as error:
        Figures.from_json(values)
    assert "hemligt" not in str(error.value)


def test_figures_that_break_the_schema_are_not_written() -> None:
    with pytest.raises(FiguresError):
        figures(forbidden=("because",)).to_json()
