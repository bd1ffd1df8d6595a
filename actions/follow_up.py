"""Answers what only makes sense after an answer: "och mejlen då?", "på engelska tack"."""

from __future__ import annotations

import re
from typing import override

from rasa_sdk.events import SlotSet

from actions.case.questions import ask_or_judge
from actions.desk_action import DeskAction
from actions.letters import change_letter, letter_replies, say_letter
from actions.questions.answers import named_time, say_questions
from actions.questions.contact_check import say_contact_check
from actions.topics import say_topics
from actions.turn import ActionTurn
from contracts.conversation import CHOICES, LETTER_OFFER
from contracts.intents import HUMAN, PRESS, PRIVATE, RECORDS, STATISTICS
from desk.cards import (
    Card,
    choices,
    contact_card,
    hours_card,
    topic_card,
    with_lead,
    with_offer,
)

_DEFAULT = PRESS  # what a follow-up to nothing is about
# Whatever they ask for besides, they want what was said.
_ABOUT_ANSWER = frozenset(("repeat", "ask_language"))
_HEAD = "head_of_press"
# A question that is the follow-up itself.
_SAME_AS = {"ask_who_heads": "ask/head_of_press"}
_SPOKEN_TO = re.compile(r"\b(?:ni|you)\b")  # the press service, not whoever heads it
# What the page leaves open of a desk's contacts.
_WITHOUT = {
    (STATISTICS, "phone"): "statistics_phone",
    (RECORDS, "phone"): "records_phone",
    (PRIVATE, "mail"): "customer_centre_mail",
    (STATISTICS, "head"): "statistics_person",
}
# What leads a desk's contacts of one kind.
_LEADS = {
    (PRESS, "phone"): "ask/press_phone",
    (PRESS, "mail"): "ask/press_mail",
    (STATISTICS, "mail"): "ask/statistics_mail",
    (RECORDS, "mail"): "ask/records_where",
    (PRIVATE, "phone"): "ask/customer_centre_phone",
    (_HEAD, "phone"): "ask/head_of_press_phone",
    (_HEAD, "mail"): "ask/head_of_press_mail",
}
_KIND = {"ask_phone": "phone", "ask_mail": "mail", "ask_who_heads": "head"}
_REST_OF_YEAR = "not_stated/hours_rest"
_FORGOTTEN = (
    "topic",
    "question",
    "cases",
    "draft",
)


class ActionFollowUp(DeskAction):
    """Answers for the topics of the last answer, the press service when there was none."""

    @override
    def name(self) -> str:
        return "action_follow_up"

    @override
    def answer(self, turn: ActionTurn) -> None:
        """By the intent's name; a new intent of this kind gets the topic's card again."""
        languages = turn.entities("wanted_language")
        if turn.intent == "ask_language":
            turn.language = languages[-1] if languages else _other(turn.language)
            turn.events.append(SlotSet("language", turn.language))
            if turn.asks_about_case:
                ask_or_judge(turn)
                return
        if say_contact_check(turn):
            return
        if turn.intent == "frustrated":
            _calm(turn)
            return
        if change_letter(turn):
            return
        if turn.wants_letter:
            say_letter(turn)
            return
        if turn.intent in _ABOUT_ANSWER and turn.last_was_letter:
            say_letter(turn, turn.topics[0])
            return
        if turn.intent in _ABOUT_ANSWER and turn.questions:
            say_questions(turn, turn.questions)
            return
        asks = [name for name in turn.asks if _SAME_AS.get(turn.intent) != name]
        if asks and turn.intent not in _ABOUT_ANSWER:
            say_questions(turn, asks)
            return
        topics = turn.topics or [_DEFAULT]
        if turn.intent == "ask_open" and turn.is_only_a_deadline and "?" not in turn.text:
            say_topics(turn, topics)  # no hours are asked for
            return
        if turn.intent == "ask_open" and topics == [_HEAD] and _SPOKEN_TO.search(turn.text.lower()):
            topics = [_DEFAULT]
        if missing := _missing(turn, topics[0]):
            say_questions(turn, [missing])
            return
        if turn.intent == "ask_who_heads":
            topics = topics[:1]
        if turn.intent == "ask_in_writing":  # the press service comments, whoever heads it
            topics = [_DEFAULT if topic == _HEAD else topic for topic in topics]
        for topic in topics:
            if turn.intent == "ask_in_writing" and topic in turn.facts.letters:
                _offer_letter(turn, topic)
            else:
                turn.say(_card(turn, topic))
        if len(topics) == 1 and _leading(turn, topics[0]) in turn.facts.questions:
            turn.remember_questions([_leading(turn, topics[0])])


def _leading(turn: ActionTurn, topic: str) -> str:
    """Return the question that a contact of the kind that is asked for answers, "" if none."""
    return _LEADS.get((topic, _KIND.get(turn.intent, "")), "")


def _offer_letter(turn: ActionTurn, topic: str) -> None:
    """Where to write, and the draft that is written next."""
    card: Card = {**_card(turn, topic), "quick_replies": letter_replies(turn, [topic])}
    turn.ask(with_offer(card, turn.words("offer_letter")), LETTER_OFFER)


def _missing(turn: ActionTurn, topic: str) -> str | None:
    """The question that a follow-up comes to where the page says nothing of it for a topic: no
    such contact or person, or no hours for the time that is named."""
    kind = _KIND.get(turn.intent)
    entry = turn.facts.topics[topic]
    if turn.intent == "ask_open":
        asked = named_time(turn, topic)
        is_open = asked.moment is not None and asked.period is None
        return _REST_OF_YEAR if is_open and _REST_OF_YEAR in turn.facts.questions else None
    if kind is None or any(contact.kind == kind for contact in entry.contacts):
        return None
    name = f"not_stated/{_WITHOUT.get((topic, kind))}"
    return name if name in turn.facts.questions else None


def _calm(turn: ActionTurn) -> None:
    """A human, and everything that can be asked: never the same card again."""
    card = topic_card(
        turn.facts, HUMAN, turn.language, turn.now, choices(turn.facts, turn.language)
    )
    turn.ask(with_lead(card, turn.words("frustrated")), CHOICES)


class ActionStartOver(DeskAction):
    """Forgets what was spoken of, and offers everything."""

    @override
    def name(self) -> str:
        return "action_start_over"

    @override
    def answer(self, turn: ActionTurn) -> None:
        """The first words of the chat; language, and what was said of privacy, are kept."""
        turn.respond("utter_start_over")
        turn.events += [SlotSet(slot, None) for slot in _FORGOTTEN]


class ActionSomethingElse(DeskAction):
    """Everything that can be asked; the second time in a row, a human contact."""

    @override
    def name(self) -> str:
        return "action_something_else"

    @override
    def answer(self, turn: ActionTurn) -> None:
        """The list, or the press line when the list came last."""
        if turn.comes_after(self.name()):
            turn.say(topic_card(turn.facts, HUMAN, turn.language, turn.now))
        else:
            turn.respond("utter_help")


def _card(turn: ActionTurn, topic: str) -> Card:
    facts, language, now = turn.facts, turn.language, turn.now
    if turn.intent in ("ask_phone", "ask_mail"):
        card = contact_card(facts, topic, _KIND[turn.intent], language, now)
        leading = facts.questions.get(_leading(turn, topic))
        return with_lead(card, leading.answer[language]) if leading else card
    if turn.intent == "ask_open":
        asked = named_time(turn, topic)
        return hours_card(facts, topic, language, now, asked.moment, asked.period)
    if turn.intent == "ask_who_heads":
        return topic_card(facts, _HEAD, language, now)
    if turn.intent == "ask_in_writing":
        spokespersons = facts.rules["spokespersons"]
        card = contact_card(facts, topic, "mail", language, now)
        if spokespersons in facts.topics[topic].rules:
            return with_lead(card, spokespersons.text[language])
        return card
    return topic_card(facts, topic, language, now)


def _other(language: str) -> str:
    return "sv" if language == "en" else "en"
