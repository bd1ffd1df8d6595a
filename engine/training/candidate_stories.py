"""Has a candidate and the current model hold the test stories."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rasa.core.agent import Agent

from engine.evaluation.kept_stories.broken_stories import TriedStory
from engine.evaluation.kept_stories.margins import fails_narrowly
from engine.evaluation.kept_stories.stories import Difference, HeldStory, Story, hold


async def try_stories(
    agents: Sequence[Agent], stories: Sequence[Story], report: Callable[[float], None]
) -> list[list[TriedStory]]:
    """Each story as each model held it: what depends on the hour is the same for all.

    One that a model alone fails is tried by a hair too.
    """
    tried: list[list[TriedStory]] = [[] for _ in agents]
    for number, story in enumerate(stories):
        report(number / len(stories))
        held = [await _hold(agent, story) for agent in agents]
        is_alone = any(not one.differences for one in held)
        for agent, one, results in zip(agents, held, tried, strict=True):
            is_narrow = bool(one.differences) and is_alone and await _is_narrow(agent, story)
            results.append(TriedStory(one, is_narrow))
    return tried


async def _hold(agent: Agent, story: Story) -> HeldStory:
    try:
        return await hold(agent, story)
    except Exception as error:  # noqa: BLE001  (a story that cannot be told has failed)
        return HeldStory([Difference(1, "no answer", type(error).__name__)], [])


async def _is_narrow(agent: Agent, story: Story) -> bool:
    try:
        return await fails_narrowly(agent, story)
    except Exception:  # noqa: BLE001  (one that cannot be told fails by more)
        return False
