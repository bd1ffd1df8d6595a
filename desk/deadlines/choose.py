"""Chooses, of the moments that a text names, the one that is the deadline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from desk.deadlines.clause import clauses, says_when_something_is
from desk.deadlines.clocks import may_be
from desk.deadlines.days import read_days
from desk.deadlines.deadline import Deadline
from desk.deadlines.durations import read_durations
from desk.deadlines.moments import Moment, moments
from desk.deadlines.times import read_times

_A_YEAR = timedelta(days=366)


def read_deadline(text: str, now: datetime) -> Deadline | None:
    """When `text` needs an answer, to the minute and in the zone of `now`, if it says so.

    Raises:
        ValueError: `now` has no time zone.
    """
    now = _minute(now)
    chosen = _chosen((m for clause in clauses(text) for m in moments(clause, now)), now)
    return replace(chosen, stated=not says_when_something_is(text)) if chosen else None


def read_deadlines(texts: Sequence[str], now: datetime) -> Iterator[Deadline | None]:
    """What each of the messages of a conversation says, the latest first: an hour that one names
    without a day is of the day that was named last before it.

    Raises:
        ValueError: `now` has no time zone.
    """
    for at, text in enumerate(texts):
        deadline = read_deadline(text, now)
        if deadline and not deadline.names_day and names_hour(text, deadline.moment):
            earlier = (read_deadline(before, now) for before in texts[at + 1 :])
            day = next(filter(None, earlier), None)
            if day and day.names_day and day.moment > now:
                deadline = read_deadline(f"{day.moment:%Y-%m-%d} {text}", now) or deadline
        yield deadline


def find_deadline(text: str, now: datetime) -> datetime | None:
    """The moment of `read_deadline` alone.

    Raises:
        ValueError: `now` has no time zone.
    """
    deadline = read_deadline(text, now)
    return deadline.moment if deadline else None


def read_day(text: str, now: datetime) -> Deadline | None:
    """The coming day that a question names, and the hour on it, whatever it says of the day.

    For a question whose own matter is a time, as that of opening hours: a date counts however
    far off it is within a year.

    Raises:
        ValueError: `now` has no time zone.
    """
    now = _minute(now)
    stated = (
        replace(clause, has_cue=True, is_past=False, is_of_an_arrival=False)
        for clause in clauses(text)
    )
    return _chosen((m for clause in stated for m in moments(clause, now) if m.names_day), now)


def names_hour(text: str, deadline: datetime) -> bool:
    """Whether `text` itself names the clock time of `deadline`, in its zone, or a span up to it.

    Raises:
        ValueError: `deadline` has no time zone.
    """
    if deadline.utcoffset() is None:
        raise ValueError("deadline must carry a time zone")
    for clause in clauses(text):
        if any(duration.by_clock for duration in read_durations(clause.text)):
            return True
        days = read_days(clause, deadline.date())
        for clock, _ in read_times(clause, days):
            there = deadline.astimezone(clock.zone) if clock.zone else deadline
            if may_be(clock, there.hour * 60 + there.minute):
                return True
    return False


def _minute(now: datetime) -> datetime:
    if now.utcoffset() is None:
        raise ValueError("now must carry a time zone")
    return now.replace(second=0, microsecond=0)


def _chosen(moments: Iterable[Moment], now: datetime) -> Deadline | None:
    """The first of the moments that lie within a year."""
    latest = now.astimezone(UTC) + _A_YEAR
    coming = (moment for moment in moments if moment.at <= latest)
    chosen = min(coming, key=lambda moment: moment.order, default=None)
    if chosen is None:
        return None
    moment = chosen.at.astimezone(now.tzinfo)
    there = chosen.at.astimezone(chosen.zone) if chosen.zone else None
    return Deadline(
        moment,
        other=chosen.other.astimezone(now.tzinfo) if chosen.other else None,
        names_hour=chosen.names_hour,
        names_day=chosen.names_day,
        part=chosen.part,
        elsewhere=there if there and there.utcoffset() != moment.utcoffset() else None,
    )
