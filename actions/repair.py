"""Answers what leans on what was said: a doubt, a wish for a summary, a wish for more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from actions.case.verdict import say_verdict
from actions.questions.answers import say_questions
from actions.topics import say_topics
from actions.turn import ActionTurn
from contracts.conversation import VERDICT_TOPICS
from desk.cards import Card, contact_card, message_card, with_lead, with_text
from dialogue.stance import with_reply

_MOST = 4  # answers in a summary
_HOLDS, _SUMMARY = "holds", "summary"
_TOGETHER = ("contacts", "links", "sources")  # parts that a summary has of all its cards
_LEFT_OUT = frozenset(("offer", "steps", "links_first", "question"))


def say_held(turn: ActionTurn) -> None:
    """Say what was answered once more, and that it is the same, to whoever doubts it or pushes."""
    if turn.questions:
        say_questions(turn, turn.questions, opens=_HOLDS)
    elif not _say_case(turn):
        say_topics(turn, turn.topics)


def say_summary(turn: ActionTurn) -> None:
    """Say in brief what has been answered, and how the case that is spoken of stands."""
    said: dict[tuple[str, ...], dict[str, Any]] = {}
    for card in (card for events in turn.last_turns() for card in turn.cards(events)):
        names = tuple(name for name in card.get("question") or () if name in turn.facts.questions)
        if names or (card.get("topic") in turn.facts.topics and not card.get("letter")):
            said.setdefault(names or (card["topic"],), card)
    is_of_case = _say_case(turn)
    cards = [card for names, card in said.items() if not names[0].startswith(VERDICT_TOPICS)]
    if cards:
        turn.say(_summary_of(turn, cards[:_MOST][::-1]))
    elif not is_of_case:
        say_topics(turn, turn.topics)


def _summary_of(turn: ActionTurn, cards: Sequence[Mapping[str, Any]]) -> Card:
    """Return one card of several: what each begins with, and its contacts, links and sources."""
    leads = [with_reply(card["lead"], None, {}) for card in cards]
    last = {name: of for name, of in cards[-1].items() if name not in _LEFT_OUT}
    summary: Any = {
        **{**last, "title": None, "notices": [], "rules": [], "quick_replies": []},
        "lead": f"{turn.words(_SUMMARY)} {' '.join(dict.fromkeys(leads))}",
        **{part: _each_once(card[part] for card in cards) for part in _TOGETHER},
    }
    return with_text(summary)


def _each_once(parts: Iterable[Iterable[Any]]) -> list[Any]:
    """Return what stands in any of the parts, each thing once."""
    found: list[Any] = []
    for one in chain.from_iterable(parts):
        if one not in found:
            found.append(one)
    return found


def say_more(turn: ActionTurn) -> None:
    """Say more of what was answered: after a fact its topic's whole card, then whom to ask."""
    topic = turn.topics[-1]
    contacts = turn.facts.topics[topic].contacts
    if turn.questions or turn.last_was_letter:
        say_topics(turn, [topic])
    elif contacts and "no_more" in turn.facts.wording:
        card = contact_card(turn.facts, topic, contacts[0].kind, turn.language, turn.now)
        turn.say(with_lead(card, turn.words("no_more")))
    else:
        turn.say(message_card(turn.words("said_before"), turn.language))


def _say_case(turn: ActionTurn) -> bool:
    """Give the verdict on the case that is spoken of, if there is one."""
    is_of_case = any(topic.startswith(VERDICT_TOPICS) for topic in turn.topics)
    return is_of_case and say_verdict(turn)
