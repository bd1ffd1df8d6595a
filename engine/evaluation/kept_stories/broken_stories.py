"""Says what two models make of the test stories that one of them fails: pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from rasa.shared.core.events import UserUttered

from contracts.comparison.story_figures import (
    BrokenTurn,
    FailedStory,
    Likely,
    MessageReading,
    StoryDifference,
)
from engine.evaluation.kept_stories.stories import HeldStory, Story

_MOST_LIKELY, _MOST_WISHES = 3, 2

# The digests of the taught examples nearest to a text.
Nearest = Callable[[str], Sequence[str]]


@dataclass(frozen=True)
class TriedStory:
    """A story as one model held it; `is_narrow` is true where it fails by a hair."""

    held: HeldStory
    is_narrow: bool = False

    @property
    def passes(self) -> bool:
        """Whether the whole story went as it says."""
        return not self.held.differences


def failed_stories(
    stories: Sequence[Story],
    before: Sequence[TriedStory],
    after: Sequence[TriedStory],
    nearest: Nearest,
    *,
    both: bool = False,
) -> tuple[FailedStory, ...]:
    """The stories that pass with the one model and fail with the other, or fail with `both`."""
    return tuple(
        FailedStory(
            name=story.name,
            file=story.file,
            said=tuple(turn.text for turn in story.turns),
            turns=tuple(_turns(story, other, failing, nearest)),
            is_narrow=failing.is_narrow,
        )
        for story, other, failing in zip(stories, before, after, strict=True)
        if other.passes != both and not failing.passes
    )


def _turns(
    story: Story, other: TriedStory, failing: TriedStory, nearest: Nearest
) -> Iterator[BrokenTurn]:
    for number, rows in groupby(failing.held.differences, key=lambda row: row.turn):
        turn = story.turns[number - 1]
        after = _reading(failing.held.messages, number)
        yield BrokenTurn(
            turn=number,
            text=turn.text,
            wanted=turn.intent,
            before=_reading(other.held.messages, number),
            after=after,
            differences=tuple(StoryDifference(row.what, row.got, row.wanted) for row in rows),
            nearest=tuple(nearest(turn.text)) if after else (),
        )


def _reading(messages: Sequence[UserUttered], number: int) -> MessageReading | None:
    """What was made of a turn; None of a button's, and of a turn that was not held."""
    if len(messages) < number:
        return None
    parsed = messages[number - 1].parse_data
    if "wishes" not in parsed:
        return None
    return MessageReading(
        acted=parsed["intent"]["name"],
        likeliest=_likely(parsed["intent_ranking"][:_MOST_LIKELY]),
        wishes=_likely(parsed["wishes"][:_MOST_WISHES]),
    )


def _likely(ranking: Sequence[dict[str, Any]]) -> tuple[Likely, ...]:
    return tuple(Likely(one["name"], min(1.0, one["confidence"])) for one in ranking)
