"""Reads the inbox's filters out of its address, where it can be shared, and writes it back."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from web.addresses import encode
from web.store.review.review_queue import MessageFilters, Place
from web.trainer.query import Query, midnight, number

SHOW = {
    "": "waiting",
    "granskade": "reviewed",
    "kastade": "discarded",
    "mina": "mine",
    "fragade": "asked",
    "alla": "all",
}
HELPED = {"upp": "up", "ned": "down", "inget": "none", "kommentar": "comment"}
# What became of a message, and how many days it has waited, as the overview counts them.
OUTCOMES = {"svarade": "answered", "valde": "chose", "oklart": "unclear"}
WAITED = {
    "dygn": (0.0, 1.0),
    "vecka": (1.0, 7.0),
    "manad": (7.0, 30.0),
    "langre": (30.0, 36_500.0),
}
AGREED = {"lika": "same", "olika": "other", "bada": "any"}
_NEWEST = "nyast"
_SEARCH_CHARACTERS = 100
# In the order of the form; `visa` and `ordning` choose a list rather than narrow it down.
_NAMES = [
    "visa",
    "ordning",
    "sok",
    "kanal",
    "etikett",
    "lagst",
    "hogst",
    "fran",
    "till",
    "sprak",
    "omdome",
    "utfall",
    "vantat",
    "tva",
    "sagt",
]


@dataclass(frozen=True)
class InboxQuery:
    """The inbox's address: `values` as typed, the `filters` they mean, `errors` by their names."""

    values: Mapping[str, str]
    filters: MessageFilters
    errors: Mapping[str, str]

    @property
    def encoded(self) -> str:
        """The query of an address with the same filters."""
        return encode(self.values)

    @property
    def narrowing(self) -> int:
        """By how many conditions the list is narrowed down."""
        return sum(bool(self.values[name]) for name in _NAMES[2:])


def read_query(query: Mapping[str, str]) -> InboxQuery:
    """The filters of an address; a value that is not valid is left out, and gets an error."""
    fields = Query(query, _NAMES)
    first, last = fields.period("fran", "till")
    filters = MessageFilters(
        show=fields.choice("visa", SHOW) or "waiting",
        channel=fields.text("kanal"),
        intent=fields.text("etikett"),
        least=fields.share("lagst"),
        most=fields.share("hogst"),
        first=midnight(first) if first else None,
        last=midnight(last, days=1) if last else None,
        language=fields.text("sprak"),
        helped=fields.choice("omdome", HELPED),
        outcome=fields.choice("utfall", OUTCOMES),
        waited=fields.choice("vantat", WAITED),
        agreed=fields.choice("tva", AGREED),
        labels_given=tuple((fields.text("sagt") or "").split(",")[:2])
        if fields.values["sagt"]
        else (),
        text=fields.text("sok", _SEARCH_CHARACTERS),
        newest=fields.choice("ordning", {_NEWEST: True}) or False,
    )
    if filters.least is not None and filters.most is not None and filters.least > filters.most:
        fields.errors["hogst"] = "Den högsta ska inte vara lägre än den lägsta."
    return InboxQuery(fields.values, filters, fields.errors)


def read_place(text: str | None) -> Place | None:
    """A place in the list; None if it is none."""
    value, _, id = (text or "").partition(":")
    try:
        order, message = float(value), number(id)
    except ValueError:
        return None
    return (order, message) if math.isfinite(order) and message is not None else None


def write_place(value: float, id: int) -> str:
    """A place as it stands in an address."""
    return f"{value!r}:{id}"
