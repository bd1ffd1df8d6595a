"""Compares texts by the words that they share, in whatever form."""

from __future__ import annotations

import re

_STEM = 5  # letters in which two forms of a word are alike
_LEAST = 3  # letters of a word that says something
_WORD = re.compile(r"\w+")


def likeness(text: str, other: str) -> int:
    """Return how many of a text's words another text has."""
    return len(stems(text) & stems(other))


def stems(text: str) -> set[str]:
    """Return how the words of a text begin."""
    return {word[:_STEM] for word in _WORD.findall(text.lower()) if len(word) >= _LEAST}
