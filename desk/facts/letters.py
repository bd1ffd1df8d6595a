"""Checks and builds the drafts of mails that the facts file holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from desk.facts.model import Contact, Letter, Link, Rule

PLACEHOLDERS = frozenset(("benefit", "region", "period", "deadline", "medium", "form", "matter"))
PLACEHOLDER = re.compile(r"{(\w+)}")
BLANK = re.compile(r"\[([^\[\]\n]+)\]")


def broken_letters(document: Any) -> Iterator[tuple[list[Any], str]]:
    """Where a letter names what the file does not define, or cannot be filled in, and why."""
    for name, letter in document.get("letters", {}).items():
        here = ["letters", name]
        if name not in document["topics"]:
            yield here, f"{name} finns inte under topics"
        if letter["source"] not in document["sources"]:
            yield [*here, "source"], f"källan {letter['source']} finns inte"
        if letter["to"] not in document["contacts"]:
            yield [*here, "to"], f"{letter['to']} finns inte under contacts"
        elif document["contacts"][letter["to"]]["kind"] != "mail":
            yield [*here, "to"], f"{letter['to']} är ingen mejladress"
        for section in ("links", "rules"):
            for i, used in enumerate(letter.get(section, [])):
                if used not in document[section]:
                    yield [*here, section, i], f"{used} finns inte under {section}"
        for field in ("subject", "body", "short"):
            for language, text in letter.get(field, {}).items():
                if reason := _wrong(text, letter.get("blanks", {})):
                    yield [*here, field, language], reason


def build_letters(
    document: Any,
    contacts: Mapping[str, Contact],
    links: Mapping[str, Link],
    rules: Mapping[str, Rule],
) -> dict[str, Letter]:
    """The letters of a document that has been checked, by topic."""
    return {
        name: Letter(
            name=name,
            title=dict(letter["title"]),
            lead=dict(letter["lead"]),
            to=contacts[letter["to"]],
            subject=dict(letter["subject"]),
            body=dict(letter["body"]),
            short=dict(letter["short"]) if "short" in letter else None,
            called=tuple((dict(c["part"]), dict(c["words"])) for c in letter.get("called", [])),
            blanks={blank: dict(text) for blank, text in letter.get("blanks", {}).items()},
            links=tuple(links[link] for link in letter.get("links", [])),
            rules=tuple(rules[rule] for rule in letter.get("rules", [])),
            source=letter["source"],
            reviewed_on=date.fromisoformat(letter["reviewed_on"]),
        )
        for name, letter in document.get("letters", {}).items()
    }


def _wrong(text: str, blanks: Mapping[str, Any]) -> str | None:
    """Why a text cannot be filled in, if it cannot."""
    rest = PLACEHOLDER.sub("", text)
    if "{" in rest or "}" in rest:
        return "okänt eller oavslutat fält inom klamrar"
    rest = BLANK.sub("", rest)
    if "[" in rest or "]" in rest:
        return "oavslutad lucka inom hakparenteser"
    for name in PLACEHOLDER.findall(text):
        if name not in PLACEHOLDERS:
            return f"fältet {{{name}}} är okänt, ska vara ett av {', '.join(sorted(PLACEHOLDERS))}"
        if name not in blanks:
            return f"fältet {{{name}}} har ingen text under blanks"
    return None
