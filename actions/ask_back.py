"""Asks back when the engine is unsure: a question costs less than a wrong contact."""

from __future__ import annotations

from typing import override

from actions.answer import say_topics
from actions.desk_action import DeskAction
from actions.turn import Turn
from desk.cards import QuickReply, message_card, topic_card

CHOICES = 2


class ActionAskBack(DeskAction):
    """A question with the likeliest topics; the second time in a row, the press line.

    While the questions about one case are under way, the form asks its question again instead.
    """

    @override
    def name(self) -> str:
        return "action_ask_back"

    @override
    def answer(self, turn: Turn) -> None:
        """The question, or the fallback card when the last turn was such a question."""
        if turn.asks_about_case:
            return  # Rasa runs the form after this, which asks again.
        if turn.is_only_a_deadline:
            say_topics(turn, turn.topics or ["press_contact"])
            return
        if turn.comes_after(self.name()):
            turn.say(topic_card(turn.facts, "fallback", turn.language, turn.now))
            return
        likely = [
            (intent["name"], topic.choice[turn.language])
            for intent in turn.tracker.latest_message.get("intent_ranking", [])
            if (topic := turn.facts.topics.get(intent["name"])) and topic.choice
        ]
        replies = [QuickReply(title=title, payload=f"/{name}") for name, title in likely[:CHOICES]]
        other = QuickReply(title=turn.words("something_else"), payload="/something_else")
        turn.say(message_card(turn.words("ask_back"), turn.language, [*replies, other]))
