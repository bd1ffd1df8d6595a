"""The two questions about one case, asked by Rasa's form."""

from __future__ import annotations

import json
from typing import Any, override

from rasa_sdk import FormValidationAction, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.case.verdict import SURE_OF_CASE, is_sure
from actions.case_words.conclusion import only_concludes
from actions.case_words.consent import consent_by_words, is_on_own_paper, is_taken_back
from actions.case_words.plain import allows, allows_plainly
from actions.case_words.stage import stage_by_words
from actions.desk_action import DeskAction
from actions.turn import LOOP, ActionTurn, confidence_of
from contracts.conversation import AWAITS
from desk.cards import QuickReply, message_card

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
# What can be told besides: the page says nothing of it.
_VALUES = {
    slot: {*of.values(), *(["court"] if slot == "case_stage" else [])}
    for slot, of in _CHOICES.items()
}
# Stages in which no comment is given whatever the consent.
_CLOSED = ("not_in", "investigated", "reconsidered", "court")


def _ask(turn: ActionTurn, slot: str) -> None:
    """Ask for a slot, with a button a choice.

    A question that was asked in both turns before is not put below an answer to something else
    once more: it stands.
    """
    words = turn.words(_QUESTIONS[slot])
    was_asked = [words in turn.leads(events) for events in turn.last_turns()[:2]]
    if was_asked == [True, True] and turn.leads(turn.this_turn()):
        turn.events.append(SlotSet(AWAITS, slot))
        return
    replies = [
        QuickReply(title=turn.words(name), payload=f"/inform{json.dumps({slot: value})}")
        for name, value in _CHOICES[slot].items()
    ]
    turn.ask(message_card(words, turn.language, replies), slot)


class ActionAskConsent(DeskAction):
    """Asks whether there is a written consent."""

    @override
    def name(self) -> str:
        return f"action_ask_{LOOP}_consent"

    @override
    def answer(self, turn: ActionTurn) -> None:
        _ask(turn, "consent")


class ActionAskCaseStage(DeskAction):
    """Asks where the case is."""

    @override
    def name(self) -> str:
        return f"action_ask_{LOOP}_case_stage"

    @override
    def answer(self, turn: ActionTurn) -> None:
        _ask(turn, "case_stage")


class ValidateCaseForm(FormValidationAction):
    """Takes an answer that is one of the choices, and asks for no more than the verdict needs."""

    @override
    def name(self) -> str:
        return f"validate_{LOOP}"

    @override
    async def required_slots(
        self,
        domain_slots: list[str],
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: dict[str, Any],
    ) -> list[str]:
        """While a case is open its stage alone decides, and without a consent nothing else does."""
        if tracker.slots.get("case_stage") in _CLOSED:
            return ["case_stage"]
        if tracker.slots.get("consent") == "lacks":
            return ["consent"]
        return domain_slots

    def validate_consent(
        self,
        value: Any,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: dict[str, Any],
    ) -> dict[str, Any]:
        """One of the choices, or nothing."""
        text = tracker.latest_message.get("text") or ""
        if isinstance(value, str) and not text.startswith("/"):
            value = "lacks" if is_on_own_paper(text) else consent_by_words(value, text)
        return {"consent": _plain("consent", value, tracker)}

    def validate_case_stage(
        self,
        value: Any,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: dict[str, Any],
    ) -> dict[str, Any]:
        """One of the choices, or `court`, or nothing."""
        text = tracker.latest_message.get("text") or ""
        stage = {"case_stage": _plain("case_stage", stage_by_words(value, text), tracker)}
        is_none = is_taken_back(text) and tracker.slots.get("consent") == "has"
        return {**stage, "consent": "lacks"} if is_none else stage


def _plain(slot: str, value: Any, tracker: Tracker) -> Any:
    """The value, or None where it is none of the choices or would allow a comment in doubt.

    A vague answer is asked again: it is not plainly said that nobody knows.
    """
    message = tracker.latest_message
    is_plain = value in _VALUES[slot] and allows_plainly(slot, value, message.get("text") or "")
    is_told = any(entity["entity"] == slot for entity in message.get("entities") or [])
    if value == "unknown" and confidence_of(slot, message) < SURE_OF_CASE:
        return None
    is_doubtful = only_concludes(message.get("text") or "") or not is_sure(slot, message)
    if is_told and allows(slot, value) and is_doubtful:
        return None
    return value if is_plain else None
