"""Holds Adaptive Cards against the rules of version 1.5, and of Teams, for the elements we use."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

# Elements and actions, with their fields; the required ones first, then those that may be there.
_FIELDS: dict[str, tuple[set[str], set[str]]] = {
    "AdaptiveCard": ({"version", "body"}, {"$schema", "lang", "fallbackText", "speak"}),
    "TextBlock": ({"text"}, {"style", "size", "weight", "wrap", "spacing"}),
    "RichTextBlock": ({"inlines"}, {"spacing"}),
    "TextRun": ({"text"}, {"size", "weight", "isSubtle", "selectAction"}),
    "Container": ({"items"}, {"style"}),
    "ActionSet": ({"actions"}, set()),
    "Action.OpenUrl": ({"url"}, {"title", "tooltip"}),
    "Action.Submit": ({"title", "data"}, set()),
}
_VALUES = {
    "version": {"1.5"},
    "size": {"Small", "Default", "Medium", "Large", "ExtraLarge"},
    "weight": {"Lighter", "Default", "Bolder"},
    "spacing": {"None", "Small", "Default", "Medium", "Large", "ExtraLarge", "Padding"},
    "style": {"heading", "emphasis"},
}
_CHILDREN = {
    "AdaptiveCard": ("body", {"TextBlock", "RichTextBlock", "Container", "ActionSet"}),
    "Container": ("items", {"TextBlock", "RichTextBlock"}),
    "RichTextBlock": ("inlines", {"TextRun"}),
    "ActionSet": ("actions", {"Action.OpenUrl", "Action.Submit"}),
}
TEAMS_ACTIONS = 6
TEAMS_BYTES = 28 * 1024
SCHEMES = ("https://", "tel:+", "mailto:")


def faults(content: Any) -> list[str]:
    """What is wrong with a card; empty when nothing is."""
    faults = list(_faults(content, "card")) if isinstance(content, dict) else ["no object"]
    if content.get("type") != "AdaptiveCard":
        faults.append("no AdaptiveCard")
    if actions := [a for found in elements(content, "ActionSet") for a in found["actions"]]:
        faults += [f"{len(actions)} actions"] * (len(actions) > TEAMS_ACTIONS)
    if len(json.dumps(content, ensure_ascii=False).encode()) > TEAMS_BYTES:
        faults.append("more bytes than Teams takes")
    return faults


def elements(content: dict[str, Any], kind: str) -> Iterator[dict[str, Any]]:
    """All elements of a kind, however deep, in their order."""
    if content["type"] == kind:
        yield content
    name, _ = _CHILDREN.get(content["type"], ("", set()))
    for child in content.get(name, []):
        yield from elements(child, kind)


def links(content: dict[str, Any]) -> list[tuple[str, str]]:
    """The texts that lead somewhere, and where."""
    runs = elements(content, "TextRun")
    return [(run["text"], run["selectAction"]["url"]) for run in runs if "selectAction" in run]


def texts(content: dict[str, Any]) -> list[str]:
    """All texts that are shown, buttons aside."""
    texts = [block["text"] for block in elements(content, "TextBlock")]
    return texts + [run["text"] for run in elements(content, "TextRun")]


def _faults(element: dict[str, Any], path: str) -> Iterator[str]:
    kind = element.get("type")
    if kind not in _FIELDS:
        yield f"{path}: unknown {kind}"
        return
    required, optional = _FIELDS[kind]
    names = set(element) - {"type"}
    yield from (f"{path}: {name} is missing" for name in required - names)
    yield from (f"{path}: {name} is unknown" for name in names - required - optional)
    for name, value in element.items():
        if name in _VALUES and value not in _VALUES[name]:
            yield f"{path}.{name}: {value!r}"
        if name in ("text", "title", "tooltip", "url") and not (isinstance(value, str) and value):
            yield f"{path}.{name} says nothing"
    if not str(element.get("url", SCHEMES[0])).startswith(SCHEMES):
        yield f"{path}: {element['url']}"
    if "selectAction" in element:
        yield from _faults(element["selectAction"], f"{path}.selectAction")
    if kind in _CHILDREN:
        name, kinds = _CHILDREN[kind]
        children = element.get(name, [])
        if not children:
            yield f"{path}.{name} is empty"
        if kind == "ActionSet" and any("title" not in child for child in children):
            yield f"{path}: an action without a title"
        for i, child in enumerate(children):
            if child.get("type") not in kinds:
                yield f"{path}.{name}[{i}]: {child.get('type')} does not belong there"
            yield from _faults(child, f"{path}.{name}[{i}]")
