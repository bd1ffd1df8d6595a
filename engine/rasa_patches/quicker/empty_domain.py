"""Sees once whether a domain is empty.

`rasa/shared/core/domain.py:1793`, is_empty, makes dicts of the domain and of an empty one for
every message. A domain that is served does not change.
"""

from __future__ import annotations

from rasa.shared.core.domain import Domain


def apply() -> None:
    """Keep the answer on the domain."""
    original = Domain.is_empty

    def is_empty(self: Domain) -> bool:
        if "_is_empty" not in self.__dict__:
            self._is_empty = original(self)
        return bool(self._is_empty)

    Domain.is_empty = is_empty
