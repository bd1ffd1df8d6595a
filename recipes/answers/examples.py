"""Reads the conversations of data/answers, and examples of messages by themselves."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from contracts.conversation import (
    AFTER,
    CASE_OFFER,
    CONSENT,
    FIRST,
    LETTER_OFFER,
    PRACTICE_STATES,
    STAGE,
    VERDICT,
    VERDICT_TOPICS,
    State,
    state_of,
)
from contracts.intents import BOTH, CASE, HUMAN, NEWSLETTER, PRESS, PRIVATE, RECORDS, STATISTICS
from contracts.nlu_files import Example
from desk.facts.model import Facts
from engine.understanding.answers.exchange import CARD, INTENTS, Turn, texts_of, words_of

NONE = "none"
REPLIES = (NONE, "yes", "no", "neither")
_VERDICT = "verdict_"
# The question of the facts that a contact of one kind is of a desk.
_OF_DESK: Mapping[str, Mapping[str, str]] = {
    "phone": {
        PRESS: "press_phone",
        CASE: "press_phone",
        STATISTICS: "statistics_phone",
        RECORDS: "records_phone",
        PRIVATE: "customer_centre_phone",
    },
    "mail": {
        PRESS: "press_mail",
        CASE: "press_mail",
        STATISTICS: "statistics_mail",
        NEWSLETTER: "statistics_mail",
        RECORDS: "records_where",
        PRIVATE: "customer_centre_mail",
    },
    "hours": {PRESS: "hours_summer", CASE: "hours_summer", PRIVATE: "customer_centre_hours"},
    "written": {PRESS: "comment_form", CASE: "comment_form"},
    "who_heads": {PRESS: "head_of_press", CASE: "head_of_press"},
}
_WORDING = {"ask_consent": "consent_question", "ask_stage": "stage_question", "vague": "ask_back"}
# The intents of examples by themselves, as an answer is called. Of several names for one intent the
# first is meant.
_OF_INTENT: Mapping[str, str] = {
    **{intent: name for name, intent in reversed(INTENTS.items())},
    "affirm": "yes",
    "deny": "no",
    "check_case": "case",
    "nlu_fallback": "vague",
    "choose_first": "first",
    "choose_second": "second",
    "choose_third": "third",
    "choose_last": "last",
    "write_letter": "draft",
}
_AWAITS: Mapping[str, str] = {
    "ask_consent": CONSENT,
    "ask_stage": STAGE,
    f"{CARD}{CASE}": CASE_OFFER,
    **dict.fromkeys((f"{CARD}{desk}" for desk in (PRESS, STATISTICS, RECORDS)), LETTER_OFFER),
}
_OF_A_DRAFT = 0.5  # of the examples that may be about one
_OFFERED = f"awaits {LETTER_OFFER}"
_TOPICS = frozenset((PRESS, CASE, STATISTICS, RECORDS, PRIVATE, NEWSLETTER, HUMAN))


class Asked(NamedTuple):
    """A message, the texts that it is read beside, and the answer and the reply that it wants.

    `state` is that of the conversation at the message; `reply` is None where nobody has said.
    """

    text: str
    state: State
    beside: Sequence[str]
    answer: str
    reply: str | None


class Words:
    """The words of each answer, as the facts have them."""

    def __init__(self, facts: Facts) -> None:
        """Take the facts."""
        self._facts = facts
        self._questions = {name.partition("/")[2]: q for name, q in facts.questions.items()}

    def topic(self, answer: str) -> str | None:
        """Return the topic of an answer, if it has one."""
        if answer in self._questions:
            return self._questions[answer].topic
        if answer.startswith((_VERDICT, "ask_")):
            return CASE
        return answer.removeprefix(CARD) if answer.startswith(CARD) else None

    def of(self, answer: str, topic: str, language: str) -> str:
        """Return what an answer begins with, in a conversation about a topic; "" if unknown."""
        desk = _OF_DESK.get(answer, {}).get(topic)
        if question := self._questions.get(desk or answer):
            return question.answer[language]
        if answer == "draft":
            letter = self._facts.letters.get(topic, self._facts.letters[PRESS])
            title = letter.title or {language: ""}
            return words_of([title[language], self._facts.wording["letter_again"][language]])
        if wording := self._facts.wording.get(_WORDING.get(answer, f"reply_{answer}")):
            return wording[language]
        name = answer.removeprefix(CARD).replace(_VERDICT, VERDICT_TOPICS)
        if name not in self._facts.topics:
            return ""
        card = self._facts.topics[name]
        return words_of([card.title and card.title[language], card.lead and card.lead[language]])


def conversations(files: Iterable[Path], words: Words) -> Iterator[Asked]:
    """Yield each message of the conversations in files such as data/answers holds."""
    for path in files:
        for row in path.read_text(encoding="utf-8").splitlines():
            yield from _conversation(json.loads(row), words)


def _conversation(row: Mapping[str, Any], words: Words) -> Iterator[Asked]:
    language = "en" if row["lang"] == "en" else "sv"
    turns: list[Turn] = []
    topic, state = PRESS, FIRST
    for turn in row["turns"]:
        answers = turn["answer"]
        said = [turn["then"]] if "then" in turn else answers
        reply = turn.get("reply") or NONE
        yield Asked(turn["say"], state, texts_of(turns), answers[0], reply)
        topic = next(filter(None, (words.topic(answer) for answer in said)), topic)
        spoken_of = VERDICT_TOPICS if said[0].startswith(_VERDICT) else topic
        state = state_of([spoken_of], _AWAITS.get(said[-1]))
        answer = words_of(words.of(answer, topic, language) for answer in said)
        if not answer and turns:  # what was said before stands
            answer = turns[-1].answer
        if answer:
            turns.append(Turn(turn["say"], answer))


def by_themselves(
    examples: Iterable[Example],
    words: Words,
    contexts: Sequence[Sequence[str]],
    chance: random.Random,
) -> Iterator[Asked]:
    """Yield examples that were written for what was answered last, or for anything at all."""
    known = [(one, answer) for one in examples if (answer := _answer_of(one))]
    asking: defaultdict[str, list[str]] = defaultdict(list)
    for one, answer in known:
        asking[answer].append(one.text)
    for one, answer in known:
        after = [f.removeprefix(AFTER) for f in one.state or () if f.startswith(AFTER)]
        if one.state is None:
            state = chance.choice(PRACTICE_STATES)
            yield Asked(one.text, state, chance.choice(contexts), answer, None)
        elif after and after[0] != "something":
            name = "verdict_possible" if after[0] == VERDICT else f"{CARD}{after[0]}"
            # Such a message asks for a draft, or changes the one that was written.
            if answer == "draft" and _OFFERED not in one.state and chance.random() < _OF_A_DRAFT:
                name = "draft"
            said = chance.choice(asking[name] or asking["case"])
            language = "en" if one.language == "en" else "sv"
            beside = texts_of([Turn(said, words.of(name, after[0], language))])
            yield Asked(one.text, one.state, beside, answer, None)


def _answer_of(one: Example) -> str | None:
    if one.questions:
        name = _OF_INTENT.get(one.questions[0], one.questions[0])
        return name if len(one.questions) == 1 else None
    if BOTH in one.label or one.questions is None:
        return _OF_INTENT.get(one.label)
    card = f"{CARD}{one.label}" if one.label in _TOPICS else None
    return _OF_INTENT.get(one.label, card)
