"""What an answer to a question about one case is taken for."""

from __future__ import annotations

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.case.questions import ValidateCaseForm


@pytest.mark.parametrize(
    ("read", "text", "consent"),
    [
        ("has", "ja han har skrivit på ett papper men det är inte er blankett", "lacks"),
        ("has", "ja, på er blankett", "has"),
        ("has", "hon har lovat att skriva på", "lacks"),
        ("lacks", "det ska INTE omprövas och hon HAR skrivit på", "has"),
        ("lacks", "hon har inte skrivit på", "lacks"),
        ("has", '/inform{"consent": "has"}', "has"),
        ("perhaps", "vad vet jag", None),
    ],
)
def test_the_words_decide_where_a_reader_may_be_wrong(
    read: str, text: str, consent: str | None
) -> None:
    message = {"text": text, "entities": [{"entity": "consent", "value": read}]}
    tracker = Tracker("test", {}, message, [], False, None, {}, None)
    taken = ValidateCaseForm().validate_consent(read, CollectingDispatcher(), tracker, {})
    assert taken == {"consent": consent}


def test_a_consent_that_is_taken_back_beside_the_stage_is_none() -> None:
    message = {"text": "Beslut finns, men hon har ångrat sig", "entities": []}
    tracker = Tracker("test", {"consent": "has"}, message, [], False, None, {}, None)
    taken = ValidateCaseForm().validate_case_stage("decided", CollectingDispatcher(), tracker, {})
    assert taken == {"case_stage": "decided", "consent": "lacks"}
