"""Writes days and times as a Swedish or English reader expects them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, time

_WEEKDAYS = {
    "sv": ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = {
    "sv": (
        "januari",
        "februari",
        "mars",
        "april",
        "maj",
        "juni",
        "juli",
        "augusti",
        "september",
        "oktober",
        "november",
        "december",
    ),
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}

# Days as they are said, from today on, with the part of the day that stands for the hour.
_NEAR: dict[str, tuple[dict[str | None, str], ...]] = {
    "sv": (
        {
            None: "i dag",
            "forenoon": "i förmiddag",
            "afternoon": "i eftermiddag",
            "evening": "i kväll",
            "night": "i natt",
        },
        {
            None: "i morgon",
            "morning": "i morgon bitti",
            "forenoon": "i morgon förmiddag",
            "afternoon": "i morgon eftermiddag",
            "evening": "i morgon kväll",
        },
    ),
    "en": (
        {
            None: "today",
            "morning": "this morning",
            "forenoon": "this morning",
            "afternoon": "this afternoon",
            "evening": "tonight",
            "night": "tonight",
        },
        {
            None: "tomorrow",
            "morning": "tomorrow morning",
            "forenoon": "tomorrow morning",
            "afternoon": "tomorrow afternoon",
            "evening": "tomorrow evening",
            "night": "tomorrow night",
        },
    ),
}


def near_day(day: date, today: date, language: str, part: str | None = None) -> str | None:
    """Today or tomorrow as it is said: `i dag`, `i morgon bitti`; None of any other day.

    `part` is a part of the day, of `desk.deadlines.vocabulary.DAY_PARTS`.
    """
    days = _NEAR[language]
    ahead = (day - today).days
    return days[ahead].get(part, days[ahead][None]) if 0 <= ahead < len(days) else None


def long_date(day: date, language: str) -> str:
    """Day, month and year: `19 juni 2025`."""
    return f"{day.day} {_MONTHS[language][day.month - 1]} {day.year}"


def weekday_date(day: date, language: str) -> str:
    """Weekday, day and month: `måndag 28 juni`, `Monday 28 June`."""
    return f"{_WEEKDAYS[language][day.weekday()]} {day.day} {_MONTHS[language][day.month - 1]}"


def clock_time(moment: time, language: str) -> str:
    """Hour and minute: `8.00` in Swedish, `08:00` in English."""
    return f"{moment.hour}.{moment:%M}" if language == "sv" else f"{moment:%H:%M}"


def short_time(moment: time, language: str) -> str:
    """A full hour as it is said: `6` in Swedish; else as `clock_time`."""
    bare = language == "sv" and moment.minute == 0
    return str(moment.hour) if bare else clock_time(moment, language)


def day_and_month(day: date, language: str) -> str:
    """Day and month: `20 juni`, `20 June`."""
    return f"{day.day} {_MONTHS[language][day.month - 1]}"


def hour_span(opens: time, closes: time, language: str) -> str:
    """From an hour to another, without minutes where there are none: `8–16`, `8.30–16`.

    In English as `8 am–4 pm`, `8:30 am–4 pm`.
    """
    return f"{_hour(opens, language)}–{_hour(closes, language)}"


def day_span(weekdays: Collection[int], language: str) -> str:
    """Days of the week (Monday is 0) in words: `vardagar`, `alla dagar`, `måndag, onsdag`."""
    days = sorted(weekdays)
    if days == [0, 1, 2, 3, 4]:
        return {"sv": "vardagar", "en": "weekdays"}[language]
    if len(days) == len(_WEEKDAYS[language]):
        return {"sv": "alla dagar", "en": "every day"}[language]
    return ", ".join(_WEEKDAYS[language][day] for day in days)


def _hour(moment: time, language: str) -> str:
    if language == "sv":
        return f"{moment.hour}.{moment:%M}" if moment.minute else str(moment.hour)
    minutes = f":{moment:%M}" if moment.minute else ""
    return f"{moment.hour % 12 or 12}{minutes} {'am' if moment.hour < 12 else 'pm'}"
