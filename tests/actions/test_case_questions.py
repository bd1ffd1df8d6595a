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
        ("has", "både ja och nej", None),
        ("has", "yes and no", None),
        ("lacks", "nej det är inte omprövat", None),
        ("lacks", "no, nothing is under investigation", None),
        ("lacks", "nej, inte förrän beslutet har kommit", "lacks"),
        ("lacks", "nej, hon har inte begärt omprövning men inte skrivit på heller", "lacks"),
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


@pytest.mark.parametrize(
    ("read", "sureness", "text", "stage"),
    [
        ("decided", 0.62, "his, signed", None),
        ("decided", 0.62, "beslutet kom i våras", "decided"),
        ("decided", 0.62, "varför fick hon avslag", None),
        ("decided", 0.8, "det är klart", "decided"),
        ("decided", 0.83, "så det är ett nej alltså", None),
        ("decided", 1.0, '/inform{"case_stage": "decided"}', "decided"),
        ("reconsidered", 0.9, "nej, inget omprövas", "decided"),
        ("reconsidered", 0.9, "nej hon har inte begärt omprövning", "decided"),
        ("reconsidered", 0.9, "hon har inte begärt omprövning än", "reconsidered"),
        ("reconsidered", 0.9, "he might ask for a reconsideration later", "unknown"),
        ("reconsidered", 0.9, "hon har begärt omprövning", "reconsidered"),
        ("investigated", 0.9, "nothing is under investigation", None),
        ("investigated", 0.9, "beslut finns, inget utreds längre", "decided"),
        ("investigated", 0.9, "det är inte färdigutrett", "investigated"),
    ],
)
def test_a_stage_is_taken_from_a_sure_reader_or_from_plain_words(
    read: str, sureness: float, text: str, stage: str | None
) -> None:
    told = {"entity": "case_stage", "value": read, "confidence_entity": sureness}
    tracker = Tracker("test", {}, {"text": text, "entities": [told]}, [], False, None, {}, None)
    taken = ValidateCaseForm().validate_case_stage(read, CollectingDispatcher(), tracker, {})
    assert taken == {"case_stage": stage}
