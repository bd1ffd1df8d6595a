"""What the press service's facts are made of: sources, contacts, links, rules, hours, topics."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

Text = dict[str, str]  # language code ("sv", "en") -> text


@dataclass(frozen=True)
class Source:
    """Where a fact comes from."""

    title: Text
    url: str
    where: Text
    reviewed_on: date


@dataclass(frozen=True)
class Contact:
    """One way to reach someone; `kind` is `phone` or `mail`."""

    name: str
    kind: str
    label: Text
    value: str
    source: str
    reviewed_on: date

    @property
    def href(self) -> str:
        """The address as a link: `tel:` in international form, or `mailto:`."""
        if self.kind == "mail":
            return f"mailto:{self.value}"
        digits = "".join(c for c in self.value if c.isdigit())
        return f"tel:+46{digits.removeprefix('0')}"


@dataclass(frozen=True)
class Link:
    """A page or file; without `url`, `where` says where it is found."""

    name: str
    label: Text
    url: str
    where: Text | None
    file_type: str | None
    file_size: str | None
    source: str
    reviewed_on: date


@dataclass(frozen=True)
class Rule:
    """One sentence of what applies, with the law it cites, if any."""

    name: str
    text: Text
    citation: Text | None
    source: str
    reviewed_on: date


@dataclass(frozen=True)
class Period:
    """A part of the year, both days included, in which the hours are stated."""

    first: tuple[int, int]  # month, day
    last: tuple[int, int]
    days: frozenset[int]  # as date.weekday(): Monday is 0
    opens: time
    closes: time
    closed_on_public_holidays: bool
    text: Text
    source: str
    reviewed_on: date


@dataclass(frozen=True)
class Hours:
    """The periods with stated hours, and days closed besides."""

    periods: tuple[Period, ...]
    closed_days: frozenset[date]


@dataclass(frozen=True)
class Topic:
    """What is answered to one intent."""

    name: str
    title: Text
    choice: Text | None
    lead: Text
    contacts: tuple[Contact, ...]
    links: tuple[Link, ...]
    rules: tuple[Rule, ...]
    hours: Hours | None
    tells_hours: bool  # the hours are told even when they are not those of today
    areas: dict[str, Link]  # the link that comes first when a message names the benefit
    source: str
    reviewed_on: date


@dataclass(frozen=True)
class Facts:
    """Everything the bot may claim."""

    sources: dict[str, Source]
    contacts: dict[str, Contact]
    links: dict[str, Link]
    rules: dict[str, Rule]
    hours: dict[str, Hours]
    wording: dict[str, Text]
    topics: dict[str, Topic]
    case_guide: dict[tuple[str, str], Topic]  # by consent and stage of the case
