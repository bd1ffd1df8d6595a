"""A card: one answer in a form that every channel can draw in its own way."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal, NotRequired, TypedDict

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import best_match

from desk.cards.schema_check import Check, UnknownKeywordError, compile_check

SCHEMA_FILE = Path(__file__).parents[1] / "card.schema.json"
# What stands before the address and the subject of a draft.
LETTER_HEADS = {"sv": ("Till", "Ämne"), "en": ("To", "Subject")}


class CardContact(TypedDict):
    """Somebody to ring or write to."""

    kind: str  # phone, mail
    label: str
    value: str
    href: str


class CardRule(TypedDict):
    """What applies, and the law that says so."""

    text: str
    citation: str | None


class CardLink(TypedDict):
    """A page or a file, or where it is found."""

    label: str
    url: str | None
    where: str | None
    file: str | None


class QuickReply(TypedDict):
    """What can be answered by pressing."""

    title: str
    payload: str


class CardSource(TypedDict):
    """Where facts come from; `line` says so in words, and is missing in older cards."""

    title: str
    url: str | None
    where: str
    reviewed_on: str
    line: NotRequired[str]


class CardLetter(TypedDict):
    """The draft of a mail, with blanks in square brackets; `href` is all of it as a link.

    One with `own_words` of its writer is for nobody else.
    """

    to: str
    subject: str
    body: str
    href: str
    own_words: NotRequired[Literal[True]]


class Card(TypedDict):
    """An answer, as `card.schema.json` says."""

    type: Literal["card"]
    version: Literal[1]
    language: str
    topic: str | None
    title: str | None
    lead: str
    notices: list[str]
    contacts: list[CardContact]
    steps: NotRequired[list[str]]
    rules: list[CardRule]
    links: list[CardLink]
    links_first: NotRequired[bool]  # true: they are what to try before the contacts
    quick_replies: list[QuickReply]
    sources: list[CardSource]
    letter: NotRequired[CardLetter]
    offer: NotRequired[str]
    deletes: NotRequired[bool]  # true: the conversation goes with this card
    private: NotRequired[bool]  # true: for the one who wrote alone, where others read too
    text: str
    question: NotRequired[list[str]]  # those of the facts that the card answers
    address: NotRequired[str]


class CardError(ValueError):
    """A card that breaks its schema."""


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


def with_lead(card: Card, lead: str) -> Card:
    """The card with another answer in its first sentences."""
    return with_text({**card, "lead": lead})


def with_notice(card: Card, notice: str) -> Card:
    """The card with one more notice, before the others."""
    return with_text({**card, "notices": [notice, *card["notices"]]})


def with_contacts(card: Card, contacts: Sequence[CardContact]) -> Card:
    """The card with contacts, in place of those that it has."""
    return with_text({**card, "contacts": list(contacts)})


def with_offer(card: Card, offer: str) -> Card:
    """The card with a question last, which a quick reply or a yes answers."""
    return with_text({**card, "offer": offer})


def with_text(card: Card) -> Card:
    """The card with the text that says all the rest of it."""
    return {**card, "text": _plain_text(card)}


def letter_text(letter: CardLetter, language: str) -> str:
    """The draft as text to copy: address, subject, and the body below an empty line."""
    to, subject = LETTER_HEADS[language]
    head = f"{to}: {letter['to']}\n{subject}: {letter['subject']}"
    return f"{head}\n\n{letter['body']}"


def asks_if_it_helped(cards: Sequence[Card]) -> bool:
    """Whether the cards answer: a question back is none yet, and the press line stands in for one.

    Those for the writer alone do not count.
    """
    shown = [card for card in cards if "private" not in card]
    if any(card["topic"] is None and card["quick_replies"] for card in shown):
        return False
    return any(card["topic"] and card["topic"] != "fallback" for card in shown)


def validate_card(card: Any) -> Card:
    """Return the card if it keeps its schema.

    Raises:
        CardError: it does not; says where and why.
    """
    # jsonschema takes ten times as long: it is asked where there may be something to say.
    error = None if _check()(card) else best_match(_validator().iter_errors(card))
    if error is not None:
        raise CardError(f"{error.json_path}: {error.message}")
    checked: Card = card
    return checked


@cache
def _schema() -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    return schema


@cache
def _check() -> Check:
    try:
        return compile_check(_schema())
    except UnknownKeywordError:
        return lambda card: False


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(_schema(), format_checker=FormatChecker())


def _plain_text(card: Card) -> str:
    """The card as lines for a terminal, or a channel that draws nothing."""
    blocks = [[card["title"].upper() if card["title"] else "", card["lead"], *card["notices"]]]
    width = max((len(c["label"]) for c in card["contacts"]), default=0)
    contacts = [[f"  {c['label']:<{width}}  {c['value']}" for c in card["contacts"]]]
    links = [_link_lines(link) for link in card["links"]]
    blocks += [*links, *contacts] if card.get("links_first") else contacts
    if "letter" in card:
        blocks.append(["---", letter_text(card["letter"], card["language"]), "---"])
    blocks.append([f"{number}. {step}" for number, step in enumerate(card.get("steps", ()), 1)])
    mark = "- " if len(card["rules"]) > 1 else ""  # a single rule is a sentence, and no list
    blocks.append(
        [
            f"{mark}{r['text']}" + (f" ({r['citation']})" if r["citation"] else "")
            for r in card["rules"]
        ]
    )
    blocks += [] if card.get("links_first") else links
    blocks.append([source.get("line", "") for source in card["sources"]])
    blocks.append([card.get("offer", "")])
    return "\n\n".join("\n".join(filter(None, block)) for block in blocks if any(block))


def _link_lines(link: CardLink) -> list[str]:
    label = link["label"] + (f" ({link['file']})" if link["file"] else "")
    place = link["url"] or link["where"]  # an address names its place
    return [label, *([f"  {place}"] if place else [])]
