"""Random walks through conversations: whatever is written or pressed, there is a way on."""

from __future__ import annotations

import random
from typing import Any

from rasa.core.agent import Agent
from rasa.shared.core.constants import DEFAULT_INTENTS

from contracts.dialogues import read_dialogues
from engine.evaluation.kept_stories.stories import AgentConversation, text_of

TURNS = 2000
LONGEST = 25  # turns of a conversation
# Whoever takes leave, or is thanked, needs no way on.
SMALL_TALK = ("goodbye", "thanks", "bot_challenge")
FREE_TEXTS = (
    "asdf qwer", "???", "?", "blå fisk på taket", "lorem ipsum dolor", "123", "hm", "🙂", "",
    "\x00", "aaaa", "vädret?", "ord " * 300,
    # moods
    "du fattar ju inte", "skärp dig", "helt fel", "men herregud", "this is useless",
    # words that go on from what was said, or begin anew
    "börja om", "start over", "hej", "tack", "hej då", "ja", "nej", "ej", "vet inte",
    "något annat", "på engelska tack", "in Swedish please", "och mejlen då?", "det utreds",
    "hon har skrivit på", "kan mitt fall kommenteras?", "publicerar kl 17",
    # questions
    "vab", "Vem är presschef?", "hur många vabbade i fjol", "ge mig en människa",
    "siffror och någon som kan kommentera dem",
    "Kan ni kommentera fallet Amina Warsame, 850312-1234?",
)  # fmt: skip


async def test_two_thousand_turns_are_answered_never_thrice_alike_and_have_no_dead_end(
    talking: Agent,
) -> None:
    chance = random.Random(2026)
    texts = [turn.text for dialogue in read_dialogues() for turn in dialogue.turns]
    assert talking.domain is not None
    intents = [f"/{name}" for name in talking.domain.intents if name not in DEFAULT_INTENTS]
    turns = 0
    while turns < TURNS:
        conversation = AgentConversation(talking)
        answers: list[list[str]] = []
        replies: list[str] = []
        length = chance.randint(3, LONGEST)
        while len(answers) < length:
            text = chance.choice(chance.choice((texts, intents, FREE_TEXTS, replies or texts)))
            for _ in range(chance.choice((1, 1, 1, 3))):
                messages = await conversation.say(text)
                assert messages, text
                user, actions, _ = await conversation.last_turn()
                answers.append([text_of(message) for message in messages])
                is_said = [answers[-1][0] in answer for answer in answers[-3:]]
                assert len(is_said) < 3 or not all(is_said), (text, answers[-1])
                is_small = user.intent.get("name") in SMALL_TALK
                goes_on = is_small or any(map(_goes_on, messages))
                assert goes_on, (text, user.intent, actions, messages)
            # Web takes the wish to delete: the engine never sees that button.
            offered = [reply for message in messages for reply in _payloads(message)]
            replies = [reply for reply in offered if reply != "/delete_conversation"]
        turns += len(answers)
        # Whatever came before, a plain question is answered as if it were the first.
        # Said for the fourth time it has a human contact beside it.
        card, *_ = await conversation.say("/statistics")
        assert card["custom"]["topic"] in ("statistics", "human_handoff", "fallback")
        _, _, tracker = await conversation.last_turn()
        assert tracker.active_loop_name is None


def _goes_on(message: dict[str, Any]) -> bool:
    """Whether somebody to turn to, something to open or something to press is given."""
    card = message.get("custom") or {}
    return any(card.get(part) for part in ("contacts", "links", "quick_replies", "letter")) or bool(
        message.get("buttons")
    )


def _payloads(message: dict[str, Any]) -> list[str]:
    card = message.get("custom") or {}
    return [r["payload"] for r in [*card.get("quick_replies", ()), *(message.get("buttons") or ())]]
