"""What cards are made of: contacts, links, rules and sources, and the hours of a moment."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Protocol

from desk.cards.card import Card, CardContact, CardLink, CardRule, CardSource
from desk.dates import long_date
from desk.facts.model import Contact, Facts, Link, Rule


class SourcedFact(Protocol):
    """A fact that has a source, and was held against it on a day."""

    @property
    def source(self) -> str:
        """The name of its source."""

    @property
    def reviewed_on(self) -> date:
        """The day of its review."""


def card_contact(contact: Contact, language: str) -> CardContact:
    """A contact as a card has it."""
    label = contact.label[language]
    return {"kind": contact.kind, "label": label, "value": contact.value, "href": contact.href}


def card_contacts(contacts: Iterable[Contact], language: str) -> list[CardContact]:
    """Contacts as a card has them: those with one label, of one person or desk, side by side."""
    by_label: dict[str, list[CardContact]] = {}
    for contact in contacts:
        drawn = card_contact(contact, language)
        by_label.setdefault(drawn["label"], []).append(drawn)
    return [contact for those in by_label.values() for contact in those]


def card_link(link: Link, language: str) -> CardLink:
    """A link as a card has it."""
    return {
        "label": link.label[language],
        "url": link.url or None,
        "where": link.where[language] if link.where else None,
        "file": f"{link.file_type}, {link.file_size}" if link.file_type else None,
    }


def card_rule(rule: Rule, language: str) -> CardRule:
    """A rule as a card has it."""
    citation = rule.citation[language] if rule.citation else None
    return {"text": rule.text[language], "citation": citation}


def card_sources(
    facts: Facts, used: Iterable[SourcedFact], language: str, citations: Collection[str] = ()
) -> Iterator[CardSource]:
    """Each source that facts draw on, with its oldest review.

    The source of laws is named by the `citations` where the card does not show them itself.
    """
    oldest: dict[str, date] = {}
    cited = {rule.source for rule in facts.rules.values() if rule.citation}
    for fact in used:
        oldest[fact.source] = min(fact.reviewed_on, oldest.get(fact.source, date.max))
    for name, reviewed_on in oldest.items():
        source = facts.sources[name]
        title = source.title[language]
        cited_here = citations if name in cited else ()
        yield {
            "title": title,
            "url": source.url or None,
            "where": source.where[language],
            "reviewed_on": reviewed_on.isoformat(),
            "line": _source_line(facts, title, reviewed_on, language, cited_here),
        }


def with_source_lines(facts: Facts, card: Card) -> Card:
    """A card that was stored before cards had source lines, with those of today's wording."""
    language = card["language"]

    def line_of(source: CardSource) -> str:
        reviewed_on = date.fromisoformat(source["reviewed_on"])
        return source.get("line") or _source_line(facts, source["title"], reviewed_on, language)

    sources: list[CardSource] = [{**s, "line": line_of(s)} for s in card["sources"]]
    return {**card, "sources": sources}


def _source_line(
    facts: Facts, title: str, reviewed_on: date, language: str, citations: Collection[str] = ()
) -> str:
    """The source in words, by its title: one that the facts no longer have keeps that."""
    source = next((s for s in facts.sources.values() if s.title[language] == title), None)
    day = long_date(reviewed_on, language)
    if citations:
        wording = facts.wording["source_citation"]
    else:
        wording = (source and source.line) or facts.wording["source"]
    cited = listed(citations, language) if citations else ""
    line = wording[language].format(title=title, citation=cited, date=day)
    if source and source.updated_on and reviewed_on > source.updated_on:
        line += " " + facts.wording["source_reviewed"][language].format(date=day)
    return line


def listed(items: Collection[str], language: str) -> str:
    """The items in one phrase: "a, b och c"; there is one at least."""
    *first, last = items
    conjunction = {"sv": "och", "en": "and"}[language]
    return f"{', '.join(first)} {conjunction} {last}" if first else last
