"""Spans of a text; of two that overlap, the first one added counts."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from typing import NamedTuple


class Span(NamedTuple):
    """Characters `start` to `end` (exclusive) and what they are."""

    start: int
    end: int
    kind: str


class DisjointSpans:
    """Spans of a text, none overlapping; a lookup takes logarithmic time."""

    def __init__(self, spans: Iterable[tuple[int, int]] = ()) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in spans:
            self.take(start, end)

    def is_free(self, start: int, end: int) -> bool:
        """Whether no span has a character from `start` to `end` (exclusive)."""
        before = bisect_left(self._starts, end)
        return before == 0 or self._ends[before - 1] <= start

    def take(self, start: int, end: int) -> bool:
        """Add a span and return True, or False where a character of it is taken."""
        if not self.is_free(start, end):
            return False
        at = bisect_left(self._starts, start)
        self._starts.insert(at, start)
        self._ends.insert(at, end)
        return True
