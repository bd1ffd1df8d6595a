"""The measured conversations and questions: what each answer must do, and whether one does."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rasa.shared.core.events import UserUttered
from ruamel.yaml import YAML

from contracts.conversation import AWAITS, VERDICT_TOPICS
from contracts.dialogues import DESKS, EITHER, DialogueTurn
from contracts.intents import FALLBACK, OUT_OF_SCOPE
from contracts.paths import FACTS, QUESTIONS
from engine.evaluation.kept_stories.stories import AgentConversation, text_of
from engine.privacy.agency import read_sections

_VERDICTS = {
    "yes": ("case_possible",),
    "no_consent": ("case_no_consent",),
    "not_in": ("case_not_in",),
    "investigated": ("case_investigated",),
    "reconsidered": ("case_reconsidered",),
    "depends": ("case_consent_unknown", "case_stage_unknown"),
}
_CONTACTS = {
    "phone:press": "press_phone",
    "mail:press": "press_mail",
    "mail:stats": "statistics_mail",
    "mail:docs": "head_office_mail",
    "phone:private": "customer_centre_phone",
    "phone:head": "head_of_press_phone",
    "mail:head": "head_of_press_mail",
    "press_line": "press_phone",
}
_INTENTS = {
    "greets": ("greet",),
    "thanks": ("thanks", "goodbye", "affirm"),
    "bye": ("goodbye", "thanks"),
    "bot": ("bot_challenge",),
    "help": ("help", "greet"),
    "restart": ("start_over",),
}
_OF_PRESS = ("ask/unreachable", "ask/other_ways")


@dataclass(frozen=True)
class Answer:
    """What was said to one message, and where that left the conversation."""

    messages: Sequence[Mapping[str, Any]]
    before: str  # the answer before this one
    intent: str
    awaits: str | None

    @property
    def cards(self) -> list[Mapping[str, Any]]:
        """The cards among the messages."""
        return [message["custom"] for message in self.messages if message.get("custom")]

    @property
    def text(self) -> str:
        """The texts of all its messages, a line each, as whoever asked sees them."""
        return "\n".join(text_of(dict(message)) for message in self.messages)

    @property
    def questions(self) -> set[str]:
        """The questions that the cards answer."""
        return {name for card in self.cards for name in card.get("question") or ()}

    @property
    def lead(self) -> str:
        """The first words of the answer."""
        return str(self.cards[0]["lead"]) if self.cards else self.text


class Judge:
    """Says whether an answer does what is expected of it."""

    def __init__(self, facts: Path = FACTS, answers: Path = QUESTIONS / "answers.yml") -> None:
        known = read_sections(facts)
        self._contacts = {name: item["value"] for name, item in known["contacts"].items()}
        links = {name: _shown(item["url"]) for name, item in known["links"].items()}
        values = {name: re.escape(v) for name, v in {**links, **self._contacts}.items()}
        patterns = YAML(typ="safe").load(answers.read_text(encoding="utf-8"))
        self._facts = {
            name: re.compile(re.sub(r"{(\w+)}", lambda field: values[field[1]], pattern), re.I)
            for name, pattern in patterns["facts"].items()
        }
        self._open = re.compile(patterns["open"], re.I)

    def faults(self, turn: DialogueTurn, answer: Answer) -> list[str]:
        """What the answer lacks, and what it must not do and does."""
        lacks = [
            item
            for item in turn.must
            if not any(self.does(part, answer) for part in item.split(EITHER))
        ]
        does = [f"never {item}" for item in turn.never if self.does(item, answer)]
        return [*lacks, *does, *([] if answer.messages else ["no answer"])]

    def does(self, item: str, answer: Answer) -> bool:
        """Whether the answer does what an item says; an item of no known kind is a text."""
        kind, _, name = item.partition(":")
        judge = self._kinds().get(kind)
        if judge and (name or kind in _BARE):
            return judge(name, answer)
        if item in _CONTACTS:
            return self._contacts[_CONTACTS[item]] in answer.text
        if item in _INTENTS:
            return answer.intent in _INTENTS[item] and not answer.questions
        return item in answer.text

    def leads(self, fact: str, answer: Answer) -> bool:
        """Whether the first sentence of the answer states the fact."""
        first = re.split(r"(?<=[.!?])\s+(?=[A-ZÅÄÖ])", answer.lead)[0]
        return bool(self._facts[fact].search(first))

    def is_open(self, name: str, answer: Answer) -> bool:
        """Whether the answer says that the page leaves this open, and whom to ask."""
        says = any(self._open.search(card["lead"]) for card in answer.cards)
        helps = any(card["contacts"] for card in answer.cards)
        return says and helps and f"not_stated/{name}" in answer.questions

    def _kinds(self) -> dict[str, Callable[[str, Answer], bool]]:
        return {
            "fact": self.leads,
            "open": self.is_open,
            "desk": lambda name, answer: any(
                topic in DESKS[name] or (name == "case" and topic.startswith(VERDICT_TOPICS))
                for topic in _topics(answer)
            ),
            "asks": lambda name, answer: (
                answer.awaits == {"back": "choices", "stage": "case_stage"}.get(name, name)
            ),
            "verdict": lambda name, answer: (
                bool({q for q in answer.questions if q.startswith("not_stated/")})
                if name == "open"
                else any(topic in _VERDICTS[name] for topic in _topics(answer))
            ),
            "letter": lambda name, answer: any(
                card.get("letter") and card["topic"] in DESKS[name] for card in answer.cards
            ),
            "ways": lambda _, answer: (
                not answer.questions.isdisjoint(_OF_PRESS)
                or self._contacts["head_of_press_phone"] in answer.text
            ),
            "calm": lambda _, answer: (
                self._contacts["press_phone"] in answer.text
                and len(answer.cards[-1]["quick_replies"]) > 1
                and answer.text != answer.before
                if answer.cards
                else False
            ),
            "112": lambda _, answer: "112" in answer.lead,
            "kept": lambda _, answer: "ask/what_is_kept" in answer.questions,
            "delete": lambda _, answer: "ask/delete_conversation" in answer.questions,
            "cannot": lambda _, answer: answer.intent in (OUT_OF_SCOPE, FALLBACK),
            "english": lambda _, answer: _language(answer) == "en",
            "swedish": lambda _, answer: _language(answer) == "sv",
        }


_BARE = frozenset(("ways", "calm", "112", "kept", "delete", "cannot", "english", "swedish"))
_ENGLISH = re.compile(r"\b(?:the|you|is|for|and|what)\b")
_SWEDISH = re.compile(r"\b(?:den|det|du|är|för|och|vad)\b")


async def answer_of(conversation: AgentConversation, text: str, before: str = "") -> Answer:
    """The answer to one message."""
    messages = await conversation.say(text)
    user, _, tracker = await conversation.last_turn()
    return Answer(messages, before, _intent(user), tracker.get_slot(AWAITS))


def _shown(url: str) -> str:
    """An address as answers write it; of none, what no answer holds."""
    return url.removeprefix("https://").removeprefix("www.") or "\0"


def _intent(user: UserUttered) -> str:
    return str(user.intent.get("name") or "")


def _topics(answer: Answer) -> Iterable[str]:
    return [card["topic"] for card in answer.cards if card.get("topic")]


def _language(answer: Answer) -> str:
    if answer.cards:
        return str(answer.cards[-1]["language"])
    text = answer.text.lower()
    return "en" if len(_ENGLISH.findall(text)) > len(_SWEDISH.findall(text)) else "sv"
