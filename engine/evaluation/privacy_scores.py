"""Scores what masking finds of labelled personal data, by kind, and what it takes by mistake."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from contracts.placeholders import NAME
from contracts.wilson import Share
from engine.privacy.masking import Masker

OTHERS = "other words masked"
_WORD = re.compile(r"\w+")


class PrivacyScores(NamedTuple):
    """Found and there by kind (names by the case they are written in), and words that are not."""

    hits: dict[str, int]
    totals: dict[str, int]
    masked_words: int  # that are no personal data
    words: int

    @property
    def masked_share(self) -> float:
        """What share of the other words is masked."""
        return self.masked_words / self.words

    def counts(self) -> dict[str, Share]:
        """What was found of each kind, and how many of the other words are masked."""
        found = {kind: Share(self.hits[kind], n) for kind, n in sorted(self.totals.items())}
        return {**found, OTHERS: Share(self.masked_words, self.words)}

    def table(self) -> str:
        """One line a kind, with its 95 % interval."""
        return "\n".join(f"{kind:<24}{share}" for kind, share in self.counts().items())


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
