"""Says whether the press service is staffed, and only when the facts state its hours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

from desk.facts.model import Hours, Period

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def local_now() -> datetime:
    """This moment in Stockholm: the clock that callers pass in."""
    return datetime.now(STOCKHOLM)


@dataclass(frozen=True)
class Staffing:
    """What the facts say of one moment.

    `open` is None outside every period, and on eves on which few work: nothing is known, and
    nothing is claimed.
    `opens_next` is the next opening in the same period, None when open or unknown.
    `closes` is the closing time when open.
    """

    open: bool | None
    opens_next: datetime | None = None
    closes: datetime | None = None
    period: Period | None = None


def staffing(hours: Hours, moment: datetime) -> Staffing:
    """What the facts say of `moment`.

    Raises:
        ValueError: `moment` has no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError("moment must carry a time zone")
    local = moment.astimezone(STOCKHOLM)
    period = period_of(hours, local.date())
    if period is None or _is_eve(period, local.date()):
        return Staffing(open=None)
    for opens, closes in _openings(hours, period, local.date()):
        if opens <= local < closes:
            return Staffing(open=True, closes=closes, period=period)
        if local < opens:
            return Staffing(open=False, opens_next=opens, period=period)
    return Staffing(open=False, period=period)


def period_of(hours: Hours, day: date) -> Period | None:
    """The period with stated hours that a day lies in."""
    return next((p for p in hours.periods if _covers(p, day)), None)


def is_near(period: Period, day: date) -> bool:
    """Whether a day lies in a period, or after the first day of the month before it."""
    month, _ = period.first
    return _covers(replace(period, first=(month - 1 or 12, 1)), day)


def _covers(period: Period, day: date) -> bool:
    today = (day.month, day.day)
    if period.first <= period.last:
        return period.first <= today <= period.last
    return today >= period.first or today <= period.last  # over the turn of the year


def _openings(hours: Hours, period: Period, day: date) -> Iterator[tuple[datetime, datetime]]:
    """Opening and closing times from `day` on, to the end of this run of the period."""
    for _ in range(366):
        if not _covers(period, day):
            return
        if _works(hours, period, day):
            yield (
                datetime.combine(day, period.opens, STOCKHOLM),
                datetime.combine(day, period.closes, STOCKHOLM),
            )
        day += timedelta(days=1)


def _works(hours: Hours, period: Period, day: date) -> bool:
    if day.weekday() not in period.days or day in hours.closed_days:
        return False
    is_off = day in _public_holidays(day.year) or _is_eve(period, day)
    return not (period.closed_on_public_holidays and is_off)


def _is_eve(period: Period, day: date) -> bool:
    """Whether a day is no public holiday and counted as one in the law: Midsummer's Eve."""
    eves = _de_facto(day.year) if period.closed_on_public_holidays else frozenset()
    return day in eves and day.weekday() in period.days


@cache
def _public_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("SE", years=year).keys())


@cache
def _de_facto(year: int) -> frozenset[date]:
    calendar = holidays.country_holidays("SE", years=year, categories=("de_facto",))
    return frozenset(calendar.keys())
