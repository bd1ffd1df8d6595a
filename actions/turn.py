"""One turn of a conversation, as an action sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from desk.cards import Card, validate_card
from desk.deadlines import find_deadline, states_deadline
from desk.facts.model import Facts

_SHORT = 12  # words
LOOP = "case_form"  # the form in domain.yml


@dataclass
class Turn:
    """What is known when an action runs, and what it says."""

    dispatcher: CollectingDispatcher
    tracker: Tracker
    domain: dict[str, Any]
    facts: Facts
    now: datetime
    language: str
    events: list[dict[str, Any]] = field(default_factory=list)

    @property
    def intent(self) -> str:
        """What was understood, `a+b` for two wishes."""
        return self.tracker.latest_message.get("intent", {}).get("name") or ""

    @property
    def text(self) -> str:
        """What was written; a button's payload begins with a slash."""
        return self.tracker.latest_message.get("text") or ""

    @property
    def topics(self) -> list[str]:
        """The topics that were answered last."""
        names = self.tracker.slots.get("topic") or ""
        return [name for name in names.split("+") if name in self.facts.topics]

    @property
    def asks_about_case(self) -> bool:
        """Whether the questions about one case are under way."""
        return (self.tracker.active_loop or {}).get("name") == LOOP

    @property
    def deadline(self) -> datetime | None:
        """When the writer needs an answer, if the message says so."""
        return None if self.text.startswith("/") else find_deadline(self.text, self.now)

    @property
    def is_only_a_deadline(self) -> bool:
        """Whether the message says when it is published, and too little else to be understood."""
        short = len(self.text.split()) <= _SHORT
        return short and self.deadline is not None and states_deadline(self.text)

    def entities(self, name: str) -> list[str]:
        """The values of an entity in the message, in order."""
        entities = self.tracker.latest_message.get("entities") or []
        return [entity["value"] for entity in entities if entity["entity"] == name]

    def words(self, name: str) -> str:
        """A sentence of the facts' wording in the conversation's language."""
        return self.facts.wording[name][self.language]

    def say(self, card: Card) -> None:
        """Utter a card, with its text beside it for those who draw nothing.

        Raises:
            CardError: the card breaks its schema.
        """
        self.dispatcher.utter_message(text=card["text"], json_message=validate_card(card))

    def respond(self, response: str) -> None:
        """Utter a response of the domain."""
        self.dispatcher.utter_message(response=response)

    def leave_case(self) -> None:
        """End the questions about one case, if they are under way; answers given are kept."""
        if self.asks_about_case:
            self.events += [ActiveLoop(None), SlotSet("requested_slot", None)]

    def comes_after(self, action: str) -> bool:
        """Whether an action ran in the turn before this one."""
        previous = next(iter(self.last_turns()), [])
        return any(e["event"] == "action" and e.get("name") == action for e in previous)

    def last_turns(self) -> Sequence[list[dict[str, Any]]]:
        """The events of each turn before this one, the latest first."""
        turns: list[list[dict[str, Any]]] = [[]]
        for event in self.tracker.events:
            if event["event"] == "user":
                turns.append([])
            turns[-1].append(event)
        return turns[-2::-1]
