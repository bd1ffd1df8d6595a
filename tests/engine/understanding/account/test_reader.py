"""A message is read after the bot's words, where it may be about a case."""

from __future__ import annotations

import pytest
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.training_data.message import Message

from contracts.conversation import ACCOUNT
from engine.understanding.account.reader import AccountReader, said_before
from engine.understanding.conversation_state import STATE
from engine.understanding.intent_classifier import WISHES

CONSENT_ASKED = "Finns det ett skriftligt samtycke från den försäkrade?"


def message(state: list[str], about_case: float) -> Message:
    """Return a message as the components before the reader leave it."""
    ranking = [{"name": "individual_case", "confidence": about_case}]
    data = {"text": "ja", STATE: state, "intent_ranking": ranking, WISHES: []}
    return Message(data)


@pytest.mark.parametrize(
    ("state", "about_case", "is_read"),
    [
        ([], 0.001, False),
        ([], 0.4, True),
        (["after individual_case"], 0.001, True),
        (["awaits consent"], 0.001, True),
        (["after statistics"], 0.001, False),
    ],
)
def test_a_message_that_is_about_no_case_is_not_read(
    state: list[str], about_case: float, *, is_read: bool
) -> None:
    tracker = DialogueStateTracker.from_events("c", [bot(CONSENT_ASKED)])
    (read,) = AccountReader().process([message(state, about_case)], tracker)
    assert (read.get(ACCOUNT) is not None) is is_read


def bot(lead: str, **more: object) -> BotUttered:
    """Return the bot's words on a card."""
    return BotUttered("x", {"custom": {"lead": lead, **more}})


@pytest.mark.parametrize(
    ("events", "said"),
    [
        ([], ""),
        ([bot("Nej. Inte utan samtycke.")], "Nej."),
        ([bot("Finns det ett samtycke? Skriv inga namn.")], "Finns det ett samtycke?"),
        ([bot("Ja."), bot("Var är ärendet nu?")], "Var är ärendet nu?"),
        ([bot("Ja.", offer="Ska jag skriva mejlet?")], "Ska jag skriva mejlet?"),
        ([bot("Var är det?"), bot("Namn behövs inte.", private=True)], "Var är det?"),
        ([bot("Var är det?"), UserUttered("x")], ""),
    ],
)
def test_what_the_bot_said_is_its_last_question(events: list[object], said: str) -> None:
    tracker = DialogueStateTracker.from_events("c", events)
    assert said_before(tracker) == said
