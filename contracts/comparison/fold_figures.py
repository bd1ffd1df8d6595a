"""How taught examples are read by models that have not learnt them: five-fold cross-validation.

A part of the figures (contracts/comparison/figures.py), described by the same schema.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from contracts.comparison.case_figures import Guess
from contracts.intents import AFTER_AN_ANSWER, BOTH

FOLDS = 5
MOST_TRIED = 300  # examples: each takes a fifth of a second to leave out


@dataclass(frozen=True)
class MisreadExample:
    """A taught example, by its digest, that a model without it reads as something else."""

    digest: str
    label: str
    guess: Guess


@dataclass(frozen=True)
class Folds:
    """How many of the taught examples were tried, those that were misread, and which were tried.

    Comparisons made before do not say which: those were the first by their digests.
    """

    total: int
    misread: tuple[MisreadExample, ...]
    tried: tuple[str, ...] | None = None

    @property
    def right(self) -> int:
        """How many were read rightly."""
        return self.total - len(self.misread)

    def of(self, labels: Mapping[str, str]) -> list[str]:
        """The digests of those that were tried, of the labels that were learnt, by digests."""
        if self.tried is None:
            return sorted(_by_themselves(labels))[:MOST_TRIED]
        return [digest for digest in self.tried if digest in labels]


def examples_to_try(labels: Mapping[str, str], new: Collection[str] = ()) -> list[str]:
    """Which of the taught examples are tried, of their labels by their digests.

    The `new` ones first, then the rest, drawn otherwise for each set of examples: in time each is
    tried. The same examples are drawn in the same way.
    """
    draw = hashlib.sha256("".join(sorted(labels)).encode()).hexdigest()

    def place(digest: str) -> tuple[bool, str]:
        return digest not in new, hashlib.sha256(f"{draw}{digest}".encode()).hexdigest()

    return sorted(_by_themselves(labels), key=place)[:MOST_TRIED]


def _by_themselves(labels: Mapping[str, str]) -> list[str]:
    """What only follows an answer says nothing by itself, and is left out."""
    return [d for d, label in labels.items() if not {*label.split(BOTH)} & {*AFTER_AN_ANSWER}]


def is_read_rightly(label: str, guess: Guess) -> bool:
    """Whether the likeliest label is the one that was taught; of two wishes, if both are answered.

    That the bot asks back about what it reads rightly is no misreading.
    """
    wishes = frozenset(label.split(BOTH))
    return guess.answers == wishes if len(wishes) > 1 else guess.likeliest == label


def read_folds(values: Mapping[str, Any] | None) -> Folds | None:
    """Of JSON values that keep the schema; None of a comparison without them."""
    if values is None:
        return None
    misread = (
        MisreadExample(**{**one, "guess": Guess(**one["guess"])}) for one in values["misread"]
    )
    which = values.get("tried")
    return Folds(values["total"], tuple(misread), None if which is None else tuple(which))
