"""Who may do what on the trainers' pages."""

from __future__ import annotations

from dataclasses import dataclass

# Each may do all that those before it may.
ROLES = ("reader", "trainer", "releaser")


@dataclass(frozen=True)
class Person:
    """Somebody who is logged in."""

    name: str
    role: str

    def may(self, role: str) -> bool:
        """Whether this person may do what `role` may."""
        return ROLES.index(self.role) >= ROLES.index(role)
