"""What the readers find in a clause: a day, a clock time, or a span from now on."""

from __future__ import annotations

from datetime import date, timedelta
from enum import Enum, IntEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo


class Certainty(IntEnum):
    """Whether a day is one that is waited for."""

    NOT_COMING = 0  # past, a beginning, every week: nor is a clock time beside it
    WITH_CLOCK = 1  # only with a clock time beside it
    ALONE = 2


class DayKind(Enum):
    """How a day is named: a weekday and a date beside each other are one day."""

    WEEKDAY = "weekday"
    DATE = "date"
    OTHER = "other"  # today, tomorrow, this evening, the weekend, next week


class Day(NamedTuple):
    """A day that a clause names; `start` and `end` are positions in the clause."""

    start: int
    end: int
    kind: DayKind
    day: date
    certainty: Certainty
    part: str | None = None  # of `vocabulary.PARTS`
    weekly: bool = False  # past its hour, it is the next week's
    stated: bool = False  # as a deadline


class ClockTime(NamedTuple):
    """A clock time that a clause may name: "16" is one by what stands around it only."""

    start: int  # of the time itself, after the words before it
    time_end: int
    end: int  # with the part of the day
    minutes: int  # after midnight, as written: 5 o'clock may be 17
    part: str | None  # of `vocabulary.PARTS`
    cue: str | None  # "deadline", "innan", "at"
    meridiem: str | None  # am, pm, o'clock
    word: str | None  # lunch, midnight
    hour_text: str  # the hour as it is written
    since: bool
    marked: bool  # "kl", "pm", "halv": a time whatever stands around it
    from_hour: bool  # "halv", "kvart i": counted from the hour
    colon: bool
    has_minutes: bool
    zone: ZoneInfo | None  # that is named beside it


class Duration(NamedTuple):
    """A time from now on; `by_clock` in minutes and hours, else in days."""

    length: timedelta
    by_clock: bool


Mention = Day | ClockTime | Duration
