"""Whether one case can be commented on, by all that was told of it."""

from __future__ import annotations

from actions.case.next_questions import asks_what_next, asks_when_commented
from actions.case.told import (
    POSSIBLE,
    concludes,
    is_yes,
    speaks_of_case,
    supposed,
    verdict_of,
)
from actions.letters import letter_replies
from actions.questions.answers import say_questions
from actions.turn import ActionTurn
from contracts.conversation import LETTER_OFFER
from contracts.intents import ALL_ELSE, CASE
from desk.cards import QuickReply, topic_card, with_notice, with_offer
from desk.facts.model import VerdictRow
from dialogue.case import DOUBTED, Account, Cases, verdict

_FORM_SEND = "ask/consent_form_send"
_WHEN_DECIDED = "ask/case_when_decided"
# The other answer, a tap away, by what the verdict rests on.
_CHANGES = {
    ("consent", "written"): ("consent", "none"),
    ("consent", "none"): ("consent", "written"),
    ("consent", "refused"): ("consent", "written"),
    ("consent", "oral"): ("consent", "written"),
    ("consent", "promised"): ("consent", "written"),
    ("consent", "withdrawn"): ("consent", "written"),
    ("consent", "unknown"): ("consent", "written"),
    ("application", "not_in"): ("decision", "made"),
    ("decision", "made"): ("decision", "pending"),
    ("decision", "pending"): ("decision", "made"),
    ("decision", "unknown"): ("decision", "made"),
    ("reconsideration", "requested"): ("reconsideration", "none"),
}


def say_verdict(turn: ActionTurn) -> bool:
    """Give the verdict on the case in focus; False where too little is told for one."""
    row = verdict_of(turn)
    if row is not None:
        say_row(turn, row, turn.cases)
    return row is not None


def say_verdict_again(turn: ActionTurn) -> bool:
    """Give the verdict once more to what concludes from it, or supposes a consent against it."""
    account = supposed(turn)
    row = verdict({**turn.cases.focus, **account}, turn.facts.case_verdicts)
    if row is None or not (account or concludes(turn)):
        return False
    say_row(turn, row, turn.cases)
    return True


def say_row(turn: ActionTurn, row: VerdictRow, cases: Cases) -> None:
    """Say what a row of the decision table answers."""
    if row.topic is None:
        assert row.question is not None  # the facts' schema has one of the two
        say_questions(turn, [row.question.name], is_verdict=True)
        return
    is_possible = is_yes(row)
    letters = letter_replies(turn, [CASE]) if is_possible else []
    # Whoever lacks the consent needs the form; others have had form and rules with the case's card.
    is_brief = speaks_of_case(turn) and row.topic.name != "case_no_consent"
    card = topic_card(
        turn.facts,
        row.topic.name,
        turn.language,
        turn.now,
        [*letters, *_changes(turn, cases.focus), *(_rules_reply(turn) if is_brief else [])],
        deadline=turn.deadline,
        is_brief=is_brief,
    )
    if cases.focus:
        card = with_notice(card, said_of(turn, cases))
    if letters and not turn.is_urgent:
        turn.ask(with_offer(card, turn.words("offer_letter")), LETTER_OFFER)
    else:
        turn.say(card)
    turn.remember(row.topic.name)


def said_of(turn: ActionTurn, cases: Cases) -> str:
    """Return the sentence that says what was taken in of the case in focus."""
    told = [(name, value) for name, value in cases.focus.items() if value != DOUBTED]
    parts = [turn.words(f"told_{name}_{value}") for name, value in told]
    words = "told" if len(cases.accounts) == 1 else "told_of_other"
    return turn.words(words).format(told=", ".join(parts))


def say_when_commented(turn: ActionTurn) -> bool:
    """Say when a case is commented on, where one is spoken of and that is asked."""
    if not (speaks_of_case(turn) and asks_when_commented(turn.text)):
        return False
    say_questions(turn, [_WHEN_DECIDED])
    return True


def say_next_step(turn: ActionTurn) -> bool:
    """Say what comes after a yes: the form goes to the press service, which then checks it."""
    is_possible = turn.topics[-1:] == [POSSIBLE]
    asks_else = any(not name.endswith(ALL_ELSE) for name in turn.asks)
    if not is_possible or asks_else or not asks_what_next(turn.text):
        return False
    say_questions(turn, [_FORM_SEND])
    return True


def _rules_reply(turn: ActionTurn) -> list[QuickReply]:
    """Return the button that leads to the form, the steps and the rules."""
    more = turn.facts.topics[CASE].more
    return [{"title": more[turn.language], "payload": f"/{CASE}"}] if more else []


def _changes(turn: ActionTurn, account: Account) -> list[QuickReply]:
    """Return a button for each thing the verdict rests on, with the other answer."""
    return [
        {
            "title": turn.words(f"change_{change[0]}_{change[1]}"),
            "payload": f'/tell_case{{"{change[0]}": "{change[1]}"}}',
        }
        for item in account.items()
        if (change := _CHANGES.get(item))
    ]
