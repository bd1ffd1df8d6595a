"""Writes days and times as a Swedish or English reader expects them."""

from __future__ import annotations

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
