"""Compares the domain with one empty domain.

`rasa/shared/core/domain.py`, Domain.is_empty, makes an empty domain for every message.
"""

from __future__ import annotations

from rasa.shared.core.domain import Domain


def apply() -> None:
    """Make the empty domain once."""
    empty = Domain.empty().as_dict()

    def is_empty(self: Domain) -> bool:
        return bool(self.as_dict() == empty)

    Domain.is_empty = is_empty
