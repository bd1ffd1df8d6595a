"""Answers to what the bot offered: yes, no, and which of several."""

from __future__ import annotations

import json
import re

from actions.case.questions import ask_or_judge
from actions.case.told import CHOICES
from actions.letters import say_letter
from actions.questions.answers import say_deletion, say_questions
from actions.topics import say_topics
from actions.turn import LETTER, ActionTurn
from contracts.conversation import CASE_OFFER, DELETION_OFFER, LETTER_OFFER
from contracts.conversation import CHOICES as CHOICES_OFFER
from contracts.events import PRESS_LINE
from desk.cards import message_card, topic_card

AFFIRM, DENY = "affirm", "deny"
_WRITE = re.compile(r"\b(?:skriv|gör det|utkast\w*|mejl\w*|write|draft\w*|do (?:it|that|so))\b")
# That an answer was heard, and no yes: it takes up what was asked just now, not what a button says.
_HEARD = re.compile(
    r"(?:(?:jaha|och|and|oh|ah) )?(?:ok(?:ej|ay|ey)?|jaha|aha|(?:jag )?förstår|i see|got it"
    r"|alright|right)(?: (?:ok(?:ej|ay)?|då|then|bra|good))?[ .!]*"
)


def choose(turn: ActionTurn) -> None:
    """Do what the chosen quick reply says; ask again where there is no such choice."""
    replies = turn.replies_before()
    place = CHOICES[turn.intent]
    if place < len(replies) and replies:
        _press(turn, replies[place]["payload"])
    elif turn.topics:
        say_topics(turn, turn.topics)
    else:
        turn.respond("utter_help")


def answer_offer(turn: ActionTurn) -> bool:
    """Take or leave what the bot offered; false where it offered nothing."""
    if turn.awaited == CHOICES_OFFER:
        if turn.intent == DENY:
            turn.respond("utter_help")
        else:
            card = message_card(turn.words("choose_again"), turn.language, turn.replies_before())
            turn.ask(card, CHOICES_OFFER)
        return True
    if turn.awaited == DELETION_OFFER and turn.intent == AFFIRM:
        say_deletion(turn)
        return True
    if turn.intent == AFFIRM and turn.awaited is None and _takes_letter(turn):
        say_letter(turn, next(iter(turn.topics), None))
        return True
    if turn.awaited not in (CASE_OFFER, LETTER_OFFER, DELETION_OFFER):
        return False
    if _HEARD.fullmatch(turn.text.lower()) and not turn.was_offered:
        turn.respond("utter_thanks")
    elif turn.intent == DENY:
        turn.respond("utter_deny")
    elif turn.awaited == CASE_OFFER:
        ask_or_judge(turn)
    else:
        say_letter(turn, next(iter(turn.topics), None))
    return True


def _takes_letter(turn: ActionTurn) -> bool:
    """Whether a yes takes the draft that a button offered, unasked: "ja, skriv det"."""
    is_offered = any(LETTER in reply["payload"] for reply in turn.replies_before())
    return is_offered and bool(_WRITE.search(turn.text.lower()))


def _press(turn: ActionTurn, payload: str) -> None:
    """What the button with this payload would do."""
    name, _, entities = payload.removeprefix("/").partition("{")
    values = json.loads("{" + entities) if entities else {}
    if name == "check_case":
        ask_or_judge(turn)
    elif values.get("question") == LETTER:
        say_letter(turn, name)
    elif question := values.get("question"):
        say_questions(turn, [f"ask/{question}"])
    elif set(name.split("+")) <= turn.facts.topics.keys():
        say_topics(turn, name.split("+"))
    elif name == "delete_conversation":
        say_deletion(turn)
    elif name == "something_else":
        turn.respond("utter_help")
    else:
        turn.say(topic_card(turn.facts, PRESS_LINE, turn.language, turn.now))
