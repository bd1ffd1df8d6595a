"""An answer to a question about one case is taken for what it says."""

from __future__ import annotations

import json

import pytest

from dialogue.case import DOUBTED


@pytest.mark.parametrize(
    ("told", "sureness", "consent"),
    [
        ("written", 0.98, "written"),
        ("written", 0.6, None),
        ("none", 0.6, "none"),
        ("promised", 0.6, "promised"),
        ("unknown", 0.6, "unknown"),
        ("none", 0.4, DOUBTED),
        ("none", 0.02, None),
    ],
)
async def test_a_consent_that_a_yes_rests_on_is_told_surely_or_asked_for_again(
    say, told: str, sureness: float, consent: str | None
) -> None:
    said = await say("tell_case", told={"consent": told}, sureness=sureness, awaits="consent")
    assert said.account.get("consent") == consent
    if consent in (DOUBTED, None):
        assert said.asks_for == "consent"


async def test_a_consent_that_is_taken_back_beside_the_stage_is_none(say) -> None:
    told, known = {"consent": "withdrawn", "decision": "made"}, {"consent": "written"}
    said = await say("tell_case", told=told, awaits="case_stage", cases=[known])
    assert (said.account["consent"], said.account["decision"]) == ("withdrawn", "made")
    assert said.cards[0]["topic"] == "case_no_consent"


@pytest.mark.parametrize(
    ("told", "sureness", "account"),
    [
        ({"decision": "made"}, 0.98, {"decision": "made"}),
        ({"decision": "made"}, 0.8, {}),
        ({"decision": "pending"}, 0.6, {"decision": "pending"}),
        (
            {"reconsideration": "requested"},
            0.6,
            {"reconsideration": "requested", "decision": "made"},
        ),
        ({"reconsideration": "none"}, 0.98, {"reconsideration": "none", "decision": "made"}),
        ({"reconsideration": "none"}, 0.8, {}),
        ({}, 1.0, {}),
    ],
)
async def test_a_decision_that_a_yes_rests_on_is_told_surely_or_asked_for_again(
    say, told: dict[str, str], sureness: float, account: dict[str, str]
) -> None:
    known = {"awaits": "case_stage", "cases": [{"consent": "written"}]}
    said = await say("tell_case", told=told, sureness=sureness, **known)
    assert said.account == {"consent": "written", **account}
    if "decision" not in account:
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
