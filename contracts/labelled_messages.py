"""Reads messages that are kept for tests: lines of label, tags and text, with tabs between."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from contracts.paths import HOLDOUT


class LabelledMessage(NamedTuple):
    """A message with its label, `a+b` for two wishes; tags say what is odd about it."""

    label: str
    tags: frozenset[str]
    text: str


def columns_of(line: str) -> tuple[str, str, str]:
    """Label, tags (comma between) and text; trainers' messages have their language for tag.

    Raises:
        ValueError: the line has more or fewer columns.
    """
    columns = line.split("\t")
    if len(columns) != 3:
        raise ValueError(f"{len(columns)} columns")
    label, tags, text = columns
    return label, tags, text


def line_of(label: str, tags: str, text: str) -> str:
    """The line of a message; none of the three has a tab or a line break in it."""
    return f"{label}\t{tags}\t{text}"


def read_lines(content: str) -> Iterator[LabelledMessage]:
    """The messages in the text of a file, in order.

    Raises:
        ValueError: a line has more or fewer columns.
    """
    for line in content.splitlines():
        label, tags, text = columns_of(line)
        yield LabelledMessage(label, frozenset(tags.split(",")), text)


def read_messages(path: Path = HOLDOUT) -> Iterator[LabelledMessage]:
    """The messages of a file, in order.

    Raises:
        OSError, ValueError: as for `read_lines`.
    """
    return read_lines(path.read_text(encoding="utf-8"))
