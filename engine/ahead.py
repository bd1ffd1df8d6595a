"""Keeps what was worked out ahead until it is asked for, once."""

from __future__ import annotations


class Ahead[V]:
    """Values by the text that they were worked out from; each is given out once, then gone.

    Texts that nobody has masked lie in it, so no more are kept than turns can be under way.
    """

    def __init__(self, most: int = 32) -> None:
        self._values: dict[str, V] = {}
        self._most = most

    def put(self, text: str, value: V) -> None:
        """Keep a value; the oldest goes when there are too many."""
        self._values[text] = value
        if len(self._values) > self._most:
            del self._values[next(iter(self._values))]

    def take(self, text: str) -> V | None:
        """The value kept for the text, which is gone then."""
        return self._values.pop(text, None)
