"""Conversations of the table `drafts.yml`, held with the trained model: the draft at their end.

A row says what is written (`says`, in turn; a button by its payload), what the draft then has
(`has`), what its card does not (`lacks`), and whom it is `to` as the facts name the contact.
`no_draft` is true where the last message is answered otherwise. A row that says why it is `missed`
is known to fail, and must.
"""

from __future__ import annotations

import pytest
from rasa.core.agent import Agent
from rasa.shared.core.events import UserUttered

from desk.facts.model import Facts
from engine.evaluation.kept_stories.stories import AgentConversation
from tests.dialogue.tables import Row, expected_to_pass, table

TABLE = table("drafts.yml")
KEYS = {"says", "has", "lacks", "to", "no_draft", "missed"}


@pytest.mark.parametrize("row", [expected_to_pass(row) for row in TABLE])
async def test_a_conversation_ends_in_the_draft_that_the_table_says(
    row: Row, answering: Agent, facts: Facts
) -> None:
    assert row.keys() <= KEYS
    conversation = AgentConversation(answering)
    for text in row["says"]:
        answers = await conversation.say(text)
    cards = [m["custom"] for m in answers if "letter" in m.get("custom", {})]
    assert bool(cards) != row.get("no_draft", False)
    for card in cards:
        draft = card["letter"]
        written = f"{draft['subject']}\n{draft['body']}"
        assert [text for text in row.get("has", ()) if text not in written] == []
        assert [text for text in row.get("lacks", ()) if text in card["text"]] == []
        if "to" in row:
            assert draft["to"] == facts.contacts[row["to"]].value


async def test_the_words_of_a_draft_are_masked_before_they_are_kept(answering: Agent) -> None:
    conversation = AgentConversation(answering)
    await conversation.say("Skriv ett mejl till pressen om Anna Bergqvist, 19850312-1238, i Umeå")
    await conversation.say("lägg till att hon nås på 070-123 45 67")
    _, _, tracker = await conversation.last_turn()
    readings = [e.parse_data["draft"] for e in tracker.events if isinstance(e, UserUttered)]
    kept = f"{tracker.get_slot('draft')} {readings}"
    assert "Umeå" in kept
    assert [word for word in ("Bergqvist", "1238", "123 45") if word in kept] == []
