"""The questions about one case: what is untold of it and would change the verdict."""

from __future__ import annotations

import json

from actions.case.told import doubted, is_yes
from actions.case.verdict import say_row
from actions.topics import say_topics
from actions.turn import ActionTurn
from contracts.conversation import CONSENT, STAGE
from contracts.intents import CASE
from desk.cards import QuickReply, message_card
from dialogue.case import missing, verdict

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
    row = verdict(turn.cases.focus, turn.facts.case_verdicts)
    if row is not None:
        say_row(turn, row, turn.cases)
    elif not ask_again(turn):
        say_topics(turn, [CASE])


def ask_again(turn: ActionTurn) -> bool:
    """Ask for what would decide on the case in focus; False where nothing would."""
    account, table = turn.cases.focus, turn.facts.case_verdicts
    asked = missing(account, table) if verdict(account, table) is None else None
    if asked is not None:
        ask(turn, asked)
    return asked is not None


def ask_what_is_doubted(turn: ActionTurn) -> None:
    """Ask for what a message seems to tell, unless a no stands whatever it is."""
    account, table = turn.cases.focus, turn.facts.case_verdicts
    row = verdict(account, table)
    if row is not None and row.topic is not None and not is_yes(row):
        say_row(turn, row, turn.cases)
    else:
        ask(turn, (missing(account, table) if row is None else None) or doubted(turn) or "consent")


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
