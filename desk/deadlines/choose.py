"""Makes moments of the mentions in a text, and chooses the one that is the deadline."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum

from desk.deadlines.clause import Clause, clauses
from desk.deadlines.clocks import END_OF_DAY, NOON, hour_of, is_time, may_be, read_clocks
from desk.deadlines.days import read_days
from desk.deadlines.durations import read_durations
from desk.deadlines.mention import Certainty, Clock, Day
from desk.deadlines.vocabulary import PARTS

URGENT = timedelta(hours=24)
_JUST_PASSED = timedelta(hours=3)
_A_YEAR = timedelta(days=366)
_NOTHING = range(0)
_BESIDE_A_DAY = re.compile(
    r"[ ,()]{1,3}(?:(?:at|vid|kl|ca|runt|around|omkring|about|efter|after|fran|from) ){0,3}"
)


class _Rank(IntEnum):
    """Which of several moments wins: the lowest."""

    STATED = 0
    AT_ONCE = 1
    OTHER = 2


def is_urgent(deadline: datetime, now: datetime) -> bool:
    """Whether `deadline` is at most 24 hours ahead, or passed by no more than three.

    Raises:
        ValueError: a moment has no time zone.
    """
    if deadline.utcoffset() is None or now.utcoffset() is None:
        raise ValueError("a moment must carry a time zone")
    return -_JUST_PASSED <= deadline.astimezone(UTC) - now.astimezone(UTC) <= URGENT


def find_deadline(text: str, now: datetime) -> datetime | None:
    """The moment, to the minute and in the zone of `now`, that `text` needs an answer by, if any.

    Raises:
        ValueError: `now` has no time zone.
    """
    if now.utcoffset() is None:
        raise ValueError("now must carry a time zone")
    now = now.replace(second=0, microsecond=0)
    latest = now.astimezone(UTC) + _A_YEAR
    moments = [m for clause in clauses(text) for m in _moments(clause, now) if m[1] <= latest]
    return min(moments)[1].astimezone(now.tzinfo) if moments else None


def names_hour(text: str, deadline: datetime) -> bool:
    """Whether `text` itself names the clock time of `deadline`, in its zone, or a span up to it.

    Raises:
        ValueError: `deadline` has no time zone.
    """
    if deadline.utcoffset() is None:
        raise ValueError("deadline must carry a time zone")
    minutes = deadline.hour * 60 + deadline.minute
    for clause in clauses(text):
        if any(duration.by_clock for duration in read_durations(clause.text)):
            return True
        days = read_days(clause, deadline.date())
        if any(may_be(clock, minutes) for clock, _ in _times(clause, days)):
            return True
    return False


def _moments(clause: Clause, now: datetime) -> Iterator[tuple[_Rank, datetime]]:
    """The moments that a clause names, in UTC."""
    if clause.at_once:
        yield _Rank.AT_ONCE, now.astimezone(UTC)
    yield from _of_durations(clause, now)
    days = read_days(clause, now.date())
    timed: set[Day] = set()
    for clock, day in _times(clause, days):
        past = _NOTHING if day and (day.weekly or day.day != now.date()) else _morning_past(now)
        hour = hour_of(clock, day.part if day else None, in_morning=clause.names_morning, past=past)
        if hour is None:
            continue
        if day:
            timed.add(day)
        stated = clause.has_cue or (day and day.stated) or clock.cue not in (None, "at", "vid")
        yield (_Rank.STATED if stated else _Rank.OTHER), _next(day, hour, now)
    for day in days:
        if day.certainty is Certainty.ALONE and day not in timed:
            vague = END_OF_DAY if day.day == now.date() and not day.weekly else NOON
            hour = time(PARTS[day.part]) if day.part else vague
            yield (_Rank.STATED if day.stated else _Rank.OTHER), _next(day, hour, now)


def _of_durations(clause: Clause, now: datetime) -> Iterator[tuple[_Rank, datetime]]:
    for duration in read_durations(clause.text):
        if duration.by_clock:
            yield _Rank.STATED, now.astimezone(UTC) + duration.length
        elif clause.has_cue or not clause.is_past:
            rank = _Rank.STATED if clause.has_cue else _Rank.OTHER
            yield rank, _on(now.date() + duration.length, NOON, now)


def _times(clause: Clause, days: list[Day]) -> Iterator[tuple[Clock, Day | None]]:
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


def _beside(clause: str, clock: Clock, days: list[Day], ends: list[int]) -> Day | None:
    """The day just before or after a clock time, of those that do not count without one."""
    number = bisect(ends, clock.start)
    end = ends[number - 1] if number else clock.start
    if clock.start - end <= 24 and _BESIDE_A_DAY.fullmatch(clause, end, clock.start):
        return days[number - 1]
    after = days[number] if number < len(days) else None
    return after if after and clause[clock.end : after.start] == " " else None


def _day_of(clause: str, clock: Clock, days: list[Day], ends: list[int]) -> tuple[Day | None, bool]:
    """The day that a clock time belongs to, and whether the two stand side by side."""
    number = bisect(ends, clock.start)
    after = days[number] if number < len(days) else None
    if after and after.start - clock.end > 10:
        after = None
    gap = clause[clock.end : after.start] if after else ","
    if number:
        before = days[number - 1]
        return before, clock.start - before.end <= 6 or gap == " "
    # "kl 7.15 redan på måndag", but not "svar kl 14, publicerar på måndag".
    return (None if "," in gap else after), bool(clock.cue) and gap == " "


def _morning_past(now: datetime) -> range:
    """The minutes of this morning's clock that are past, and whose evening is not."""
    minutes = now.hour * 60 + now.minute
    return range(minutes - 720, minutes)


def _next(day: Day | None, hour: time, now: datetime) -> datetime:
    """The moment in UTC; one that is past is the next day's, the next week's, or now."""
    moment = _on(day.day if day else now.date(), hour, now)
    if moment >= now.astimezone(UTC):
        return moment
    if day is None or day.part in ("natt", "night"):
        return _on(now.date() + timedelta(days=1), hour, now)
    return _on(day.day + timedelta(days=7), hour, now) if day.weekly else now.astimezone(UTC)


def _on(day: date, hour: time, now: datetime) -> datetime:
    """In UTC; of the hour that comes twice in autumn, the one still ahead."""
    moment = datetime.combine(day, hour, now.tzinfo)
    first = moment.astimezone(UTC)
    return first if first >= now.astimezone(UTC) else moment.replace(fold=1).astimezone(UTC)
