"""What two models make of each message whose label is known, and of the taught examples.

A part of the figures (contracts/comparison/figures.py), described by the same schema.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from contracts.intents import BOTH, FALLBACK

# Where a message comes from: the holdout, what trainers keep as tests, or real conversations, set
# aside before anybody could teach it.
HOLDOUT, KEPT, ASIDE = "holdout", "kept", "aside"
# What a flip is to whoever wrote the message.
BETTER, WORSE, CHANGED = "better", "worse", "changed"

_RIGHT, _ASKED_BACK, _WRONG = 2, 1, 0

# Less likely than this by chance alone is no chance.
SIGNIFICANT = 0.05


@dataclass(frozen=True)
class Guess:
    """What one model makes of a message: the likeliest label, how sure, and what it acts on.

    `acted` may be two labels, `a+b`, or `nlu_fallback` when it asks back.
    """

    likeliest: str
    confidence: float
    acted: str

    @property
    def answers(self) -> frozenset[str]:
        """The labels that are answered, none when asked back."""
        return frozenset() if self.acted == FALLBACK else frozenset(self.acted.split(BOTH))


@dataclass(frozen=True)
class Case:
    """A message with its label, `a+b` for two wishes; a real one by its id, others by their text.

    `taught` is true where the candidate has learnt it, or nearly the same words.
    """

    source: str
    label: str
    is_trap: bool
    taught: bool
    before: Guess
    after: Guess
    text: str | None = None
    id: int | None = None

    @property
    def wishes(self) -> frozenset[str]:
        """The labels of the message."""
        return frozenset(self.label.split(BOTH))

    def is_right(self, guess: Guess) -> bool:
        """Whether exactly what is wished for is answered."""
        return guess.answers == self.wishes


@dataclass(frozen=True)
class PairedCounts:
    """How many of `total` messages each model answers rightly, and which changed.

    `chance` is how likely so large a difference is by chance: the exact test of McNemar, 0 to 1.
    """

    total: int
    candidate: int
    current: int
    newly_wrong: int
    newly_right: int
    chance: float


@dataclass(frozen=True)
class DeniedExample:
    """A taught example, by its digest, that a model which has not learnt it takes for another."""

    digest: str
    label: str
    likeliest: str
    confidence: float


def kind_of(label: str | None, before: str, after: str) -> str:
    """Better, worse or changed: right goes before a question back, and that before wrong."""
    if label is None:
        return CHANGED
    gain = _grade(label, after) - _grade(label, before)
    return BETTER if gain > 0 else WORSE if gain < 0 else CHANGED


def _grade(label: str, acted: str) -> int:
    if acted == FALLBACK:
        return _ASKED_BACK
    return _RIGHT if set(acted.split(BOTH)) == set(label.split(BOTH)) else _WRONG


def case_json(case: Case) -> dict[str, Any]:
    """With the text or the id, whichever it has."""
    return {k: v for k, v in asdict(case).items() if k not in ("text", "id") or v is not None}


def read_cases(values: Iterable[Mapping[str, Any]]) -> tuple[Case, ...]:
    """Of JSON values that keep the schema."""
    return tuple(
        Case(**{**case, "before": Guess(**case["before"]), "after": Guess(**case["after"])})
        for case in values
    )


def read_denied(values: Iterable[Mapping[str, Any]]) -> tuple[DeniedExample, ...]:
    """Of JSON values that keep the schema."""
    return tuple(DeniedExample(**one) for one in values)
