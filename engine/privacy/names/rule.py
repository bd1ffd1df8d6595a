"""Rules in order, of which the first that holds decides.

Each has a name, by which an ablation switches it off.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

Place = TypeVar("Place")  # not in brackets: the recipe's spaCy runs on Python 3.10


@dataclass(frozen=True)
class NameRule(Generic[Place]):  # noqa: UP046
    """What decides when it holds, and whether it then says yes."""

    name: str
    holds: Callable[[Place], bool]
    says: bool = True


def decide(rules: Iterable[NameRule[Place]], place: Place) -> bool:  # noqa: UP047
    """What the first rule that holds says; no, if none does."""
    for rule in rules:
        if rule.holds(place):
            return rule.says
    return False
