"""Varies a text as different people would have typed it."""

from __future__ import annotations

import random
import unicodedata

SENTENCE_ENDS = ".!?"


def without_accents(text: str) -> str:
    """The text without its dots, rings and accents."""
    bare = (c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", "".join(bare))


def augmented(text: str, chance: random.Random) -> str:
    """The text as another might have typed it: accents, case, slips and final stops vary."""
    if chance.random() < 0.2:
        text = without_accents(text)
    case = chance.random()
    if case < 0.25:
        text = text.lower()
    elif case < 0.28:
        text = text.upper()
    if chance.random() < 0.15 and len(text) > 8:
        for _ in range(chance.randint(1, 2)):
            text = _with_slip(text, chance)
    if chance.random() < 0.1:
        text = text.rstrip(SENTENCE_ENDS)
    return text


def _with_slip(text: str, chance: random.Random) -> str:
    """Two characters swapped, or one left out, or one doubled."""
    at = chance.randrange(1, len(text) - 1)
    kind = chance.random()
    if kind < 0.4:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    if kind < 0.7:
        return text[:at] + text[at + 1 :]
    return text[:at] + text[at] + text[at:]
