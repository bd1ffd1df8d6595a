"""Every test story on the real model and actions."""

from __future__ import annotations

import pytest
from rasa.core.agent import Agent

from engine.evaluation.kept_stories.stories import Story, problems, read_stories


@pytest.mark.parametrize("story", read_stories(), ids=lambda s: f"{s.file}:{s.name}")
async def test_story(talking: Agent, story: Story) -> None:
    assert await problems(talking, story) == []


def test_there_are_stories_in_both_languages_for_every_theme() -> None:
    stories = read_stories()
    assert len(stories) >= 60
    assert len({story.file for story in stories}) >= 9
    assert len({(story.file, story.name) for story in stories}) == len(stories)
