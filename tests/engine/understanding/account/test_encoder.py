"""A message tells of a case what a careful reader takes from it and the bot's words before it."""

from __future__ import annotations

import pytest

from dialogue.case import ATTRIBUTES, UNTOLD
from engine.understanding.account.encoder import account_encoder

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
