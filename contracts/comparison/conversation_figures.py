"""What a comparison says of two models in the measured conversations and questions.

A part of the figures (contracts/comparison/figures.py), described by the same schema.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class RightAnswers:
    """How much one model gets right; `wrong_yes` counts what must not be."""

    turns: int
    whole: int
    questions: int
    wrong_yes: int


@dataclass(frozen=True)
class Changes:
    """How many answers the candidate alone gets wrong or right, and how likely that is by chance.

    `chance` is of the exact test of McNemar, from 0 to 1.
    """

    newly_wrong: int
    newly_right: int
    chance: float


@dataclass(frozen=True)
class WrongTurn:
    """A turn, from 1, with what its answer lacks or does (engine/evaluation/dialogues.py)."""

    turn: int
    text: str
    faults: tuple[str, ...]
    lead: str


@dataclass(frozen=True)
class WrongConversation:
    """A measured conversation with the turns that are wrong in it."""

    name: str
    turns: tuple[WrongTurn, ...]


@dataclass(frozen=True)
class WrongQuestion:
    """A measured question, as `name` of the facts file, and the first words of the answer."""

    name: str
    text: str
    lead: str


@dataclass(frozen=True)
class Conversations:
    """Both models in the measured conversations and questions, of which there are so many.

    `worse` are the conversations with what the candidate alone gets wrong, `better` those with
    what the current model alone does, `both_wrong` with what both do, as the candidate does it;
    comparisons made before do not say of the latter two. `wrong_yes` are those in which the
    candidate says that a case can be commented on, and it cannot.
    """

    turns: int
    whole: int
    questions: int
    candidate: RightAnswers
    current: RightAnswers
    turn_changes: Changes
    question_changes: Changes
    worse: tuple[WrongConversation, ...]
    worse_questions: tuple[WrongQuestion, ...]
    wrong_yes: tuple[WrongConversation, ...]
    better: tuple[WrongConversation, ...] | None = None
    better_questions: tuple[WrongQuestion, ...] | None = None
    both_wrong: tuple[WrongConversation, ...] | None = None
    both_wrong_questions: tuple[WrongQuestion, ...] | None = None


def read_conversations(values: Mapping[str, Any] | None) -> Conversations | None:
    """Of JSON values that keep the schema; None of a comparison without them."""
    if values is None:
        return None
    return Conversations(
        turns=values["turns"],
        whole=values["whole"],
        questions=values["questions"],
        candidate=RightAnswers(**values["candidate"]),
        current=RightAnswers(**values["current"]),
        turn_changes=Changes(**values["turn_changes"]),
        question_changes=Changes(**values["question_changes"]),
        worse=_conversations(values["worse"]),
        worse_questions=_questions(values["worse_questions"]),
        wrong_yes=_conversations(values["wrong_yes"]),
        better=_if_said(_conversations, values.get("better")),
        better_questions=_if_said(_questions, values.get("better_questions")),
        both_wrong=_if_said(_conversations, values.get("both_wrong")),
        both_wrong_questions=_if_said(_questions, values.get("both_wrong_questions")),
    )


def _if_said[Read](read: Callable[[Any], Read], values: Any) -> Read | None:
    return None if values is None else read(values)


def _questions(values: Iterable[Mapping[str, Any]]) -> tuple[WrongQuestion, ...]:
    return tuple(WrongQuestion(**question) for question in values)


def _conversations(values: Iterable[Mapping[str, Any]]) -> tuple[WrongConversation, ...]:
    return tuple(
        WrongConversation(
            one["name"],
            tuple(
                WrongTurn(turn["turn"], turn["text"], tuple(turn["faults"]), turn["lead"])
                for turn in one["turns"]
            ),
        )
        for one in values
    )
