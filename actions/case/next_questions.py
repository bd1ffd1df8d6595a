"""Patterns of the two questions that are asked of a case that was just judged."""

from __future__ import annotations

import re

# Words, at most, of a message that asks when there is a comment, and of one that asks what to do.
_MOST_OF_WHEN, _MOST_OF_NEXT = 6, 14
_WHEN_COMMENTED = re.compile(
    r"\b(?:när (?:kan|får|ska|skulle)|when (?:can|may|could|will))\b"
    r".{0,20}\b(?:kommenter|uttala|comment)"
)
_NEXT_STEP = re.compile(
    r"\bnästa steg\b|\bvad (?:gör|ska|skall) (?:jag|vi|man) (?:göra )?(?:nu|sen|sedan|då)\b"
    r"|\bvad händer (?:nu|sen|sedan|härnäst)\b|\bhur går (?:jag|vi|man) vidare\b"
    r"|\bwhat(?:'s| is|’s)? next\b|\bnext steps?\b|\b(?:what|where) now\b"
    r"|\bwhat (?:do|should) (?:i|we) do (?:now|next|then)\b"
)


def asks_when_commented(text: str) -> bool:
    """Return True if a brief message asks when there is a comment: "när kan ni kommentera?"."""
    is_brief = len(text.split()) <= _MOST_OF_WHEN
    return is_brief and bool(_WHEN_COMMENTED.search(text.lower()))


def asks_what_next(text: str) -> bool:
    """Return True if a brief message asks what to do now: "toppen, vad blir nästa steg?"."""
    is_brief = len(text.split()) <= _MOST_OF_NEXT
    return is_brief and bool(_NEXT_STEP.search(text.lower()))
