"""How fast something grows, and how sure that is."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from typing import NamedTuple

# Samples in a row are alike: means of longer pieces are less so, and the interval is honest.
PIECES = 12


class Slope(NamedTuple):
    """Growth in an hour, with half of the 95 % confidence interval's width."""

    an_hour: float
    margin: float

    @property
    def is_flat(self) -> bool:
        """Whether 0 is within the interval, or the growth is 1 an hour at most."""
        return abs(self.an_hour) <= self.margin or self.an_hour <= 1.0


def slope_of(samples: Sequence[tuple[float, float]]) -> Slope:
    """The slope of values over seconds, by least squares over the means of `PIECES` pieces.

    Raises:
        ValueError: there are too few samples.
    """
    if len(samples) < PIECES:
        raise ValueError(f"{len(samples)} samples, {PIECES} are needed")
    size = len(samples) / PIECES
    pieces = [samples[round(n * size) : round((n + 1) * size)] for n in range(PIECES)]
    hours = [statistics.fmean(at for at, _ in piece) / 3600 for piece in pieces]
    values = [statistics.fmean(value for _, value in piece) for piece in pieces]
    slope, intercept = statistics.linear_regression(hours, values)
    errors = [v - intercept - slope * h for h, v in zip(hours, values, strict=True)]
    middle = statistics.fmean(hours)
    spread = sum((hour - middle) ** 2 for hour in hours)
    deviation = math.sqrt(sum(e * e for e in errors) / (PIECES - 2) / spread)
    return Slope(slope, _STUDENT * deviation)


# Student's t at 0.975 with PIECES - 2 = 10 degrees of freedom.
_STUDENT = 2.228
