"""What the press service's facts are made of: contacts, rules, hours, topics, questions …"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time

Text = dict[str, str]  # language code ("sv", "en") -> text


@dataclass(frozen=True)
class Source:
    """Where a fact comes from; `line` names it on cards where the common wording does not."""

    title: Text
    url: str
    where: Text
    reviewed_on: date
    updated_on: date | None = None  # the source's own date, where it has one
    line: Text | None = None


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
        """The address as a link: `tel:` in international form, or `mailto:`.

        A short number such as that for emergencies has no international form.
        """
        if self.kind == "mail":
            return f"mailto:{self.value}"
        digits = "".join(c for c in self.value if c.isdigit())
        if not digits.startswith("0"):
            return f"tel:{digits}"
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
class Fee:
    """What copies cost, in kronor."""

    name: str
    free_pages: int  # up to so many pages nothing is charged
    first_price: int  # for one page more than those
    page_price: int  # for each page beyond
    citation: Text | None
    source: str
    reviewed_on: date

    def price(self, pages: int) -> int:
        """What so many pages cost."""
        beyond = pages - self.free_pages - 1
        return 0 if beyond < 0 else self.first_price + beyond * self.page_price


@dataclass(frozen=True)
class Question:
    """One thing that is asked, and its answer; the page leaves it open where `stated` is false.

    `rules` are those that the answer rests on: their laws are named as its source. What `supposes`
    something of a case, or nothing, is answered by the verdict on that case too.
    """

    name: str  # ask/records_fee, not_stated/records_days
    topic: str
    answer: Text
    answer_with_pages: Text | None  # with {pages} and {price}, when pages are named
    answer_free_pages: Text | None  # when so many pages cost nothing
    fee: Fee | None
    hours: Hours | None  # staffing now belongs to the answer
    contacts: tuple[Contact, ...]
    links: tuple[Link, ...]
    rules: tuple[Rule, ...]
    stated: bool
    tells_sources: bool
    supposes: dict[str, str] | None
    source: str
    reviewed_on: date


@dataclass(frozen=True)
class Topic:
    """What is answered to one intent."""

    name: str
    title: Text
    choice: Text | None
    more: Text | None  # the button that leads from the answer to a question to the whole topic
    lead: Text
    contacts: tuple[Contact, ...]
    links: tuple[Link, ...]
    steps: tuple[Rule, ...]  # rules that are done one after the other
    rules: tuple[Rule, ...]
    hours: Hours | None
    tells_hours: bool  # the hours are told even when they are not those of today
    links_first: bool  # the links are what to try before the contacts
    areas: dict[str, Link]  # the link that comes first when a message names the benefit
    source: str
    reviewed_on: date


@dataclass(frozen=True)
class Letter:
    """The draft of a mail that a topic offers, with `{placeholders}` and `[blanks]`."""

    name: str  # of its topic
    title: Text
    lead: Text
    to: Contact
    subject: Text
    body: Text
    short: Text | None  # the body in fewer words
    called: tuple[tuple[Text, Text], ...]  # a part of the body, and words that it is called by
    blanks: dict[str, Text]  # what stands for a placeholder that the question does not fill
    links: tuple[Link, ...]
    rules: tuple[Rule, ...]
    source: str
    reviewed_on: date


@dataclass(frozen=True)
class VerdictRow:
    """A row of the decision table on one case: it holds where each attribute has such a value.

    A value is one of the schema's, or `untold`. Either a topic answers or a question does.
    """

    when: dict[str, frozenset[str]]
    topic: Topic | None
    question: Question | None


@dataclass(frozen=True)
class Facts:
    """Everything the bot may claim."""

    sources: dict[str, Source]
    contacts: dict[str, Contact]
    links: dict[str, Link]
    rules: dict[str, Rule]
    fees: dict[str, Fee]
    hours: dict[str, Hours]
    wording: dict[str, Text]
    topics: dict[str, Topic]
    questions: dict[str, Question]  # by ask/<name> and not_stated/<name>
    case_verdicts: tuple[VerdictRow, ...]  # the first that holds answers
    letters: dict[str, Letter] = field(default_factory=dict)
