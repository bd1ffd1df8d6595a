"""Ways of reading a message that bring out what is wanted from what is only mentioned.

All take text that `engine.understanding.text.normalise` has folded.
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


def whole(text: str) -> str:
    """The text as it is."""
    return text


def of_text(view: Callable[[str], str]) -> Callable[[str, Sequence[str]], str]:
    """A view of the text alone, whatever the state of the conversation."""
    return lambda text, _state: view(text)


def in_state(text: str, state: Sequence[str]) -> str:
    """What stood before the text, alone and joined to each of its words."""
    features = [feature.replace(" ", ":") for feature in state]
    words = _WORD.findall(text)
    return " ".join(
        f for feature in features for f in (feature, *(f"{feature}|{w}" for w in words))
    )


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
