"""Texts of the table `told.yml`, told to the trained model: what the account has of them after.

A row says, as far as it matters, what of the case was told by buttons (`before`), what is asked
then (`asked`, `case` for the offer below the case's card), and what is written (`says`, several
texts in turn where the last leans on the others, as on a court, which no button tells). Of the last
text: the topic or the facts' question that answers (`answers`), those that do not (`never`), the
attribute that is asked for (`asks`), what the account of the case in focus then has (`told`, one of
several values in a list), and what it does not (`untold`). A value that is doubted is untold. A row
that says why it is `missed` is known to fail, and must.
"""

from __future__ import annotations

import json

import pytest
from rasa.core.agent import Agent

from contracts.conversation import CASE_OFFER, CONSENT, QUESTIONS_ABOUT_CASE
from desk.facts.model import Facts
from dialogue.case import ATTRIBUTES, DOUBTED, UNTOLD, Account
from engine.evaluation.kept_stories.stories import AgentConversation, text_of
from tests.dialogue.tables import Row, expected_to_pass, table

TABLE = table("told.yml")
KEYS = {"before", "asked", "says", "answers", "never", "asks", "told", "untold", "missed"}
# The buttons that ask for something where nothing is told of a case.
BUTTONS = {CASE_OFFER: "/individual_case", CONSENT: "/check_case"}


def said_in(row: Row) -> list[str]:
    """Return the texts of a row, in turn."""
    return [row["says"]] if isinstance(row["says"], str) else row["says"]


def beginning(row: Row) -> str | None:
    """Return the button that comes before the texts of a row."""
    if before := row.get("before"):
        return f"/tell_case{json.dumps(before)}"
    return BUTTONS[row["asked"]] if "asked" in row else None


def expected(row: Row) -> dict[str, list[str]]:
    """Return the values that may be told of each attribute that a row names."""
    told = {n: [of] if isinstance(of, str) else of for n, of in row.get("told", {}).items()}
    return told | {name: [UNTOLD] for name in row.get("untold", ())}


def plain(account: Account) -> dict[str, str]:
    """Return the value of every attribute: what is doubted is untold."""
    known = {name: account.get(name, UNTOLD) for name in ATTRIBUTES}
    return {name: UNTOLD if value == DOUBTED else value for name, value in known.items()}


@pytest.mark.parametrize("row", TABLE, ids=[said_in(row)[-1] for row in TABLE])
def test_a_row_names_what_there_is(facts: Facts, row: Row) -> None:
    assert row.keys() <= KEYS
    assert row.keys() & {"answers", "never", "asks", "told", "untold"}
    assert all(value in ATTRIBUTES[name] for name, value in row.get("before", {}).items())
    for name, values in expected(row).items():
        assert {*values} <= {*ATTRIBUTES[name], UNTOLD}
    named = {*row.get("never", ()), *([row["answers"]] if "answers" in row else [])}
    assert named <= facts.topics.keys() | facts.questions.keys()
    assert {row[key] for key in ("asks", "asked") if key in row} <= {
        *QUESTIONS_ABOUT_CASE,
        CASE_OFFER,
    }


def test_no_row_stands_twice() -> None:
    rows = [json.dumps([beginning(row), *said_in(row)]) for row in TABLE]
    assert len(rows) == len(set(rows))


@pytest.mark.parametrize("row", [expected_to_pass(row) for row in TABLE])
async def test_a_text_tells_what_the_table_says(answering: Agent, row: Row) -> None:
    conversation = AgentConversation(answering)
    if button := beginning(row):
        await conversation.say(button)
        _, _, tracker = await conversation.last_turn()
        assert "asked" not in row or tracker.get_slot("awaits") == row["asked"]
        assert (
            plain((tracker.get_slot("cases") or [{}])[0]).items() >= row.get("before", {}).items()
        )
    for text in said_in(row):
        messages = await conversation.say(text)
    user, _, tracker = await conversation.last_turn()
    cards = [message.get("custom") or {} for message in messages]
    names = {name for card in cards for name in (card.get("topic"), *card.get("question", ()))}
    account = (tracker.get_slot("cases") or [{}])[0]
    seen = (user.intent.get("name"), account, names, "\n".join(map(text_of, messages)))
    otherwise = {
        name: plain(account)[name]
        for name, values in expected(row).items()
        if plain(account)[name] not in values
    }
    assert otherwise == {}, seen
    assert names.isdisjoint(row.get("never", ())), seen
    assert "answers" not in row or row["answers"] in names, seen
    assert "asks" not in row or tracker.get_slot("awaits") == row["asks"], seen
