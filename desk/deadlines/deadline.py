"""What is read out of a message: a deadline, and what its words leave open."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

_A_DAY = timedelta(days=1)
_JUST_PASSED = timedelta(hours=3)


@dataclass(frozen=True)
class Deadline:
    """The moment by which an answer is needed; of two that it may be, the earlier one."""

    moment: datetime
    other: datetime | None = None  # a bare hour may be this one too, within a day after `moment`
    names_hour: bool = True  # a clock time or a span, not only a day
    part: str | None = None  # of the day, where it stands for the hour: `vocabulary.DAY_PARTS`
    elsewhere: datetime | None = None  # `moment` in the zone that the text names, if another
    # Else it is the next time that the clock shows it; two that say the same moment are equal.
    names_day: bool = field(default=True, compare=False)
    stated: bool = True  # as one; else it is when something is that the text speaks of


def is_urgent(deadline: datetime, now: datetime) -> bool:
    """Whether `deadline` is today or tomorrow in the zone of `now`, or has just passed.

    Just passed is by no more than three hours.

    Raises:
        ValueError: a moment has no time zone.
    """
    if deadline.utcoffset() is None or now.utcoffset() is None:
        raise ValueError("a moment must carry a time zone")
    is_near = deadline.astimezone(now.tzinfo).date() <= now.date() + _A_DAY
    return is_near and deadline.astimezone(UTC) >= now.astimezone(UTC) - _JUST_PASSED
