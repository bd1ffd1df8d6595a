"""Joins each clock time of a clause to the day that it belongs to."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator

from desk.deadlines.clause import Clause
from desk.deadlines.clocks import is_time, read_clocks
from desk.deadlines.mention import Certainty, ClockTime, Day

_BESIDE_A_DAY = re.compile(
    r"[ ,()]{1,3}(?:(?:at|vid|kl|ca|runt|around|omkring|about|efter|after|fran|from) ){0,3}"
)

_ON = (" ", " pa ", " on ")


def read_times(clause: Clause, days: list[Day]) -> Iterator[tuple[ClockTime, Day | None]]:
    """The clock times, each with the day it belongs to; not those of a day that does not count."""
    firm = [day for day in days if day.certainty is Certainty.ALONE]
    others = [day for day in days if day.certainty is not Certainty.ALONE]
    firm_ends, other_ends = [d.end for d in firm], [d.end for d in others]
    for clock in read_clocks(clause.text):
        day = _beside(clause.text, clock, others, other_ends)
        if day:
            touches = bool(clock.word or clock.has_minutes or clock.cue)
        else:
            day, touches = _day_of(clause.text, clock, firm, firm_ends)
        if day and day.certainty is Certainty.NOT_COMING:
            continue
        if is_time(clock, clause.text, beside_day=touches, has_cue=clause.has_cue):
            yield clock, day


def _beside(clause: str, clock: ClockTime, days: list[Day], ends: list[int]) -> Day | None:
    """The day just before or after a clock time, of those that do not count without one."""
    number = bisect(ends, clock.start)
    end = ends[number - 1] if number else clock.start
    if clock.start - end <= 24 and _BESIDE_A_DAY.fullmatch(clause, end, clock.start):
        return days[number - 1]
    after = days[number] if number < len(days) else None
    return after if after and clause[clock.end : after.start] == " " else None


def _day_of(
    clause: str, clock: ClockTime, days: list[Day], ends: list[int]
) -> tuple[Day | None, bool]:
    """The day that a clock time belongs to, and whether the two stand side by side."""
    number = bisect(ends, clock.start)
    after = days[number] if number < len(days) else None
    if after and after.start - clock.end > 10:
        after = None
    gap = clause[clock.end : after.start] if after else ","
    if number:
        before = days[number - 1]
        return before, clock.start - before.end <= 6 or gap == " "
    # "kl 7.15 redan på måndag", "15.30 på måndag", but not "svar kl 14, publicerar på måndag".
    touches = gap == " " if clock.cue else clock.has_minutes and gap in _ON
    return (None if "," in gap else after), touches
