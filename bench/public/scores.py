"""Counts what is right of a public set, and chooses on its validation part."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.stats import rankdata

from bench.public.sets import OUTSIDE, PublicMessage
from contracts.wilson import Share


class SetScores(NamedTuple):
    """What is right of the messages in scope, and how many of the others are held for outside.

    A message in scope that is held for outside is wrong, as in what is published.
    """

    in_scope: Share
    outside: Share


class Guesses(NamedTuple):
    """The likeliest intent of each row, OUTSIDE none of them, and how unlike all it is."""

    rows: Sequence[PublicMessage]
    likeliest: Sequence[str]
    unlikeness: np.ndarray

    def reached(self, threshold: float = math.inf) -> SetScores:
        """The figures if what is more unlike than the threshold is held for outside."""
        held = self.unlikeness > threshold
        right = self._right & ~held
        return SetScores(
            Share(int(right.sum()), int((~self._outside).sum())),
            Share(int(held[self._outside].sum()), int(self._outside.sum())),
        )

    def threshold(self, in_scope: float) -> float:
        """The lowest threshold that leaves such a share of the messages in scope right; infinite
        where no threshold does."""
        needed = math.ceil(in_scope * int((~self._outside).sum()))
        of_right = np.sort(self.unlikeness[self._right])
        return float(of_right[needed - 1]) if needed <= len(of_right) else math.inf

    def separation(self) -> float:
        """How likely a message from outside is more unlike than one in scope (AUROC)."""
        ranks, outside = rankdata(self.unlikeness), self._outside
        above = ranks[outside].sum() - outside.sum() * (outside.sum() + 1) / 2
        return float(above / (outside.sum() * (~outside).sum()))

    @property
    def _outside(self) -> np.ndarray:
        return np.array([row.label == OUTSIDE for row in self.rows])

    @property
    def _right(self) -> np.ndarray:
        pairs = zip(self.rows, self.likeliest, strict=True)
        return np.array([row.label == name for row, name in pairs])
