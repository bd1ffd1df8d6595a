"""How rightly the model reads messages of writers kept apart, as `make evaluate` found."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from contracts.paths import FIGURES
from contracts.wilson import Share

# By what is counted: a row of a table.
Counts = Mapping[str, Share]


@dataclass(frozen=True)
class ReadingCounts:
    """Counts of messages: of those with one wish, but for the last two."""

    messages: int
    right: int  # the likeliest intent is the one that was wanted
    asked_back: int  # the bot asked in place of answering
    misrouted: int = 0  # another route's contact was given without asking
    two_contacts: int = 0
    outside: int = 0  # out_of_scope is what was wanted
    outside_routed: int = 0  # and a route's contact was given
    traps: int = 0
    traps_right: int = 0
    two_wishes: int = 0
    both: int = 0  # and both of them, and nothing else, were answered

    @property
    def right_share(self) -> Share:
        """What share was read rightly."""
        return Share(self.right, self.messages)

    @property
    def asked_back_share(self) -> Share:
        """What share was asked back, though plain enough for a person."""
        return Share(self.asked_back, self.messages)

    @property
    def misrouted_share(self) -> Share:
        """What share was given another route's contact."""
        return Share(self.misrouted, self.messages)

    @property
    def two_contacts_share(self) -> Share:
        """What share was given a contact too many."""
        return Share(self.two_contacts, self.messages)

    @property
    def outside_share(self) -> Share:
        """What share of what is out of scope was given a contact."""
        return Share(self.outside_routed, self.outside)

    @property
    def traps_share(self) -> Share:
        """What share of the traps was read rightly."""
        return Share(self.traps_right, self.traps)

    @property
    def both_share(self) -> Share:
        """What share of the messages with two wishes was answered with both."""
        return Share(self.both, self.two_wishes)

    def __add__(self, other: ReadingCounts) -> ReadingCounts:
        """The counts of two kinds of messages together."""
        mine, theirs = asdict(self), asdict(other)
        return ReadingCounts(**{name: mine[name] + theirs[name] for name in mine})


@dataclass(frozen=True)
class ReadingFigures:
    """Counts by kind of message and by language, the names of the files under `evaluation/kinds`
    and `evaluation/languages`; of the holdout, with what is no share; of the conversations, by
    measure and group of writers; and of what masking finds, by set and kind.
    """

    measured_on: date
    kinds: Mapping[str, ReadingCounts]
    holdout: ReadingCounts
    macro_f1: float
    calibration_error: float
    languages: Mapping[str, ReadingCounts]
    conversations: Mapping[str, Counts]
    privacy: Mapping[str, Counts]

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
    return ReadingFigures(
        date.fromisoformat(document["measured_on"]),
        _readings(document["kinds"]),
        ReadingCounts(**document["holdout"]["counts"]),
        document["holdout"]["macro_f1"],
        document["holdout"]["calibration_error"],
        _readings(document["languages"]),
        {name: _counts(rows) for name, rows in document["conversations"].items()},
        {name: _counts(rows) for name, rows in document["privacy"].items()},
    )


def write_figures(figures: ReadingFigures, path: Path = FIGURES) -> None:
    """Put the figures in a file, one row of a table a line."""
    document = {
        "measured_on": f"{figures.measured_on}",
        "kinds": {name: asdict(one) for name, one in sorted(figures.kinds.items())},
        "holdout": {
            "counts": asdict(figures.holdout),
            "macro_f1": figures.macro_f1,
            "calibration_error": figures.calibration_error,
        },
        "languages": {name: asdict(one) for name, one in sorted(figures.languages.items())},
        "conversations": figures.conversations,
        "privacy": figures.privacy,
    }
    path.write_text(_in_lines(document), encoding="utf-8")


def _readings(rows: Mapping[str, Mapping[str, int]]) -> dict[str, ReadingCounts]:
    return {name: ReadingCounts(**counts) for name, counts in rows.items()}


def _counts(rows: Mapping[str, list[int]]) -> Counts:
    return {name: Share(hits, total) for name, (hits, total) in rows.items()}


def _in_lines(document: Mapping[str, Any]) -> str:
    parts = []
    for name, value in document.items():
        if isinstance(value, Mapping):
            rows = (f"    {_json(row)}: {_json(of_row)}" for row, of_row in value.items())
            parts.append(f"  {_json(name)}: {{\n{',\n'.join(rows)}\n  }}")
        else:
            parts.append(f"  {_json(name)}: {_json(value)}")
    return f"{{\n{',\n'.join(parts)}\n}}\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
