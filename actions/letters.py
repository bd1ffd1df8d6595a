"""Drafts of mails: written, written again when something is added, and offered by a button."""

from __future__ import annotations

from actions.turn import LETTER, ActionTurn
from contracts.conversation import LETTER_OFFER
from contracts.intents import CASE, FALLBACK, PRESS
from desk.cards import QuickReply, with_lead
from desk.letters import letter_card, period_in

_PLAIN = 0.85
_AGAIN = "letter_again"


def say_letter(turn: ActionTurn, topic: str | None = None, lead: str | None = None) -> None:
    """A draft for the topic, filled in with what the conversation's questions named."""
    intents = turn.intent.split("+")
    # What is spoken of, unless the message plainly names another desk.
    is_plain = turn.intent_confidence > _PLAIN and turn.awaited != LETTER_OFFER
    named = [*intents, *turn.topics] if is_plain else [*turn.topics, *intents]
    topics = [*([topic] if topic else named), PRESS]
    known = next(name for name in map(_desk, topics) if name in turn.facts.letters)
    texts = [turn.text, *turn.texts_before()]
    periods = (period_in(text, turn.now) for text in texts if not text.startswith("/"))
    deadline = turn.deadline or turn.deadline_before()
    card = letter_card(
        turn.facts,
        known,
        turn.language,
        turn.now,
        benefits=turn.entities("benefit") or turn.entities_before("benefit"),
        regions=turn.regions or turn.regions_before(),
        period=next(filter(None, periods), None),
        deadline=deadline,
    )
    turn.say(with_lead(card, lead) if lead else card)
    turn.remember(known)
    turn.remember_questions([LETTER])


def change_letter(turn: ActionTurn) -> bool:
    """The draft anew, when it came last and what is said now goes into it; else false.

    A question is a question, and what plainly is for another desk is not for the draft.
    """
    if not turn.last_was_letter or turn.asks or turn.text.startswith("/") or "?" in turn.text:
        return False
    if turn.intent not in (FALLBACK, *turn.topics) and not turn.is_only_a_deadline:
        return False
    named = turn.entities("benefit") or turn.regions or period_in(turn.text, turn.now)
    if not (named or turn.deadline):
        return False
    lead = turn.words(_AGAIN) if _AGAIN in turn.facts.wording else None
    say_letter(turn, turn.topics[0], lead)
    return True


def letter_replies(turn: ActionTurn, topics: list[str]) -> list[QuickReply]:
    """The button that asks for a draft, where there is one for a topic."""
    return [
        QuickReply(title=turn.words("write_letter"), payload=f'/{topic}{{"question": "{LETTER}"}}')
        for topic in topics
        if topic in turn.facts.letters
    ][:1]


def _desk(topic: str) -> str:
    """The topic whose letter it is: a verdict on a case has the case's."""
    return CASE if topic.startswith("case_") else topic
