"""Finds what the facts file names and does not define, and dates that no year has."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date
from typing import Any

from desk.facts.build import QUESTION_SECTIONS, month_and_day
from desk.facts.fill_ins import broken_placeholders, clashing_names
from desk.facts.letters import broken_letters

CONSENTS = ("has", "lacks", "unknown")
STAGES = ("not_in", "investigated", "decided", "reconsidered", "unknown")


def broken_references(document: Any) -> Iterator[tuple[list[Any], str]]:
    """Where each stands, and what is wrong with it, in Swedish."""
    for section in ("contacts", "links", "rules", "fees", "topics", *QUESTION_SECTIONS):
        for name, item in document[section].items():
            if item["source"] not in document["sources"]:
                yield [section, name, "source"], f"källan {item['source']} finns inte"
    for name, hours in document["hours"].items():
        for i, period in enumerate(hours["periods"]):
            here = ["hours", name, "periods", i]
            if period["source"] not in document["sources"]:
                yield [*here, "source"], f"källan {period['source']} finns inte"
            for end in ("from", "to"):
                if not _exists(period[end]):
                    yield [*here, end], f"dagen {period[end]} finns inte"
            if period["opens"] >= period["closes"]:
                yield [*here, "closes"], "stängningen kommer inte efter öppningen"
    for section in ("topics", *QUESTION_SECTIONS):
        for name, item in document[section].items():
            yield from _broken_names(document, [section, name], item)
    pairs: set[tuple[str, str]] = set()
    for i, answer in enumerate(document["case_guide"]):
        if answer["topic"] not in document["topics"]:
            yield ["case_guide", i, "topic"], f"{answer['topic']} finns inte under topics"
        for pair in itertools.product(answer["consent"], answer["stage"]):
            if pair in pairs:
                yield ["case_guide", i], f"{pair[0]} och {pair[1]} har redan ett svar"
            pairs.add(pair)
    for consent, stage in itertools.product(CONSENTS, STAGES):
        if (consent, stage) not in pairs:
            yield ["case_guide"], f"svar saknas för {consent} och {stage}"
    yield from broken_letters(document)
    yield from clashing_names(document)
    yield from broken_placeholders(document)


def _broken_names(document: Any, here: list[Any], item: Any) -> Iterator[tuple[list[Any], str]]:
    """What a topic or a question names, and the file does not define."""
    for field, section in (*((s, s) for s in ("contacts", "links", "rules")), ("steps", "rules")):
        for i, used in enumerate(item.get(field, [])):
            if used not in document[section]:
                yield [*here, field, i], f"{used} finns inte under {section}"
    for benefit, used in item.get("areas", {}).items():
        if used not in document["links"]:
            yield [*here, "areas", benefit], f"{used} finns inte under links"
    for field, section in (("hours", "hours"), ("fee", "fees")):
        if field in item and item[field] not in document[section]:
            yield [*here, field], f"{item[field]} finns inte under {section}"


def _exists(monthday: str) -> bool:
    try:
        date(2024, *month_and_day(monthday))
    except ValueError:
        return False
    return True
