"""What Slack refuses in a message or a view, as its reference says: docs.slack.dev/reference."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

_LINK = re.compile(r"<(?:https://|mailto:|tel:)[^<>|\s]+\|[^<>\n]+>")
_ENTITY = re.compile(r"&(?:amp|lt|gt);")


def faults(message: dict[str, Any]) -> list[str]:
    """Everything that is wrong with a message of chat.postMessage or a response address."""
    return [
        *_text("text", message["text"], 4000),
        *(_blocks(message["blocks"], most=50) if "blocks" in message else ()),
    ]


def view_faults(view: dict[str, Any]) -> list[str]:
    """Everything that is wrong with a home view."""
    extra = set(view) - {"type", "blocks", "private_metadata"}
    return [
        *([f"view: {extra}"] if extra or view["type"] != "home" else []),
        *_text("private_metadata", view["private_metadata"], 3000),
        *_blocks(view["blocks"], most=100),
    ]


def dialog_faults(view: dict[str, Any]) -> list[str]:
    """Everything that is wrong with a modal view: a text, and one field to fill in."""
    *texts, field = view["blocks"]
    element = field["element"]
    kinds = (view["type"], field["type"], element["type"])
    return [
        *([] if kinds == ("modal", "input", "plain_text_input") else [f"view: {kinds}"]),
        *_text("private_metadata", view["private_metadata"], 3000),
        *(f for name in ("title", "submit", "close") for f in _text(name, view[name]["text"], 24)),
        *([] if element["max_length"] <= 3000 else ["max_length"]),
        *_text("block_id", field["block_id"], 255),
        *_blocks(texts, most=99),
    ]


def _blocks(blocks: list[dict[str, Any]], most: int) -> Iterator[str]:
    if not 1 <= len(blocks) <= most:
        yield f"{len(blocks)} blocks"
    if len(json.dumps(blocks, ensure_ascii=False)) > 13_200:
        yield "msg_blocks_too_long"
    actions = [e["action_id"] for b in blocks if b["type"] == "actions" for e in b["elements"]]
    if len(set(actions)) < len(actions):
        yield "the same action_id twice"
    for index, block in enumerate(blocks):
        for fault in _KINDS[block["type"]](block):
            yield f"{index}: {block['type']}: {fault}"


def _header(block: dict[str, Any]) -> Iterator[str]:
    yield from _fields(block, "text")
    yield from _text_object(block["text"], 150, ("plain_text",))


def _section(block: dict[str, Any]) -> Iterator[str]:
    yield from _fields(block, "text")
    yield from _text_object(block["text"], 3000, ("plain_text", "mrkdwn"))


def _rich_text(block: dict[str, Any]) -> Iterator[str]:
    yield from _fields(block, "elements")
    for quote in block["elements"]:
        yield from _fields(quote, "elements")
        if quote["type"] != "rich_text_quote":
            yield quote["type"]
        for text in quote["elements"]:
            yield from _fields(text, "text", "style")
            yield from _text("text", text["text"], 3000)


def _divider(block: dict[str, Any]) -> Iterator[str]:
    yield from _fields(block)


def _context(block: dict[str, Any]) -> Iterator[str]:
    yield from _fields(block, "elements")
    if not 1 <= len(block["elements"]) <= 10:
        yield f"{len(block['elements'])} elements"
    for element in block["elements"]:
        yield from _text_object(element, 2000, ("plain_text", "mrkdwn"))


def _actions(block: dict[str, Any]) -> Iterator[str]:
    yield from _fields(block, "elements")
    if not 1 <= len(block["elements"]) <= 25:
        yield f"{len(block['elements'])} elements"
    for element in block["elements"]:
        yield from _fields(element, "text", "action_id", "value")
        if element["type"] != "button":
            yield element["type"]
        yield from _text_object(element["text"], 75, ("plain_text",))
        yield from _text("value", element["value"], 2000)
        yield from _text("action_id", element["action_id"], 255)


def _context_actions(block: dict[str, Any]) -> Iterator[str]:
    yield from _fields(block, "elements")
    for element in block["elements"]:
        yield from _fields(element, "action_id", "positive_button", "negative_button")
        for button in (element["positive_button"], element["negative_button"]):
            if set(button) != {"text", "value"}:
                yield f"fields {sorted(button)}"
            yield from _text_object(button["text"], 75, ("plain_text",))
            yield from _text("value", button["value"], 2000)


_KINDS = {
    "header": _header,
    "rich_text": _rich_text,
    "context_actions": _context_actions,
    "section": _section,
    "divider": _divider,
    "context": _context,
    "actions": _actions,
}


def _fields(thing: dict[str, Any], *names: str) -> Iterator[str]:
    if set(thing) != {"type", *names}:
        yield f"fields {sorted(thing)}"


def _text_object(thing: dict[str, Any], most: int, types: tuple[str, ...]) -> Iterator[str]:
    optional = "emoji" if thing["type"] == "plain_text" else "verbatim"
    if thing["type"] not in types or set(thing) - {"type", "text", optional}:
        yield f"text object {sorted(thing)}"
    yield from _text("text", thing["text"], most)
    bare = thing["text"] if thing["type"] == "plain_text" else _LINK.sub("", thing["text"])
    if re.search("[<>]", bare) or "&" in _ENTITY.sub("", bare):
        yield f"unescaped: {bare!r}"


def _text(name: str, value: str, most: int) -> Iterator[str]:
    if not value.strip() or len(value) > most:
        yield f"{name} of {len(value)} characters"
