"""An account follows from what is told of a case, and a verdict from the account."""

from __future__ import annotations

import itertools
import json
from types import MappingProxyType
from typing import Any

import pytest

from contracts.paths import ROOT
from desk.facts.model import Facts
from dialogue.case import (
    ASKED,
    ATTRIBUTES,
    DOUBTED,
    MOST_CASES,
    UNTOLD,
    Account,
    Belief,
    Cases,
    missing,
    told_by,
    updated,
    verdict,
)

POSSIBLE = {"consent": "written", "decision": "made"}
ONE, TWO, THREE = ({"consent": value} for value in ("written", "none", "unknown"))
# Each attribute with each of its values, `untold` among them.
CHANGES = [(name, value) for name, values in ATTRIBUTES.items() for value in (*values, UNTOLD)]
TOLD = [item for item in CHANGES if item[1] != UNTOLD]
# Each value that forbids a yes, whatever else is told.
FORBIDS = [
    *(("consent", value) for value in ATTRIBUTES["consent"] if value != "written"),
    *(("decision", value) for value in ATTRIBUTES["decision"] if value != "made"),
    *(("reconsideration", value) for value in ("considered", "requested", "unknown")),
    *(("paper", "other"), ("filled_in_by", "one"), ("signed_by", "other"), ("expired", "yes")),
    *(("application", "not_in"), ("court", "yes"), ("person", "child"), ("person", "dead")),
]
# Each value with its consequences.
FOLLOWS = [
    (item, followed)
    for item in TOLD
    for followed in updated({}, dict([item])).items()
    if followed != item
]


def changed(account: Account, *changes: tuple[str, str]) -> dict[str, str]:
    """Return the account with other values, and without those that are untold."""
    return {name: v for name, v in {**account, **dict(changes)}.items() if v != UNTOLD}


def answer(account: Account, facts: Facts) -> str | None:
    """Return the name of the topic or of the question that answers, None where nothing does."""
    row = verdict(account, facts.case_verdicts)
    if row is None:
        return None
    answered = row.topic or row.question
    assert answered
    return answered.name


def allows(account: Account) -> bool:
    """Return True if the account has all that a yes rests on."""
    return account.items() >= POSSIBLE.items()


def told(belief: Belief, facts: Facts, account: Account = MappingProxyType({})) -> dict[str, str]:
    """Return what is told where a doubt of a twentieth forbids a yes."""
    return told_by(belief, account, facts.case_verdicts, 0.05, 0.5)


@pytest.fixture(scope="module")
def schema() -> Any:
    text = (ROOT / "facts" / "press_service.schema.json").read_text(encoding="utf-8")
    return json.loads(text)["properties"]


def test_the_schema_has_the_attributes_and_their_values(schema: Any) -> None:
    when = schema["case_verdicts"]["items"]["properties"]["when"]["properties"]
    enums = {name: tuple(of["items"]["enum"]) for name, of in when.items()}
    assert enums == {name: (*values, UNTOLD) for name, values in ATTRIBUTES.items()}


def test_each_value_has_the_words_that_say_it_was_told(schema: Any) -> None:
    told = {name for name in schema["wording"]["required"] if name.startswith("told_")}
    assert told - {"told_of_other"} == {f"told_{name}_{value}" for name, value in TOLD}


@pytest.mark.parametrize(
    ("before", "told", "after"),
    [
        ({}, {}, {}),
        (POSSIBLE, {}, POSSIBLE),
        ({}, {"consent": "written"}, {"consent": "written"}),
        ({"consent": "none"}, {"consent": "written"}, {"consent": "written"}),
        # Consequences.
        ({}, {"decision": "made"}, {"decision": "made"}),
        ({}, {"decision": "pending"}, {"decision": "pending"}),
        ({}, {"court": "yes"}, {"court": "yes", "decision": "made"}),
        ({}, {"expired": "no"}, {"expired": "no", "consent": "written"}),
        ({}, {"signed_by": "insured"}, {"signed_by": "insured", "consent": "written"}),
        (
            {},
            {"reconsideration": "requested"},
            {"reconsideration": "requested", "decision": "made"},
        ),
        # No consequences.
        ({}, {"decision": "unknown"}, {"decision": "unknown"}),
        ({}, {"court": "no"}, {"court": "no"}),
        ({}, {"paper": "other"}, {"paper": "other"}),
        ({}, {"sent": "not_sent"}, {"sent": "not_sent"}),
        ({}, {"filled_in_by": "one"}, {"filled_in_by": "one"}),
        # Dropped, for it cannot be so any more.
        (
            {"consent": "written", "decision": "made", "court": "yes"},
            {"application": "not_in"},
            {"consent": "written", "application": "not_in"},
        ),
        (
            {"decision": "made", "reconsideration": "requested"},
            {"decision": "pending"},
            {"decision": "pending"},
        ),
        (
            {"consent": "written", "signed_by": "insured", "sent": "sent", "expired": "no"},
            {"consent": "refused"},
            {"consent": "refused"},
        ),
        ({"consent": "written", "paper": "agency_form"}, {"consent": "none"}, {"consent": "none"}),
        # A form that is there does not undo that its consent is not there any more.
        (
            {"consent": "withdrawn"},
            {"signed_by": "insured"},
            {"consent": "withdrawn", "signed_by": "insured"},
        ),
        ({"consent": "refused"}, {"sent": "sent"}, {"consent": "refused", "sent": "sent"}),
    ],
)
def test_what_is_told_is_kept_with_what_follows_of_it(
    before: Account, told: Account, after: Account
) -> None:
    assert updated(before, told) == after


@pytest.mark.parametrize(("item", "followed"), FOLLOWS)
def test_what_follows_never_overrides_what_is_told_beside_it(
    item: tuple[str, str], followed: tuple[str, str]
) -> None:
    name = followed[0]
    for value in ATTRIBUTES[name]:
        told = {item[0]: item[1], name: value}
        assert updated({}, told).items() >= told.items()


@pytest.mark.parametrize(("name", "value"), TOLD)
def test_what_is_told_stands_whatever_was_told_before(name: str, value: str) -> None:
    for before in TOLD:
        assert updated(dict([before]), {name: value})[name] == value


def test_an_account_that_was_there_is_left_as_it_is() -> None:
    before = {"consent": "written", "decision": "made", "court": "yes"}
    updated(before, {"application": "not_in"})
    assert before == {"consent": "written", "decision": "made", "court": "yes"}


@pytest.mark.parametrize(
    ("account", "answered"),
    [
        # Nothing is decided yet.
        ({}, None),
        ({"consent": "written"}, None),
        ({"consent": "unknown"}, None),
        ({"decision": "made"}, None),
        ({"decision": "unknown"}, None),
        ({"sent": "sent"}, None),
        # The stage alone decides.
        ({"application": "not_in"}, "case_not_in"),
        ({"decision": "pending"}, "case_investigated"),
        ({"decision": "pending", "consent": "none"}, "case_investigated"),
        ({"reconsideration": "requested", "decision": "made"}, "case_reconsidered"),
        ({**POSSIBLE, "reconsideration": "requested"}, "case_reconsidered"),
        # No consent, whatever the stage.
        ({"consent": "none"}, "case_no_consent"),
        ({"consent": "refused"}, "case_no_consent"),
        ({"consent": "none", "decision": "made"}, "case_no_consent"),
        ({"consent": "refused", "decision": "made"}, "case_no_consent"),
        ({"consent": "withdrawn", "decision": "made"}, "case_no_consent"),
        ({"consent": "oral", "decision": "made"}, "case_no_consent"),
        ({"consent": "promised", "decision": "made"}, "case_no_consent"),
        # A consent of which the page is silent, or that is not as it has to be.
        ({**POSSIBLE, "person": "dead"}, "not_stated/consent_dead_person"),
        ({**POSSIBLE, "signed_by": "other"}, "not_stated/consent_relative"),
        ({**POSSIBLE, "signed_by": "other", "person": "child"}, "not_stated/consent_child"),
        ({**POSSIBLE, "paper": "other"}, "ask/consent_written"),
        ({**POSSIBLE, "filled_in_by": "one"}, "ask/consent_who_fills"),
        ({**POSSIBLE, "expired": "yes"}, "ask/consent_time_limited"),
        ({**POSSIBLE, "court": "yes"}, "not_stated/case_in_court"),
        # A denial stands in the way of nothing.
        (POSSIBLE, "case_possible"),
        ({**POSSIBLE, "court": "no"}, "case_possible"),
        ({**POSSIBLE, "expired": "no"}, "case_possible"),
        ({**POSSIBLE, "reconsideration": "none"}, "case_possible"),
        ({**POSSIBLE, "reconsideration": "ended"}, "case_possible"),
        ({**POSSIBLE, "reconsideration": "taken_back"}, "case_possible"),
        ({**POSSIBLE, "signed_by": "insured"}, "case_possible"),
        ({**POSSIBLE, "paper": "agency_form"}, "case_possible"),
        ({**POSSIBLE, "application": "in"}, "case_possible"),
        # Unknown to everybody.
        ({"consent": "unknown", "decision": "made"}, "case_consent_unknown"),
        ({"consent": "written", "decision": "unknown"}, "case_stage_unknown"),
        ({"consent": "unknown", "decision": "unknown"}, "case_stage_unknown"),
        ({**POSSIBLE, "reconsideration": "considered"}, "case_stage_unknown"),
        ({**POSSIBLE, "reconsideration": "unknown"}, "case_stage_unknown"),
    ],
)
def test_the_first_row_that_holds_is_the_verdict(
    facts: Facts, account: Account, answered: str | None
) -> None:
    assert answer(account, facts) == answered


def test_a_yes_rests_on_a_written_consent_and_a_decision_in_every_row(facts: Facts) -> None:
    rows = [row for row in facts.case_verdicts if row.topic and row.topic.name == "case_possible"]
    assert rows
    for row in rows:
        assert {name: row.when[name] for name in POSSIBLE} == {
            name: frozenset([value]) for name, value in POSSIBLE.items()
        }


@pytest.mark.parametrize("change", CHANGES)
def test_no_change_of_what_a_yes_rests_on_leaves_it_a_yes(
    facts: Facts, change: tuple[str, str]
) -> None:
    """Try each value of each attribute, alone and beside each other change."""
    for other in CHANGES:
        account = changed(POSSIBLE, change, other)
        assert allows(account) or answer(account, facts) != "case_possible", account


@pytest.mark.parametrize("told", TOLD)
def test_nothing_told_of_a_yes_keeps_it_one_without_what_it_rests_on(
    facts: Facts, told: tuple[str, str]
) -> None:
    account = updated(POSSIBLE, dict([told]))
    assert allows(account) or answer(account, facts) != "case_possible"


@pytest.mark.parametrize(("first", "second"), [*itertools.product(ASKED, ATTRIBUTES)])
def test_no_two_things_told_are_a_yes_without_what_it_rests_on(
    facts: Facts, first: str, second: str
) -> None:
    for value, other in itertools.product(ATTRIBUTES[first], ATTRIBUTES[second]):
        account = updated(updated({}, {first: value}), {second: other})
        assert allows(account) or answer(account, facts) != "case_possible", account


@pytest.mark.parametrize(
    ("account", "asked"),
    [
        ({}, "consent"),
        ({"decision": "made"}, "consent"),
        ({"decision": "unknown"}, "consent"),
        ({"sent": "not_sent"}, "consent"),
        ({"court": "yes", "decision": "made"}, "consent"),
        ({"consent": "written"}, "decision"),
        ({"consent": "unknown"}, "decision"),
        ({"consent": "written", "signed_by": "insured"}, "decision"),
        # Nothing that is asked for would change it.
        (POSSIBLE, None),
        ({"decision": "pending"}, None),
        ({"decision": "pending", "consent": "written"}, None),
        ({"reconsideration": "requested", "decision": "made"}, None),
        ({"consent": "none", "decision": "made"}, None),
        ({"consent": "unknown", "decision": "unknown"}, None),
    ],
)
def test_what_is_asked_for_is_untold_and_would_change_the_verdict(
    facts: Facts, account: Account, asked: str | None
) -> None:
    assert missing(account, facts.case_verdicts) == asked


@pytest.mark.parametrize(
    ("account", "answered"),
    [
        # Consent or decision is asked for.
        ({**POSSIBLE, "paper": DOUBTED}, None),
        ({**POSSIBLE, "signed_by": DOUBTED}, None),
        ({**POSSIBLE, "sent": DOUBTED}, None),
        ({**POSSIBLE, "application": DOUBTED}, None),
        ({**POSSIBLE, "court": DOUBTED}, None),
        ({**POSSIBLE, "reconsideration": DOUBTED}, None),
        ({**POSSIBLE, "paper": DOUBTED, "court": DOUBTED}, None),
        ({"consent": DOUBTED}, None),
        ({"consent": DOUBTED, "decision": "made"}, None),
        ({"consent": "written", "decision": DOUBTED}, None),
        ({"consent": "written", "court": DOUBTED}, None),
        # A no stands whatever is doubted.
        ({"consent": "none", "decision": DOUBTED}, "case_no_consent"),
        ({"consent": "none", "decision": "made", "court": DOUBTED}, "case_no_consent"),
        ({"consent": DOUBTED, "decision": "pending"}, "case_investigated"),
        ({**POSSIBLE, "court": "yes", "paper": DOUBTED}, "not_stated/case_in_court"),
    ],
)
def test_a_doubt_leaves_a_yes_open_and_a_no_as_it_is(
    facts: Facts, account: Account, answered: str | None
) -> None:
    assert answer(account, facts) == answered


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_no_yes_is_given_while_anything_is_doubted(facts: Facts, name: str) -> None:
    for change in CHANGES:
        account = {**changed(POSSIBLE, change), name: DOUBTED}
        assert answer(account, facts) != "case_possible", account


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_a_doubt_is_asked_for_until_what_a_yes_rests_on_is_told_anew(
    facts: Facts, name: str
) -> None:
    account = {**POSSIBLE, name: DOUBTED}
    asked = missing(account, facts.case_verdicts)
    assert asked in POSSIBLE
    told = updated(account, {asked: POSSIBLE[asked]})
    assert answer(told, facts) == "case_possible"


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_a_doubt_of_the_same_message_stands(facts: Facts, name: str) -> None:
    told = updated({}, {**POSSIBLE, name: DOUBTED})
    is_settled = name == "application"  # what is decided has come in
    assert told == (POSSIBLE if is_settled else {**POSSIBLE, name: DOUBTED})


@pytest.mark.parametrize(("name", "value"), TOLD)
def test_a_doubt_comes_after_what_was_told_and_goes_once_it_is_told(name: str, value: str) -> None:
    assert updated({name: DOUBTED}, {name: value})[name] == value
    assert updated({name: value}, {name: DOUBTED}) == {name: DOUBTED}


@pytest.mark.parametrize(("item", "followed"), FOLLOWS)
def test_a_doubt_goes_once_something_follows_that_settles_it(
    item: tuple[str, str], followed: tuple[str, str]
) -> None:
    assert updated({followed[0]: DOUBTED}, dict([item]))[followed[0]] == followed[1]


@pytest.mark.parametrize(
    ("belief", "account"),
    [
        ({}, {}),
        ({name: {UNTOLD: 1.0} for name in ATTRIBUTES}, {}),
        ({"whose": {"other": 1.0}, "consent": {UNTOLD: 1.0}}, {}),
        # A value that a yes rests on is told surely, or not at all.
        ({"consent": {"written": 0.97, UNTOLD: 0.03}}, {"consent": "written"}),
        ({"consent": {"written": 0.9, UNTOLD: 0.1}}, {}),
        ({"consent": {"written": 0.9, "oral": 0.1}}, {"consent": DOUBTED}),
        ({"consent": {"written": 0.3, UNTOLD: 0.7}}, {}),
        ({"decision": {"made": 0.97, UNTOLD: 0.03}}, {"decision": "made"}),
        ({"decision": {"made": 0.9, UNTOLD: 0.1}}, {}),
        # Unlikely values that forbid a yes are a doubt, together too.
        ({"consent": {UNTOLD: 0.96, "oral": 0.04}}, {}),
        ({"consent": {UNTOLD: 0.9, "oral": 0.1}}, {"consent": DOUBTED}),
        ({"consent": {UNTOLD: 0.94, "oral": 0.03, "promised": 0.03}}, {"consent": DOUBTED}),
        ({"reconsideration": {UNTOLD: 0.9, "requested": 0.1}}, {"reconsideration": DOUBTED}),
        ({"reconsideration": {"none": 0.9, "requested": 0.1}}, {"reconsideration": DOUBTED}),
        ({"paper": {"agency_form": 0.8, "other": 0.2}}, {"paper": DOUBTED}),
        # Others are told once they are likelier than not.
        ({"paper": {"agency_form": 0.6, UNTOLD: 0.4}}, {"paper": "agency_form"}),
        ({"paper": {"agency_form": 0.4, UNTOLD: 0.6}}, {}),
        ({"sent": {"not_sent": 0.6, UNTOLD: 0.4}}, {"sent": "not_sent"}),
        ({"court": {"no": 0.6, UNTOLD: 0.4}}, {"court": "no"}),
        ({"person": {"child": 0.6, UNTOLD: 0.4}}, {"person": "child"}),
        ({"person": {"child": 0.4, UNTOLD: 0.6}}, {"person": DOUBTED}),
        # Unless a written consent or a decision would follow.
        ({"sent": {"received": 0.9, UNTOLD: 0.1}}, {}),
        ({"sent": {"received": 0.97, UNTOLD: 0.03}}, {"sent": "received"}),
        ({"filled_in_by": {"both": 0.9, UNTOLD: 0.1}}, {}),
        ({"reconsideration": {"none": 0.9, UNTOLD: 0.1}}, {}),
        ({"reconsideration": {"none": 0.97, UNTOLD: 0.03}}, {"reconsideration": "none"}),
        # Each attribute by itself.
        (
            {"consent": {"written": 1.0}, "decision": {"made": 0.6, UNTOLD: 0.4}},
            {"consent": "written"},
        ),
    ],
)
def test_what_a_yes_rests_on_is_told_surely_and_what_forbids_one_is_doubted(
    facts: Facts, belief: Belief, account: Account
) -> None:
    assert told(belief, facts) == account


@pytest.mark.parametrize(("name", "value"), FORBIDS)
def test_what_forbids_a_yes_is_told_when_it_is_likeliest_however_unsure(
    facts: Facts, name: str, value: str
) -> None:
    for likely in (1.0, 0.97, 0.7, 0.51):
        assert told({name: {value: likely, UNTOLD: 1 - likely}}, facts) == {name: value}


@pytest.mark.parametrize(("name", "value"), FORBIDS)
@pytest.mark.parametrize("likely", [0.06, 0.3, 0.5, 0.7, 1.0])
def test_no_yes_is_given_at_the_risk_of_what_forbids_it(
    facts: Facts, name: str, value: str, likely: float
) -> None:
    """Try it beside all that a yes rests on, and beside nothing of the same attribute.

    A decision that is surely made settles whether the application has come in.
    """
    if name == "application" and likely <= 0.5:
        return
    for rest in (POSSIBLE.get(name, UNTOLD), UNTOLD):
        belief = {n: {v: 1.0} for n, v in POSSIBLE.items()}
        belief[name] = {value: likely, rest: 1 - likely}
        assert answer(updated({}, told(belief, facts)), facts) != "case_possible"


@pytest.mark.parametrize(
    ("likely", "after"),
    [
        ({UNTOLD: 0.6, "requested": 0.3, "none": 0.1}, "requested"),
        ({"ended": 0.8, "requested": 0.2}, DOUBTED),
        ({"ended": 0.97, "requested": 0.03}, "ended"),
        ({"considered": 0.6, UNTOLD: 0.4}, "considered"),
    ],
)
def test_what_forbids_a_yes_stands_until_something_else_is_surely_told(
    facts: Facts, likely: dict[str, float], after: str
) -> None:
    before = {"consent": "written", "reconsideration": "requested"}
    account = updated(before, told({"reconsideration": likely}, facts, before))
    assert account["reconsideration"] == after


def test_all_values_that_forbid_a_yes_are_tried(facts: Facts) -> None:
    for name, value in TOLD:
        is_yes = answer(updated(POSSIBLE, {name: value}), facts) == "case_possible"
        assert is_yes is ((name, value) not in FORBIDS)


@pytest.mark.parametrize(
    ("accounts", "focus"), [((), {}), ((ONE,), ONE), ((ONE, TWO), ONE), (({}, ONE), {})]
)
def test_the_case_in_focus_is_the_first(accounts: tuple[Account, ...], focus: Account) -> None:
    assert Cases(accounts).focus == focus


@pytest.mark.parametrize(
    ("accounts", "told", "after"),
    [
        ((), {"consent": "none"}, ({"consent": "none"},)),
        ((ONE,), {"sent": "sent"}, ({**ONE, "sent": "sent"},)),
        ((ONE, TWO), {"sent": "not_sent"}, ({**ONE, "sent": "not_sent"}, TWO)),
    ],
)
def test_what_is_told_is_of_the_case_in_focus(
    accounts: tuple[Account, ...], told: Account, after: tuple[Account, ...]
) -> None:
    assert Cases(accounts).told(told).accounts == after


@pytest.mark.parametrize(
    ("accounts", "after"),
    [
        ((), ({},)),
        (({},), ({},)),
        ((ONE,), ({}, ONE)),
        (({}, ONE), ({}, ONE)),
        ((ONE, {}, TWO), ({}, ONE, TWO)),
        ((ONE, TWO, THREE, POSSIBLE), ({}, ONE, TWO, THREE)),
    ],
)
def test_a_new_case_is_opened_before_the_others(
    accounts: tuple[Account, ...], after: tuple[Account, ...]
) -> None:
    opened = Cases(accounts).opened()
    assert opened.accounts == after
    assert len(opened.accounts) <= MOST_CASES


@pytest.mark.parametrize(
    ("accounts", "after"),
    [
        ((), ({},)),
        ((ONE,), (ONE,)),
        ((ONE, TWO), (TWO, ONE)),
        ((ONE, TWO, THREE), (TWO, ONE, THREE)),
    ],
)
def test_who_goes_back_comes_to_the_case_before(
    accounts: tuple[Account, ...], after: tuple[Account, ...]
) -> None:
    assert Cases(accounts).returned().accounts == after
