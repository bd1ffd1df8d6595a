"""How sure a share is that was counted in a sample."""

from __future__ import annotations

import math
from typing import NamedTuple

_Z = 1.959964  # of a normal distribution, 95 % lie within so many standard deviations


def wilson(hits: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share after Wilson; all of it where there was nothing to count."""
    if not total:
        return 0.0, 1.0
    share, square = hits / total, _Z**2
    middle = (share + square / (2 * total)) / (1 + square / total)
    deviation = math.sqrt(share * (1 - share) / total + square / (4 * total**2))
    half = _Z * deviation / (1 + square / total)
    return max(0.0, middle - half), min(1.0, middle + half)


class Share(NamedTuple):
    """How many of how many."""

    hits: int
    total: int

    def __str__(self) -> str:
        if not self.total:
            return "nothing to count"
        low, high = wilson(self.hits, self.total)
        count = f"{self.hits} of {self.total}"
        return f"{self.hits / self.total:.3f}  {count:<15}{low:.3f}–{high:.3f}"

    @property
    def cell(self) -> str:
        """As a page's table has it, with the interval; nothing where there was nothing to count."""
        if not self.total:
            return ""
        low, high = wilson(self.hits, self.total)
        share = f"{self.hits / self.total:.3f}"
        return f"{share} ({self.hits:,} of {self.total:,}, {low:.3f}–{high:.3f})"
