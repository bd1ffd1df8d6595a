"""Makes moments of what a clause mentions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from desk.deadlines.clause import Clause
from desk.deadlines.clocks import END_OF_DAY, NOON, Today, hours_of
from desk.deadlines.days import read_days
from desk.deadlines.durations import read_durations
from desk.deadlines.mention import Certainty, ClockTime, Day, DayKind
from desk.deadlines.times import read_times
from desk.deadlines.vocabulary import PARTS, part_of_day

_A_DAY = timedelta(days=1)
_YEAR_AND_A_DAY = timedelta(days=367)  # more is no deadline, and may be past the calendar's end


class Rank(IntEnum):
    """Which of several moments wins: the lowest."""

    STATED = 0
    AT_ONCE = 1
    OTHER = 2


class Moment(NamedTuple):
    """One moment that a text names, in UTC; the first two fields order it."""

    rank: Rank
    at: datetime
    other: datetime | None = None  # what a bare hour may be too, within a day after
    names_hour: bool = True
    zone: ZoneInfo | None = None  # that the text names
    names_day: bool = False
    part: str | None = None  # of the day, where it stands for the hour

    @property
    def order(self) -> tuple[Rank, datetime]:
        """By rank, then the earliest."""
        return self.rank, self.at


def moments(clause: Clause, now: datetime) -> Iterator[Moment]:
    """The moments that a clause names."""
    if clause.is_of_an_arrival:
        return
    if clause.at_once:
        yield Moment(Rank.AT_ONCE, now.astimezone(UTC))
    for duration in read_durations(clause.text):
        if duration.by_clock:
            yield Moment(Rank.STATED, now.astimezone(UTC) + duration.length)
        elif clause.has_cue or not clause.is_past:
            rank = Rank.STATED if clause.has_cue else Rank.OTHER
            at = _on(now.date() + duration.length, NOON, now)
            yield Moment(rank, at, names_hour=False, names_day=True)
    days = read_days(clause, now.date())
    timed: set[Day] = set()
    for clock, day in read_times(clause, days):
        moment = _of_clock(clause, clock, day, now)
        if moment:
            yield moment
            timed.update([day] if day else [])
    for day in days:
        if day.certainty is Certainty.ALONE and day not in timed and _is_within_reach(day, now):
            vague = END_OF_DAY if day.day == now.date() and not day.weekly else NOON
            hour = time(PARTS[day.part]) if day.part else vague
            rank = Rank.STATED if day.stated else Rank.OTHER
            at = _next(day, hour, now)
            yield Moment(rank, at, names_hour=False, names_day=True, part=part_of_day(day.part))


def _of_clock(clause: Clause, clock: ClockTime, day: Day | None, now: datetime) -> Moment | None:
    """The moment of a clock time on its day, read on the wall of the zone that it names."""
    there = now.astimezone(clock.zone) if clock.zone else now
    if day and not _is_within_reach(day, now):
        return None
    if day and day.kind is DayKind.OTHER:  # "today" is theirs
        day = day._replace(day=day.day + (there.date() - now.date()))
    today = None
    if day is None or (day.day == there.date() and not day.weekly):
        today = Today(there.hour * 60 + there.minute, named=day is not None)
    hours = hours_of(
        clock,
        (day.part if day else None) or clause.part,
        today,
        in_english=clause.is_english,
    )
    if not hours:
        return None
    at, *later = sorted({_next(day, hour, there) for hour in hours})
    stated = clause.has_cue or (day and day.stated) or clock.cue not in (None, "at", "vid")
    return Moment(
        Rank.STATED if stated else Rank.OTHER,
        at,
        other=next((moment for moment in later if moment - at <= _A_DAY), None),
        zone=clock.zone,
        names_day=day is not None,
    )


def _is_within_reach(day: Day, now: datetime) -> bool:
    return day.day - now.date() <= _YEAR_AND_A_DAY


def _next(day: Day | None, hour: time, now: datetime) -> datetime:
    """The moment in UTC; one that is past is the next day's, the next week's, or now."""
    moment = _on(day.day if day else now.date(), hour, now)
    if moment >= now.astimezone(UTC):
        return moment
    small_hours = hour < time(6) and day is not None and day.part == "tonight"
    if day is None or small_hours or day.part in ("natt", "night"):
        return _on(now.date() + timedelta(days=1), hour, now)
    return _on(day.day + timedelta(days=7), hour, now) if day.weekly else now.astimezone(UTC)


def _on(day: date, hour: time, now: datetime) -> datetime:
    """In UTC; of the hour that comes twice in autumn, the one still ahead."""
    moment = datetime.combine(day, hour, now.tzinfo)
    first = moment.astimezone(UTC)
    return first if first >= now.astimezone(UTC) else moment.replace(fold=1).astimezone(UTC)
