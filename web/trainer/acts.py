"""Says in Swedish what the bot does and remembers: actions, forms and slots of the domain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from contracts.intents import BOTH
from web.trainer.labels import LANGUAGE_NAMES, title_of

_ACTS = {
    "action_answer": "svarar",
    "action_ask_back": "frågar tillbaka",
    "action_follow_up": "svarar på följdfrågan",
    "action_something_else": "frågar vad det gäller i stället",
    "action_start_over": "börjar om",
    # Kept tests of before 0.3 name these, and the slots and values of their form.
    "action_case_verdict": "säger om fallet kan kommenteras",
    "action_ask_case_form_consent": "frågar om samtycket",
    "action_ask_case_form_case_stage": "frågar var ärendet är",
    "case_form": "går igenom fallet",
}
_SLOTS = {
    "language": "språket",
    "topic": "ämnet",
    "chosen_label": "det som valdes",
    "question": "frågan",
    "awaits": "vad boten väntar på",
    "consent": "samtycket",
    "case_stage": "var ärendet är",
    "known_consent": "det som sagts om samtycket",
    "known_case_stage": "det som sagts om ärendet",
    "cases": "det som sagts om fallen",
    "privacy_told": "att personuppgifter inte behövs",
}
_VALUES = {
    "has": "finns",
    "lacks": "saknas",
    "unknown": "inte känt",
    "not_in": "ansökan har inte kommit in",
    "investigated": "utreds",
    "decided": "beslutat",
    "reconsidered": "omprövas",
    "court": "i domstol",
    "case": "en genomgång av fallet",
    "letter": "ett utkast",
    "deletion": "en radering",
    "choices": "ett val",
    "consent": "svaret om samtycket",
    "case_stage": "svaret om var ärendet är",
}


def acts_in_words(names: Sequence[str]) -> str:
    """What the bot does in a turn, as the rest of a sentence that begins with it."""
    # The form names itself beside what it asks.
    acts = [name for name in names if name != "case_form" or len(names) == 1]
    words = [_ACTS.get(name, "gör något annat") for name in acts]
    return " och ".join(dict.fromkeys(words)) or "gör inget"


def slot_in_words(name: str) -> str:
    """What a slot of domain.yml remembers, in Swedish."""
    return _SLOTS.get(name, "något av det som sagts")


def value_in_words(name: str, value: Any) -> str:
    """What a slot remembers it as."""
    if value is None:
        return "inget"
    if isinstance(value, bool):
        return "sagt" if value else "inte sagt"
    text = str(value)
    if name == "language":
        return LANGUAGE_NAMES.get(text, "något annat")
    if name in ("topic", "chosen_label"):
        return " + ".join(title_of(part) for part in text.split(BOTH))
    return _VALUES.get(text, "något annat")
