"""Says in Swedish what facts call each other by, and the days of the week."""

from __future__ import annotations

from collections.abc import Mapping

from desk.facts.edit import Field, Path
from web.trainer.facts.fact_words import ATTRIBUTE_VALUES, CHOICES, SECTIONS, Choices

_LONGEST = 70
# In these fields stand names of facts of a section.
_NAMES = {
    "contacts": "contacts",
    "links": "links",
    "rules": "rules",
    "steps": "rules",
    "hours": "hours",
    "fee": "fees",
    "source": "sources",
    "topic": "topics",
}
_DAYS = {
    "mon": "måndag",
    "tue": "tisdag",
    "wed": "onsdag",
    "thu": "torsdag",
    "fri": "fredag",
    "sat": "lördag",
    "sun": "söndag",
}
# The fields whose first Swedish text is what a fact is known by.
_TITLES = ("label", "title", "text", "answer", "periods")
# These have no words of their own.
_CALLED = {"fees": "Kopior", "hours": "Bemanning"}

Titles = Mapping[tuple[str, str], str]  # what a fact is called, by its section and name


def titles_of(values: Mapping[Path, str]) -> dict[tuple[str, str], str]:
    """What each fact of a file is called."""
    titles: dict[tuple[str, str], str] = {}
    for path, text in values.items():
        section, *rest = (str(step) for step in path)
        if section not in SECTIONS or not rest:
            continue
        fact = (section, rest[0])
        if section in _CALLED:
            titles[fact] = _CALLED[section]
        elif rest[-1] == "sv" and (len(rest) == 2 or rest[1] in _TITLES):
            titles.setdefault(fact, _shortened(text))
        elif section == "contacts" and rest[1:] == ["value"] and fact in titles:
            titles[fact] = f"{titles[fact]}, {text}"  # one person has a telephone and an address
    return titles


def options_of(path: Path, titles: Titles) -> Choices:
    """What a field may be set to, with words for each; nothing where it is written freely."""
    field = path[-1]
    if field == "days":
        return tuple(_DAYS.items())
    if field in CHOICES:
        return CHOICES[str(field)]
    section = _section_of(path)
    return tuple((name, title) for (part, name), title in titles.items() if part == section)


def said_in_words(path: Path, value: str, titles: Titles) -> str:
    """A value as somebody reads it who does not know the file's names."""
    if path[0] == "case_verdicts" and path[-1] in ATTRIBUTE_VALUES:
        words = ATTRIBUTE_VALUES[str(path[-1])]
        return ", ".join(words.get(part, part) for part in value.split(", "))
    words = dict(options_of(path, titles))
    if not words:
        return value
    return "; ".join(words.get(part, part) for part in value.split(", "))


def entries_of(field: Field) -> list[str]:
    """The names in a list, and two empty places for more."""
    return [*(name for name in field.value.split(", ") if name), "", ""]


def _section_of(path: Path) -> str | None:
    if len(path) > 1 and path[-2] == "areas":
        return "links"
    if path[0] == "letters" and path[-1] == "to":
        return "contacts"
    return _NAMES.get(str(path[-1]))


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"
