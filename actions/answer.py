"""Answers every topic that the facts know: a new topic needs no new action."""

from __future__ import annotations

from rasa_sdk import Tracker

from actions.card_action import CardAction
from desk.cards import Card, topic_card
from desk.facts import Facts
from desk.hours import local_now


class ActionAnswer(CardAction):
    """The card of the topic that bears the intent's name, or one card for each of two wishes."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_answer"

    def cards(self, facts: Facts, tracker: Tracker, language: str) -> list[Card]:
        """One card for each topic in the intent `topic` or `topic+topic`."""
        intent = tracker.latest_message.get("intent", {}).get("name") or ""
        topics = [name for name in intent.split("+") if name in facts.topics] or ["fallback"]
        now = local_now()
        return [topic_card(facts, topic, language, now) for topic in topics]
