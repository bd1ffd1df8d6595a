"""Runs actions on a message in a conversation."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from rasa_sdk.executor import ActionExecutor

from contracts.conversation import ACCOUNT, QUESTIONS_ABOUT_CASE
from desk.cards import validate_card
from dialogue.case import ATTRIBUTES, UNTOLD, WHOSE, Belief

BUTTONS = [{"title": "Statistik", "payload": "/statistics"}]


RESPONSES: dict[str, list[dict[str, Any]]] = {
    "utter_greet": [],
    "utter_affirm": [],
    "utter_deny": [{"text": "x", "buttons": BUTTONS}],
    "utter_bot_challenge": [{"text": "x"}],
}


# One case by its accounts: a yes, and what a reconsideration and a court say of it besides.
POSSIBLE = {"consent": "written", "decision": "made"}
RECONSIDERED = {"reconsideration": "requested", "decision": "made"}
IN_COURT = {"court": "yes", "decision": "made"}


# The understanding reads each attribute of a case, and whose it is.
_READ = {**ATTRIBUTES, "whose": WHOSE}


class ActionResult(NamedTuple):
    """What an action said, the slots that it set, and the cases as they stand after it."""

    cards: list[Any]  # the names of responses among them
    slots: dict[str, Any]
    cases: list[dict[str, str]]

    @property
    def account(self) -> dict[str, str]:
        """Return what is told of the case in focus."""
        return self.cases[0] if self.cases else {}

    @property
    def asks_for(self) -> str | None:
        """Return the question about one case that stands below the answer, as `awaits` names it."""
        awaits = self.slots.get("awaits")
        return awaits if awaits in QUESTIONS_ABOUT_CASE else None


@pytest.fixture(scope="module")
def executor() -> ActionExecutor:
    made = ActionExecutor()
    made.register_package("actions")
    return made


@pytest.fixture
def say(executor: ActionExecutor):
    """Run an action on a message in a conversation.

    A button tells by entities, a message by the account that is read from it.
    """

    async def run(
        intent: str,
        text: str = "en fråga",
        *,
        action: str = "action_answer",
        asks: tuple[str, ...] = (),
        told: dict[str, str] | None = None,
        masked: tuple[str, ...] = (),
        before: list[dict[str, Any]] | None = None,
        confidence: float | None = None,
        sureness: float = 1.0,
        channel: str = "browser",
        third: str | None = None,
        **slots: Any,
    ) -> ActionResult:
        read = {} if text.startswith("/") else _read_of_case(told or {})
        entities: list[dict[str, Any]] = [
            {"entity": k, "value": v, "confidence_entity": sureness}
            for k, v in (told or {}).items()
            if k not in read
        ]
        for words in masked:
            start = text.index(words)
            span = {"start": start, "end": start + len(words)}
            entities.append({"entity": "personal_data", "value": "telefon", **span})
        message = {
            "text": text,
            "intent": {"name": intent, "confidence": confidence},
            "intent_ranking": [],
            "entities": entities,
            "asks": list(asks),
            "third_wish": third,
        }
        if not text.startswith("/"):
            message[ACCOUNT] = belief_in(read, sureness)
        user = {"event": "user", "text": text, "parse_data": message, "input_channel": channel}
        result = await executor.run(
            {
                "next_action": action,
                "version": "3.6.21",
                "domain": {"responses": RESPONSES},
                "tracker": {
                    "sender_id": "test",
                    "slots": {"language": "sv", **slots},
                    "latest_message": message,
                    "events": [*(before or []), user],
                    "paused": False,
                    "followup_action": None,
                    "active_loop": {},
                    "latest_action_name": None,
                },
            }
        )
        cards = [r["response"] or validate_card(r["custom"]) for r in result.responses]
        left = {e["name"]: e["value"] for e in result.events if e["event"] == "slot"}
        return ActionResult(cards, left, left.get("cases", slots.get("cases") or []))

    return run


def belief_in(told: dict[str, str], sureness: float = 1.0) -> Belief:
    """Return the account that is read from a message: what it tells is as likely as it is sure."""
    belief = {name: {UNTOLD: 1.0} for name in _READ}
    likely = {name: {value: sureness, UNTOLD: 1.0 - sureness} for name, value in told.items()}
    return {**belief, **likely}


def _read_of_case(told: dict[str, str]) -> dict[str, str]:
    """Return what is told of a case; `person` is also the name of one, which is an entity."""
    read = {name: value for name, value in told.items() if value in _READ.get(name, ())}
    assert told.keys() & _READ.keys() - {"person"} <= read.keys(), told
    return read


def turn(intent: str, replies: list[str] = ()) -> list[dict[str, Any]]:
    """A message, and an answer with quick replies of these payloads."""
    quick = [{"title": payload, "payload": payload} for payload in replies]
    return [
        {"event": "user", "text": "x", "parse_data": {"intent": {"name": intent}}},
        {"event": "bot", "text": "y", "data": {"custom": {"quick_replies": quick}}},
    ]


def said_before(*cards: dict[str, Any]) -> list[dict[str, Any]]:
    """The turns that were answered with these cards, the oldest first."""
    turns = []
    for card in cards:
        user, bot = turn("statistics")
        turns += [user, {**bot, "text": card["text"], "data": {"custom": card}}]
    return turns
