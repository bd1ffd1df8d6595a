"""Lists the facts one by one, with their sources and when they were reviewed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from desk.dates import long_date
from desk.facts.build import QUESTION_SECTIONS
from desk.facts.model import Facts, Fee, Topic


@dataclass(frozen=True)
class FactRow:
    """One fact of the file; `title` and `says` in Swedish, for those who know it by its words."""

    section: str
    name: str
    title: str
    says: str
    source: str
    reviewed_on: date | None  # None for words that come from no source

    @property
    def reviewed(self) -> str:
        """The day of its review in words."""
        return long_date(self.reviewed_on, "sv") if self.reviewed_on else ""


def fact_rows(facts: Facts) -> list[FactRow]:
    """Every fact, section by section."""
    return list(_rows(facts))


def _rows(facts: Facts) -> Iterator[FactRow]:
    titles = {name: source.title["sv"] for name, source in facts.sources.items()}
    for c in facts.contacts.values():
        yield FactRow("contacts", c.name, c.label["sv"], c.value, titles[c.source], c.reviewed_on)
    for link in facts.links.values():
        says = link.url or (link.where or {}).get("sv", "")
        source = titles[link.source]
        yield FactRow("links", link.name, link.label["sv"], says, source, link.reviewed_on)
    for r in facts.rules.values():
        law = f" ({r.citation['sv']})" if r.citation else ""
        yield FactRow("rules", r.name, r.text["sv"] + law, "", titles[r.source], r.reviewed_on)
    for fee in facts.fees.values():
        source = titles[fee.source]
        yield FactRow("fees", fee.name, "Kopior", _price_words(fee), source, fee.reviewed_on)
    for name, hours in facts.hours.items():
        oldest = min(hours.periods, key=lambda p: p.reviewed_on, default=None)
        says = " ".join(period.text["sv"] for period in hours.periods)
        source = titles[oldest.source] if oldest else ""
        day = oldest.reviewed_on if oldest else None
        yield FactRow("hours", name, "Bemanning", says, source, day)
    for t in facts.topics.values():
        source = titles[t.source]
        yield FactRow("topics", t.name, t.title["sv"], t.lead["sv"], source, t.reviewed_on)
    for section, kind in QUESTION_SECTIONS.items():
        for full_name, q in facts.questions.items():
            if full_name.startswith(f"{kind}/"):
                name = full_name.removeprefix(f"{kind}/")
                yield FactRow(section, name, q.answer["sv"], "", titles[q.source], q.reviewed_on)
    for mail in facts.letters.values():
        source = titles[mail.source]
        says = f"{mail.to.value}: {mail.subject['sv']}"
        yield FactRow("letters", mail.name, mail.title["sv"], says, source, mail.reviewed_on)
    for name, words in facts.wording.items():
        yield FactRow("wording", name, words["sv"], "", "", None)
    for name, s in facts.sources.items():
        yield FactRow("sources", name, s.title["sv"], s.where["sv"], "", s.reviewed_on)


def _price_words(fee: Fee) -> str:
    first = fee.free_pages + 1
    return (
        f"{fee.free_pages} sidor utan avgift, {first} sidor {fee.first_price} kronor, "
        f"sedan {fee.page_price} kronor per sida"
    )


def of_topic(topic: Topic, facts: Facts) -> list[FactRow]:
    """The facts that a topic's answer is made of, its own words first."""
    used = {("topics", topic.name)}
    used |= {("hours", name) for name, hours in facts.hours.items() if hours is topic.hours}
    used |= {("contacts", c.name) for c in topic.contacts}
    used |= {("links", link.name) for link in (*topic.links, *topic.areas.values())}
    used |= {("rules", r.name) for r in (*topic.steps, *topic.rules)}
    rows = [fact for fact in _rows(facts) if (fact.section, fact.name) in used]
    return sorted(rows, key=lambda fact: fact.section != "topics")


def over_a_year(facts: Iterable[FactRow], today: date) -> list[FactRow]:
    """Those not reviewed for over a year, the oldest first."""
    try:
        limit = today.replace(year=today.year - 1)
    except ValueError:  # the 29th of February
        limit = today.replace(year=today.year - 1, day=28)
    old = [fact for fact in facts if fact.reviewed_on and fact.reviewed_on < limit]
    return sorted(old, key=lambda fact: fact.reviewed_on or today)
