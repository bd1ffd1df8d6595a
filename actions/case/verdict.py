"""Whether one case can be commented on, by all that was told of it."""

from __future__ import annotations

from actions.case.told import (
    POSSIBLE,
    concludes,
    is_another,
    is_yes,
    speaks_of_case,
    supposed,
    told_of_case,
)
from actions.case_words.conclusion import asks_what_next, asks_when_commented
from actions.case_words.consent import is_withdrawn_and_published
from actions.case_words.stage import is_before_review
from actions.letters import letter_replies
from actions.questions.answers import say_questions
from actions.turn import ActionTurn
from contracts.conversation import CASE_OFFER, CONSENT, LETTER_OFFER, STAGE
from contracts.intents import ALL_ELSE, CASE, TELL_CASE
from desk.cards import QuickReply, topic_card, with_notice, with_offer
from desk.facts.model import VerdictRow
from dialogue.case import Account, Cases, verdict

_FORM_SEND = "ask/consent_form_send"
_WHEN_DECIDED = "ask/case_when_decided"
_TAKEN_BACK = "not_stated/consent_withdraw"
_ABOUT_CASE, DENY = (CASE, TELL_CASE), "deny"
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


def take_in(turn: ActionTurn) -> bool:
    """Keep what a message tells of a case; return True if it tells anything surely."""
    if not _may_tell(turn):
        return False
    told, cases = told_of_case(turn), turn.cases
    stage = supposed(turn)
    if stage or (told and cases.focus and is_another(turn)):
        cases, told = cases.opened(), told | stage
    if told := _told_by_asking(turn, cases) | told:
        turn.keep_cases(cases.told(told))
    return bool(told)


def say_verdict(turn: ActionTurn, *, is_told: bool) -> bool:
    """Give the verdict on the case in focus if a message tells of it or asks what follows.

    False where too little is told for one.
    """
    if is_withdrawn_and_published(turn.text) and not turn.asks:
        say_questions(turn, [_TAKEN_BACK])
        return True
    focus = turn.cases.focus
    # A case in court is there until it is said not to be.
    is_told_more = turn.intent == TELL_CASE and is_before_review(turn.text)
    stands = focus.get("court") == "yes" and is_told_more
    if not is_told and not stands and not (focus and concludes(turn)):
        return False
    row = verdict(focus, turn.facts.case_verdicts)
    if row is not None:
        say_row(turn, row, turn.cases)
    return row is not None


def _may_tell(turn: ActionTurn) -> bool:
    """Return True if a message is about a case, or answers what was asked or offered of one."""
    is_denied = turn.intent == DENY and turn.awaited == CASE_OFFER and turn.entities(CONSENT)
    return turn.asks_about_case or turn.intent in (*_ABOUT_CASE, "inform") or bool(is_denied)


def _told_by_asking(turn: ActionTurn, cases: Cases) -> dict[str, str]:
    """Return what a question of the decision table, asked of one case, says of it.

    Whoever asks who may sign tells of no signature, unless there is one.
    """
    is_signed = turn.entities(CONSENT)[:1] == ["has"] or cases.focus.get("consent") == "written"
    is_in_court = turn.entities(STAGE)[:1] == ["court"]
    is_told = {"signed_by": is_signed, "court": is_in_court}
    asked = [
        row
        for row in turn.facts.case_verdicts
        if row.question and row.question.name in turn.asks and not row.question.stated
    ]
    return {
        name: next(iter(values))
        for row in asked
        for name, values in row.when.items()
        if len(row.when) == 1 and is_told.get(name, True)
    }


def say_row(turn: ActionTurn, row: VerdictRow, cases: Cases) -> None:
    """Say what a row of the decision table answers."""
    if row.topic is None:
        assert row.question is not None  # the facts' schema has one of the two
        say_questions(turn, [row.question.name])
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
    card = with_notice(card, said_of(turn, cases))
    if letters and not turn.is_urgent:
        turn.ask(with_offer(card, turn.words("offer_letter")), LETTER_OFFER)
    else:
        turn.say(card)
    turn.remember(row.topic.name)


def said_of(turn: ActionTurn, cases: Cases) -> str:
    """Return the sentence that says what was taken in of the case in focus."""
    parts = [turn.words(f"told_{name}_{value}") for name, value in cases.focus.items()]
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


def forget_case(turn: ActionTurn) -> None:
    """Turn to a case of which nothing is told."""
    turn.keep_cases(turn.cases.opened())


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
