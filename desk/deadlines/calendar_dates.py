"""Reads dates: "2026-12-03", "3 december", "December 3", "3/12"."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, timedelta

from desk.deadlines.vocabulary import MONTH

_A_QUARTER = timedelta(days=92)
_MONTHS = ("jan", "feb", "mar", "apr", "ma", "jun", "jul", "aug", "sep", "o", "nov", "dec")
_FRACTIONS = {"1/2", "1/3", "2/3", "1/4", "3/4", "24/7"}

_ISO = r"(?<![\d-])(?P<iso>20\d\d-\d\d-\d\d)(?![\d-])"
_DAY_MONTH = rf"(?<![\w.,:/-])(?P<d>\d\d?)(?::?[ea]|st|nd|rd|th)?(?: of)? (?P<month>{MONTH})\b"
_MONTH_DAY = (
    rf"\b(?P<month2>{MONTH}) (?:den )?"
    r"(?P<d2>\d\d?)(?:st|nd|rd|th)?(?![\w.:%/-])(?! (?!at |by |kl )[a-z%])"
)
_NUMBERS = r"(?<![\w.,:/-])(?P<dm>(?P<d3>\d\d?)/(?P<m3>\d\d?))(?!\w|/(?!20\d\d\b))"
DATES = f"{_ISO}|{_DAY_MONTH}|{_MONTH_DAY}|{_NUMBERS}"


def coming_date(match: re.Match[str], today: date) -> date | None:
    """The date from today on that `DATES` has matched, with the `year` beside it if there is one.

    None where it is past, or no year has it.
    """
    if match["iso"]:
        year, month, day = (int(part) for part in match["iso"].split("-"))
        return _from_today([year], month, day, today)
    years = [int(match["year"])] if match["year"] else [today.year, today.year + 1]
    if match["dm"]:
        return _from_today(years, int(match["m3"]), int(match["d3"]), today)
    name = match["month"] or match["month2"]
    month = next(number for number, start in enumerate(_MONTHS, 1) if name.startswith(start))
    return _from_today(years, month, int(match["d"] or match["d2"]), today)


def is_near(match: re.Match[str], day: date, today: date, *, stated: bool) -> bool:
    """Whether the date is a coming day without a clock time beside it too."""
    if match["dm"] in _FRACTIONS and not match["cue"] and match["on"] != "den ":
        return False
    with_year = bool(match["iso"] or match["year"])
    return stated or with_year or day.year == today.year or day - today <= _A_QUARTER


def _from_today(years: list[int], month: int, day: int, today: date) -> date | None:
    for year in years:
        with suppress(ValueError):
            candidate = date(year, month, day)
            if candidate >= today:
                return candidate
    return None
