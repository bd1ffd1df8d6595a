"""Whether one case can be commented on, by all that was told of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, override

from rasa_sdk.events import SlotSet

from actions.case_words.conclusion import (
    asks_to_conclude,
    asks_what_next,
    asks_when_commented,
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
    is_withdrawn_and_published,
)
from actions.case_words.plain import allows, allows_plainly, is_in_so_many_words
from actions.case_words.stage import is_before_review, stage_by_words, stage_in_words
from actions.desk_action import DeskAction
from actions.letters import letter_replies
from actions.questions.answers import say_questions
from actions.turn import ActionTurn, confidence_of
from contracts.conversation import CONSENT, LETTER_OFFER, STAGE, VERDICT_TOPICS
from contracts.intents import ALL_ELSE, CASE, PRESS, TELL_CASE
from desk.cards import QuickReply, topic_card, with_notice, with_offer

_COURT = "court"  # a stage that the page says nothing of
_COURT_QUESTION = "not_stated/case_in_court"
_UNKNOWN = "unknown"
# How sure the reader must be of both for a "yes": else what it is unsure of is asked for.
SURE_OF_CASE = 0.75
# Stages in which no comment is given whatever the consent.
_CLOSED = frozenset(("not_in", "investigated", "reconsidered"))
_RELATIVE = "not_stated/consent_relative"
# After these a signature is somebody else's, until it is said to be the insured person's own.
_OF_OTHERS = frozenset((_RELATIVE, "not_stated/consent_dead_person", "not_stated/consent_child"))
_POSSIBLE, _FORM_SEND = "case_possible", "ask/consent_form_send"
_NEEDED, _WHEN_DECIDED = "ask/consent_needed", "ask/case_when_decided"
_ON_THE_FORM, _TAKEN_BACK = "ask/consent_written", "not_stated/consent_withdraw"
# Questions whose answer is the verdict's own.
_ASKS_FOR_VERDICT = frozenset(
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
# The stages that these ask about.
_STAGE_OF = {
    "ask/case_investigated": "investigated",
    "ask/case_before_application": "not_in",
    "ask/case_before_decision": "investigated",
    "ask/case_wait": "investigated",
    "ask/case_reconsidered": "reconsidered",
}
# The other answer, a tap away, by what the verdict took for granted.
_CHANGES = {
    CONSENT: {"has": "lacks", "lacks": "has", _UNKNOWN: "has"},
    STAGE: {
        "decided": "investigated",
        "investigated": "decided",
        "not_in": "decided",
        "reconsidered": "decided",
        _UNKNOWN: "decided",
    },
}


def told_of_case(turn: ActionTurn) -> dict[str, str]:
    """What this message tells: `consent` and `case_stage`, as far as it does.

    Nothing where it asks for something else, such as what the page is silent on: a verdict
    would pass over it.
    """
    is_of_rules = _NEEDED in turn.asks and turn.topics == [PRESS]  # of an interview in general
    if is_of_rules or not _ASKS_FOR_VERDICT.issuperset(turn.asks) or only_concludes(turn.text):
        return {}
    told = {slot: turn.entities(slot)[:1] for slot in (CONSENT, STAGE)}
    taken_back = "lacks" if is_taken_back(turn.text) and _known(turn).get(CONSENT) else ""
    told[CONSENT] = [consent_by_words(c, turn.text) for c in told[CONSENT]] or [taken_back]
    in_words = None if turn.text.startswith("/") else stage_in_words(turn.text)
    stages = [stage_by_words(s, turn.text) for s in told[STAGE]]
    told[STAGE] = [s for s in stages if s] or [in_words or ""]
    return {slot: values[0] for slot, values in told.items() if values and values[0]}


def say_verdict(turn: ActionTurn) -> bool:
    """The verdict, when enough is told for one, with what was told before; else false."""
    if question := _of_the_signature(turn):
        known = {**_known(turn), **told_of_case(turn)}
        say_questions(turn, [question])
        _remember(turn, {slot: value for slot, value in known.items() if slot == STAGE})
        return True
    # A case that is described anew is another one.
    concludes = _concludes(turn)
    is_another = turn.intent == CASE and not (concludes or _is_of_the_same(turn))
    before = {} if is_another else _known(turn)
    told = _sure(turn)
    if stage := _stage_asked_of(turn):
        before, told = {}, {**told, STAGE: stage}
    if before.get(STAGE) == _COURT and (turn.intent == TELL_CASE or told_of_case(turn)):
        # There until it is said not to be.
        told = {**before, **told} if is_before_review(turn.text) else told
    if not told and not (concludes and before):
        return False
    known = _with_before(before, told, turn.text)
    consent, stage = known.get(CONSENT), known.get(STAGE)
    if stage == _COURT:
        say_questions(turn, [_COURT_QUESTION])
        _remember(turn, known)
        return True
    if stage in _CLOSED or consent == "lacks" or (consent and stage):
        _say(turn, consent or _UNKNOWN, stage or _UNKNOWN, known)
        return True
    _remember(turn, known)
    turn.events += [SlotSet(slot, value) for slot, value in known.items()]
    return False


def say_when_commented(turn: ActionTurn) -> bool:
    """When a case is commented on, where one is spoken of and that is asked: it is not how soon
    one gets an answer."""
    if not (_speaks_of_case(turn) and asks_when_commented(turn.text)):
        return False
    say_questions(turn, [_WHEN_DECIDED])
    return True


def say_next_step(turn: ActionTurn) -> bool:
    """What comes after a "yes": the form goes to the press service, which then checks it."""
    is_possible = turn.topics[-1:] == [_POSSIBLE]
    asks_else = any(not name.endswith(ALL_ELSE) for name in turn.asks)
    if not is_possible or asks_else or not asks_what_next(turn.text):
        return False
    say_questions(turn, [_FORM_SEND])
    return True


def remember_court(turn: ActionTurn) -> None:
    """Keep that the case that is told of is in court, where it is asked what then."""
    if _COURT_QUESTION in turn.asks and turn.entities(STAGE)[:1] == [_COURT]:
        consent = turn.entities(CONSENT)[:1] or [_known(turn).get(CONSENT, "")]
        told = {CONSENT: consent_by_words(consent[0], turn.text), STAGE: _COURT}
        _remember(turn, {slot: value for slot, value in told.items() if value})


def _of_the_signature(turn: ActionTurn) -> str | None:
    """What is answered of whose signature a consent has, and on what paper; None of most."""
    text = turn.text
    if turn.asks or text.startswith("/"):
        return None
    if is_signed_by_another(text):
        return _RELATIVE
    before = [question for question in turn.questions if question in _OF_OTHERS]
    if before and turn.entities(CONSENT)[:1] == ["has"] and not is_by_own_hand(text):
        return before[0]
    if is_on_own_paper(text):
        return _ON_THE_FORM
    return _TAKEN_BACK if is_withdrawn_and_published(text) else None


def _with_before(known: dict[str, str], told: dict[str, str], text: str) -> dict[str, str]:
    """What is known with what is told now: a case that is to be reconsidered, or is in court, has
    its decision."""
    both = {**known, **told}
    if known.get(STAGE) in ("reconsidered", _COURT) and told.get(STAGE) == "decided":
        both[STAGE] = known[STAGE] if is_before_review(text) else "decided"
    return both


def _is_of_the_same(turn: ActionTurn) -> bool:
    """Whether a message after a verdict says more of that case: of its decision, briefly."""
    return _after_verdict(turn) and says_more_of_it(turn.text)


def _after_verdict(turn: ActionTurn) -> bool:
    return any(topic.startswith(VERDICT_TOPICS) for topic in turn.topics)


def _concludes(turn: ActionTurn) -> bool:
    """Whether a message asks what follows of a verdict's case. A "yes" is said again only to what
    says nothing new."""
    if not _after_verdict(turn) or not asks_to_conclude(turn.text, is_read=bool(turn.asks)):
        return False
    known = _known(turn)
    is_yes = all(allows(slot, known.get(slot, _UNKNOWN)) for slot in (CONSENT, STAGE))
    return not is_yes or says_nothing_new(turn.text)


def _stage_asked_of(turn: ActionTurn) -> str | None:
    """The stage that was asked about just before, or is that of the verdict, in which there is no
    comment, where a consent is set against that: "om hon har skrivit på då?"."""
    stages = [_STAGE_OF[question] for question in turn.questions if question in _STAGE_OF]
    if _after_verdict(turn) and "?" in turn.text and _known(turn).get(STAGE) in _CLOSED:
        stages.append(_known(turn)[STAGE])
    may_be = _ASKS_FOR_VERDICT.issuperset(turn.asks) and says_consent_is_there(turn.text)
    return stages[0] if stages and may_be else None


def _sure(turn: ActionTurn) -> dict[str, str]:
    """What is told, for a verdict and to be kept for one.

    What a "yes" rests on must be sure: else it is asked for. Where words beside it make it
    doubtful it is not known, if the other of the two is told as well.
    """
    told = told_of_case(turn)
    read = {slot for slot in told if turn.entities(slot)}  # the others by plain words
    plain = {s: value for s, value in told.items() if allows_plainly(s, value, turn.text)}
    sure = {
        s: v
        for s, v in plain.items()
        if not allows(s, v) or s not in read or is_sure(s, turn.tracker.latest_message)
    }
    doubtful = told.keys() - plain.keys() if len(told) > 1 else ()
    return {**sure, **dict.fromkeys(doubtful, _UNKNOWN)}


def is_sure(slot: str, message: Mapping[str, Any]) -> bool:
    """Whether what a "yes" needs may be taken from a message: its reader is sure, or it stands
    there in so many words."""
    is_told = is_in_so_many_words(slot, message.get("text") or "")
    return is_told or confidence_of(slot, message) >= SURE_OF_CASE


class ActionCaseVerdict(DeskAction):
    """Says whether the case can be commented, as the facts' `case_guide` has it."""

    @override
    def name(self) -> str:
        return "action_case_verdict"

    @override
    def answer(self, turn: ActionTurn) -> None:
        """One card, once both questions are answered."""
        slots = turn.tracker.slots
        consent, stage = slots[CONSENT] or _UNKNOWN, slots[STAGE] or _UNKNOWN
        if stage == _COURT:
            say_questions(turn, [_COURT_QUESTION])
            _remember(turn, {CONSENT: slots[CONSENT], STAGE: stage})
        else:
            known = {CONSENT: slots[CONSENT], STAGE: slots[STAGE]}
            _say(turn, consent, stage, {slot: value for slot, value in known.items() if value})


def _say(turn: ActionTurn, consent: str, stage: str, known: dict[str, str]) -> None:
    topic = turn.facts.case_guide[consent, stage]
    is_possible = allows(CONSENT, consent) and allows(STAGE, stage)
    letters = letter_replies(turn, [CASE]) if is_possible else []
    # Whoever lacks the consent needs the form; others have had form and rules with the case's card.
    is_brief = _speaks_of_case(turn) and (allows(CONSENT, consent) or stage in _CLOSED)
    card = topic_card(
        turn.facts,
        topic.name,
        turn.language,
        turn.now,
        [*letters, *_changes(turn, known), *(_rules_reply(turn) if is_brief else [])],
        deadline=turn.deadline,
        is_brief=is_brief,
    )
    if assumed := _assumed(turn, known):
        card = with_notice(card, assumed)
    if letters and not turn.is_urgent:
        turn.ask(with_offer(card, turn.words("offer_letter")), LETTER_OFFER)
    else:
        turn.say(card)
    turn.remember(topic.name)
    _remember(turn, known)


def _known(turn: ActionTurn) -> dict[str, str]:
    """What was told before of the case that is spoken of."""
    slots = turn.tracker.slots
    if not _speaks_of_case(turn):
        return {}
    known = {slot: slots.get(f"known_{slot}") or slots.get(slot) for slot in (CONSENT, STAGE)}
    return {slot: value for slot, value in known.items() if value}


def _speaks_of_case(turn: ActionTurn) -> bool:
    """Whether the case's card, or a verdict, was answered last."""
    return any(topic == CASE or topic.startswith(VERDICT_TOPICS) for topic in turn.topics)


def _rules_reply(turn: ActionTurn) -> list[QuickReply]:
    """The button that leads to the form, the steps and the rules."""
    more = turn.facts.topics[CASE].more
    return [{"title": more[turn.language], "payload": f"/{CASE}"}] if more else []


def keep_told(turn: ActionTurn) -> None:
    """Have the questions about one case not ask for what was told of it before, and stands."""
    if turn.intent == TELL_CASE:
        told = told_of_case(turn)
        before = {slot: value for slot, value in _known(turn).items() if slot not in told}
        turn.events += [SlotSet(s, value) for s, value in before.items() if value != _UNKNOWN]


def forget_case(turn: ActionTurn) -> None:
    """Nothing is known of the case that is spoken of."""
    _remember(turn, {})


def _remember(turn: ActionTurn, known: dict[str, str]) -> None:
    """Keep what is told for a correction; the form's own answers are forgotten."""
    for slot in (CONSENT, STAGE):
        turn.events += [SlotSet(slot, None), SlotSet(f"known_{slot}", known.get(slot))]


def _assumed(turn: ActionTurn, known: dict[str, str]) -> str:
    parts = {slot: turn.words(f"assumed_{slot}_{value}") for slot, value in known.items()}
    if len(parts) == 2:
        words = turn.words("verdict_assumed")
        return words.format(consent=parts[CONSENT], stage=parts[STAGE])
    return turn.words("verdict_assumed_one").format(assumed=next(iter(parts.values())))


def _changes(turn: ActionTurn, known: dict[str, str]) -> list[QuickReply]:
    """One button a thing taken for granted, with the other answer."""
    return [
        {
            "title": turn.words(f"change_{slot}_{other}"),
            "payload": f'/tell_case{{"{slot}": "{other}"}}',
        }
        for slot, value in known.items()
        if (other := _CHANGES[slot].get(value))
    ]
