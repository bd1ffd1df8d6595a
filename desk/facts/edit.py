"""Finds and changes single facts in the text of the facts file, and leaves all else as it stands:
comments, order, quotes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

Path = tuple[str | int, ...]  # from the top: "contacts", "press_phone", "label", "sv"

_BOOL = "tag:yaml.org,2002:bool"
_PLAIN_TAGS = ("tag:yaml.org,2002:str", "tag:yaml.org,2002:timestamp")
_PLAIN = re.compile(r"[A-Za-z0-9][\w./@+-]*(?::[\w./@+-]+)*")


class FactsTextError(ValueError):
    """A text that is no YAML, or in which the fact cannot be told from the rest."""


@dataclass(frozen=True)
class Field:
    """One value of a fact; of a list of names all at once, with a comma between them."""

    path: Path
    value: str
    is_list: bool


@dataclass(frozen=True)
class Block:
    """The lines of one fact, from its name on; `start` and `end` are positions in the text."""

    start: int
    end: int
    indent: int
    first_line: int  # 1-based

    def of(self, text: str) -> str:
        """The lines, with the name at the margin and without the last line's end."""
        lines = text[self.start : self.end].rstrip("\n").split("\n")
        return "\n".join(line.removeprefix(" " * self.indent) for line in lines)


def find(text: str, section: str, name: str) -> Block | None:
    """Where a fact stands; None if there is no such fact.

    Raises:
        FactsTextError: the text is no YAML, or the fact has no lines of its own.
    """
    found = _entry(text, section, name)
    return _block(text, *found) if found else None


def fields(text: str, section: str, name: str) -> list[Field]:
    """The values of a fact, in their order.

    Raises:
        FactsTextError: the text is no YAML, or has no such fact.
    """
    return [field for field, _ in _fields_of(text, section, name)]


def all_values(text: str) -> dict[Path, str]:
    """Every value in the text.

    Raises:
        FactsTextError: the text is no YAML.
    """
    return {field.path: field.value for field, _ in _leaves(_compose(text), ())}


def with_fields(text: str, section: str, name: str, values: Mapping[Path, str]) -> str:
    """The text with other values in a fact; those that are not given, or the same, stay.

    Raises:
        FactsTextError: the text is no YAML, or has no such fact.
    """
    for field, node in reversed(_fields_of(text, section, name)):
        value = values.get(field.path, field.value)
        if value != field.value:
            start, end = node.start_mark.index, _end_of(node)
            text = text[:start] + _written(value, node) + text[end:]
    return text


def with_block(text: str, section: str, name: str, block: str) -> str:
    """The text with other lines for a fact, or without it when `block` is empty.

    Raises:
        FactsTextError: the text is no YAML, or has no such fact with lines of its own.
    """
    found = find(text, section, name)
    if found is None:
        raise FactsTextError("uppgiften finns inte")
    return text[: found.start] + _indented(block, found.indent) + text[found.end :]


def with_new(text: str, section: str, block: str) -> str:
    """The text with the lines of a new fact last in a section.

    Raises:
        FactsTextError: the text is no YAML, or the section has no fact with lines of its own.
    """
    names = names_in(text, section)
    last = find(text, section, names[-1]) if names else None
    if last is None:
        raise FactsTextError("delen finns inte")
    before = text[: last.end].removesuffix("\n") + "\n"
    return before + _indented(block, last.indent) + text[last.end :]


def names_in(text: str, section: str) -> list[str]:
    """The names of the facts of a section, in the order of the file.

    Raises:
        FactsTextError: the text is no YAML.
    """
    part = _child(_compose(text), section)
    return [str(key.value) for key, _ in part.value] if isinstance(part, MappingNode) else []


def reviewed(text: str, section: str, name: str, day: str) -> str:
    """The text with another day of review for a fact, or for all that it consists of.

    Raises:
        FactsTextError: the text is no YAML, or has no such fact.
    """
    days = {f.path: day for f in fields(text, section, name) if f.path[-1] == "reviewed_on"}
    return with_fields(text, section, name, days)


def _compose(text: str) -> Node | None:
    try:
        node: Node | None = YAML(typ="safe", pure=True).compose(text)
    except (YAMLError, RecursionError):
        raise FactsTextError("filen är inte giltig YAML") from None
    return node


def _child(node: Node | None, name: str) -> Node | None:
    pairs = node.value if isinstance(node, MappingNode) else []
    return next((value for key, value in pairs if key.value == name), None)


def _entry(text: str, section: str, name: str) -> tuple[Node, Node] | None:
    """The nodes of a fact's name and of the fact."""
    part = _child(_compose(text), section)
    pairs = part.value if isinstance(part, MappingNode) else []
    return next(((key, value) for key, value in pairs if key.value == name), None)


def _block(text: str, key: Node, value: Node) -> Block:
    start = text.rfind("\n", 0, key.start_mark.index) + 1
    indent = key.start_mark.index - start
    end = text.find("\n", _end_of(value))
    end = len(text) if end < 0 else end + 1
    if text[start : start + indent].strip() or not _is_rest(text[_end_of(value) : end]):
        raise FactsTextError("uppgiften har inga egna rader")
    # A comment that is indented like the fact's own lines belongs to it.
    while (following := _line_at(text, end)).lstrip().startswith("#"):
        if len(following) - len(following.lstrip()) <= indent:
            break
        end += len(following)
    return Block(start, end, indent, key.start_mark.line + 1)


def _is_rest(rest: str) -> bool:
    """Whether nothing but a comment ends a line."""
    return not rest.strip() or rest.lstrip().startswith("#")


def _line_at(text: str, start: int) -> str:
    end = text.find("\n", start)
    return text[start:] if end < 0 else text[start : end + 1]


def _end_of(node: Node) -> int:
    """Where a node's text ends; the parser's own mark of a block stands after what follows it."""
    end: int = node.end_mark.index
    own: Any = node
    if not isinstance(node, ScalarNode) and not own.flow_style and own.value:
        last = own.value[-1]
        return _end_of(last[1] if isinstance(node, MappingNode) else last)
    if isinstance(node, ScalarNode) and own.style in ("|", ">"):
        return end - 1  # before the line's end
    return end


def _fields_of(text: str, section: str, name: str) -> list[tuple[Field, Node]]:
    found = _entry(text, section, name)
    if found is None:
        raise FactsTextError("uppgiften finns inte")
    return list(_leaves(found[1], (section, name)))


def _leaves(node: Node | None, path: Path) -> Iterator[tuple[Field, Node]]:
    if isinstance(node, ScalarNode):
        yield Field(path, node.value, is_list=False), node
    elif isinstance(node, SequenceNode):
        if all(isinstance(item, ScalarNode) for item in node.value):
            value = ", ".join(item.value for item in node.value)
            yield Field(path, value, is_list=True), node
        else:
            for i, item in enumerate(node.value):
                yield from _leaves(item, (*path, i))
    elif isinstance(node, MappingNode):
        for key, value in node.value:
            yield from _leaves(value, (*path, str(key.value)))


def _written(value: str, node: Node) -> str:
    """A value as YAML, quoted where it was, or where it would be taken for something else."""
    if isinstance(node, SequenceNode):
        items = [item.strip() for item in value.split(",") if item.strip()]
        return f"[{', '.join(_scalar(item) for item in items)}]"
    if node.tag == _BOOL and value in ("true", "false"):
        return value
    style = node.style if isinstance(node, ScalarNode) else None
    return json.dumps(value, ensure_ascii=False) if style else _scalar(value)


def _scalar(value: str) -> str:
    plain = _PLAIN.fullmatch(value) and _tag_of(value) in _PLAIN_TAGS
    return value if plain else json.dumps(value, ensure_ascii=False)


def _tag_of(value: str) -> str | None:
    node = _compose(value)
    return str(node.tag) if node else None


def _indented(block: str, indent: int) -> str:
    lines = block.strip("\n").split("\n") if block.strip() else []
    return "".join(f"{' ' * indent}{line}\n" if line.strip() else "\n" for line in lines)
