"""Answers every intent: from the facts if they know it, else with the domain's own response."""

from __future__ import annotations

from typing import override

from rasa_sdk.events import FollowupAction, SlotSet

from actions.desk_action import DeskAction
from actions.turn import LOOP, Turn
from desk.cards import QuickReply, topic_card
from desk.deadlines import names_hour

# Intents that leave the questions about one case although no topic bears their name.
_ENDS_CASE = frozenset(("help", "goodbye", "bot_challenge"))
_POLITE = frozenset(("greet", "thanks"))
_PRESS = "press_contact"
_CASE = "individual_case"
_HUMAN = "human_handoff"


class ActionAnswer(DeskAction):
    """The card of the topic that bears the intent's name, one for each of two wishes.

    An intent without a topic is answered by `utter_<intent>`, and without that by the press line.
    """

    @override
    def name(self) -> str:
        return "action_answer"

    @override
    def answer(self, turn: Turn) -> None:
        """One card for each topic in the intent `topic` or `topic+topic`."""
        topics = [name for name in turn.intent.split("+") if name in turn.facts.topics]
        if turn.intent == "out_of_scope" and turn.is_only_a_deadline:
            topics = turn.topics or [_PRESS]
        if turn.intent == "inform":
            _take_up_again(turn)
            return
        ends_case = turn.intent in _ENDS_CASE or bool(set(topics) - {_CASE})
        response = f"utter_{turn.intent}"
        if turn.asks_about_case and not ends_case:
            # Rasa runs the form after this, which asks again.
            if turn.intent in _POLITE:
                turn.respond(response)
            elif topics and "?" in turn.text:
                turn.say(topic_card(turn.facts, _CASE, turn.language, turn.now))
            return
        _remember_label(turn)
        if topics:
            say_topics(turn, topics)
        elif response in turn.domain.get("responses", {}):
            turn.respond(response)
        else:
            turn.say(topic_card(turn.facts, "fallback", turn.language, turn.now))
        turn.leave_case()


def say_topics(turn: Turn, topics: list[str]) -> None:
    """One card for each topic, and remember them."""
    replies: list[QuickReply] = []
    if turn.asks_about_case:
        replies = [{"title": turn.words("continue_case"), "payload": "/check_case"}]
    elif _CASE in topics:
        replies = [{"title": turn.words("check_case"), "payload": "/check_case"}]
    if topics == [_HUMAN] and turn.topics:
        # A human for what was spoken of, at this hour.
        topics = [_HUMAN, *(name for name in turn.topics if name != _HUMAN)][:2]
    for i, topic in enumerate(topics, start=1):
        card = topic_card(
            turn.facts,
            topic,
            turn.language,
            turn.now,
            replies if i == len(topics) else (),
            deadline=turn.deadline,
            names_hour=names_hour(turn.text, turn.deadline) if turn.deadline else True,
            subjects=turn.entities("benefit"),
        )
        turn.say(card)
    turn.events.append(SlotSet("topic", "+".join(name for name in topics if name != _HUMAN)))


def _take_up_again(turn: Turn) -> None:
    """A button of a question about one case was pressed after the questions had been left."""
    for slot in ("consent", "case_stage"):
        turn.events += [SlotSet(slot, value) for value in turn.entities(slot)[:1]]
    turn.events.append(FollowupAction(LOOP))


def _remember_label(turn: Turn) -> None:
    """What was chosen when asked back is the label of the message before, for trainers."""
    after_question = turn.comes_after("action_ask_back")
    if after_question and turn.text.startswith("/") and turn.intent in turn.facts.topics:
        turn.events.append(SlotSet("chosen_label", turn.intent))
