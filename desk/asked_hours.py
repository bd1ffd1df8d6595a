"""Reads which time a question about opening hours asks for: a day, a week, a month, a season.

For texts that ask about hours and no others: "sommar" in another question is no question of hours.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from desk.deadlines import Deadline, read_day, read_deadline
from desk.deadlines.calendar_dates import DATES, coming_date
from desk.deadlines.clause import fold
from desk.deadlines.clocks import END_OF_DAY, NOON
from desk.deadlines.days import weekday_number
from desk.deadlines.vocabulary import WEEKDAY
from desk.facts.model import Hours, Period
from desk.hours import STOCKHOLM, period_of

_Span = tuple[date, date]  # both included
_MonthDay = tuple[int, int]

# Seasons and holidays by the days that they may fall on.
_SEASONS: tuple[tuple[str, _MonthDay, _MonthDay], ...] = (
    (r"midsomm?ar\w*|midsummer\w*", (6, 19), (6, 26)),
    (r"\bsomm?ar\w*|\bsummer\w*|\b\w*semest\w*|\bvacations?\b", (6, 1), (8, 31)),
    (r"\bjul(?:en|helgen|ledig\w*|lov\w*|afton\w*|dag\w*)?\b|\bchristmas\b", (12, 23), (12, 26)),
    (r"\bmellandag\w*", (12, 27), (12, 30)),
    (r"\bnyar\w*|\bnew year\w*", (12, 31), (1, 1)),
    (r"\bpask\w*|\beaster\b", (3, 20), (4, 27)),
    (r"\bi host\b|\bhosten\w*|\bhostlov\w*|\bautumn\b", (9, 1), (11, 30)),
    (r"\bvinter\w*|\bwinter\b|\bsportlov\w*", (12, 1), (2, 28)),
    (r"\bi var\b|\bvaren\b|\bspring\b", (3, 1), (5, 31)),
)
_MONTHS = (
    "januari|january|jan", "februari|february|feb", "mars|march", "april|apr", "maj|(?<=in )may",
    "juni|june|jun", "juli|july", "augusti|august|aug", "september|sept?",
    "oktober|october|o[kc]t", "november|nov", "december|dec",
)  # fmt: skip
_NAMES = [(re.compile(pattern), first, last) for pattern, first, last in _SEASONS] + [
    (re.compile(rf"\b(?:{names})\b"), (number, 1), (number, monthrange(2027, number)[1]))
    for number, names in enumerate(_MONTHS, 1)
]
_DAYTIME = range(7, 19)  # hours
_WEEK = re.compile(r"\b(?:v|vecka|vecka nr|week)\.? ?(\d\d?)\b")
_DATE = re.compile(
    rf"(?:\b(?P<after>efter|after) (?:den |the )?)?(?:{DATES})"
    r"(?:(?:,? |(?<=\d)/)(?P<year>20\d\d)\b)?"
)
_WEEKDAY_OF_DATE = re.compile(
    rf"\b(?P<weekday>{WEEKDAY}|man|tis|ons|tors?|fre|lor|son|mon|tue|wed|thu|fri|sat|sun)"
    rf"(?:en)?\.?,? (?:den |the )?(?:{DATES})"
)
# "17 augusti då, det är en måndag": the day is the date's, whichever weekday it is.
_DATE_OF_WEEKDAY = re.compile(
    rf"(?:{DATES})\b(?:(?!\b(?:eller|och|or|and)\b)[^.!?\d])*?\b(?P<weekday>{WEEKDAY})\b"
)


@dataclass(frozen=True)
class AskedTime:
    """What a question about hours asks for; neither, when it is about now or names no time."""

    moment: datetime | None = None  # when it names a day or an hour, or what no period covers
    period: Period | None = None  # the period with stated hours that it lies in


def asked_time(text: str, hours: Hours, now: datetime) -> AskedTime:
    """The time that a question about hours names.

    Raises:
        ValueError: `now` has no time zone.
    """
    if now.utcoffset() is None:
        raise ValueError("now must carry a time zone")
    now = now.astimezone(STOCKHOLM)
    bare = _DATE_OF_WEEKDAY.sub(_without_weekday, fold(text))
    day, spans = read_day(bare, now), list(_spans(_DATE.sub(" ", fold(text)), now.date()))
    if day is None:
        spans = [*_dates(fold(text), now.date()), *spans]
    elif spans and not any(first <= day.moment.date() <= last for first, last in spans):
        day = None  # "en lördag i juli"
    if day is None and spans:
        return _of_spans(spans, hours, now)
    named = day or read_deadline(text, now)
    if named is None or named.moment <= now or named.moment.time() == END_OF_DAY:
        return AskedTime()
    moment = _on_the_weekday(fold(text), _by_day(named))
    return AskedTime(moment, period_of(hours, moment.date()))


def asks_for_period(text: str, hours: Hours, now: datetime) -> Period | None:
    """The period with stated hours that a question about hours asks for.

    Raises:
        ValueError: `now` has no time zone.
    """
    return asked_time(text, hours, now).period


def _without_weekday(match: re.Match[str]) -> str:
    return match[0].removesuffix(match["weekday"])


def _by_day(named: Deadline) -> datetime:
    """Of the two that a bare hour may be the one by day: it is hours of work that are asked for."""
    both = [named.moment, *([named.other] if named.other else [])]
    return next((moment for moment in both if moment.hour in _DAYTIME), named.moment)


def _on_the_weekday(text: str, moment: datetime) -> datetime:
    """The moment on the weekday that stands beside its date: of the two that is what was meant.

    Whoever asks for Saturday 12 July has another year's calendar in mind.
    """
    match = _WEEKDAY_OF_DATE.search(text) or _DATE_OF_WEEKDAY.search(text)
    if not match:
        return moment
    ahead = (weekday_number(match["weekday"]) - moment.weekday()) % 7
    return moment + timedelta(days=ahead if ahead <= 3 else ahead - 7)


def _of_spans(spans: list[_Span], hours: Hours, now: datetime) -> AskedTime:
    """The period that a span of days lies in, else the first noon of it to come."""
    for span in spans:
        if period := _period_in(hours, span):
            return AskedTime(period=period)
    first, last = spans[0]
    noon = datetime.combine(max(first, now.date()), NOON, STOCKHOLM)
    noon += timedelta(days=noon <= now)
    return AskedTime(noon if noon.date() <= last else None)


def _spans(text: str, today: date) -> Iterator[_Span]:
    """The coming days of each season, month and week of a folded text without its dates."""
    for pattern, first, last in _NAMES:
        if pattern.search(text):
            yield _coming(first, last, today)
    for match in _WEEK.finditer(text):
        for year in (today.year, today.year + 1):
            with suppress(ValueError):
                monday = date.fromisocalendar(year, int(match[1]), 1)
                if monday + timedelta(days=6) >= today:
                    yield monday, monday + timedelta(days=6)
                    break


def _dates(text: str, today: date) -> Iterator[_Span]:
    """The coming dates of a folded text that are no day alone: "från den 1 juli", "efter 17/8"."""
    for match in _DATE.finditer(text):
        if day := coming_date(match, today):
            day += timedelta(days=bool(match["after"]))
            yield day, day


def _coming(first: _MonthDay, last: _MonthDay, today: date) -> _Span:
    for year in (today.year - 1, today.year, today.year + 1):
        span = date(year, *first), date(year + (last < first), *last)
        if span[1] >= today:
            break
    return span


def _period_in(hours: Hours, span: _Span) -> Period | None:
    """The period that holds most days of a span, if any holds one."""
    first, last = span
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    covered = [period for day in days if (period := period_of(hours, day))]
    return max(covered, key=covered.count, default=None)
