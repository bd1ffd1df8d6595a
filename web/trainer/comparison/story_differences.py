"""Says in Swedish what goes otherwise in the test stories that one model alone fails: pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contracts.comparison.story_figures import (
    KEPT_STORIES,
    BrokenTurn,
    FailedStory,
    Likely,
    MessageReading,
    StoryDifference,
)
from contracts.intents import BOTH
from web.store.teaching.examples import TaughtExample
from web.trainer.acts import acts_in_words, slot_in_words, value_in_words
from web.trainer.formats import percent
from web.trainer.labels import title_of
from web.trainer.usefulness import alike

BUTTON = "En knapp"
# A taught example with its number.
Taught = tuple[int, TaughtExample]


@dataclass(frozen=True)
class TurnView:
    """A turn that goes otherwise: what was written, what it should be, and what each model does."""

    turn: int
    text: str
    wanted: str
    before: str
    after: str
    faults: list[str]
    near: list[Taught]
    against: str | None  # what a later review says that it is, if something else


@dataclass(frozen=True)
class StoryView:
    """A story: its name if the trainers' own, the whole of what is said, the turns that differ."""

    name: str | None
    said: list[str]
    turns: list[TurnView]
    is_narrow: bool


def views(
    stories: Sequence[FailedStory], taught: Mapping[str, Taught], reviewed: Mapping[str, str]
) -> list[StoryView]:
    """The stories in words; `taught` are the examples that are still there, by their digests.

    `reviewed` has what reviews say, by what texts are alike.
    """
    return [
        StoryView(
            name=story.name if story.file == KEPT_STORIES else None,
            said=[_text(text) for text in story.said],
            turns=[_turn(turn, taught, reviewed) for turn in story.turns],
            is_narrow=story.is_narrow,
        )
        for story in stories
    ]


def nearest_digests(stories: Sequence[FailedStory]) -> list[str]:
    """The digests of all examples that the stories name."""
    return list(dict.fromkeys(d for s in stories for turn in s.turns for d in turn.nearest))


def _turn(turn: BrokenTurn, taught: Mapping[str, Taught], reviewed: Mapping[str, str]) -> TurnView:
    other = reviewed.get(alike(turn.text))
    return TurnView(
        turn=turn.turn,
        text=_text(turn.text),
        wanted=title_of(turn.wanted) if turn.wanted else "",
        before=reading_in_words(turn.before),
        after=reading_in_words(turn.after),
        faults=[words for row in turn.differences if (words := difference_in_words(row))],
        near=[taught[digest] for digest in turn.nearest if digest in taught],
        against=title_of(other) if other and turn.wanted not in (None, other) else None,
    )


def _text(text: str) -> str:
    return BUTTON if text.startswith("/") else text


def reading_in_words(reading: MessageReading | None) -> str:
    """What a model takes a message for, and how sure it is."""
    if reading is None:
        return ""
    two = BOTH in reading.acted
    shares = [] if two else [_share(one) for one in reading.likeliest if one.confidence >= 0.01]
    wishes = [_share(one) for one in reading.wishes if two or one.confidence >= 0.2]
    parts = [title_of(reading.acted)]
    if shares:
        parts.append("troligast " + ", ".join(shares))
    if two or len(wishes) > 1:
        parts.append("önskat " + " och ".join(wishes))
    return "; ".join(parts)


def _share(one: Likely) -> str:
    return f"{title_of(one.label)} {percent(one.confidence)}"


def difference_in_words(row: StoryDifference) -> str:
    """What goes otherwise, as a sentence; empty of what the labels say already."""
    match row.what:
        case "intent":
            return ""
        case "actions":
            return f"Boten {acts_in_words(row.got)}, men ska göra så här: {_acts(row.wanted)}."
        case "active loop":
            return (
                "Boten går igenom fallet, fast den inte ska det."
                if row.got
                else "Boten går inte igenom fallet, som den ska."
            )
        case "says":
            return f"Svaret har med ”{row.got}”, som inte får vara med."
        case "asks":
            return f"Boten frågar ”{row.got}”, vilket den inte får."
        case "does not say":
            return f"Svaret saknar ”{row.wanted}”."
        case "no answer":
            return "Det kom inget svar."
    name = row.what.removeprefix("slot ")
    got, wanted = value_in_words(name, row.got), value_in_words(name, row.wanted)
    return f"Boten minns {slot_in_words(name)} som {got}, men ska minnas {wanted}."


def _acts(names: Any) -> str:
    return acts_in_words(names if isinstance(names, list | tuple) else [])
