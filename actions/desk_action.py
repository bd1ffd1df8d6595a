"""What every action needs: facts in force, the language, and a way to answer that never leaks."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from desk.cards import Card, message_card, validate_card
from desk.facts import Facts
from desk.live_facts import LiveFacts

log = logging.getLogger(__name__)

_live_facts = LiveFacts()
_TOLD = "privacy_told"  # the slot in domain.yml


class DeskAction(Action, ABC):
    """An action that answers from the facts.

    It never raises: rasa-sdk would send the whole conversation back in the error, and the
    engine would log it. After a fault it says nothing, and web gives the press line instead.
    """

    @abstractmethod
    def answer(
        self,
        dispatcher: CollectingDispatcher,
        facts: Facts,
        tracker: Tracker,
        domain: dict[str, Any],
        language: str,
    ) -> None:
        """Say what there is to say."""

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Answer, and say once per conversation that personal data is not needed here."""
        try:
            language = tracker.slots.get("language") or "sv"
            facts = _live_facts.current()
            self.answer(dispatcher, facts, tracker, domain, language)
            if _holds_personal_data(tracker) and not tracker.slots.get(_TOLD):
                say(dispatcher, message_card(facts.wording["privacy"][language], language))
                return [SlotSet(_TOLD, True)]
        except Exception as error:  # noqa: BLE001  (the reason stands in the class docstring)
            last = error.__traceback__
            while last and last.tb_next:
                last = last.tb_next
            place = f"{last.tb_frame.f_code.co_filename}:{last.tb_lineno}" if last else "?"
            log.error("%s failed: %s at %s", self.name(), type(error).__name__, place)
            dispatcher.messages.clear()
        return []


def say(dispatcher: CollectingDispatcher, card: Card) -> None:
    """Utter a card, with its text beside it for those who draw nothing.

    Raises:
        CardError: the card breaks its schema.
    """
    dispatcher.utter_message(text=card["text"], json_message=validate_card(card))


def _holds_personal_data(tracker: Tracker) -> bool:
    entities = tracker.latest_message.get("entities") or []
    return any(entity["entity"] == "personal_data" for entity in entities)
