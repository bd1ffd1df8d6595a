"""Finds names at places that a test knows."""

from __future__ import annotations

from engine.privacy.names.context import States
from engine.privacy.spans import Span


class KnownNames:
    """Finds the same spans in every text, and remembers the texts."""

    def __init__(self, *found: tuple[int, int]) -> None:
        self.texts: list[str] = []
        self._found = [Span(start, end, "person") for start, end in found]

    def find(self, text: str, by_rules: None = None, states: States | None = None) -> list[Span]:
        """The known spans."""
        self.texts.append(text)
        return self._found

    def by_rules(self, text: str) -> None:
        """Nothing is known before."""
