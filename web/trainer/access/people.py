"""Who may do what on the trainers' pages."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

# Each may do all that those before it may.
ROLES = ("reader", "trainer", "releaser")
NAME_CHARACTERS = 100  # of a name, as the tables have it
ROLE_WORDS = {"reader": "läsare", "trainer": "tränare", "releaser": "utgivare"}


@dataclass(frozen=True)
class Person:
    """Somebody who is logged in."""

    name: str
    role: str

    def may(self, role: str) -> bool:
        """Whether this person may do what `role` may."""
        return ROLES.index(self.role) >= ROLES.index(role)


def normal_name(text: str) -> str:
    """An account's name, however it was typed."""
    return unicodedata.normalize("NFKC", text).strip().casefold()
