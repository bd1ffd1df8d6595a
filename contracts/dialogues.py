"""Reads the conversations and the questions that answers are measured on, never learnt from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from contracts.intents import CASE, HUMAN, NEWSLETTER, PRESS, PRIVATE, RECORDS, STATISTICS
from contracts.paths import (
    DANGER,
    DIALOGUES,
    HALF_SENTENCES,
    NEAR_MISSES,
    QUESTIONS,
    RUBRICS,
    TOLD_CASES,
    TOLD_OF_CASE,
)

# The writers kept apart: nothing is chosen by how well their messages are answered.
KEPT_APART = ("k1", "k2", "k3", "k4", "k6", "k7", "k8", "k9", "k10", "k11")


# The topics of a card that an expectation of a desk is met by, its own first; verdicts on a case
# are case_….
DESKS = {
    "press": (PRESS, "fallback", "head_of_press"),
    "stats": (STATISTICS,),
    "docs": (RECORDS,),
    "private": (PRIVATE,),
    "newsletter": (NEWSLETTER,),
    "case": (CASE,),
    "human": (HUMAN, "fallback"),
}
# Between the items of which an answer needs one alone.
EITHER = "|"
# What is wrong with a turn that has no answer at all.
NO_ANSWER = "no answer"


class DialogueTurn(NamedTuple):
    """What somebody writes, what the answer must do, and what it must not.

    Of an item in `must` with alternatives, `a|b`, either will do.
    """

    text: str
    must: tuple[str, ...]
    never: tuple[str, ...]


class Dialogue(NamedTuple):
    """A conversation by a writer who knew the page alone."""

    name: str
    writer: str
    turns: tuple[DialogueTurn, ...]


class FactQuestion(NamedTuple):
    """A first message that asks for one fact (`ask`), or for what the page leaves open (`ns`)."""

    writer: str
    kind: str
    name: str
    text: str


class CaseTold(NamedTuple):
    """A message after an answer about individual cases, and what it tells of one; "" is nothing.

    `awaits` is what the bot's last words asked for.
    """

    awaits: str
    consent: str
    case_stage: str
    text: str


def read_dialogues(folder: Path = DIALOGUES) -> list[Dialogue]:
    """The conversations of a folder's files, in order."""
    return [_dialogue(item, writer) for writer, item in _items(folder)]


def read_questions(folder: Path = QUESTIONS) -> list[FactQuestion]:
    """The questions of a folder's files, in order."""
    rows = []
    for path in sorted(folder.glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            code, _, text = line.split("\t")
            kind, _, name = code.partition(".")
            rows.append(FactQuestion(path.stem, kind, name, text))
    return rows


def read_told(folder: Path = TOLD_OF_CASE) -> list[CaseTold]:
    """The messages of a folder's files, in order."""
    return [
        CaseTold(*line.split("\t"))
        for path in sorted(folder.glob("*.tsv"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def texts() -> Iterator[tuple[Path, str]]:
    """Every text of all that is measured, with the folder that it stands in.

    What stands before a near miss is what anybody would write, and is not.
    """
    for folder in (DIALOGUES, HALF_SENTENCES, DANGER, TOLD_CASES):
        for dialogue in read_dialogues(folder):
            yield from ((folder, turn.text) for turn in dialogue.turns)
    for dialogue in read_dialogues(NEAR_MISSES):
        yield NEAR_MISSES, dialogue.turns[-1].text
    for _, item in _items(RUBRICS):
        yield from ((RUBRICS, turn["text"]) for turn in item["turns"])
    for question in read_questions():
        yield QUESTIONS, question.text
    for told in read_told():
        yield TOLD_OF_CASE, told.text


def _items(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the lines of a folder's files, each with its writer."""
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield path.stem, json.loads(line)


def _dialogue(item: dict[str, Any], writer: str) -> Dialogue:
    turns = tuple(
        DialogueTurn(t["text"], tuple(t["must"]), tuple(t.get("never") or ()))
        for t in item["turns"]
    )
    return Dialogue(item["id"], writer, turns)
