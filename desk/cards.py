"""Turns facts into a card: one answer in a form that every channel can draw in its own way."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import best_match

from desk.dates import clock_time, long_date, weekday_date
from desk.facts import Contact, Facts, Hours, Link, Period, Rule, Topic
from desk.hours import staffing

Card = dict[str, Any]  # as card.schema.json says
QuickReply = dict[str, str]  # title, payload

SCHEMA_FILE = Path(__file__).with_name("card.schema.json")
LANGUAGES = ("sv", "en")


class CardError(ValueError):
    """A card that breaks its schema."""


def topic_card(
    facts: Facts,
    topic: str,
    language: str,
    now: datetime,
    quick_replies: Sequence[QuickReply] = (),
) -> Card:
    """The answer to a topic of the facts.

    Raises:
        KeyError: the facts have no such topic, or no such language.
        ValueError: `now` has no time zone.
    """
    found = facts.topics[topic]
    card: Card = {
        "type": "card",
        "version": 1,
        "language": language,
        "topic": topic,
        "title": found.title[language],
        "lead": found.lead[language],
        "notices": list(_notices(facts, found.hours, language, now)) if found.hours else [],
        "contacts": [
            {"kind": c.kind, "label": c.label[language], "value": c.value, "href": c.href}
            for c in found.contacts
        ],
        "rules": [
            {"text": r.text[language], "citation": r.citation[language] if r.citation else None}
            for r in found.rules
        ],
        "links": [
            {
                "label": link.label[language],
                "url": link.url or None,
                "where": link.where[language] if link.where else None,
                "file": f"{link.file_type}, {link.file_size}" if link.file_type else None,
            }
            for link in found.links
        ],
        "quick_replies": list(quick_replies),
        "sources": list(_sources(facts, found, language, now)),
    }
    card["text"] = _plain_text(card, facts.wording["source"][language])
    return card


def message_card(text: str, language: str, quick_replies: Sequence[QuickReply] = ()) -> Card:
    """A card that is only a sentence: small talk, a question back."""
    return {
        "type": "card",
        "version": 1,
        "language": language,
        "topic": None,
        "title": None,
        "lead": text,
        "notices": [],
        "contacts": [],
        "rules": [],
        "links": [],
        "quick_replies": list(quick_replies),
        "sources": [],
        "text": text,
    }


def validate_card(card: Any) -> Card:
    """Return the card if it keeps its schema.

    Raises:
        CardError: it does not; says where and why.
    """
    error = best_match(_validator().iter_errors(card))
    if error is not None:
        raise CardError(f"{error.json_path}: {error.message}")
    checked: Card = card
    return checked


@cache
def _validator() -> Draft202012Validator:
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    return Draft202012Validator(schema, format_checker=FormatChecker())


def _notices(facts: Facts, hours: Hours, language: str, now: datetime) -> Iterator[str]:
    found = staffing(hours, now)
    if found.open is None or found.period is None:
        return
    if found.closes is not None:
        closes = clock_time(found.closes.time(), language)
        yield facts.wording["staffed_now"][language].format(time=closes)
    elif found.opens_next is not None:
        yield facts.wording["staffed_next"][language].format(
            date=weekday_date(found.opens_next.date(), language),
            time=clock_time(found.opens_next.time(), language),
        )
    else:
        yield facts.wording["not_staffed"][language]
    yield found.period.text[language]


def _sources(facts: Facts, topic: Topic, language: str, now: datetime) -> Iterator[dict[str, Any]]:
    """Each source that the topic draws on, with its oldest review."""
    oldest: dict[str, date] = {}
    used: list[Topic | Contact | Rule | Link | Period] = [topic]
    used += [*topic.contacts, *topic.rules, *topic.links]
    if topic.hours and (period := staffing(topic.hours, now).period):
        used.append(period)
    for fact in used:
        oldest[fact.source] = min(fact.reviewed_on, oldest.get(fact.source, date.max))
    for name, reviewed_on in oldest.items():
        source = facts.sources[name]
        yield {
            "title": source.title[language],
            "url": source.url or None,
            "where": source.where[language],
            "reviewed_on": reviewed_on.isoformat(),
        }


def _plain_text(card: Card, source_line: str) -> str:
    """The card as lines for a terminal, or a channel that draws nothing."""
    language = card["language"]
    blocks = [[card["title"].upper() if card["title"] else "", card["lead"], *card["notices"]]]
    width = max((len(c["label"]) for c in card["contacts"]), default=0)
    blocks.append([f"  {c['label']:<{width}}  {c['value']}" for c in card["contacts"]])
    blocks.append(
        [f"- {r['text']}" + (f" ({r['citation']})" if r["citation"] else "") for r in card["rules"]]
    )
    for link in card["links"]:
        label = link["label"] + (f" ({link['file']})" if link["file"] else "")
        blocks.append([label, *(f"  {part}" for part in (link["url"], link["where"]) if part)])
    blocks.append(
        [
            source_line.format(
                title=s["title"], date=long_date(date.fromisoformat(s["reviewed_on"]), language)
            )
            for s in card["sources"]
        ]
    )
    return "\n\n".join("\n".join(filter(None, block)) for block in blocks if any(block))
