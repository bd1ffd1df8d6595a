"""What a comparison says of the test stories that one model alone fails.

A part of the figures (contracts/comparison/figures.py), described by the same schema.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

# Where a story of the trainers' own stands, in place of a file.
KEPT_STORIES = "Sparade samtal"


def digest_of(text: str) -> str:
    """Names a taught example by its text: a comparison keeps no text that may be removed."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Likely:
    """A label, and how likely a model takes it to be, from 0 to 1."""

    label: str
    confidence: float


@dataclass(frozen=True)
class MessageReading:
    """What one model makes of a message: what it acts on, and what it thinks likely.

    Of `likeliest` one alone is meant, most likely first; each of `wishes` may be one of two.
    """

    acted: str
    likeliest: tuple[Likely, ...]
    wishes: tuple[Likely, ...]


@dataclass(frozen=True)
class StoryDifference:
    """What goes otherwise than a story says (engine/evaluation/kept_stories/stories.py)."""

    what: str
    got: Any
    wanted: Any


@dataclass(frozen=True)
class BrokenTurn:
    """A turn, from 1, that one model alone gets wrong.

    `wanted` is the label that the story says, if it says one; a reading is None where a model did
    not read the message: a button's, or of a conversation that could not be held. `nearest` are
    the taught examples nearest to the text, by their digests.
    """

    turn: int
    text: str
    wanted: str | None
    before: MessageReading | None
    after: MessageReading | None
    differences: tuple[StoryDifference, ...]
    nearest: tuple[str, ...]


@dataclass(frozen=True)
class FailedStory:
    """A test story that one model alone fails: all that is said in it, and what goes wrong.

    `is_narrow` is true where the whole of it passes once one threshold is moved a little
    (engine/evaluation/kept_stories/margins.py).
    """

    name: str
    file: str
    said: tuple[str, ...]
    turns: tuple[BrokenTurn, ...]
    is_narrow: bool


def read_stories(values: Iterable[Mapping[str, Any]]) -> tuple[FailedStory, ...]:
    """Of JSON values that keep the schema."""
    return tuple(
        FailedStory(
            story["name"],
            story["file"],
            tuple(story["said"]),
            tuple(_turn(turn) for turn in story["turns"]),
            story["is_narrow"],
        )
        for story in values
    )


def _turn(values: Mapping[str, Any]) -> BrokenTurn:
    read = {
        **values,
        "before": _reading(values["before"]),
        "after": _reading(values["after"]),
        "differences": tuple(StoryDifference(**difference) for difference in values["differences"]),
        "nearest": tuple(values["nearest"]),
    }
    return BrokenTurn(**read)


def _reading(values: Mapping[str, Any] | None) -> MessageReading | None:
    if values is None:
        return None
    return MessageReading(
        values["acted"],
        tuple(Likely(**one) for one in values["likeliest"]),
        tuple(Likely(**one) for one in values["wishes"]),
    )
