"""A small cache of values computed before they are needed."""

from __future__ import annotations


class PrefetchCache[K, V]:
    """Values by the text or name that they belong to; `take` removes the value that it returns.

    Texts are not masked, so the cache holds no more of them than turns run at once: `size`.
    """

    def __init__(self, size: int = 32) -> None:
        self._values: dict[K, V] = {}
        self._size = size

    def put(self, key: K, value: V) -> None:
        """Add a value; when the cache is full, the oldest is removed."""
        self._values[key] = value
        if len(self._values) > self._size:
            del self._values[next(iter(self._values))]

    def get(self, key: K) -> V | None:
        """Return the value of the key, which stays, or None."""
        return self._values.get(key)

    def take(self, key: K) -> V | None:
        """Remove and return the value of the key, or None."""
        return self._values.pop(key, None)
