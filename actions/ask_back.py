"""Asks back when the engine is unsure: a question costs less than a wrong contact."""

from __future__ import annotations

import re
from typing import override

from actions.case.questions import ask_or_judge
from actions.case.told import take_in
from actions.case.verdict import say_next_step, say_when_commented
from actions.desk_action import DeskAction
from actions.letters import change_letter, say_letter
from actions.not_understood import say_press, twice_in_a_row
from actions.questions.answers import (
    UNREACHABLE,
    asks_nothing_new,
    say_questions,
    tried_another_way,
)
from actions.questions.contact_check import say_contact_check
from actions.questions.emergency import is_still_an_emergency, say_emergency
from actions.questions.which_law import say_law
from actions.topics import say_topics
from actions.turn import ActionTurn
from actions.who_writes import is_not_for_press, say_not_press, says_to_be_one
from contracts.conversation import CHOICES, VERDICT_TOPICS
from contracts.intents import CASE, OUT_OF_SCOPE, PRESS, PRIVATE
from desk.cards import Card, QuickReply, contact_card, message_card, with_lead

_MOST_CHOICES = 2
_HOW = re.compile(
    r"\b(?:hur gör (?:jag|man|vi)|hur går (?:jag|man|vi) (?:till ?väga|vidare)|steg för steg"
    r"|vad gör (?:jag|man|vi) nu|how do (?:i|we) (?:do (?:it|that|this)|proceed|go about)"
    r"|what do (?:i|we) do now|step by step)\b"
)
_THERE = "ask_back_there"
_DOUBT = 0.05  # `doubt_above` of the understanding


class ActionAskBack(DeskAction):
    """A question with the likeliest topics in order; the second time in a row, the press line.

    While the questions about one case are under way, they are asked again instead.
    """

    @override
    def name(self) -> str:
        return "action_ask_back"

    @override
    def answer(self, turn: ActionTurn) -> None:
        """The question, or the press service's card when the message before was not understood."""
        if is_still_an_emergency(turn):
            say_emergency(turn)
            return
        if change_letter(turn) or say_contact_check(turn):
            return
        if turn.wants_letter:
            say_letter(turn)
            return
        if say_law(turn) or say_next_step(turn) or say_when_commented(turn):
            return
        if asks_nothing_new(turn):
            say_questions(turn, turn.questions)
            return
        if turn.asks:
            say_questions(turn, turn.asks)
            return
        if tried_another_way(turn):
            say_questions(turn, [UNREACHABLE])
            return
        is_told = take_in(turn)
        if is_told or (turn.asks_about_case and not twice_in_a_row(turn)):
            ask_or_judge(turn)
            return
        if turn.is_only_a_deadline or _asks_how(turn):
            say_topics(turn, turn.topics or [PRESS])
            return
        if turn.topics not in ([], [PRESS]) and says_to_be_one(turn):
            say_topics(turn, [PRESS])
            return
        if twice_in_a_row(turn):
            say_press(turn)
            return
        likely = [
            (intent["name"], topic.choice[turn.language])
            for intent in turn.tracker.latest_message.get("intent_ranking", [])
            if (topic := turn.facts.topics.get(intent["name"])) and topic.choice
        ]
        shown = likely[:_MOST_CHOICES]
        if _may_be_nobodys(turn):  # then it is sooner a matter of the writer's own
            shown.sort(key=lambda choice: choice[0] != PRIVATE)
        replies = [QuickReply(title=title, payload=f"/{name}") for name, title in shown]
        other = QuickReply(title=turn.words("something_else"), payload="/something_else")
        if is_not_for_press(turn):
            say_not_press(turn, [*replies, other])
            turn.awaits = CHOICES
            return
        turn.ask(_question(turn, [*replies, other]), CHOICES)


def _asks_how(turn: ActionTurn) -> bool:
    """Whether it is asked how to go about what was answered: its card has the steps."""
    return bool(turn.topics and _HOW.search(turn.text.lower()))


def _question(turn: ActionTurn, replies: list[QuickReply]) -> Card:
    """What is it about? After an answer whoever can be asked stands beside it: more often than not
    it is still about that. Beside a doubt no verdict is given again."""
    name = turn.topics[-1] if turn.topics else None
    if name and name.startswith(VERDICT_TOPICS):
        name = CASE
    topic = turn.facts.topics[name] if name else None
    if topic is None or not topic.contacts or _THERE not in turn.facts.wording:
        return message_card(turn.words("ask_back"), turn.language, replies)
    kind = topic.contacts[0].kind
    card = contact_card(turn.facts, topic.name, kind, turn.language, turn.now)
    return with_lead({**card, "quick_replies": replies}, turn.words(_THERE))


def _may_be_nobodys(turn: ActionTurn) -> bool:
    """Whether it is in doubt that the message is about anything of the press service's."""
    ranking = turn.tracker.latest_message.get("intent_ranking", [])
    outside = (i.get("confidence") or 0.0 for i in ranking if i["name"] == OUT_OF_SCOPE)
    return next(outside, 0.0) > _DOUBT
