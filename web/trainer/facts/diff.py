"""Says what differs between two facts files: value by value, line by line, card by card."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher, unified_diff

from desk.cards import LANGUAGES, Card, CardSource, question_card, topic_card
from desk.facts.edit import FactsTextError, all_values
from desk.facts.model import Facts
from desk.letters import letter_card
from web.trainer.facts.fact_names import said_in_words, titles_of
from web.trainer.facts.fact_words import place_words

_CONTEXT = 2
_TOKEN = re.compile(r"\w+|\W")

Parts = list[tuple[str, bool]]  # a text piece by piece, and which pieces differ


@dataclass(frozen=True)
class ValueChange:
    """A value that is another, new or gone; None where there is none."""

    fact: str
    field: str
    before: Parts | None
    after: Parts | None


@dataclass(frozen=True)
class DiffLine:
    """A line of either file: `same`, `old`, `new`, or `gap` for those left out."""

    kind: str
    text: str


@dataclass(frozen=True)
class CardChange:
    """An answer as it is and as it will be."""

    title: str
    language: str
    before: Card | None
    after: Card | None


def value_changes(old: str, new: str) -> list[ValueChange]:
    """What is said differently; nothing when either text is no YAML, or only comments differ."""
    try:
        before, after = all_values(old), all_values(new)
    except FactsTextError:
        return []
    changed = []
    titles = {**titles_of(before), **titles_of(after)}
    for path in dict.fromkeys((*after, *before)):
        one, other = (
            said_in_words(path, values[path], titles) if path in values else None
            for values in (before, after)
        )
        if before.get(path) != after.get(path):
            fact, field = place_words(path, titles)
            changed.append(ValueChange(fact, field, *_parts(one, other)))
    return changed


def line_changes(old: str, new: str) -> list[DiffLine]:
    """The lines that differ, with two around each."""
    kinds = {" ": "same", "-": "old", "+": "new"}
    diff = unified_diff(old.split("\n"), new.split("\n"), lineterm="", n=_CONTEXT)
    lines = [
        DiffLine("gap", "") if line.startswith("@@") else DiffLine(kinds[line[0]], line[1:])
        for line in diff
        if not line.startswith(("---", "+++"))
    ]
    return lines[1:]


def card_changes(
    old: Facts | None, new: Facts, now: datetime
) -> tuple[list[CardChange], list[str]]:
    """The cards that say something else, and the titles of those with only another review date."""
    changed: list[CardChange] = []
    dates: list[str] = []
    names = [name for facts in (new, old) if facts for name in facts.topics]
    names += [name for facts in (new, old) if facts for name in facts.questions]
    for name in dict.fromkeys(names):
        for language in LANGUAGES:
            before, after = _card(old, name, language, now), _card(new, name, language, now)
            if before == after:
                continue
            card = after or before
            title = (card and (card["title"] or card["lead"])) or name
            if before and after and _without_dates(before) == _without_dates(after):
                if language == "sv":
                    dates.append(title)
            else:
                changed.append(CardChange(title, language, before, after))
    return changed, dates


def _card(facts: Facts | None, name: str, language: str, now: datetime) -> Card | None:
    """The card of a topic, or of a question: their names cannot be the same."""
    if facts is None:
        return None
    if name in facts.questions:
        return question_card(facts, [name], language, now)
    return topic_card(facts, name, language, now) if name in facts.topics else None


def letter_changes(old: Facts | None, new: Facts, now: datetime) -> list[CardChange]:
    """The drafts that say something else; another day of review alone is no change."""
    changed: list[CardChange] = []
    for name in dict.fromkeys((*new.letters, *(old.letters if old else ()))):
        for language in LANGUAGES:
            before, after = (
                letter_card(facts, name, language, now) if facts and name in facts.letters else None
                for facts in (old, new)
            )
            shown = after or before
            same = before and after and _without_dates(before) == _without_dates(after)
            if shown and not same:
                changed.append(CardChange(shown["title"] or name, language, before, after))
    return changed


def _without_dates(card: Card) -> Card:
    """The card without the dates of review."""
    sources: list[CardSource] = [
        {**source, "reviewed_on": "", "line": ""} for source in card["sources"]
    ]
    return {**card, "sources": sources, "text": ""}


def _parts(before: str | None, after: str | None) -> tuple[Parts | None, Parts | None]:
    """Both texts in pieces, those that differ marked."""
    if before is None or after is None:
        return _whole(before), _whole(after)
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return (
        list(_joined((old[i:j], tag != "equal") for tag, i, j, _, _ in blocks)),
        list(_joined((new[i:j], tag != "equal") for tag, _, _, i, j in blocks)),
    )


def _whole(text: str | None) -> Parts | None:
    return None if text is None else [(text, False)]


def _joined(pieces: Iterator[tuple[list[str], bool]]) -> Iterator[tuple[str, bool]]:
    for tokens, differs in pieces:
        if tokens:
            yield "".join(tokens), differs
