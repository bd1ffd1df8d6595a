"""Reads the inbox's filter out of its address, where it can be shared, and writes it back."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from desk.hours import STOCKHOLM
from web.store.review.queue import MessageFilters, Place

SHOW = {"": "waiting", "granskade": "reviewed", "mina": "mine", "alla": "all"}
HELPED = {"upp": "up", "ned": "down", "inget": "none"}
_NEWEST = "nyast"
_MOST_SEARCHED = 100
# In the order of the form; `visa` and `ordning` choose a list rather than narrow it down.
_NAMES = (
    *("visa", "ordning", "sok", "kanal", "etikett", "lagst", "hogst", "fran", "till"),
    *("sprak", "omdome"),
)


@dataclass(frozen=True)
class Filter:
    """What was asked for: as typed (`values`), as understood, and what could not be (`errors`)."""

    values: Mapping[str, str]
    wanted: MessageFilters
    errors: Mapping[str, str]

    @property
    def query(self) -> str:
        """The filter as the query of an address."""
        return urlencode({name: value for name, value in self.values.items() if value})

    @property
    def narrowing(self) -> int:
        """By how many conditions the list is narrowed down."""
        return sum(bool(self.values[name]) for name in _NAMES[2:])


def read_filter(query: Mapping[str, str]) -> Filter:
    """The filter of an address; what cannot be understood is left out, and said."""
    values = {name: query.get(name, "").replace("\0", "").strip() for name in _NAMES}
    errors: dict[str, str] = {}

    def chosen(name: str, known: Mapping[str, str]) -> str | None:
        if values[name] and values[name] not in known:
            errors[name] = "Välj något i listan."
        return known.get(values[name])

    def share(name: str) -> float | None:
        if not values[name]:
            return None
        if not values[name].isascii() or not values[name].isdigit() or int(values[name]) > 100:
            errors[name] = "Skriv ett helt tal från 0 till 100."
            return None
        return int(values[name]) / 100

    def midnight(name: str, days: int) -> datetime | None:
        if not values[name]:
            return None
        try:
            day = date.fromisoformat(values[name]) + timedelta(days=days)
        except (ValueError, OverflowError):
            errors[name] = "Skriv datumet som 2026-11-24."
            return None
        return datetime.combine(day, time(), STOCKHOLM)

    if len(values["sok"]) > _MOST_SEARCHED:
        errors["sok"] = f"Sök efter högst {_MOST_SEARCHED} tecken."
    wanted = MessageFilters(
        show=chosen("visa", SHOW) or "waiting",
        channel=values["kanal"] or None,
        intent=values["etikett"] or None,
        least=share("lagst"),
        most=share("hogst"),
        first=midnight("fran", 0),
        last=midnight("till", 1),
        language=values["sprak"] or None,
        helped=chosen("omdome", HELPED),
        text=None if "sok" in errors else values["sok"] or None,
        newest=chosen("ordning", {_NEWEST: _NEWEST}) == _NEWEST,
    )
    if wanted.first and wanted.last and wanted.first >= wanted.last:
        errors["till"] = "Den sista dagen ska inte vara före den första."
    if wanted.least is not None and wanted.most is not None and wanted.least > wanted.most:
        errors["hogst"] = "Den högsta ska inte vara lägre än den lägsta."
    return Filter(values, wanted, errors)


def read_place(typed: str | None) -> Place | None:
    """A place in the list; None if it is none."""
    value, _, id = (typed or "").partition(":")
    try:
        place = float(value), int(id)
    except ValueError:
        return None
    return place if math.isfinite(place[0]) and 0 <= place[1] < 2**31 else None


def write_place(value: float, id: int) -> str:
    """A place as it stands in an address."""
    return f"{value!r}:{id}"
