"""Scores what masking finds of labelled personal data, by kind, and what it takes by mistake."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from contracts.placeholders import NAME
from engine.privacy.masking import Masker

_WORD = re.compile(r"\w+")


class PrivacyScores(NamedTuple):
    """Found and there by kind (names by the case they are written in), and words that are not."""

    hits: dict[str, int]
    totals: dict[str, int]
    masked_words: int  # that are no personal data
    words: int

    def share(self, *kinds: str) -> float:
        """What share of these kinds was found."""
        return sum(self.hits[kind] for kind in kinds) / sum(self.totals[kind] for kind in kinds)

    @property
    def masked_share(self) -> float:
        """What share of the other words is masked."""
        return self.masked_words / self.words

    def table(self) -> str:
        """What was found of each kind as text, a line each, for a terminal."""
        lines = [f"{k:<24}{self.hits[k]} of {n}" for k, n in sorted(self.totals.items())]
        return "\n".join([*lines, f"{'other words masked':<24}{self.masked_share:.1%}"])


def read_messages(path: Path) -> list[dict[str, Any]]:
    """Messages with `text`, `case` and `spans` of (start, end, kind)."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def score(masker: Masker, messages: Iterable[dict[str, Any]]) -> PrivacyScores:
    """Personal data counts as found when every letter and digit of it is masked."""
    hits: Counter[str] = Counter()
    totals: Counter[str] = Counter()
    words = masked_words = 0
    for message in messages:
        text = message["text"]
        hidden = _places(masker.find(text))
        personal = _places(message["spans"])
        for start, end, kind in message["spans"]:
            name = f"{kind} ({message['case']} case)" if kind == NAME else kind
            totals[name] += 1
            hits[name] += all(i in hidden for i in range(start, end) if text[i].isalnum())
        for word in _WORD.finditer(text):
            letters = set(range(*word.span()))
            words += not letters & personal
            masked_words += not letters & personal and letters <= hidden
    return PrivacyScores(hits, totals, masked_words, words)


def _places(spans: Iterable[Sequence[Any]]) -> set[int]:
    return {i for start, end, *_ in spans for i in range(start, end)}
