"""Says numbers of messages so that no group smaller than five can be found out
(docs/decisions/0011-small-groups.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from contracts.training import SMALLEST_GROUP
from web.trainer.formats import whole

STEP = 5
FEW = "färre än 5"

_HALF = STEP // 2
_NO_LIMIT = 1 << 60

Bounds = tuple[int, int]  # the least and the most that a number can be


@dataclass(frozen=True)
class PublicCount:
    """A number as it is published: `about` to the nearest five, None for one to four."""

    about: int | None

    def __str__(self) -> str:
        return FEW if self.about is None else whole(self.about)

    @property
    def bounds(self) -> Bounds:
        """What can be known of the number."""
        if self.about is None:
            return 1, SMALLEST_GROUP - 1
        if self.about == 0:
            return 0, 0
        return max(self.about - _HALF, SMALLEST_GROUP), self.about + _HALF


@dataclass(frozen=True)
class Split:
    """A whole and what it is made up of, by their names; `rest` when there is more than those."""

    whole: str
    parts: Sequence[str]
    rest: bool = False


def public_count(count: int) -> PublicCount:
    """A number of messages as it may be published."""
    if 0 < count < SMALLEST_GROUP:
        return PublicCount(None)
    return PublicCount((count + _HALF) // STEP * STEP)


def publish(counts: Mapping[str, int], splits: Sequence[Split]) -> dict[str, PublicCount]:
    """All the numbers that may be said together; `splits` go from the whole to ever smaller parts.

    A split is left out with all its parts when a number of one to four could be worked out by it,
    and so are the splits of those parts. A whole that is no part is always said.
    """
    remaining = list(splits)
    roots = {s.whole for s in splits} - {part for s in splits for part in s.parts}
    while True:
        names = roots | {name for split in remaining for name in (split.whole, *split.parts)}
        numbers = {name: public_count(counts[name]) for name in names}
        possible = bounds_of({name: number.bounds for name, number in numbers.items()}, remaining)
        exact = {
            name
            for name, number in numbers.items()
            if number.about is None and possible[name][0] == possible[name][1]
        }
        if not exact:
            return numbers
        remaining = _without_the_last_that_tells(remaining, exact)


def bounds_of(bounds: Mapping[str, Bounds], splits: Sequence[Split]) -> dict[str, Bounds]:
    """What anybody can work out of numbers known within bounds, by sums alone.

    Nothing of sums that do not hold: a message may come in between two countings.
    """
    known = dict(bounds)
    before = None
    while known != before:
        before = dict(known)
        for split in splits:
            _narrow(known, split)
        if any(low > high for low, high in known.values()):
            return dict(bounds)
    return known


def _narrow(known: dict[str, Bounds], split: Split) -> None:
    """Use one sum: the whole is its parts together, and each part what the others leave."""
    parts = {part: known[part] for part in split.parts}
    least = sum(low for low, _ in parts.values())
    most = _NO_LIMIT if split.rest else sum(high for _, high in parts.values())
    whole = max(known[split.whole][0], least), min(known[split.whole][1], most)
    known[split.whole] = whole
    for part, (low, high) in parts.items():
        known[part] = (
            max(low, whole[0] - (most - high)),
            min(high, whole[1] - (least - low)),
        )


def _without_the_last_that_tells(splits: list[Split], exact: set[str]) -> list[Split]:
    last = max(i for i, s in enumerate(splits) if exact & {s.whole, *s.parts})
    dropped = set(splits[last].parts)
    remaining = splits[:last]
    for split in splits[last + 1 :]:
        if split.whole in dropped:
            dropped |= set(split.parts)
        else:
            remaining.append(split)
    return remaining
