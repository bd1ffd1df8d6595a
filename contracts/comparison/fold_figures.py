"""How taught examples are read by models that have not learnt them: five-fold cross-validation.

A part of the figures (contracts/comparison/figures.py), described by the same schema.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contracts.comparison.case_figures import Guess
from contracts.intents import AFTER_AN_ANSWER, BOTH

FOLDS = 5
MOST_TRIED = 300  # examples: each takes a fifth of a second to leave out


@dataclass(frozen=True)
class Misread:
    """A taught example, by its digest, that a model without it reads as something else."""

    digest: str
    label: str
    guess: Guess


@dataclass(frozen=True)
class Folds:
    """How many of the taught examples were tried, and those that were misread."""

    total: int
    misread: tuple[Misread, ...]

    @property
    def right(self) -> int:
        """How many were read rightly."""
        return self.total - len(self.misread)


def tried(labels: Mapping[str, str]) -> list[str]:
    """Which of the taught examples are tried, of their labels by their digests.

    What only follows an answer says nothing by itself. Digests are in no order of anything else.
    """
    by_itself = (d for d, label in labels.items() if not {*label.split(BOTH)} & {*AFTER_AN_ANSWER})
    return sorted(by_itself)[:MOST_TRIED]


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
    misread = (Misread(**{**one, "guess": Guess(**one["guess"])}) for one in values["misread"])
    return Folds(values["total"], tuple(misread))
