"""Chooses which questions of a message are answered, within the intent that it was read as."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from contracts.conversation import AFTER
from contracts.intents import ALL_ELSE, FALLBACK, HUMAN, OUT_OF_SCOPE, PRIVATE, TELL_CASE
from engine.understanding.two_readers import Ranked

EMERGENCY = "emergency"
SOURCE = "source"  # of the answers: much else that asks where or who looks like it
SMALL_TALK = frozenset(("greet", "goodbye"))
# Whoever says so wants nothing else, whatever the words look like.
NEVER_ASK = frozenset((OUT_OF_SCOPE, *SMALL_TALK, "affirm", "deny", "thanks"))
# Follow-ups that are a question of the press service's where nothing was answered before.
_SAME_AS = {"ask_who_heads": "head_of_press"}
_AS_LIKELY_AS_NOT = 0.5
ABOUT_CONTACTS = frozenset(("ask_phone", "ask_mail", "ask_open", "ask_who_heads"))


class Asked(NamedTuple):
    """What may be asked in a message: how likely each question is, and what tells of it.

    `subjects` are the routes that a question can be asked within; `may_be_two` and
    `plainly_two` what the form of the message leaves room for.
    """

    questions: list[Ranked]
    state: Sequence[str]
    subjects: frozenset[str]
    may_be_two: bool
    plainly_two: bool


class QuestionChoice:
    """Chooses by the thresholds of `Decision`, whose names `config` has."""

    def __init__(self, config: Mapping[str, Any]) -> None:
        self._config = config

    def choose(
        self, asked: Asked, intent: Ranked, ranking: list[Ranked], above: float
    ) -> tuple[list[str], Ranked]:
        """The questions to answer, and the intent: that of a likely question instead of asking
        back."""
        config = self._config
        questions = asked.questions
        likely = [q for q in questions if q["name"] and self._may_lead(q, intent, asked)]
        if self._is_danger(questions, ranking, asked):
            return [EMERGENCY], intent
        is_nothing = bool(questions) and not questions[0]["name"]
        least = config["question_above"] if is_nothing else above
        if not likely or likely[0]["confidence"] < least:
            return [], intent
        asks = [likely[0]]
        asks += [q for q in likely[1:2] if self._is_asked_too(q, likely[0], asked)]
        if intent["name"] == FALLBACK:
            sure = asks[0]["confidence"]
            if sure < config["instead_above"] or share_outside(ranking) > self._doubt(sure):
                return [], intent
            if asks[0]["topic"]:
                intent = {"name": asks[0]["topic"], "confidence": sure}
        elif intent["name"] in NEVER_ASK:
            return [], intent
        elif asks[0]["name"] == _SAME_AS.get(intent["name"]) and _is_first(asked.state):
            intent = {"name": asks[0]["topic"], "confidence": intent["confidence"]}
        return [q["name"] for q in asks], intent

    def _doubt(self, sure: float) -> float:
        """How likely a message may be about something else, and a question that is so likely is
        answered all the same."""
        if sure > self._config["sure_question_above"]:
            return _AS_LIKELY_AS_NOT
        return max(1 - sure, self._config["doubt_above"])

    def _is_danger(self, questions: list[Ranked], ranking: list[Ranked], asked: Asked) -> bool:
        """Whether somebody is in danger; of what plainly is a journalist's errand, or asks
        something else, that must be likelier."""
        danger = sum(q["confidence"] for q in questions if q["name"] == EMERGENCY)
        errands = (asked.subjects | {TELL_CASE}) - {PRIVATE, HUMAN}
        errand = sum(i["confidence"] for i in ranking if i["name"] in errands)
        other = max(
            (q["confidence"] for q in questions if q["name"] not in ("", EMERGENCY)), default=0.0
        )
        is_plain = errand > self._config["errand_above"] or other > self._config["other_above"]
        return bool(danger > self._config["plain_danger_above" if is_plain else "danger_above"])

    def _is_asked_too(self, second: Ranked, first: Ranked, asked: Asked) -> bool:
        """Whether the second likeliest question is to be answered beside the first."""
        config = self._config
        # One question is answered by the page, or not: of fifty messages by nine writers that were
        # read as asking for both none did.
        if second["name"].endswith(ALL_ELSE) and not asked.plainly_two:
            return False
        if first["name"].endswith(ALL_ELSE) and not asked.may_be_two:
            return False
        if second["confidence"] > config["second_above"]:
            return True
        nothing = sum(q["confidence"] for q in asked.questions if not q["name"])
        left = 1 - first["confidence"] - nothing
        share = second["confidence"] / left if left > 0 else 0.0
        return bool(
            asked.may_be_two
            and second["topic"] == first["topic"]
            and second["confidence"] > config["second_of_two_above"]
            and share > config["second_share"]
        )

    def with_clauses(self, asks: list[str], intent: Ranked, clauses: Sequence[Ranked]) -> list[str]:
        """The questions with those of a message's parts that are plain; its parts alone where the
        whole was read as asking nothing and each of them asks something."""
        if intent["name"] in (FALLBACK, *NEVER_ASK) or EMERGENCY in asks:
            return asks
        above = self._config["clause_above"]
        plain = [q["name"] for q in clauses if q["name"] and q["confidence"] > above]
        if EMERGENCY in plain or not (asks or len(plain) == len(clauses)):
            return asks
        return list(dict.fromkeys([*asks, *plain]))

    def _may_lead(self, question: Ranked, intent: Ranked, asked: Asked) -> bool:
        """Whether a question may be answered within an intent.

        "När är det öppet?" after an answer is of that answer's desk, and what plainly is one
        topic's is asked of another only when that is likely too.
        """
        topic, name = question["topic"], intent["name"]
        if question["name"] == EMERGENCY:
            return True
        if question["name"] == SOURCE:
            return bool(question["confidence"] > self._config["source_above"])
        if name in ABOUT_CONTACTS and topic and asked.state:
            return f"{AFTER}{topic}" in asked.state or question["confidence"] > intent["confidence"]
        is_plain = (
            name in asked.subjects and intent["confidence"] > self._config["plain_topic_above"]
        )
        if not is_plain or topic in (name, None, ""):
            return True
        return bool(question["confidence"] > self._config["other_topic_above"])


def _is_first(state: Sequence[str]) -> bool:
    """Whether no topic was answered before the message."""
    return not any(part.startswith(AFTER) for part in state)


def share_outside(ranking: list[Ranked]) -> float:
    """How likely it is that the message is about something else."""
    return sum(i["confidence"] for i in ranking if i["name"] == OUT_OF_SCOPE)
