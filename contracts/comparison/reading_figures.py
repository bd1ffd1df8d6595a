"""How rightly the model reads messages of writers kept apart, as `make evaluate` found."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from contracts.paths import FIGURES


@dataclass(frozen=True)
class ReadingCounts:
    """Counts of messages with one wish."""

    messages: int
    right: int  # the likeliest intent is the one that was wanted
    asked_back: int  # the bot asked in place of answering

    def __add__(self, other: ReadingCounts) -> ReadingCounts:
        """The counts of two kinds of messages together."""
        mine, theirs = asdict(self), asdict(other)
        return ReadingCounts(**{name: mine[name] + theirs[name] for name in mine})


@dataclass(frozen=True)
class ReadingFigures:
    """The counts by kind of message: the names of the files under `evaluation/kinds`."""

    measured_on: date
    kinds: Mapping[str, ReadingCounts]

    @property
    def total(self) -> ReadingCounts:
        """The counts of all kinds of messages together."""
        return sum(self.kinds.values(), ReadingCounts(0, 0, 0))


def read_figures(path: Path = FIGURES) -> ReadingFigures:
    """The figures in a file.

    Raises:
        OSError, ValueError, KeyError, TypeError: they are not there, or not as they are written.
    """
    document = json.loads(path.read_text(encoding="utf-8"))
    kinds = {name: ReadingCounts(**counts) for name, counts in document["kinds"].items()}
    return ReadingFigures(date.fromisoformat(document["measured_on"]), kinds)


def write_figures(figures: ReadingFigures, path: Path = FIGURES) -> None:
    """Put the figures in a file, one kind a line."""
    kinds = ",\n".join(
        f"    {json.dumps(name)}: {json.dumps(asdict(reading))}"
        for name, reading in sorted(figures.kinds.items())
    )
    text = f'{{\n  "measured_on": "{figures.measured_on}",\n  "kinds": {{\n{kinds}\n  }}\n}}\n'
    path.write_text(text, encoding="utf-8")
