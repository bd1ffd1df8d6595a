"""Draws cards as Adaptive Cards 1.5, as Teams shows them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from desk.cards import (
    Card,
    CardContact,
    CardLink,
    CardRule,
    CardSource,
    QuickReply,
    letter_text,
)

Element = dict[str, Any]  # of an Adaptive Card, as its schema says

MAX_BYTES = 27 * 1024  # Teams takes 28 kB for a message; the rest of it has 1
# Microsoft asks for no more in a card, and sets those of one set side by side: titles that have
# no room there lose their ends. What is led to by a text is no action.
MAX_ACTIONS = 6
ROW_CHARACTERS = 36
BOLD_CHARACTERS = 26

_WORDS = {
    "sv": {
        "phone": "Ring",
        "mail": "Mejla",
        "open": "Öppna på {}",
        "address": "Länk till svaret på {}",
        "shortened": "Svaret är förkortat.",
        "write": "Eller skriv:",
    },
    "en": {
        "phone": "Call",
        "mail": "E-mail",
        "open": "Open at {}",
        "address": "Link to this answer at {}",
        "shortened": "The answer is shortened.",
        "write": "Or write:",
    },
}
# How many characters of a text, and how many rules, links and sources, until the card fits.
# Contacts and quick replies are never cut.
_LIMITS = ((100_000, 1_000), (3_000, 30), (1_000, 15), (400, 10), (150, 6), (60, 3), (30, 0))


def adaptive_card(card: Card, public_url: str = "", max_bytes: int = MAX_BYTES) -> Element:
    """The card as an Adaptive Card of at most so many bytes, with every contact and reply."""
    for characters, entries in _LIMITS:
        content = _draw(card, public_url, characters, entries)
        if size(content) <= max_bytes:
            break
    return content


def size(content: Element) -> int:
    """How many bytes it takes as JSON."""
    return len(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode())


def _draw(card: Card, public_url: str, characters: int, entries: int) -> Element:
    words = _WORDS[card["language"]]
    short = _shortened(card, characters, entries)
    replies, others = card["quick_replies"][:MAX_ACTIONS], card["quick_replies"][MAX_ACTIONS:]
    links = [element for link in short["links"] for element in _link(link)]
    acts = list(_beside(_main_acts(short, words)[: MAX_ACTIONS - len(replies)]))
    first = short.get("links_first", False)
    body = [
        *_head(short),
        *((*links, *acts) if first else ()),
        *_contacts(short["contacts"]),
        *(() if first else acts),
        *_letter(short),
        *(() if first else links),
        *_steps(short.get("steps", ())),
        *_rules(short["rules"]),
    ]
    foot = list(_sources(short["sources"]))
    if short | {"text": card["text"]} != card:
        foot.append(text_block(words["shortened"], size="Small", isSubtle=True))
    if public_url.startswith("https://") and "address" in card:
        address = public_url + card["address"]
        foot.append(_leading(words["address"].format(_host(address)), address, size="Small"))
    body.extend(_close(foot, "None"))
    if "offer" in short:
        body.append(text_block(short["offer"], weight="Bolder"))
    body.extend(_actions(map(_reply, row)) for row in _rows(replies))
    if others:
        titles = " · ".join(reply["title"] for reply in others)
        body.append(text_block(f"{words['write']} {titles}", size="Small"))
    return {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.5",
        "lang": card["language"],
        "fallbackText": short["text"],
        "speak": " ".join(_spoken(short)),
        "body": body,
    }


def _shortened(card: Card, characters: int, entries: int) -> Card:
    """The card with texts and lists cut to size, but for what is pressed, rung or written to."""

    def cut(text: str) -> str:
        return cut_to(text, characters)

    def cut_if(text: str | None) -> str | None:
        return cut(text) if text else text

    def source_cut(source: CardSource) -> CardSource:
        short: CardSource = {**source, "title": cut(source["title"]), "where": cut(source["where"])}
        return {**short, "line": cut(source["line"])} if "line" in source else short

    short: Card = {
        **card,
        "title": cut_if(card["title"]),
        "lead": cut(card["lead"]),
        "text": cut(card["text"]),
        "notices": [cut(notice) for notice in card["notices"][: entries or 1]],
        "contacts": [{**contact, "label": cut(contact["label"])} for contact in card["contacts"]],
        "rules": [
            {"text": cut(rule["text"]), "citation": cut_if(rule["citation"])}
            for rule in card["rules"][:entries]
        ],
        "links": [
            {
                **link,
                "label": cut(link["label"]),
                "where": cut_if(link["where"]),
                "file": cut_if(link["file"]),
            }
            for link in card["links"][:entries]
        ],
        "sources": [source_cut(source) for source in card["sources"][:entries]],
    }
    if "steps" in card:
        short["steps"] = [cut(step) for step in card["steps"][: entries or 1]]
    if "offer" in card:
        short["offer"] = cut(card["offer"])
    if "letter" in card:
        letter = card["letter"]
        short["letter"] = {
            **letter,
            "subject": cut(letter["subject"]),
            "body": cut(letter["body"]),
        }
    return short


def _head(card: Card) -> Iterator[Element]:
    if card["title"]:
        yield {
            "type": "TextBlock",
            "text": card["title"],
            "style": "heading",
            "size": "Large",
            "weight": "Bolder",
            "wrap": True,
        }
    yield from _lines(card["lead"])
    if card["notices"]:
        items = [line for notice in card["notices"] for line in _lines(notice, weight="Bolder")]
        yield {"type": "Container", "style": "emphasis", "items": items}


def _contacts(contacts: Iterable[CardContact]) -> Iterator[Element]:
    """Who it is, and below it what is rung or written to: a number, an address, each a link."""
    for label, ways in groupby(contacts, key=lambda contact: contact["label"]):
        values = [
            _leading(way["value"], way["href"], **_weight(way["value"])) | {"spacing": "None"}
            for way in ways
        ]
        yield {"type": "Container", "items": [text_block(label, isSubtle=True), *values]}


def _weight(value: str) -> dict[str, str]:
    """Bold, but where an address would not go on one line of the narrowest phone."""
    return {"weight": "Bolder"} if len(value) <= BOLD_CHARACTERS else {"size": "Small"}


def _main_acts(card: Card, words: dict[str, str]) -> list[Element]:
    """What the card is likeliest to be for: a page, or the first to ring and to write to."""
    if card.get("links_first"):
        pages = [link["url"] for link in card["links"] if link["url"]]
        return [_open_url(words["open"].format(_host(url)), url) for url in pages[:1]]
    first = {contact["kind"]: contact for contact in reversed(card["contacts"])}
    return [
        _open_url(words[kind], contact["href"], f"{words[kind]} {contact['label']}")
        for kind, contact in reversed(first.items())
    ]


def _beside(actions: Sequence[Element]) -> Iterator[Element]:
    if actions:
        yield _actions(actions)


def _letter(card: Card) -> Iterator[Element]:
    """The draft of a mail as text to copy: the lines of a paragraph close together."""
    if "letter" not in card:
        return
    paragraphs = letter_text(card["letter"], card["language"]).split("\n\n")
    items = [
        line | {"spacing": "None" if number else "Medium"}
        for paragraph in paragraphs
        for number, line in enumerate(_lines(paragraph))
    ]
    yield {"type": "Container", "style": "emphasis", "items": items}


def _link(link: CardLink) -> Iterator[Element]:
    label = f"{link['label']} ({link['file']})" if link["file"] else str(link["label"])
    yield _leading(label, link["url"]) if link["url"] else text_block(label)
    host = _host(link["url"]) if link["url"] else ""
    if where := " · ".join(filter(None, (host, link["where"]))):
        yield text_block(where, size="Small", isSubtle=True) | {"spacing": "None"}


def _steps(steps: Iterable[str]) -> Iterator[Element]:
    return _close(line for n, step in enumerate(steps, 1) for line in _lines(f"{n}. {step}"))


def _rules(rules: Iterable[CardRule]) -> Iterator[Element]:
    texts = (
        f"• {rule['text']}" + (f" ({rule['citation']})" if rule["citation"] else "")
        for rule in rules
    )
    return _close(line for text in texts for line in _lines(text))


def _close(lines: Iterable[Element], spacing: str = "Small") -> Iterator[Element]:
    """Lines that belong together, set off from what stands above."""
    return (line | {"spacing": spacing if n else "Medium"} for n, line in enumerate(lines))


def _sources(sources: Iterable[CardSource]) -> Iterator[Element]:
    for source in sources:
        line = source.get("line") or source["title"]
        style = {"size": "Small", "isSubtle": True}
        yield _leading(line, source["url"], **style) if source["url"] else text_block(line, **style)


def _rows(replies: Sequence[QuickReply]) -> Iterator[list[QuickReply]]:
    """The replies in their order, as many beside each other as have room."""
    row: list[QuickReply] = []
    for reply in replies:
        characters = sum(len(other["title"]) for other in row) + len(reply["title"])
        if row and (len(row) == MAX_ACTIONS or characters > ROW_CHARACTERS):
            yield row
            row = []
        row.append(reply)
    if row:
        yield row


def _reply(reply: QuickReply) -> Element:
    """A button that sends its payload, and shows in the chat what was chosen."""
    message_back = {
        "type": "messageBack",
        "displayText": reply["title"],
        "text": reply["title"],
        "value": json.dumps({"payload": reply["payload"]}),  # as text: Teams' own form of it
    }
    return {"type": "Action.Submit", "title": reply["title"], "data": {"msteams": message_back}}


def _spoken(card: Card) -> Iterator[str]:
    if card["title"]:
        yield f"{card['title'].rstrip('.')}."
    yield card["lead"]
    yield from card["notices"]
    for contact in card["contacts"]:
        yield f"{contact['label']}: {contact['value']}."
    if "offer" in card:
        yield card["offer"]


def _actions(actions: Iterable[Element]) -> Element:
    return {"type": "ActionSet", "actions": list(actions)}


def _open_url(title: str, url: str, tooltip: str = "") -> Element:
    action = {"type": "Action.OpenUrl", "title": title, "url": url}
    return {**action, "tooltip": tooltip} if tooltip else action


def _lines(text: str, **style: Any) -> Iterator[Element]:
    return (text_block(line, **style) for line in text.splitlines() if line.strip())


def text_block(text: str, **style: Any) -> Element:
    """A text in a card."""
    """One line. In a TextBlock the text would be Markdown; no fact is to be read as that."""
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text, **style}]}


def _leading(text: str, url: str, **style: Any) -> Element:
    """One line that leads somewhere."""
    element = text_block(text, **style)
    element["inlines"][0]["selectAction"] = {"type": "Action.OpenUrl", "url": url}
    return element


def _host(url: str) -> str:
    """What is left when Teams is: the name of the site."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def cut_to(text: str, characters: int) -> str:
    """At most so many characters of a text, with dots where more are left out."""
    return text if len(text) <= characters else f"{text[: characters - 1].rstrip()}…"
