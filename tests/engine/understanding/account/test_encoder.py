"""A message tells of a case what a careful reader takes from it and the bot's words before it."""

from __future__ import annotations

import pytest
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.training_data.message import Message

from contracts.conversation import ACCOUNT
from dialogue.case import ATTRIBUTES, UNTOLD
from engine.understanding.account.encoder import account_encoder
from engine.understanding.account.reader import AccountReader
from engine.understanding.conversation_state import SAID, STATE, said_before
from engine.understanding.intent_classifier import WISHES

CONSENT_ASKED = "Finns det ett skriftligt samtycke från den försäkrade?"


def told(said: str, text: str) -> dict[str, str]:
    """Return the likeliest value of each attribute that is told."""
    belief = account_encoder().read(said, text)
    likeliest = {name: max(of, key=of.__getitem__) for name, of in belief.items()}
    return {name: value for name, value in likeliest.items() if value != UNTOLD}


@pytest.mark.parametrize(
    ("said", "text", "account"),
    [
        (
            "",
            "hon har skrivit på och fick avslag i maj",
            {"consent": "written", "decision": "made"},
        ),
        ("", "She signed last week. Rejected in May.", {"consent": "written", "decision": "made"}),
        (CONSENT_ASKED, "ja", {"consent": "written"}),
        (CONSENT_ASKED, "nej", {"consent": "none"}),
        (CONSENT_ASKED, "bara muntligt", {"consent": "oral"}),
        ("Ska ärendet omprövas?", "ja", {"reconsideration": "requested"}),
        ("Ska ärendet omprövas?", "nej", {"reconsideration": "none"}),
        ("", "hur många fick sjukpenning i fjol?", {}),
        ("", "om hon skriver på blanketten, kan ni kommentera då?", {}),
    ],
)
def test_a_message_is_read_after_what_the_bot_said(
    said: str, text: str, account: dict[str, str]
) -> None:
    assert told(said, text) == account


def test_the_attributes_are_those_of_an_account_and_whose_it_is() -> None:
    belief = account_encoder().read("", "x")
    assert belief.keys() == {*ATTRIBUTES, "whose"}
    for name, likely in belief.items():
        assert likely.keys() <= {UNTOLD, "other", *ATTRIBUTES.get(name, ())}
        assert 0.97 < sum(likely.values()) <= 1.001


@pytest.mark.parametrize("text", ["", "ja " * 3000, "\ud800 \x00", "🙃" * 400])
def test_any_text_is_read(text: str) -> None:
    assert account_encoder().read(text, text)


def message(state: list[str], about_case: float) -> Message:
    """Return a message as the components before the reader leave it."""
    ranking = [{"name": "individual_case", "confidence": about_case}]
    data = {"text": "ja", STATE: state, "intent_ranking": ranking, WISHES: [], SAID: CONSENT_ASKED}
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
    (read,) = AccountReader().process([message(state, about_case)])
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
