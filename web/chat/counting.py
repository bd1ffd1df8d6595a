"""Counts messages by what they were answered with."""

from __future__ import annotations

from collections.abc import Sequence

from prometheus_client import Counter

from contracts.watching.metrics import REGISTRY
from contracts.watching.traces import note_words
from desk.cards import Card

MESSAGES = Counter(
    "press_messages_total",
    "Messages by what they were answered with",
    ["channel", "language", "route", "outcome"],
    registry=REGISTRY,
)
MESSAGES_REFUSED = Counter(
    "press_refused_total",
    "Messages that were refused, by why",
    ["channel", "why"],
    registry=REGISTRY,
)

# The engine gives the press line too, where it does not understand: that is none of these.
PRESS_LINES = Counter(
    "press_line_total",
    "Press lines that web gave in place of an answer, by why the engine gave none",
    ["channel", "why"],
    registry=REGISTRY,
)


def count_answer(channel: str, cards: Sequence[Card]) -> None:
    """Count a message by its first card, and tell of it in its span."""
    for card in cards[:1]:
        route, outcome = card["topic"] or "none", outcome_of(card)
        MESSAGES.labels(channel, card["language"], route, outcome).inc()
        note_words(language=card["language"], route=route, outcome=outcome)


def outcome_of(card: Card) -> str:
    """`answered`, `not_stated` where the facts leave it open, `asked_back`, `fallback`."""
    if card["topic"] == "fallback":
        return "fallback"
    if any(name.startswith("not_stated/") for name in card.get("question", ())):
        return "not_stated"
    if card["topic"] is None and card["quick_replies"]:
        return "asked_back"
    return "answered"
