"""The questions about one case: what is untold of it and would change the verdict."""

from __future__ import annotations

import json

from actions.case.told import verdict_of
from actions.case.verdict import say_verdict
from actions.topics import say_topics
from actions.turn import ActionTurn
from contracts.conversation import CONSENT, STAGE
from contracts.intents import CASE
from desk.cards import QuickReply, message_card
from dialogue.case import missing

# The wording of each question and of its choices, by attribute.
_QUESTIONS = {"consent": (CONSENT, "consent_question"), "decision": (STAGE, "stage_question")}
_CHOICES = {
    "consent": {
        "consent_has": {"consent": "written"},
        "consent_lacks": {"consent": "none"},
        "dont_know": {"consent": "unknown"},
    },
    "decision": {
        "stage_not_in": {"application": "not_in"},
        "stage_investigated": {"decision": "pending"},
        "stage_decided": {"decision": "made"},
        "stage_reconsidered": {"reconsideration": "requested"},
        "dont_know": {"decision": "unknown"},
    },
}


def ask_or_judge(turn: ActionTurn) -> None:
    """Give the verdict on the case in focus, or ask for what would decide it."""
    if not say_verdict(turn) and not ask_again(turn):
        say_topics(turn, [CASE])


def ask_again(turn: ActionTurn) -> bool:
    """Ask for what would decide on the case in focus; False where nothing would."""
    account, table = turn.cases.focus, turn.facts.case_verdicts
    asked = missing(account, table) if verdict_of(turn) is None else None
    if asked is not None:
        ask(turn, asked)
    return asked is not None


def ask(turn: ActionTurn, asked: str) -> None:
    """Ask for an attribute of the case in focus, with a button a choice."""
    awaits, words = _QUESTIONS[asked]
    if _stands(turn, turn.words(words)):
        turn.awaits = awaits
        return
    replies = [
        QuickReply(title=turn.words(name), payload=f"/inform{json.dumps(told)}")
        for name, told in _CHOICES[asked].items()
    ]
    turn.ask(message_card(turn.words(words), turn.language, replies), awaits)


def _stands(turn: ActionTurn, words: str) -> bool:
    """Return True if a question was asked in both turns before, and something else is answered."""
    was_asked = [words in turn.leads(events) for events in turn.last_turns()[:2]]
    return was_asked == [True, True] and bool(turn.dispatcher.messages)
