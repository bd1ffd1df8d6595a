"""Views of a text's clauses, which the regression read before the encoder did better.

They take text that `engine.understanding.text.normalise` has folded.
"""

from __future__ import annotations

import re

_CLAUSE_END = re.compile(r"[.;:!?–—()\n]+|,| - |\b(?:men|utan|istallet|daremot|but)\b")
_WISH = re.compile(
    r"\b(?:vill|vil|behover|behov|onskar|soker|ska|skall|efterfragar|undrar|saknar|galler|racker"
    r"|kan ni|kan jag|far jag|skicka|var|hur|vem|vilken|varfor|finns|ar det"
    r"|onsker|trenger|want|need|would like|looking)\b"
)
_NEGATED = re.compile(r"\b(?:inte|ej|ingen|inget|inga|ikke|not|no|slipper|struntar|varken)\b")
_LEAST_CLAUSE = 3


def last_clause(text: str) -> str:
    """What is said last: the wish often is."""
    return _clauses(text)[-1]


def wish_clause(text: str) -> str:
    """The last clause that wishes for something and negates nothing."""
    clauses = _clauses(text)
    positive = [clause for clause in clauses if not _NEGATED.search(clause)]
    wishes = [clause for clause in positive if _WISH.search(clause)]
    return (wishes or positive or clauses)[-1]


def _clauses(text: str) -> list[str]:
    parts = [part.strip() for part in _CLAUSE_END.split(text)]
    return [part for part in parts if len(part) >= _LEAST_CLAUSE] or [text]
