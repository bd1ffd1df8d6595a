"""An answer to a question about one case is taken for what it says."""

from __future__ import annotations

import json

import pytest

# The account after an answer, by what the reader's value counts as.
_CONSENTS = {"has": "written", "lacks": "none", None: None}
_STAGES = {
    "decided": {"decision": "made"},
    "reconsidered": {"reconsideration": "requested", "decision": "made"},
    "investigated": {"decision": "pending"},
    "unknown": {"decision": "unknown"},
    None: {},
}


@pytest.mark.parametrize(
    ("read", "text", "consent"),
    [
        ("has", "ja han har skrivit på ett papper men det är inte er blankett", "lacks"),
        ("has", "ja, på er blankett", "has"),
        ("has", "hon har lovat att skriva på", "lacks"),
        ("lacks", "det ska INTE omprövas och hon HAR skrivit på", "has"),
        ("lacks", "hon har inte skrivit på", "lacks"),
        ("perhaps", "vad vet jag", None),
        ("has", "både ja och nej", None),
        ("has", "yes and no", None),
        ("lacks", "nej det är inte omprövat", None),
        ("lacks", "no, nothing is under investigation", None),
        ("lacks", "nej, inte förrän beslutet har kommit", "lacks"),
        ("lacks", "nej, hon har inte begärt omprövning men inte skrivit på heller", "lacks"),
    ],
)
async def test_the_words_decide_where_a_reader_may_be_wrong(
    say, read: str, text: str, consent: str | None
) -> None:
    said = await say("tell_case", text, told={"consent": read}, awaits="consent")
    assert said.account.get("consent") == _CONSENTS[consent]
    if consent is None:
        assert said.asks_for == "consent"


async def test_a_consent_that_is_taken_back_beside_the_stage_is_none(say) -> None:
    text, known = "Beslut finns, men hon har ångrat sig", {"consent": "written"}
    told = {"case_stage": "decided"}
    said = await say("tell_case", text, told=told, awaits="case_stage", cases=[known])
    assert (said.account["consent"], said.account["decision"]) == ("none", "made")


@pytest.mark.parametrize(
    ("read", "sureness", "text", "stage"),
    [
        ("decided", 0.62, "his, signed", None),
        ("decided", 0.62, "beslutet kom i våras", "decided"),
        ("decided", 0.62, "varför fick hon avslag", None),
        ("decided", 0.8, "det är klart", "decided"),
        ("decided", 0.83, "så det är ett nej alltså", None),
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
async def test_a_stage_is_taken_from_a_sure_reader_or_from_plain_words(
    say, read: str, sureness: float, text: str, stage: str | None
) -> None:
    known = {"awaits": "case_stage", "cases": [{"consent": "written"}]}
    said = await say("tell_case", text, told={"case_stage": read}, sureness=sureness, **known)
    assert said.account == {"consent": "written", **_STAGES[stage]}
    if stage is None:
        assert said.asks_for == "case_stage"


@pytest.mark.parametrize("known", [{}, {"consent": "written"}])
async def test_a_button_of_a_question_tells_what_it_says(say, known: dict[str, str]) -> None:
    asked = await say("check_case", cases=[known])
    assert asked.asks_for
    for reply in asked.cards[0]["quick_replies"]:
        told = json.loads(reply["payload"].removeprefix("/inform"))
        how = {"awaits": asked.asks_for, "cases": asked.cases}
        said = await say("inform", reply["payload"], told=told, **how)
        assert said.account.items() >= {**known, **told}.items(), reply["title"]
        assert said.cards


async def test_a_value_that_is_none_of_the_choices_is_asked_for_again(say) -> None:
    text, told = '/inform{"consent": "perhaps"}', {"consent": "perhaps"}
    said = await say("inform", text, told=told, awaits="consent")
    assert said.account == {}
    assert said.asks_for == "consent"


@pytest.mark.parametrize(
    "account",
    [
        {"consent": "written", "decision": "made"},
        {"consent": "none", "decision": "made"},
        {"consent": "written", "decision": "pending"},
        {"consent": "unknown", "decision": "made"},
        {"consent": "written", "decision": "unknown"},
        {"consent": "written", "application": "not_in"},
    ],
)
async def test_a_button_of_a_verdict_changes_what_it_says(say, account: dict[str, str]) -> None:
    verdict = await say("check_case", cases=[account])
    changes = [
        reply
        for reply in verdict.cards[0]["quick_replies"]
        if reply["payload"].startswith("/tell_case")
    ]
    assert changes
    for reply in changes:
        told = json.loads(reply["payload"].removeprefix("/tell_case"))
        how = {"topic": verdict.slots["topic"], "cases": [account]}
        said = await say("tell_case", reply["payload"], told=told, **how)
        assert said.account.items() >= told.items(), reply["title"]
        assert said.cards, reply["title"]
