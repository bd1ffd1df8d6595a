"""Reads and changes single facts in the text of the facts file, and leaves all else as it stands:
comments, order, quotes.

The file is kept as ruamel.yaml writes it (`in_form`), so that a changed value is one changed line.
Every function raises `FactsTextError` for a text that is no YAML; those that change a fact, or
give its fields, for one that is not there too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import (
    DoubleQuotedScalarString,
    LiteralScalarString,
    ScalarString,
)

from desk.facts import document as documents

Path = tuple[str | int, ...]  # from the top: "contacts", "press_phone", "label", "sv"

_WHOLE = re.compile(r"0|[1-9][0-9]{0,8}")
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
class FactBlock:
    """The lines of one fact, from its name on, counted from 1."""

    first_line: int
    last_line: int
    indent: int

    def of(self, text: str) -> str:
        """The lines, with the name at the margin and without the last line's end."""
        lines = text.split("\n")[self.first_line - 1 : self.last_line]
        return "\n".join(line.removeprefix(" " * self.indent) for line in lines)


@lru_cache(maxsize=16)
def in_form(text: str) -> str:
    """The text as the file is kept."""
    return documents.write(_document(text))


def find(text: str, section: str, name: str) -> FactBlock | None:
    """Where a fact stands, if there is one; an error where it has no lines of its own."""
    document = _document(text)
    part = _part(document, section)
    if name not in part:
        return None
    if part.fa.flow_style():
        raise FactsTextError("uppgiften har inga egna rader")
    line, indent = part.lc.key(name)
    lines = text.split("\n")
    keys = [where.lc.key(key)[0] for where in (part, document) for key in where]
    end = min((key for key in keys if key > line), default=len(lines))
    # A comment that is indented like the fact's own lines belongs to it.
    while _is_between(lines[end - 1], indent):
        end -= 1
    return FactBlock(line + 1, end, indent)


def fields(text: str, section: str, name: str) -> list[Field]:
    """The values of a fact, in their order."""
    return _fields_of(_document(text), section, name)


def all_values(text: str) -> dict[Path, str]:
    """Every value in the text."""
    document = _document(text)
    leaves = _leaves(document, ()) if isinstance(document, CommentedMap) else ()
    return {field.path: field.value for field in leaves}


def names_in(text: str, section: str) -> list[str]:
    """The names of the facts of a section, in the order of the file."""
    return [str(name) for name in _part(_document(text), section)]


def with_fields(text: str, section: str, name: str, values: Mapping[Path, str]) -> str:
    """The text with other values in a fact; those that are not given, or the same, stay."""
    known = _fields_of(_document(text), section, name)
    return _with_values(text, known, values)


def reviewed(text: str, facts: Iterable[tuple[str, str]], day: str) -> str:
    """The text with another day of review for facts, and for all that they consist of."""
    document = _document(text)
    known = [field for fact in facts for field in _fields_of(document, *fact)]
    days = {field.path: day for field in known if field.path[-1] == "reviewed_on"}
    return _with_values(text, known, days)


def with_block(text: str, section: str, name: str, block: str) -> str:
    """The text with other lines for a fact, or without it when `block` is empty."""
    old = find(text, section, name)
    if old is None:
        raise FactsTextError("uppgiften finns inte")
    lines = text.split("\n")
    lines[old.first_line - 1 : old.last_line] = _indent(block, old.indent)
    return "\n".join(lines)


def with_new(text: str, section: str, block: str) -> str:
    """The text with the lines of a new fact last in a section that has one already."""
    names = names_in(text, section)
    last = find(text, section, names[-1]) if names else None
    if last is None:
        raise FactsTextError("delen finns inte")
    lines = text.split("\n")
    lines[last.last_line : last.last_line] = _indent(block, last.indent)
    return "\n".join(lines).removesuffix("\n") + "\n"


def _document(text: str, read: Callable[[str], Any] = documents.kept) -> Any:
    """The document of a text, which is for reading in it, or to be changed if it is `read` anew."""
    try:
        return read(text)
    except (YAMLError, RecursionError, ValueError, LookupError):
        raise FactsTextError("filen är inte giltig YAML") from None


def _part(document: Any, section: str) -> CommentedMap:
    part = document.get(section) if isinstance(document, CommentedMap) else None
    return part if isinstance(part, CommentedMap) else CommentedMap()


def _is_between(line: str, indent: int) -> bool:
    """Whether a line is empty, or a comment that belongs to what follows."""
    bare = line.lstrip()
    return not bare or (bare.startswith("#") and len(line) - len(bare) <= indent)


def _fields_of(document: Any, section: str, name: str) -> list[Field]:
    part = _part(document, section)
    if name not in part:
        raise FactsTextError("uppgiften finns inte")
    return list(_leaves(part[name], (section, name)))


def _leaves(node: Any, path: Path) -> Iterator[Field]:
    if isinstance(node, CommentedMap):
        for key, value in node.items():
            yield from _leaves(value, (*path, key))
    elif not isinstance(node, CommentedSeq):
        yield Field(path, _as_text(node), is_list=False)
    elif any(isinstance(item, CommentedMap | CommentedSeq) for item in node):
        for i, item in enumerate(node):
            yield from _leaves(item, (*path, i))
    else:
        yield Field(path, ", ".join(map(_as_text, node)), is_list=True)


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _with_values(text: str, known: Iterable[Field], values: Mapping[Path, str]) -> str:
    """A text that can be read, with other values for some that are known."""
    changed = [field for field in known if values.get(field.path, field.value) != field.value]
    if not changed:
        return text
    document = _document(text, documents.read)
    for field in changed:
        *parents, last = field.path
        node = document
        for step in parents:
            node = node[step]
        node[last] = _new_value(node[last], values[field.path])
    return documents.write(document)


def _new_value(old: Any, value: str) -> Any:
    """A value as YAML, quoted where it was, or where it would be taken for something else."""
    if isinstance(old, CommentedSeq):
        after = old.ca.items.pop(len(old) - 1, None)  # the comment before what follows the list
        old[:] = [_plain(item.strip()) for item in value.split(",") if item.strip()]
        if after and old:
            old.ca.items[len(old) - 1] = after
        return old
    if isinstance(old, bool) and value in ("true", "false"):
        return value == "true"
    if isinstance(old, int) and _WHOLE.fullmatch(value):
        return int(value)
    if isinstance(old, LiteralScalarString) and _stands_as_lines(value):
        return LiteralScalarString(value)
    return DoubleQuotedScalarString(value) if isinstance(old, ScalarString) else _plain(value)


def _stands_as_lines(value: str) -> bool:
    """Whether a text can stand line by line below its name, as it is."""
    lines = value.split("\n")
    return (
        len(lines) > 1
        and all(line.isprintable() and line == line.rstrip() for line in lines)
        and lines[0] == lines[0].lstrip() != ""
        and lines[-1] != ""
    )


def _plain(value: str) -> str:
    read = _document(value, documents.read) if _PLAIN.fullmatch(value) else None
    return read if isinstance(read, str) else DoubleQuotedScalarString(value)


def _indent(block: str, indent: int) -> list[str]:
    lines = block.strip("\n").split("\n") if block.strip() else []
    return [f"{' ' * indent}{line}" if line.strip() else "" for line in lines]
