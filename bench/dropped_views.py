"""Views of a text that the regression read before the encoder did better.

They take text that `engine.understanding.text.normalise` has folded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

_NEGATIONS = frozenset(
    (
        "inte",
        "ej",
        "icke",
        "ingen",
        "inget",
        "inga",
        "nej",
        "varken",
        "aldrig",
        "knappast",
        "utan",
        "slipper",
        "struntar",
        "strunta",
        "skippar",
        "skippa",
        "hoppar",
        "ikke",
        "ikkje",
        "intet",
        "not",
        "no",
        "dont",
        "never",
        "without",
        "neither",
    )
)
_TURNS = frozenset(
    (
        "men",
        "utan",
        "istallet",
        "stallet",
        "daremot",
        "bara",
        "blott",
        "enbart",
        "endast",
        "snarare",
        "kun",
        "blot",
        "bare",
        "but",
        "instead",
        "only",
        "just",
        "rather",
    )
)
_TOKEN = re.compile(r"[a-z0-9_]+|[^\sa-z0-9_]")
_WORD = re.compile(r"\w+|[?!]")
_CLAUSE_END = re.compile(r"[.;:!?–—()\n]+|,| - |\b(?:men|utan|istallet|daremot|but)\b")
_WISH = re.compile(
    r"\b(?:vill|vil|behover|behov|onskar|soker|ska|skall|efterfragar|undrar|saknar|galler|racker"
    r"|kan ni|kan jag|far jag|skicka|var|hur|vem|vilken|varfor|finns|ar det"
    r"|onsker|trenger|want|need|would like|looking)\b"
)
_NEGATED = re.compile(r"\b(?:inte|ej|ingen|inget|inga|ikke|not|no|slipper|struntar|varken)\b")
_LEAST_CLAUSE = 3


def of_text(view: Callable[[str], str]) -> Callable[[str, Sequence[str]], str]:
    """A view of the text alone, whatever the state of the conversation."""
    return lambda text, _state: view(text)


def scoped(text: str) -> str:
    """Words after a negation marked NEG_, words after a turn ("men", "bara") marked WANT_.

    A negation holds to the next comma or stop, a turn to the next stop.
    """
    words, mark = [], ""
    for token in _TOKEN.findall(text.replace("n't", " not ").replace("n’t", " not ")):
        if token in '.;:!?–—()"-':
            mark = ""
        elif token == ",":
            mark = "" if mark == "NEG_" else mark
        elif not token[0].isalnum():
            continue
        elif token in _TURNS:
            mark = "WANT_"
            words.append(mark + token)
        elif token in _NEGATIONS:
            mark = "NEG_"
            words.append("not")
        else:
            words.append(mark + token)
    return " ".join(words)


def skipped_pairs(text: str) -> str:
    """Pairs of words with one to three others between them, each pair one word."""
    words = _WORD.findall(text)
    return " ".join(
        f"{words[i]}_{words[j]}"
        for i in range(len(words))
        for j in range(i + 2, min(i + 5, len(words)))
    )


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
