"""Finds what the facts file names and does not define, and dates that no year has."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from desk.facts.build import QUESTION_SECTIONS, month_and_day
from desk.facts.fill_ins import broken_placeholders, clashing_names
from desk.facts.letters import broken_letters

# The sections that a verdict's answer stands in, by the field that names it.
_VERDICTS = {"topic": "topics", "question": "questions", "not_stated": "not_stated"}


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
    for i, row in enumerate(document["case_verdicts"]):
        for field, section in _VERDICTS.items():
            if field in row and row[field] not in document[section]:
                yield ["case_verdicts", i, field], f"{row[field]} finns inte under {section}"
        if any(_covers(above["when"], row["when"]) for above in document["case_verdicts"][:i]):
            yield ["case_verdicts", i], "en rad ovanför stämmer alltid när den här gör det"
    yield from broken_letters(document)
    yield from clashing_names(document)
    yield from broken_placeholders(document)


def _covers(above: dict[str, list[str]], below: dict[str, list[str]]) -> bool:
    """Return True if the row above holds whenever the one below does."""
    return all(name in below and set(below[name]) <= {*values} for name, values in above.items())


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
