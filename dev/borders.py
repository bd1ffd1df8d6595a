"""The borders between intents that a program can hold, from `borders.yml` beside this file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML

from contracts.intents import BOTH
from contracts.nlu_files import Example

BORDERS = Path(__file__).with_suffix(".yml")


class Border(NamedTuple):
    """What a first message holds, and the labels of which one must then be among its own.

    `against` is a message that the border is about. `exceptions` gives the reason of each example
    that rightly has another label.
    """

    name: str
    says: re.Pattern[str]
    unless: re.Pattern[str] | None
    most_words: int | None
    labels: frozenset[str]
    against: str
    exceptions: Mapping[str, str]

    def is_about(self, text: str) -> bool:
        """Whether a message holds what the border says, and nothing that lifts it."""
        if self.most_words is not None and len(text.split()) > self.most_words:
            return False
        return bool(self.says.search(text)) and not (self.unless and self.unless.search(text))

    def lets(self, label: str) -> bool:
        """Whether a message that the border is about may have a label, `a+b` for two wishes."""
        return not self.labels.isdisjoint(label.split(BOTH))


def read_borders(path: Path = BORDERS) -> list[Border]:
    """The borders in a file, in order."""
    rows = YAML(typ="safe").load(path.read_text(encoding="utf-8"))["borders"]
    return [_border(row) for row in rows]


def crossings(examples: Iterable[tuple[Path, Example]], borders: Sequence[Border]) -> Iterator[str]:
    """One line for each example that stands against a border, and each exception that none needs.

    Only first messages are held: after an answer the same words may mean something else.
    """
    unneeded = {(border.name, text) for border in borders for text in border.exceptions}
    for path, example in examples:
        if example.state is not None:
            continue
        for border in borders:
            if border.lets(example.label) or not border.is_about(example.text):
                continue
            if example.text in border.exceptions:
                unneeded.discard((border.name, example.text))
            else:
                yield f"{path.name}: {example.text!r} är {example.label}, men: {border.name}"
    for name, text in sorted(unneeded):
        yield f"{BORDERS.name}: {name}: undantaget {text!r} behövs inte"


def _border(row: Mapping[str, Any]) -> Border:
    return Border(
        row["border"],
        _words(row["says"]),
        _words(row["unless"]) if "unless" in row else None,
        row.get("most_words"),
        frozenset(row["labels"]),
        row["against"],
        {exception["text"]: exception["because"] for exception in row.get("except", ())},
    )


def _words(patterns: Sequence[str]) -> re.Pattern[str]:
    """Any of the patterns, as whole words: `kassan` is none in `a-kassan`."""
    return re.compile(rf"(?<![\w-])(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE)
