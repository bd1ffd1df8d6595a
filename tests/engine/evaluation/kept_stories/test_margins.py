"""A story that stands by a hair is found, with the threshold and how far away that is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from rasa.core.agent import Agent

from engine.evaluation.kept_stories.margins import (
    NARROW,
    fails_narrowly,
    narrowly_passed,
    reach,
    watch,
)
from engine.evaluation.kept_stories.stories import Story, differences, stories_in

RANKING = [{"name": "tell_case", "confidence": 0.99}]
STORY = """stories:
- story: siffror
  steps:
  - user: |
      statistik
    intent: statistics
    only_intent: true
  - user: |
      tack
    intent: thanks
    only_intent: true
"""


@pytest.fixture
def story() -> Story:
    (story,) = stories_in(STORY, "a.yml")
    return story


@pytest.fixture
async def wanted(talking: Agent, story: Story) -> float:
    """How likely the model takes it that the first message of the story wants statistics."""
    with watch(talking) as watched:
        await differences(talking, story)
        (wish,) = (w for w in watched.given[0].get("wishes") if w["name"] == "statistics")
    return float(wish["confidence"])


@pytest.fixture
def decides(talking: Agent) -> Iterator[dict[str, float]]:
    """The thresholds of the model, which a test may change."""
    with watch(talking) as watched:
        config = watched._decision._config
    before = dict(config)
    yield config
    config.update(before)


async def test_a_story_far_from_every_threshold_is_not_told(talking: Agent, story: Story) -> None:
    assert await narrowly_passed(talking, [story]) == []
    assert not await fails_narrowly(talking, story)


async def test_a_story_that_passes_by_a_hair_is_told_with_the_threshold_and_the_way_to_it(
    talking: Agent, story: Story, wanted: float, decides: dict[str, float]
) -> None:
    decides["word_wanted_above"] = wanted - 0.01
    (narrow,) = await narrowly_passed(talking, [story])
    assert (narrow.turn, narrow.shift.threshold) == (1, "word_wanted_above")
    assert narrow.shift.by == pytest.approx(0.01, abs=0.0005)
    assert "a.yml: siffror, turn 1" in str(narrow)
    assert not await fails_narrowly(talking, story)


@pytest.mark.parametrize(("short_by", "is_narrow"), [(0.01, True), (0.0001 + NARROW, False)])
async def test_a_story_that_fails_by_a_hair_passes_once_the_threshold_is_moved(
    talking: Agent,
    story: Story,
    wanted: float,
    decides: dict[str, float],
    short_by: float,
    is_narrow: bool,
) -> None:
    decides["word_wanted_above"] = wanted + short_by
    assert await differences(talking, story)
    assert await fails_narrowly(talking, story) == is_narrow
    assert await narrowly_passed(talking, [story]) == []


async def test_a_model_is_left_as_it_was(talking: Agent, story: Story) -> None:
    with watch(talking) as watched:
        await differences(talking, story)
        seen = len(watched.given)
        decides, shift = watched._decision, watched.shifts[0]
        with watched.moved(shift):
            assert decides._config[shift.threshold] == shift.value + shift.by
        assert decides._config[shift.threshold] == shift.value
    await differences(talking, story)
    assert len(watched.given) == seen == 2


@pytest.mark.parametrize(("value", "far"), [(0.5, NARROW), (0.05, 0.025), (0.98, 0.01)])
def test_a_threshold_is_moved_no_farther_than_half_the_way_to_the_end(
    value: float, far: float
) -> None:
    assert reach(value) == pytest.approx(far)
