"""Conversations of the table `drafts.yml`, held with the trained model: the draft at their end.

A row says what is written (`says`, in turn; a button by its payload), what the draft then has
(`has`), what it does not (`lacks`), and whom it is `to` as the facts name the contact. `no_draft`
is true where the last message is answered otherwise. A row that says why it is `missed` is known
to fail, and must.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from rasa.core.agent import Agent
from ruamel.yaml import YAML

from desk.facts.model import Facts
from engine.evaluation.kept_stories.stories import AgentConversation

Row = Mapping[str, Any]

TABLE: list[Row] = YAML(typ="safe").load((Path(__file__).parent / "drafts.yml").read_text("utf-8"))
KEYS = {"says", "has", "lacks", "to", "no_draft", "missed"}


def expected_to_pass(row: Row) -> Any:
    """Return the row as a parameter of a test that must fail if the row is known to be missed."""
    missed = row.get("missed")
    marks = [pytest.mark.xfail(strict=True, reason=missed)] if missed else []
    return pytest.param(row, marks=marks, id=" | ".join(row["says"]))


@pytest.mark.parametrize("row", [*map(expected_to_pass, TABLE)])
async def test_a_conversation_ends_in_the_draft_that_the_table_says(
    row: Row, answering: Agent, facts: Facts
) -> None:
    assert row.keys() <= KEYS
    conversation = AgentConversation(answering)
    for text in row["says"]:
        answers = await conversation.say(text)
    drafts = [m["custom"]["letter"] for m in answers if "letter" in m.get("custom", {})]
    assert bool(drafts) != row.get("no_draft", False)
    for draft in drafts:
        written = f"{draft['subject']}\n{draft['body']}"
        assert [text for text in row.get("has", ()) if text not in written] == []
        assert [text for text in row.get("lacks", ()) if text in written] == []
        if "to" in row:
            assert draft["to"] == facts.contacts[row["to"]].value
