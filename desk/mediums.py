"""Reads the medium and the form that an interview or a comment is wanted for: radio, in writing."""

from __future__ import annotations

import re

_MEDIUMS = {
    "radio": r"radio\w*|p[1-4]|ekot",
    "tv": r"tv|tv4|svt\w*|television|teve",
    "podd": r"podd\w*|podcasts?",
    "text": r"text|tidning\w*|webben|papper(?:et|stidning\w*)|print|newspaper|article|artikel\w*",
}
_FORMS = {
    "writing": r"i skrift|skriftlig\w*|på mejl|per mejl|i text|in writing|written|by e?-?mail",
    "recorded": r"bandad\w*|bandas|spelas? in|inspel\w*|recorded|on tape",
}
_WORDS = {
    "sv": {
        "radio": "radio",
        "tv": "tv",
        "podd": "podd",
        "text": "text",
        "writing": "kommentar i skrift",
        "recorded": "bandad intervju",
    },
    "en": {
        "radio": "radio",
        "tv": "television",
        "podd": "podcast",
        "text": "text",
        "writing": "comment in writing",
        "recorded": "recorded interview",
    },
}
_NOT = r"(?<!inte )(?<!ej )(?<!not )(?<!inte i )(?<!inte för )(?<!inte på )"


# A consent is to be in writing, whatever form the comment is wanted in.
_OF_CONSENT = re.compile(
    r"samtyck|medgiv|blankett|underskr|påskr|skrivit (?:på|under)|\bok\b|fullmakt|consent|signed"
    r"|\bforms?\b|permission"
)
_CLAUSE_END = re.compile(r"[.,;:!?]|\b(?:och|men|and|but)\b")


def _patterns(words: dict[str, str]) -> dict[str, re.Pattern[str]]:
    return {name: re.compile(rf"{_NOT}\b(?:{those})\b") for name, those in words.items()}


_MEDIUM, _FORM = _patterns(_MEDIUMS), _patterns(_FORMS)


def medium_in(text: str, language: str) -> str | None:
    """The one medium that a text names; None where it names none, or several."""
    return _only(_MEDIUM, text, language)


def form_in(text: str, language: str) -> str | None:
    """Whether in writing or recorded; None where it says neither, or both, or only of a consent."""
    clauses = _CLAUSE_END.split(text.lower())
    of_comment = [clause for clause in clauses if not _OF_CONSENT.search(clause)]
    return _only(_FORM, ". ".join(of_comment), language)


def _only(patterns: dict[str, re.Pattern[str]], text: str, language: str) -> str | None:
    lower = text.lower()
    found = [name for name, pattern in patterns.items() if pattern.search(lower)]
    return _WORDS[language][found[0]] if len(found) == 1 else None
