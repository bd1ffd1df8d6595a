"""Says how well confidence tells how often a model is right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

BINS = 10


@dataclass(frozen=True)
class Bin:
    """The messages whose confidence lies between two, how sure and how often right."""

    start: float
    end: float
    count: int
    confidence: float
    accuracy: float


def bins_of(confidences: Sequence[float], right: Sequence[bool], bins: int = BINS) -> list[Bin]:
    """Equal parts of the scale from 0 to 1, those that some message lies in."""
    confidence, correct = np.asarray(confidences, float), np.asarray(right, float)
    index = np.minimum((confidence * bins).astype(int), bins - 1)
    return [
        Bin(
            start=i / bins,
            end=(i + 1) / bins,
            count=int((index == i).sum()),
            confidence=float(confidence[index == i].mean()),
            accuracy=float(correct[index == i].mean()),
        )
        for i in range(bins)
        if (index == i).any()
    ]


def calibration_error(confidences: Sequence[float], right: Sequence[bool]) -> float:
    """Expected calibration error: how far confidence and accuracy lie apart, bin by bin.

    NaN where there is no message. Source: Naeini et al., Obtaining well calibrated probabilities
    using Bayesian binning, 2015.
    """
    if not len(confidences):
        return float("nan")
    gaps = (b.count * abs(b.confidence - b.accuracy) for b in bins_of(confidences, right))
    return sum(gaps) / len(confidences)
