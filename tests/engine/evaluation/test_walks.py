"""Random walks through conversations: whatever is written or pressed, there is a way on."""

from __future__ import annotations

import random
from typing import Any

from rasa.core.agent import Agent

from contracts.dialogues import read_dialogues
from engine.evaluation.kept_stories.stories import AgentConversation, text_of

TURNS = 2000
LONGEST = 25  # turns of a conversation
# Whoever takes leave, or is thanked, needs no way on.
SMALL_TALK = ("goodbye", "thanks", "bot_challenge")
NONSENSE = ("asdf qwer", "???", "blå fisk på taket", "lorem ipsum dolor", "123", "hm", "🙂")
MOODS = ("du fattar ju inte", "skärp dig", "helt fel", "men herregud", "this is useless")
RESTARTS = ("börja om", "start over", "hej", "tack", "hej då", "ja", "nej", "vet inte")


async def test_two_thousand_turns_have_no_dead_end(talking: Agent) -> None:
    chance = random.Random(2026)
    texts = [turn.text for dialogue in read_dialogues() for turn in dialogue.turns]
    turns = 0
    while turns < TURNS:
        conversation = AgentConversation(talking)
        replies: list[str] = []
        answers: list[str] = []
        for _ in range(min(chance.randint(3, LONGEST), TURNS - turns)):
            text = _next(chance, texts, replies)
            messages = await conversation.say(text)
            turns += 1
            assert messages, text
            user, actions, _ = await conversation.last_turn()
            answers.append("\n".join(text_of(message) for message in messages))
            assert len(set(answers[-3:])) > 1 or len(answers) < 3, (text, answers[-1])
            is_small = user.intent.get("name") in SMALL_TALK
            assert is_small or any(map(_goes_on, messages)), (text, user.intent, actions, messages)
            # Web takes the wish to delete: the engine never sees that button.
            replies = [
                reply
                for message in messages
                for reply in _payloads(message)
                if reply != "/delete_conversation"
            ]


def _next(chance: random.Random, texts: list[str], replies: list[str]) -> str:
    kind = chance.random()
    if replies and kind < 0.35:
        return chance.choice(replies)
    if kind < 0.75:
        return chance.choice(texts)
    return chance.choice((*NONSENSE, *MOODS, *RESTARTS))


def _goes_on(message: dict[str, Any]) -> bool:
    """Whether somebody to turn to, something to open or something to press is given."""
    card = message.get("custom") or {}
    return any(card.get(part) for part in ("contacts", "links", "quick_replies", "letter")) or bool(
        message.get("buttons")
    )


def _payloads(message: dict[str, Any]) -> list[str]:
    card = message.get("custom") or {}
    return [r["payload"] for r in [*card.get("quick_replies", ()), *(message.get("buttons") or ())]]
