"""Fills in what texts of the facts file name in braces, so that a number stands in it once."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date, time
from typing import Any

from desk.dates import day_and_month, day_span, hour_span, long_date

Path = list[Any]  # from the top: "rules", "records_fee", "text"

LANGUAGES = ("sv", "en")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# What is only known when the text is used, by the wording that names it.
_LATER: dict[str, frozenset[str]] = {
    "staffed_now": frozenset(("time",)),
    "staffed_next": frozenset(("date", "time")),
    "deadline_soon": frozenset(("date", "time")),
    "deadline_later": frozenset(("date", "time")),
    "deadline_day": frozenset(("date",)),
    "deadline_day_soon": frozenset(("date",)),
    "date_later": frozenset(("date", "time")),
    "date_day": frozenset(("date",)),
    "deadline_either": frozenset(("time", "later")),
    "deadline_either_day": frozenset(("time", "date", "later")),
    "deadline_elsewhere": frozenset(("time", "zone", "local")),
    "asked_staffed": frozenset(("rule",)),
    "asked_not_staffed": frozenset(("rule",)),
    "source": frozenset(("title", "date")),
    "source_citation": frozenset(("citation", "date")),
    "source_reviewed": frozenset(("date",)),
    "kept_days": frozenset(("days",)),
    "deleted_elsewhere": frozenset(("channel",)),
    "told": frozenset(("told",)),
    "told_of_other": frozenset(("told",)),
    "letter_to": frozenset(("label",)),
    "letter_added": frozenset(("clauses",)),
    "letter_not_found": frozenset(("target",)),
    "letter_unplaced": frozenset(("words",)),
    "contact_stands": frozenset(("label", "value")),
    "rests_on": frozenset(("laws",)),
    "contact_elsewhere": frozenset(("label", "value")),
}
_WITH_PAGES = frozenset(("pages", "price"))
_NAME = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_ADDRESS_START = re.compile(r"^https://(?:www\.)?")


class PlaceholderError(ValueError):
    """A text with braces that nothing fills; says which, in Swedish."""


def fill(text: str, values: Mapping[str, str], later: Collection[str] = ()) -> str:
    """The text with what its braces name; those of `later` stay for whoever uses it.

    Raises:
        PlaceholderError: a name is unknown, or a brace has no other.
    """
    for name in _NAME.findall(text):
        if name not in values and name not in later:
            raise PlaceholderError(f"{{{name}}} är okänt: inget sådant fält inom klamrar")
    if re.search(r"[{}]", _NAME.sub("", text)):
        raise PlaceholderError("oavslutat eller felskrivet fält inom klamrar")
    return _known(text, values)


def values_of(document: Any, language: str) -> dict[str, str]:
    """What each name in braces stands for.

    A contact's name is its value, a link's name its label, a rule's name its text; with an ending
    it is another part: `press_phone_label`, `statistics_front_url`, `consent_form_where`.
    """
    values: dict[str, str] = {}
    for name, contact in document["contacts"].items():
        values[name] = contact["value"]
        values[f"{name}_label"] = contact["label"][language]
    for name, link in document["links"].items():
        values[name] = link["label"][language]
        if link["url"]:
            values[f"{name}_url"] = _ADDRESS_START.sub("", link["url"])
        if "where" in link:
            values[f"{name}_where"] = link["where"][language]
        if "file" in link:
            values[f"{name}_type"] = link["file"]["type"]
            values[f"{name}_size"] = link["file"]["size"]
    for name, fee in document["fees"].items():
        numbers = {key: fee[key] for key in ("free_pages", "first_price", "page_price")}
        numbers["first_page"] = fee["free_pages"] + 1
        values |= {f"{name}_{key}": str(number) for key, number in numbers.items()}
    for name, source in document["sources"].items():
        if "updated_on" in source:
            updated_on = date.fromisoformat(source["updated_on"])
            values[f"{name}_updated_on"] = long_date(updated_on, language)
    for name, hours in document["hours"].items():
        periods = hours["periods"]
        values[f"{name}_hours"] = "; ".join(_period_words(p, language) for p in periods)
        values[f"{name}_hours_text"] = " ".join(
            _known(p["text"][language], period_values(p, language)) for p in periods
        )
    for name, rule in document["rules"].items():
        values[name] = _known(rule["text"][language], values)
    return values


def period_values(period: Any, language: str) -> dict[str, str]:
    """What the text of a period may name in braces: its own days and times."""
    return {
        "from": day_and_month(_day(period["from"]), language),
        "to": day_and_month(_day(period["to"]), language),
        "hours": hour_span(
            time.fromisoformat(period["opens"]), time.fromisoformat(period["closes"]), language
        ),
    }


def texts_of(document: Any) -> Iterator[tuple[Path, Any, frozenset[str]]]:
    """Where texts with names in braces may stand, the text, and what is filled in later."""
    for name, rule in document["rules"].items():
        yield ["rules", name, "text"], rule["text"], frozenset()
    for name, topic in document["topics"].items():
        for part in ("title", "choice", "more", "lead"):
            if part in topic:
                yield ["topics", name, part], topic[part], frozenset()
    for name, text in document["wording"].items():
        yield ["wording", name], text, _LATER.get(name, frozenset())
    for section in ("questions", "not_stated"):
        for name, question in document[section].items():
            yield [section, name, "answer"], question["answer"], frozenset()
            for part in ("answer_with_pages", "answer_free_pages"):
                if part in question:
                    yield [section, name, part], question[part], _WITH_PAGES
    for name, source in document["sources"].items():
        if "line" in source:
            yield ["sources", name, "line"], source["line"], frozenset(("date",))


def broken_placeholders(document: Any) -> Iterator[tuple[Path, str]]:
    """Where a text names something that nothing fills in, and why not."""
    for language in LANGUAGES:
        values = values_of(document, language)
        no_rules = {name: value for name, value in values.items() if name not in document["rules"]}
        for path, text, later in texts_of(document):
            known = no_rules if path[0] == "rules" else values
            try:
                fill(text[language], known, later)
            except PlaceholderError as error:
                yield [*path, language], str(error)
        for name, hours in document["hours"].items():
            for i, period in enumerate(hours["periods"]):
                try:
                    fill(period["text"][language], period_values(period, language))
                except PlaceholderError as error:
                    yield ["hours", name, "periods", i, "text", language], str(error)


def clashing_names(document: Any) -> Iterator[tuple[Path, str]]:
    """Contacts, links and rules with one name, which braces could not tell apart."""
    used: dict[str, str] = {}
    for section in ("contacts", "links", "rules"):
        for name in document[section]:
            if name in used:
                yield [section, name], f"namnet finns redan under {used[name]}"
            used[name] = section


def fill_in(document: Any) -> None:
    """Put what braces name into every text of a checked document."""
    values = {language: values_of(document, language) for language in LANGUAGES}
    for _, text, later in list(texts_of(document)):
        for language in LANGUAGES:
            text[language] = fill(text[language], values[language], later)
    for hours in document["hours"].values():
        for period in hours["periods"]:
            for language in LANGUAGES:
                text = period["text"]
                text[language] = fill(text[language], period_values(period, language))


def _known(text: str, values: Mapping[str, str]) -> str:
    """The text with those names filled in that are known."""
    return _NAME.sub(lambda match: values.get(match[1], match[0]), text)


def _period_words(period: Any, language: str) -> str:
    """A period in a few words: `20 juni–17 augusti, vardagar 8–16`."""
    span = period_values(period, language)
    days = day_span([WEEKDAYS.index(day) for day in period["days"]], language)
    return f"{span['from']}–{span['to']}, {days} {span['hours']}"


def _day(monthday: str) -> date:
    month, day = monthday.split("-")
    return date(2024, int(month), int(day))
