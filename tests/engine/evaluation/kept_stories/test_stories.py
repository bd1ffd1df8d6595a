"""Every test story, and random walks that no story foresees, on the real model and actions."""

from __future__ import annotations

import random

import pytest
from rasa.core.agent import Agent
from rasa.shared.core.constants import DEFAULT_INTENTS
from rasa.shared.core.domain import Domain

from contracts.paths import ROOT
from engine.evaluation.kept_stories.stories import (
    AgentConversation,
    Story,
    problems,
    read_stories,
    text_of,
)

TURNS = 1_000
TURNS_PER_CONVERSATION = 25
FREE_TEXTS = (
    "hej",
    "",
    "🙂",
    "?",
    "vab",
    "och mejlen då?",
    "ja",
    "nej",
    "vet inte",
    "börja om",
    "aaaa",
    "Vem är presschef?",
    "hur många vabbade i fjol",
    "hon har skrivit på",
    "det utreds",
    "på engelska tack",
    "in Swedish please",
    "kan mitt fall kommenteras?",
    "något annat",
    "Kan ni kommentera fallet Amina Warsame, 850312-1234?",
    "publicerar kl 17",
    "ord " * 300,
    "siffror och någon som kan kommentera dem",
    "ge mig en människa",
    "vädret?",
    "\x00",
    "ej",
)


@pytest.mark.parametrize("story", read_stories(), ids=lambda s: f"{s.file}:{s.name}")
async def test_story(talking: Agent, story: Story) -> None:
    assert await problems(talking, story) == []


def test_there_are_stories_in_both_languages_for_every_theme() -> None:
    stories = read_stories()
    assert len(stories) >= 60
    assert len({story.file for story in stories}) >= 9
    assert len({(story.file, story.name) for story in stories}) == len(stories)


async def test_random_walks_are_always_answered_never_thrice_alike_and_never_stuck(
    talking: Agent,
) -> None:
    chance = random.Random(20)
    domain = Domain.from_file(str(ROOT / "domain.yml"))
    intents = [f"/{intent}" for intent in domain.intents if intent not in DEFAULT_INTENTS]
    for _ in range(TURNS // TURNS_PER_CONVERSATION):
        conversation = AgentConversation(talking)
        answers: list[list[str]] = []
        buttons: list[str] = []
        for _ in range(TURNS_PER_CONVERSATION):
            pool = chance.choice([intents, FREE_TEXTS, buttons or FREE_TEXTS])
            written = chance.choice(pool)
            for _ in range(chance.choice([1, 1, 1, 3])):
                messages = await conversation.say(written)
                assert messages, written
                answers.append([text_of(message) for message in messages])
                first = answers[-1][0]
                assert not all(first in said for said in answers[-3:-1]) or len(answers) < 3, (
                    written
                )
            buttons = [
                reply["payload"]
                for message in messages
                for reply in (message.get("custom") or {}).get("quick_replies", [])
                if reply["payload"] != "/delete_conversation"  # web takes it
            ]
        # Whatever came before, a plain question is answered as if it were the first.
        # Said for the fourth time it has a human contact beside it.
        card, *_ = await conversation.say("/statistics")
        assert card["custom"]["topic"] in ("statistics", "human_handoff", "fallback")
        _, _, tracker = await conversation.last_turn()
        assert tracker.active_loop_name is None
