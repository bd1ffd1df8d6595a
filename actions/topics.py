"""Whole cards of topics, with what they offer."""

from __future__ import annotations

import re

from actions.letters import letter_replies
from actions.questions.answers import answer_to, named_time
from actions.turn import ActionTurn
from actions.who_writes import says_to_be_none
from contracts.conversation import CASE_OFFER, LETTER_OFFER
from contracts.intents import CASE, HUMAN, PRESS, PRIVATE
from desk.cards import Card, QuickReply, topic_card, with_lead, with_offer

_SAME_AGAIN, _SAME_STANDS = "same_again", "same_stands"
# What asks or wishes something, however it ends.
_ASKS = re.compile(
    r"\?|\b(?:hur|vad|vem|var|vart|när|varför|vilk\w+|kan|får|finns|går|ska|måste|vill|behöver|söker"
    r"|how|what|who|where|when|why|which|can|could|may|is|are|do|does|need|want|please)\b"
)
_BRIEF = 8  # words


def say_topics(turn: ActionTurn, topics: list[str], led_by: str | None = None) -> None:
    """One card for each topic, the last with an offer, and remember them.

    The answer to the question `led_by` stands first in the last one.
    """
    if topics == [HUMAN] and turn.topics:
        # A human for what was spoken of, at this hour.
        topics = [HUMAN, *(name for name in turn.topics if name != HUMAN)][:2]
    was_offered = set(topics) <= set(turn.topics)
    for topic in topics[:-1]:
        turn.say(_card(turn, topic, []))
    _say_last(turn, topics, led_by, is_repeated=was_offered)
    turn.remember("+".join(name for name in topics if name != HUMAN))


def _say_last(
    turn: ActionTurn, topics: list[str], led_by: str | None, *, is_repeated: bool
) -> None:
    last = topics[-1]
    letters = letter_replies(turn, topics)
    if turn.asks_about_case:
        again: QuickReply = {"title": turn.words("continue_case"), "payload": "/check_case"}
        turn.say(_card(turn, last, [again], led_by))
    elif CASE in topics:
        check: QuickReply = {"title": turn.words("check_case"), "payload": "/check_case"}
        card = _card(turn, last, [check, *letters], led_by)
        turn.ask(with_offer(card, turn.words("offer_case")), CASE_OFFER)
    elif letters and not is_repeated and not turn.is_urgent:
        card = _card(turn, last, letters, led_by)
        turn.ask(with_offer(card, turn.words("offer_letter")), LETTER_OFFER)
    else:
        turn.say(_card(turn, last, letters, led_by))


def _card(
    turn: ActionTurn, topic: str, replies: list[QuickReply], led_by: str | None = None
) -> Card:
    card = topic_card(
        turn.facts,
        topic,
        turn.language,
        turn.now,
        replies,
        deadline=turn.deadline,
        subjects=turn.entities("benefit") or _spoken_of(turn, topic),
        period=named_time(turn, topic).period,
    )
    if led_by:
        return with_lead({**card, "question": [led_by]}, answer_to(turn, led_by))
    # Who adds that they are no journalist has not asked for more.
    asks_on = not (topic == PRIVATE and says_to_be_none(turn))
    is_told = topic == PRESS and _only_says_more(turn)
    again = _SAME_STANDS if is_told else _SAME_AGAIN
    is_again = asks_on and again in turn.facts.wording and turn.was_just_said(card)
    return with_lead(card, turn.words(again)) if is_again else card


def _only_says_more(turn: ActionTurn) -> bool:
    """Whether a brief message asks nothing, and says more of its writer: "P1 morgon"."""
    lower = turn.text.lower()
    is_typed = not lower.startswith("/") and len(lower.split()) <= _BRIEF
    return is_typed and not _ASKS.search(lower)


def _spoken_of(turn: ActionTurn, topic: str) -> list[str]:
    """The benefits that an earlier message named, while the topic stays the same: "per kommun?"."""
    return turn.entities_before("benefit") if topic in turn.topics else []
