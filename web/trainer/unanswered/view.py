"""Groups what was asked without an answer, for the page; it reads nothing itself."""

from __future__ import annotations

import re
from collections.abc import AsyncIterable, Iterable
from dataclasses import dataclass, field

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


@dataclass
class _Asked:
    short: int = 0
    long: int = 0
    last: list[OpenAnswer] = field(default_factory=list)


async def open_questions(
    facts: Facts, answers: AsyncIterable[OpenAnswer], now: float
) -> list[OpenQuestion]:
    """Every question that the facts leave open, the most asked first; `answers` newest first."""
    asked = {name: _Asked() for name in facts.questions if name.startswith(NOT_STATED)}
    async for answer in answers:
        if (question := asked.get(answer.question)) is None:
            continue
        question.short += answer.at >= now - SHORT * SECONDS_A_DAY
        question.long += answer.at >= now - LONG * SECONDS_A_DAY
        if answer.text and len(question.last) < MOST_MESSAGES:
            question.last.append(answer)
    rows = [
        OpenQuestion(
            name.removeprefix(NOT_STATED),
            _END_OF_SENTENCE.split(facts.questions[name].answer["sv"], maxsplit=1)[0],
            question.short,
            question.long,
            tuple(question.last),
        )
        for name, question in asked.items()
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
