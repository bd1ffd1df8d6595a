"""Reads what a message tells of one case, by the readers' entities and by plain words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.case_words.conclusion import (
    asks_to_conclude,
    only_concludes,
    says_consent_is_there,
    says_more_of_it,
    says_nothing_new,
)
from actions.case_words.consent import (
    consent_by_words,
    is_by_own_hand,
    is_on_own_paper,
    is_signed_by_another,
    is_taken_back,
)
from actions.case_words.plain import allows, allows_plainly, is_in_so_many_words
from actions.case_words.stage import is_before_review, stage_by_words, stage_in_words
from actions.turn import ActionTurn, confidence_of
from contracts.conversation import CONSENT, QUESTIONS_ABOUT_CASE, STAGE, VERDICT_TOPICS
from contracts.intents import CASE, PRESS
from desk.facts.model import VerdictRow
from dialogue.case import ATTRIBUTES, Account, verdict

# The least confidence in what a "yes" rests on: what is less sure is asked for.
SURE_OF_CASE = 0.75
# Questions whose answer is the verdict's own.
ASKS_FOR_VERDICT = frozenset(
    f"ask/{name}"
    for name in (
        "case_comment",
        "case_investigated",
        "case_before_application",
        "case_before_decision",
        "case_wait",
        "case_reconsidered",
        "consent_needed",
        "consent_written",
    )
)
_NEEDED, POSSIBLE = "ask/consent_needed", "case_possible"
# The readers' names as those of the account.
_AS_TOLD: Mapping[str, Mapping[str, Account]] = {
    CONSENT: {
        "has": {"consent": "written"},
        "lacks": {"consent": "none"},
        "unknown": {"consent": "unknown"},
    },
    STAGE: {
        "not_in": {"application": "not_in"},
        "investigated": {"decision": "pending"},
        "decided": {"decision": "made"},
        "reconsidered": {"reconsideration": "requested"},
        "court": {"court": "yes"},
        "unknown": {"decision": "unknown"},
    },
}
# The meaning of a short answer to a question about one case, by what was asked.
_ANSWERS: Mapping[str, Mapping[str, str]] = {
    CONSENT: {
        "affirm": "has",
        "deny": "lacks",
        "dont_know": "unknown",
        "choose_first": "has",
        "choose_second": "lacks",
        "choose_third": "unknown",
        "choose_last": "unknown",
    },
    STAGE: {
        "dont_know": "unknown",
        "choose_first": "not_in",
        "choose_second": "investigated",
        "choose_third": "decided",
        "choose_last": "unknown",
    },
}
_ATTRIBUTES = {CONSENT: "consent", STAGE: "decision"}
_UNKNOWN = "unknown"
# The stages that these ask about.
_STAGE_OF = {
    "ask/case_investigated": ("decision", "pending"),
    "ask/case_before_application": ("application", "not_in"),
    "ask/case_before_decision": ("decision", "pending"),
    "ask/case_wait": ("decision", "pending"),
    "ask/case_reconsidered": ("reconsideration", "requested"),
}
# In these no comment is given whatever the consent.
_CLOSED = (
    ("application", "not_in"),
    ("decision", "pending"),
    ("reconsideration", "requested"),
)


def told_of_case(turn: ActionTurn) -> dict[str, str]:
    """Return what this message tells of the case in focus, by attribute, for the account.

    What a yes rests on must be sure: else it is left untold, and asked for.
    """
    if turn.text.startswith("/"):
        values = {name: turn.entities(name)[:1] for name in ATTRIBUTES}
        return {name: of[0] for name, of in values.items() if of and of[0] in ATTRIBUTES[name]}
    told = (answered(turn) if turn.asks_about_case else {}) or sure(turn)
    account: dict[str, str] = {}
    for kind, value in told.items():
        account |= _AS_TOLD[kind][value]
    return account | _of_what_is_over(turn, account) | _of_the_signature(turn, account)


def supposed(turn: ActionTurn) -> dict[str, str]:
    """Return the stage that a consent is set against: "om hon har skrivit på då?".

    It was asked about just before, or the verdict rests on it.
    """
    may_be = ASKS_FOR_VERDICT.issuperset(turn.asks) and says_consent_is_there(turn.text)
    if not may_be:
        return {}
    stages = [_STAGE_OF[question] for question in turn.questions if question in _STAGE_OF]
    if after_verdict(turn) and "?" in turn.text:
        stages += [item for item in turn.cases.focus.items() if item in _CLOSED]
    return dict(stages[:1])


def is_another(turn: ActionTurn) -> bool:
    """Return True if another case is described than the one in focus."""
    is_same = concludes(turn) or (after_verdict(turn) and says_more_of_it(turn.text))
    return turn.intent == CASE and not is_same


def concludes(turn: ActionTurn) -> bool:
    """Return True if a message asks what follows of a verdict's case.

    A yes is said again only to what says nothing new.
    """
    if not after_verdict(turn) or not asks_to_conclude(turn.text, is_read=bool(turn.asks)):
        return False
    row = verdict(turn.cases.focus, turn.facts.case_verdicts)
    return row is not None and (not is_yes(row) or says_nothing_new(turn.text))


def is_yes(row: VerdictRow) -> bool:
    """Return True if the row says that a comment can be given."""
    return row.topic is not None and row.topic.name == POSSIBLE


def doubted(turn: ActionTurn) -> str | None:
    """Return the attribute that a message seems to tell, but too doubtfully to be kept."""
    kind = next(iter(read(turn)), None)
    return _ATTRIBUTES[kind] if kind else None


def read(turn: ActionTurn) -> dict[str, str]:
    """Return the consent and the stage that are read, as far as a message tells them.

    Nothing where it asks for something else, such as what the page is silent on: a verdict
    would pass over it.
    """
    is_of_rules = _NEEDED in turn.asks and turn.topics == [PRESS]  # of an interview in general
    if is_of_rules or not ASKS_FOR_VERDICT.issuperset(turn.asks) or only_concludes(turn.text):
        return {}
    told = {slot: turn.entities(slot)[:1] for slot in (CONSENT, STAGE)}
    has_consent = "consent" in turn.cases.focus
    taken_back = "lacks" if is_taken_back(turn.text) and has_consent else ""
    told[CONSENT] = [consent_by_words(c, turn.text) for c in told[CONSENT]] or [taken_back]
    in_words = None if turn.text.startswith("/") else stage_in_words(turn.text)
    stages = [stage_by_words(s, turn.text) for s in told[STAGE]]
    told[STAGE] = [s for s in stages if s] or [in_words or ""]
    return {slot: of[0] for slot, of in told.items() if of and of[0] in _AS_TOLD[slot]}


def sure(turn: ActionTurn) -> dict[str, str]:
    """Return what is told and may be kept for a verdict.

    Where words beside it make it doubtful it is not known, if the other of the two is told as well.
    """
    told = read(turn)
    from_reader = {slot for slot in told if turn.entities(slot)}  # the others by plain words
    plain = {s: value for s, value in told.items() if allows_plainly(s, value, turn.text)}
    kept = {
        s: v
        for s, v in plain.items()
        if not allows(s, v) or s not in from_reader or is_sure(s, turn.tracker.latest_message)
    }
    doubtful = told.keys() - plain.keys() if len(told) > 1 else ()
    return {**kept, **dict.fromkeys(doubtful, _UNKNOWN)}


def answered(turn: ActionTurn) -> dict[str, str]:
    """Return what an answer to one of the two questions tells; a doubtful one is asked again."""
    message, text = turn.tracker.latest_message, turn.text
    told = {}
    for kind in QUESTIONS_ABOUT_CASE:
        values = turn.entities(kind)[:1]
        if values and _may_answer(turn):
            value = _by_words(kind, values[0], text)
            if value in _AS_TOLD[kind] and _is_plain(kind, value, message):
                told[kind] = value
    asked = turn.awaited or ""
    if not told and turn.intent in _ANSWERS.get(asked, {}):
        value = _ANSWERS[asked][turn.intent]
        if allows_plainly(asked, value, text):
            told[asked] = value
    if is_taken_back(text) and turn.cases.focus.get("consent") == "written":
        told[CONSENT] = "lacks"
    return told


def _may_answer(turn: ActionTurn) -> bool:
    """Return True unless a message is another question than ours."""
    topics = set(turn.wishes) & turn.facts.topics.keys() - {CASE}
    return not topics and turn.intent not in ("out_of_scope", "help")


def _by_words(kind: str, value: str, text: str) -> str:
    if kind == STAGE:
        return stage_by_words(value, text)
    return "lacks" if is_on_own_paper(text) else consent_by_words(value, text)


def _is_plain(kind: str, value: str, message: Mapping[str, Any]) -> bool:
    """Return True unless a value would allow a comment in doubt, or is a vague "unknown"."""
    text = message.get("text") or ""
    if value == _UNKNOWN and confidence_of(kind, message) < SURE_OF_CASE:
        return False
    if allows(kind, value) and (only_concludes(text) or not is_sure(kind, message)):
        return False
    return allows_plainly(kind, value, text)


def _of_what_is_over(turn: ActionTurn, told: Account) -> dict[str, str]:
    """Return what a decision told after a reconsideration or a court says of these.

    A case that is to be reconsidered, or is in court, has its decision.
    """
    if told.get("decision") != "made" or is_before_review(turn.text):
        return {}
    known = turn.cases.focus
    over = {"reconsideration": "ended"} if known.get("reconsideration") == "requested" else {}
    return over | ({"court": "no"} if known.get("court") == "yes" else {})


def _of_the_signature(turn: ActionTurn, told: Account) -> dict[str, str]:
    """Return whose signature a consent has and on what paper, as plain words tell it."""
    text = turn.text
    if turn.asks:
        return {}
    signed = {"signed_by": "other"} if is_signed_by_another(text) else {}
    if told.get("consent") == "written":
        if is_by_own_hand(text):
            signed = {"signed_by": "insured"}
        elif _was_asked_of_another(turn):
            signed = {"signed_by": "other"}
    return signed | ({"paper": "other"} if is_on_own_paper(text) else {})


def _was_asked_of_another(turn: ActionTurn) -> bool:
    """Return True if it was answered just before what another's signature is worth."""
    return any(
        row.question and row.question.name in turn.questions and "signed_by" in row.when
        for row in turn.facts.case_verdicts
    )


def is_sure(slot: str, message: Mapping[str, Any]) -> bool:
    """Return True if what a yes needs may be taken from a message.

    Its reader is sure, or it stands there in so many words.
    """
    is_told = is_in_so_many_words(slot, message.get("text") or "")
    return is_told or confidence_of(slot, message) >= SURE_OF_CASE


def speaks_of_case(turn: ActionTurn) -> bool:
    """Return True if the case's card, or a verdict, was answered last."""
    return CASE in turn.topics or after_verdict(turn)


def after_verdict(turn: ActionTurn) -> bool:
    """Return True if a verdict was answered last."""
    return any(topic.startswith(VERDICT_TOPICS) for topic in turn.topics)
