"""Answers what only makes sense after an answer: "och mejlen då?", "på engelska tack"."""

from __future__ import annotations

from typing import override

from rasa_sdk.events import SlotSet

from actions.desk_action import DeskAction
from actions.turn import Turn
from desk.cards import Card, contact_card, hours_card, topic_card, with_lead

_DEFAULT = "press_contact"  # what a follow-up to nothing is about


class ActionFollowUp(DeskAction):
    """Answers for the topics of the last answer, the press service when there was none."""

    @override
    def name(self) -> str:
        return "action_follow_up"

    @override
    def answer(self, turn: Turn) -> None:
        """By the intent's name; a new intent of this kind gets the topic's card again."""
        languages = turn.entities("wanted_language")
        if turn.intent == "ask_language":
            turn.language = languages[0] if languages else _other(turn.language)
            turn.events.append(SlotSet("language", turn.language))
            if turn.asks_about_case:
                return  # Rasa runs the form after this, which asks in the other language.
        topics = turn.topics or [_DEFAULT]
        if turn.intent == "ask_who_heads":
            topics = topics[:1]
        for topic in topics:
            turn.say(_card(turn, topic))
        turn.leave_case()


class ActionStartOver(DeskAction):
    """Forgets what was spoken of, and offers everything."""

    @override
    def name(self) -> str:
        return "action_start_over"

    @override
    def answer(self, turn: Turn) -> None:
        """The first words of the chat; language, and what was said of privacy, are kept."""
        turn.respond("utter_start_over")
        turn.events += [SlotSet(slot, None) for slot in ("topic", "consent", "case_stage")]
        turn.leave_case()


class ActionSomethingElse(DeskAction):
    """Everything that can be asked; the second time in a row, a human contact."""

    @override
    def name(self) -> str:
        return "action_something_else"

    @override
    def answer(self, turn: Turn) -> None:
        """The list, or the press line when the list came last."""
        if turn.comes_after(self.name()):
            turn.say(topic_card(turn.facts, "human_handoff", turn.language, turn.now))
        else:
            turn.respond("utter_help")
        turn.leave_case()


def _card(turn: Turn, topic: str) -> Card:
    facts, language, now = turn.facts, turn.language, turn.now
    if turn.intent == "ask_phone":
        return contact_card(facts, topic, "phone", language, now)
    if turn.intent == "ask_mail":
        return contact_card(facts, topic, "mail", language, now)
    if turn.intent == "ask_open":
        return hours_card(facts, topic, language, now, turn.deadline)
    if turn.intent == "ask_who_heads":
        return topic_card(facts, "head_of_press", language, now)
    if turn.intent == "ask_in_writing":
        spokespersons = facts.rules["spokespersons"]
        card = contact_card(facts, topic, "mail", language, now)
        if spokespersons in facts.topics[topic].rules:
            return with_lead(card, spokespersons.text[language])
        return card
    return topic_card(facts, topic, language, now)


def _other(language: str) -> str:
    return "sv" if language == "en" else "en"
