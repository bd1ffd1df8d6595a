"""Cuts texts and blocks to what Slack takes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate
from typing import Any

Block = dict[str, Any]

# In characters, or how many: https://docs.slack.dev/reference/block-kit
HEADER_TEXT = 150
SECTION_TEXT = 3000
CONTEXT_TEXT = 2000
CONTEXT_ELEMENTS = 10
BUTTONS = 25
BUTTON_TEXT = 75
BUTTON_VALUE = 2000
MESSAGE_BLOCKS = 50
# Nowhere documented: chat.postMessage refuses blocks of more than some 13,200 characters
# together, and some texts of more than 4,000 (github.com/slackapi/bolt-js/issues/2509).
MESSAGE_TEXT = 10_000
FALLBACK_TEXT = 3900

_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def escape(text: str) -> str:
    """The text with the three characters escaped that Slack takes for its own."""
    return "".join(_ESCAPES.get(character, character) for character in text)


def pieces(text: str, most: int) -> Iterator[str]:
    """The text, escaped, in pieces of at most `most` characters, cut between words if it can be."""
    rest = text.strip()
    while rest:
        lengths = accumulate(len(_ESCAPES.get(character, "-")) for character in rest[:most])
        end = sum(length <= most for length in lengths)
        if end < len(rest):
            space = max(rest.rfind(" ", 0, end + 1), rest.rfind("\n", 0, end + 1))
            end = space if space > 0 else end
        yield escape(rest[:end].rstrip())
        rest = rest[end:].lstrip()


def joined(lines: Iterable[str], most: int) -> Iterator[str]:
    """The lines, each of at most `most` characters, in as few texts of at most that as it takes."""
    for group in _groups(lines, most, most + 1, lambda line: len(line) + 1):
        yield "\n".join(group)


def grouped(blocks: Iterable[Block], most: int) -> Iterator[list[Block]]:
    """Blocks, or elements of one, at most `most` together, and no more than fit in a message."""
    return _groups(
        blocks, most, MESSAGE_TEXT, lambda block: len(json.dumps(block, ensure_ascii=False))
    )


def _groups[T](
    items: Iterable[T], most: int, size: int, measure: Callable[[T], int]
) -> Iterator[list[T]]:
    group: list[T] = []
    space = size
    for item in items:
        if group and (len(group) == most or measure(item) > space):
            yield group
            group, space = [], size
        group.append(item)
        space -= measure(item)
    if group:
        yield group
