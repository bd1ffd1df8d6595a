"""Reads the inbox's filter out of its address, where it can be shared, and writes it back."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from web.addresses import encode
from web.store.review.queue import MessageFilters, Place
from web.trainer.query import Query, midnight, number

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
        return encode(self.values)

    @property
    def narrowing(self) -> int:
        """By how many conditions the list is narrowed down."""
        return sum(bool(self.values[name]) for name in _NAMES[2:])


def read_filter(query: Mapping[str, str]) -> Filter:
    """The filter of an address; what cannot be understood is left out, and said."""
    fields = Query(query, _NAMES)
    first, last = fields.period("fran", "till")
    wanted = MessageFilters(
        show=fields.choice("visa", SHOW) or "waiting",
        channel=fields.text("kanal"),
        intent=fields.text("etikett"),
        least=fields.share("lagst"),
        most=fields.share("hogst"),
        first=midnight(first) if first else None,
        last=midnight(last, days=1) if last else None,
        language=fields.text("sprak"),
        helped=fields.choice("omdome", HELPED),
        text=fields.text("sok", _MOST_SEARCHED),
        newest=fields.choice("ordning", {_NEWEST: True}) or False,
    )
    if wanted.least is not None and wanted.most is not None and wanted.least > wanted.most:
        fields.errors["hogst"] = "Den högsta ska inte vara lägre än den lägsta."
    return Filter(fields.values, wanted, fields.errors)


def read_place(typed: str | None) -> Place | None:
    """A place in the list; None if it is none."""
    value, _, id = (typed or "").partition(":")
    try:
        order, message = float(value), number(id)
    except ValueError:
        return None
    return (order, message) if math.isfinite(order) and message is not None else None


def write_place(value: float, id: int) -> str:
    """A place as it stands in an address."""
    return f"{value!r}:{id}"
