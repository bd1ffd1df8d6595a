"""Conversations of the table `conversations.yml`, held with the trained model and the facts.

A turn says what is written (`says`) and, as far as it matters: the topic or the facts' question
that answers (`answers`), the attribute that is asked for (`asks`), texts that the answer holds
(`holds`) and texts that it does not (`never`).
"""

from __future__ import annotations

from typing import Any

import pytest
from rasa.core.agent import Agent

from engine.evaluation.kept_stories.stories import AgentConversation, text_of
from tests.dialogue.tables import expected_to_pass, table

TABLE = table("conversations.yml")
KEYS = {"says", "answers", "asks", "holds", "never"}


@pytest.mark.parametrize("row", [expected_to_pass(row) for row in TABLE])
async def test_each_turn_is_answered_as_the_table_says(
    answering: Agent, row: dict[str, Any]
) -> None:
    conversation = AgentConversation(answering)
    for turn in row["turns"]:
        assert turn.keys() <= KEYS
        messages = await conversation.say(turn["says"])
        _, _, tracker = await conversation.last_turn()
        cards = [message.get("custom") or {} for message in messages]
        names = {name for card in cards for name in (card.get("topic"), *card.get("question", ()))}
        text = "\n".join(map(text_of, messages))
        assert not turn.get("answers") or turn["answers"] in names, (turn["says"], names, text)
        assert not turn.get("asks") or tracker.get_slot("awaits") == turn["asks"], turn["says"]
        assert [held for held in turn.get("holds", ()) if held not in text] == [], turn["says"]
        assert [said for said in turn.get("never", ()) if said in text] == [], turn["says"]
