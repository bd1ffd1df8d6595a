"""Spans of a text, and which characters they take: of two that overlap the first counts."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from typing import NamedTuple


class Span(NamedTuple):
    """Characters `start` to `end` (exclusive) and what they are."""

    start: int
    end: int
    kind: str


class Taken:
    """Spans of a text, none overlapping, each looked for without going through the others."""

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
        """Takes the characters and says so, if they are free."""
        if not self.is_free(start, end):
            return False
        at = bisect_left(self._starts, start)
        self._starts.insert(at, start)
        self._ends.insert(at, end)
        return True
