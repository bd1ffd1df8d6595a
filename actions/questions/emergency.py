"""Somebody in danger is told to call 112, for as long as nothing else is said."""

from __future__ import annotations

import re

from actions.turn import EMERGENCY, ActionTurn
from actions.who_writes import speaks_for_press
from contracts.intents import FALLBACK, HUMAN, OUT_OF_SCOPE, PRESS, TELL_CASE
from desk.cards import question_card

# What may be said after 112 by somebody for whom it still holds, and what tells that it does not.
_SAYS_LITTLE = frozenset(
    (
        OUT_OF_SCOPE,
        FALLBACK,
        TELL_CASE,
        "bot_challenge",
        "affirm",
        "deny",
        "dont_know",
        "frustrated",
        "help",
    )
)
# What asks whom to call: of somebody who is no journalist, it is the same.
_SEEKS_SOMEBODY = frozenset((PRESS, HUMAN, "ask_phone", "ask_mail"))
_BRIEF = 8  # words
_IS_OVER = re.compile(
    r"\b(?:ingen fara|(?:kontakt med|hos|på) (?:vården|läkare|sjukhus\w*|akuten)|har fått hjälp"
    r"|inte i fara|(?:inte|ej) akut|mår bra|är ok(?:ej)?\b|bara ett uttryck|skojade?"
    r"|not in danger|no danger|(?:am|is|are) (?:ok|okay|fine|safe)|joking)"
)


def say_emergency(turn: ActionTurn) -> None:
    """112 before anything else, and nothing more than the contacts."""
    turn.say(question_card(turn.facts, [EMERGENCY], turn.language, turn.now))
    turn.remember("emergency")
    turn.remember_questions([EMERGENCY])


def is_still_an_emergency(turn: ActionTurn) -> bool:
    """Whether somebody was in danger before this message, which says nothing else."""
    is_brief = len(turn.text.split()) <= _BRIEF
    seeks = is_brief and turn.intent in _SEEKS_SOMEBODY and not speaks_for_press(turn)
    is_known = turn.asks or not (seeks or turn.intent in _SAYS_LITTLE)
    return turn.questions == [EMERGENCY] and not is_known and not _IS_OVER.search(turn.text.lower())
