"""Reads what an address or a form carries, the same way on every page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta

from desk.hours import STOCKHOLM
from web.addresses import encode

# Nothing here is older, and every day of these years has a day before and a day after.
FIRST_YEAR, LAST_YEAR = 2000, 2999
NO_DAY = f"Skriv datumet som 2026-11-24. Välj ett år från {FIRST_YEAR}."
NO_PERIOD = "Den sista dagen ska inte vara före den första."
NO_SHARE = "Skriv ett helt tal från 0 till 100."
_DIGITS = 9  # as the routes have it; more than the databases' integers hold is none of ours


def number(text: str) -> int | None:
    """A whole number from 0, in plain digits; None if it is none."""
    is_one = text.isascii() and text.isdigit() and len(text) <= _DIGITS
    return int(text) if is_one else None


def page(text: str) -> int:
    """Which page of a list, from 1; the first if that cannot be told."""
    return max(1, number(text) or 1)


def day(text: str) -> date | None:
    """A day, as a date field sends it; None if it is none, or of no year that is known here."""
    try:
        result = date.fromisoformat(text)
    except ValueError:
        return None
    is_plain = result.isoformat() == text  # and not 20261124 or 2026-W48-2, which Python takes too
    return result if is_plain and FIRST_YEAR <= result.year <= LAST_YEAR else None


def midnight(of: date, days: int = 0) -> datetime:
    """The start of a day in Sweden, or of one so many days later."""
    return datetime.combine(of + timedelta(days=days), time(), STOCKHOLM)


class Query:
    """The named fields of an address: as typed (`values`), and what is wrong with them (`errors`).

    A field that is empty or wrong is read as None; why it is wrong is kept under its name.
    """

    def __init__(self, query: Mapping[str, str], names: Iterable[str]) -> None:
        self.values = {name: query.get(name, "").replace("\0", "").strip() for name in names}
        self.errors: dict[str, str] = {}

    @property
    def encoded(self) -> str:
        """The fields as the query of an address."""
        return encode(self.values)

    def text(self, name: str, most: int | None = None) -> str | None:
        """What was typed, of at most `most` characters."""
        if most is not None and len(self.values[name]) > most:
            self.errors[name] = f"Sök efter högst {most} tecken."
            return None
        return self.values[name] or None

    def choice[Value](
        self, name: str, choices: Mapping[str, Value], words: str = "något"
    ) -> Value | None:
        """What stands in `choices` under the value; also what stands there under no value."""
        value = self.values[name]
        if value and value not in choices:
            self.errors[name] = f"Välj {words} i listan."
        return choices.get(value)

    def share(self, name: str) -> float | None:
        """A share of one, typed as whole per cent."""
        if not self.values[name]:
            return None
        percent = number(self.values[name])
        if percent is None or percent > 100:
            self.errors[name] = NO_SHARE
            return None
        return percent / 100

    def day(self, name: str) -> date | None:
        """The day of a date field; an error if it is no day (see `day`)."""
        result = day(self.values[name])
        if self.values[name] and result is None:
            self.errors[name] = NO_DAY
        return result

    def period(self, first: str, last: str) -> tuple[date | None, date | None]:
        """The first day and the last, both of the period."""
        one, other = self.day(first), self.day(last)
        if one and other and one > other:
            self.errors[last] = NO_PERIOD
        return one, other
