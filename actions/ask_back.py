"""Asks back when the engine is unsure: a question costs less than a wrong contact."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.desk_action import DeskAction, say
from desk.cards import message_card, topic_card
from desk.facts import Facts
from desk.hours import local_now

CHOICES = 2


class ActionAskBack(DeskAction):
    """A question with the likeliest topics; the second time in a row, the press line."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_ask_back"

    def answer(
        self,
        dispatcher: CollectingDispatcher,
        facts: Facts,
        tracker: Tracker,
        domain: dict[str, Any],
        language: str,
    ) -> None:
        """The question, or the fallback card when the last turn was such a question."""
        if _asked_last_turn(tracker.events, self.name()):
            say(dispatcher, topic_card(facts, "fallback", language, local_now()))
            return
        likely = [
            (intent["name"], topic.choice[language])
            for intent in tracker.latest_message.get("intent_ranking", [])
            if (topic := facts.topics.get(intent["name"])) and topic.choice
        ]
        replies = [{"title": title, "payload": f"/{name}"} for name, title in likely[:CHOICES]]
        other = {"title": facts.wording["something_else"][language], "payload": "/help"}
        question = facts.wording["ask_back"][language]
        say(dispatcher, message_card(question, language, [*replies, other]))


def _asked_last_turn(events: list[dict[str, Any]], action: str) -> bool:
    """Whether `action` ran between the last two messages of the user."""
    users = [i for i, event in enumerate(events) if event["event"] == "user"]
    if len(users) < 2:
        return False
    turn = events[users[-2] : users[-1]]
    return any(e["event"] == "action" and e.get("name") == action for e in turn)
