"""The two questions about one case, and what their answers come to."""

from __future__ import annotations

import json
import re
from typing import Any, override

from rasa_sdk import FormValidationAction, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.desk_action import DeskAction
from actions.turn import LOOP, Turn
from desk.cards import QuickReply, message_card, topic_card

# The choices of each slot, by the wording that names them.
_CHOICES = {
    "consent": {"consent_has": "has", "consent_lacks": "lacks", "dont_know": "unknown"},
    "case_stage": {
        "stage_not_in": "not_in",
        "stage_investigated": "investigated",
        "stage_decided": "decided",
        "stage_reconsidered": "reconsidered",
        "dont_know": "unknown",
    },
}
_QUESTIONS = {"consent": "consent_question", "case_stage": "stage_question"}
_NEGATION = re.compile(r"\b(?:inte|ej|inget|ingen|inga|utan|saknar|not|no|never|without)\b|n't\b")
# What a negation beside it turns round.
_POSITIVE = ("has", "decided")


def _ask(turn: Turn, slot: str) -> None:
    """Ask for a slot, with a button a choice."""
    replies = [
        QuickReply(title=turn.words(name), payload=f"/inform{json.dumps({slot: value})}")
        for name, value in _CHOICES[slot].items()
    ]
    turn.say(message_card(turn.words(_QUESTIONS[slot]), turn.language, replies))


class ActionAskConsent(DeskAction):
    """Asks whether there is a written consent."""

    @override
    def name(self) -> str:
        return f"action_ask_{LOOP}_consent"

    @override
    def answer(self, turn: Turn) -> None:
        _ask(turn, "consent")


class ActionAskCaseStage(DeskAction):
    """Asks where the case is."""

    @override
    def name(self) -> str:
        return f"action_ask_{LOOP}_case_stage"

    @override
    def answer(self, turn: Turn) -> None:
        _ask(turn, "case_stage")


class ValidateCaseForm(FormValidationAction):
    """Takes an answer only when it is plain: a wrong conclusion costs more than asking again."""

    @override
    def name(self) -> str:
        return f"validate_{LOOP}"

    def validate_consent(
        self,
        value: Any,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: dict[str, Any],
    ) -> dict[str, Any]:
        """Not both, and not `has` where the message also negates something."""
        return {"consent": _plain("consent", value, tracker)}

    def validate_case_stage(
        self,
        value: Any,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: dict[str, Any],
    ) -> dict[str, Any]:
        """Not two stages, and not `decided` where the message also negates something."""
        return {"case_stage": _plain("case_stage", value, tracker)}


class ActionCaseVerdict(DeskAction):
    """Says whether the case can be commented, as the facts' `case_guide` has it."""

    @override
    def name(self) -> str:
        return "action_case_verdict"

    @override
    def answer(self, turn: Turn) -> None:
        """One card; the answers are forgotten, the topic is remembered."""
        slots = turn.tracker.slots
        topic = turn.facts.case_guide[slots["consent"], slots["case_stage"]]
        turn.say(topic_card(turn.facts, topic.name, turn.language, turn.now))
        turn.events += [SlotSet("consent", None), SlotSet("case_stage", None)]
        turn.events.append(SlotSet("topic", topic.name))


def _plain(slot: str, value: Any, tracker: Tracker) -> Any:
    """The value of a slot, or None where the message can be read in more ways than one."""
    text = (tracker.latest_message.get("text") or "").lower()
    entities = tracker.latest_message.get("entities") or []
    values = {entity["value"] for entity in entities if entity["entity"] == slot} | {value}
    if values == {"decided", "reconsidered"}:
        return "reconsidered"  # what is reconsidered has been decided
    negated = not text.startswith("/") and _NEGATION.search(text)
    if len(values) > 1 or (value in _POSITIVE and negated):
        return None
    return value if value in _CHOICES[slot].values() else None
