"""Somebody in danger is told to call 112, for as long as nothing else is said."""

from __future__ import annotations

import re

from actions.questions.what_it_is import BOT, asks_what_it_is
from actions.turn import EMERGENCY, ActionTurn
from actions.who_writes import speaks_for_press
from contracts.conversation import TOPIC, VERDICT_TOPICS
from contracts.intents import CASE, FALLBACK, HUMAN, OUT_OF_SCOPE, PRESS, PRIVATE, TELL_CASE
from desk.cards import question_card, with_contacts

# What may be said after 112 by somebody for whom it still holds, and what tells that it does not.
_SAYS_LITTLE = frozenset(
    (
        OUT_OF_SCOPE,
        FALLBACK,
        TELL_CASE,
        BOT,
        "affirm",
        "deny",
        "dont_know",
        "frustrated",
        "help",
    )
)
# What asks whom to call: of somebody who is no journalist, it is the same.
_FOR_JOURNALISTS = frozenset((PRESS, CASE))
_SEEKS_SOMEBODY = frozenset((*_FOR_JOURNALISTS, HUMAN, "ask_phone", "ask_mail"))
_BRIEF = 14  # words
_IS_OVER = re.compile(
    r"\b(?:ingen fara|(?:kontakt med|hos|på) (?:vården|läkare|sjukhus\w*|akuten)|har fått hjälp"
    r"|inte i fara|(?:inte|ej) akut|mår bra|är ok(?:ej)?\b|bara ett uttryck|skojade?"
    r"|not in danger|no danger|(?:am|is|are) (?:ok|okay|fine|safe)|joking)"
)


def say_emergency(turn: ActionTurn) -> None:
    """Say 112 before anything else, and nothing more than the contacts.

    The press line among them is for journalists alone, the customer centre for all others.
    """
    card = question_card(turn.facts, [EMERGENCY], turn.language, turn.now)
    is_of_press = _is_of_press(turn)
    of_others = turn.facts.topics[PRIVATE if is_of_press else PRESS].contacts
    values = {contact.value for contact in of_others}
    contacts = [contact for contact in card["contacts"] if contact["value"] not in values]
    replies = [] if is_of_press else card["quick_replies"]
    turn.say({**with_contacts(card, contacts), "quick_replies": replies})
    turn.remember("emergency")
    turn.remember_questions([EMERGENCY])


def is_still_an_emergency(turn: ActionTurn) -> bool:
    """Whether somebody was in danger before this message, which says nothing else.

    Whoever is no journalist asks in vain for anything of the press service.
    """
    lower = turn.text.lower()
    if turn.questions != [EMERGENCY] or _IS_OVER.search(lower):
        return False
    if asks_what_it_is(turn):
        return False
    if turn.asks:
        topics = {turn.facts.questions[name].topic for name in turn.asks}
        return topics <= _FOR_JOURNALISTS and not _is_of_press(turn)
    seeks = turn.intent in _SEEKS_SOMEBODY and len(turn.text.split()) <= _BRIEF
    return turn.intent in _SAYS_LITTLE or (seeks and not _is_of_press(turn))


def _is_of_press(turn: ActionTurn) -> bool:
    """Return True if the writer speaks as a journalist, or came for a comment on a case."""
    topics = [
        str(event.get("value") or "")
        for event in turn.tracker.events
        if event["event"] == "slot" and event["name"] == TOPIC
    ]
    came_for_comment = any(t == CASE or t.startswith(VERDICT_TOPICS) for t in topics)
    return came_for_comment or speaks_for_press(turn)
