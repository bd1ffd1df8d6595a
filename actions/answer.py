"""Answers every intent: from the facts if they know it, else with the domain's own response."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.desk_action import DeskAction, say
from desk.cards import topic_card
from desk.facts import Facts
from desk.hours import local_now


class ActionAnswer(DeskAction):
    """The card of the topic that bears the intent's name, one for each of two wishes.

    An intent without a topic is answered by `utter_<intent>`, and without that by the press line.
    """

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_answer"

    def answer(
        self,
        dispatcher: CollectingDispatcher,
        facts: Facts,
        tracker: Tracker,
        domain: dict[str, Any],
        language: str,
    ) -> None:
        """One card for each topic in the intent `topic` or `topic+topic`."""
        intent = tracker.latest_message.get("intent", {}).get("name") or ""
        topics = [name for name in intent.split("+") if name in facts.topics]
        response = f"utter_{intent}"
        if not topics and response in domain.get("responses", {}):
            dispatcher.utter_message(response=response)
            return
        now = local_now()
        for topic in topics or ["fallback"]:
            say(dispatcher, topic_card(facts, topic, language, now))
