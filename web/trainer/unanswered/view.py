"""Groups what was asked without an answer, for the page: pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from desk.facts.model import Facts
from web.store.conversations.unanswered import NOT_STATED, OpenAnswer, UnclearMessage

SECONDS_A_DAY = 86_400.0
SHORT, LONG = 30, 90  # days
MOST_MESSAGES = 3
_END_OF_SENTENCE = re.compile(r"(?<=[.?!])\s")


@dataclass(frozen=True)
class OpenQuestion:
    """A question that the facts leave open, and how often it was asked in SHORT and LONG days."""

    name: str  # in the facts' section not_stated
    says: str  # the first sentence of its answer
    short: int
    long: int
    last: tuple[OpenAnswer, ...]  # those with a text, newest first


@dataclass(frozen=True)
class UnclearConversation:
    """What was not understood twice in a row in a conversation, oldest first."""

    conversation: str
    messages: tuple[UnclearMessage, ...]


def open_questions(facts: Facts, answers: Sequence[OpenAnswer], now: float) -> list[OpenQuestion]:
    """Every question that the facts leave open, the most asked first."""
    rows = [
        _row(name, question.answer["sv"], [a for a in answers if a.question == name], now)
        for name, question in facts.questions.items()
        if name.startswith(NOT_STATED)
    ]
    return sorted(rows, key=lambda row: (-row.short, -row.long, row.name))


def by_conversation(messages: Iterable[UnclearMessage]) -> list[UnclearConversation]:
    """The conversations of these messages, newest first as the messages are."""
    groups: dict[str, list[UnclearMessage]] = {}
    for message in messages:
        groups.setdefault(message.conversation, []).insert(0, message)
    # Of the oldest one the message before may not be among them.
    return [
        UnclearConversation(name, tuple(rows)) for name, rows in groups.items() if len(rows) > 1
    ]


def _row(name: str, answer: str, asked: list[OpenAnswer], now: float) -> OpenQuestion:
    return OpenQuestion(
        name=name.removeprefix(NOT_STATED),
        says=_END_OF_SENTENCE.split(answer, maxsplit=1)[0],
        short=_since(asked, now - SHORT * SECONDS_A_DAY),
        long=_since(asked, now - LONG * SECONDS_A_DAY),
        last=tuple([a for a in asked if a.text][:MOST_MESSAGES]),
    )


def _since(answers: Iterable[OpenAnswer], start: float) -> int:
    return sum(answer.at >= start for answer in answers)
