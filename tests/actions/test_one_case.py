"""One case: what is told of it, and the verdict."""

from __future__ import annotations

import itertools

import pytest

from desk.facts.model import Facts
from dialogue.case import ATTRIBUTES
from tests.press_page import PRESS_PHONE

from .conftest import IN_COURT, POSSIBLE, RECONSIDERED, said_before

VERDICTS = [
    ({"consent": "written", "decision": "made"}, "case_possible"),
    ({"consent": "none", "decision": "made"}, "case_no_consent"),
    ({"consent": "written", "decision": "pending"}, "case_investigated"),
    ({"consent": "unknown", "application": "not_in"}, "case_not_in"),
    ({"consent": "none", "reconsideration": "requested"}, "case_reconsidered"),
    ({"consent": "unknown", "decision": "made"}, "case_consent_unknown"),
    ({"consent": "unknown", "decision": "unknown"}, "case_stage_unknown"),
]


async def test_who_was_not_answered_tells_nothing_of_a_case(say) -> None:
    told = {"decision": "pending"}
    text = "har mejlat men inte fått svar"
    (card,) = (await say("tell_case", text, told=told, topic="individual_case")).cards
    assert card["question"] == ["ask/unreachable"]


async def test_a_decision_beside_its_reconsideration_is_to_be_reconsidered(say) -> None:
    known = {"topic": "individual_case", "cases": [{"consent": "written"}]}
    told = {"decision": "made", "reconsideration": "requested"}
    (card,) = (await say("tell_case", told=told, **known)).cards
    assert card["topic"] == "case_reconsidered"


@pytest.mark.parametrize("value", ["none", "ended", "taken_back"])
async def test_a_reconsideration_that_will_not_be_or_is_over_stands_in_the_way_of_nothing(
    say, value: str
) -> None:
    told = {"consent": "written", "reconsideration": value}
    known = {"topic": "case_reconsidered", "cases": [RECONSIDERED]}
    (card,) = (await say("tell_case", told=told, **known)).cards
    assert card["topic"] == "case_possible"


async def test_a_case_that_is_to_be_reconsidered_has_its_decision(say) -> None:
    known = {"cases": [{"consent": "written", **RECONSIDERED}], "topic": "case_reconsidered"}
    said = await say("individual_case", told={"decision": "made"}, **known)
    assert said.cards[0]["topic"] == "case_reconsidered"


async def test_a_no_to_a_reconsideration_takes_no_consent_away(say) -> None:
    known = {"topic": "individual_case", "cases": [POSSIBLE]}
    (card,) = (await say("tell_case", told={"reconsideration": "none"}, **known)).cards
    assert card["topic"] == "case_possible"


@pytest.mark.parametrize("value", ["promised", "oral", "refused", "withdrawn"])
async def test_a_consent_that_is_not_there_yet_or_any_more_is_none(say, value: str) -> None:
    for told in ({"consent": value}, {"consent": value, "decision": "made"}):
        (card,) = (await say("individual_case", told=told)).cards
        assert card["topic"] == "case_no_consent"


async def test_a_case_that_is_asked_about_in_court_is_there(say) -> None:
    asks, told = ("case_in_court",), {"court": "yes"}
    asked = "han har överklagat till förvaltningsrätten, kan ni kommentera hans fall?"
    said = await say("individual_case", asked, asks=asks, told=told)
    assert said.account["court"] == "yes"


async def test_a_case_in_court_stays_there_although_it_has_its_decision(say) -> None:
    known = {"topic": "individual_case", "cases": [{"consent": "written", **IN_COURT}]}
    said = await say("tell_case", told={"decision": "made"}, **known)
    assert said.cards[0]["question"] == ["not_stated/case_in_court"]
    said = await say("tell_case", told={"decision": "made", "court": "no"}, **known)
    assert said.cards[0]["topic"] == "case_possible"


@pytest.mark.parametrize("consent", [{}, {"consent": "written"}])
async def test_what_anothers_signature_is_worth_the_page_does_not_say(
    say, consent: dict[str, str]
) -> None:
    for signed_by, is_anothers in (("other", True), ("insured", False)):
        told = {**consent, "signed_by": signed_by}
        said = await say("tell_case", told=told, topic="individual_case")
        asked = [card.get("question") for card in said.cards]
        assert (asked == [["not_stated/consent_relative"]]) is is_anothers


@pytest.mark.parametrize(
    "text",
    [
        "ja han har skrivit på ett papper men det är inte er blankett",
        "hon har mejlat samtycket men utan er blankett",
        "duger ett eget intyg med underskrift",
    ],
)
async def test_a_consent_on_another_paper_is_no_consent(say, text: str) -> None:
    told = {"consent": "written", "paper": "other"}
    (card,) = (await say("individual_case", text, told=told)).cards
    assert card["question"] == ["ask/consent_written"]
    assert not card["lead"].startswith("Ja")


@pytest.mark.parametrize(
    ("intent", "text", "is_asked"),
    [
        ("public_records", "får jag ut beslutet om hon skriver under på det?", True),
        ("individual_case", "häver ett samtycke sekretessen?", True),
        ("public_records", "does it help that she agrees to us seeing the decision?", True),
        ("individual_case", "räcker det att hon skriver på ert samtycke?", False),
        ("public_records", "får jag ut beslutet?", False),
    ],
)
async def test_whether_a_consent_gives_the_document_is_a_question_of_its_own(
    say, intent: str, text: str, is_asked: bool
) -> None:
    for asks in ((), ("records_secrecy",)):
        said = await say(intent, text, asks=asks)
        question = said.cards[0].get("question") if isinstance(said.cards[0], dict) else None
        assert (question == ["ask/records_consent"]) is is_asked


async def test_what_else_is_asked_beside_a_consent_is_answered_too(say) -> None:
    asked = "får jag ut beslutet om hon skriver på, och vad kostar det?"
    asks = ("records_secrecy", "records_fee")
    (card,) = (await say("public_records", asked, asks=asks)).cards
    assert card["question"] == ["ask/records_consent", "ask/records_fee"]


@pytest.mark.parametrize("value", ["none", "ended", "taken_back"])
async def test_a_reconsideration_that_is_over_is_answered_by_the_decision(say, value: str) -> None:
    known = {"cases": [{"decision": "made", "reconsideration": value}]}
    said = await say("individual_case", asks=("case_reconsidered",), **known)
    assert said.cards[0]["question"] == ["ask/case_when_decided"]


async def test_yes_to_the_offer_of_guidance_begins_it(say) -> None:
    said = await say("affirm", "ja tack", awaits="case", topic="individual_case")
    assert said.asks_for == "consent"


@pytest.mark.parametrize(("told", "topic"), VERDICTS)
async def test_a_first_message_that_tells_both_gets_the_verdict_and_what_it_rests_on(
    say, told: dict[str, str], topic: str
) -> None:
    said = await say("individual_case", told=told)
    (card,) = said.cards
    assert card["topic"] == topic
    assert card["notices"][0].startswith("Du har sagt: ")
    assert card["quick_replies"]


@pytest.mark.parametrize("consent", [None, *ATTRIBUTES["consent"]])
@pytest.mark.parametrize(
    "stage",
    [
        {},
        {"application": "not_in"},
        {"decision": "pending"},
        {"reconsideration": "requested"},
        {"reconsideration": "considered"},
        {"court": "yes"},
    ],
)
async def test_yes_is_only_said_of_a_signed_consent_and_a_decision(
    say, consent: str | None, stage: dict[str, str]
) -> None:
    told = {"consent": consent, **stage} if consent else stage
    accounts = ([{"consent": "written"}], [])
    for intent, known in itertools.product(("individual_case", "tell_case"), accounts):
        said = await say(intent, told=told, topic="case_no_consent", cases=known)
        assert all(card["topic"] != "case_possible" for card in said.cards)


async def test_a_no_to_the_offer_that_tells_of_the_consent_gets_the_verdict(say) -> None:
    said = await say("deny", told={"consent": "none"}, awaits="case", topic="individual_case")
    assert said.cards[0]["topic"] == "case_no_consent"
    plain = await say("deny", awaits="case", topic="individual_case")
    assert plain.cards[0]["topic"] is None


async def test_a_stage_told_alone_is_kept_for_the_guidance_that_is_offered(say) -> None:
    said = await say("individual_case", told={"decision": "made"})
    assert said.cards[0]["topic"] == "individual_case"
    assert said.slots["awaits"] == "case"
    assert said.account["decision"] == "made"


async def test_a_consent_told_alone_leads_to_the_question_for_the_stage(say, facts: Facts) -> None:
    said = await say("individual_case", told={"consent": "written"})
    (card,) = said.cards
    assert card["lead"] == facts.wording["stage_question"]["sv"]
    assert said.asks_for == "case_stage"
    assert said.account == {"consent": "written"}


async def test_what_is_plain_of_two_is_kept_for_when_the_other_changes(say) -> None:
    text = "hon har inte skrivit på än men beslutet är klart"
    said = await say("individual_case", text, told={"consent": "none", "decision": "made"})
    assert said.cards[0]["topic"] == "case_no_consent"
    known = {"topic": "case_no_consent", "cases": said.cases}
    said = await say("tell_case", "nu har hon det", told={"consent": "written"}, **known)
    assert said.cards[0]["topic"] == "case_possible"


async def test_one_thing_told_in_answer_to_the_offer_leads_to_the_other(say) -> None:
    said = await say(
        "tell_case", told={"consent": "written"}, topic="individual_case", awaits="case"
    )
    assert said.asks_for == "case_stage"
    assert said.account["consent"] == "written"


@pytest.mark.parametrize("told", [{}, {"decision": "made"}])
async def test_of_another_persons_case_only_what_is_told_of_it_is_known(
    say, told: dict[str, str]
) -> None:
    known = {"cases": [POSSIBLE], "topic": "case_possible"}
    said = await say("individual_case", told={"whose": "other", **told}, **known)
    assert said.cases == [told, POSSIBLE]
    assert said.cards[0]["topic"] == "individual_case"


async def test_who_goes_back_to_a_person_is_answered_by_what_was_told_of_them(say) -> None:
    pending = {"decision": "pending"}
    known = {"cases": [pending, POSSIBLE], "topic": "case_investigated"}
    back = await say("tell_case", "och kvinnan?", told={"whose": "back"}, **known)
    assert back.cases == [POSSIBLE, pending]
    assert back.cards[0]["topic"] == "case_possible"
    told = {"whose": "back", "reconsideration": "requested"}
    more = await say("tell_case", "kvinnan begärde omprövning", told=told, **known)
    assert more.cases == [{**POSSIBLE, "reconsideration": "requested"}, pending]
    assert more.cards[0]["topic"] == "case_reconsidered"


async def test_who_may_go_back_is_taken_for_another(say) -> None:
    none = {"consent": "none"}
    known = {"cases": [POSSIBLE, none], "topic": "individual_case"}
    said = await say("tell_case", told={"whose": "back"}, sureness=0.3, **known)
    assert said.cases == [{}, POSSIBLE, none]


async def test_who_names_another_person_alone_is_asked_what_is_untold_of_them(say) -> None:
    known = {"cases": [POSSIBLE], "topic": "case_possible"}
    said = await say("tell_case", "och brodern då?", told={"whose": "other"}, **known)
    assert said.cases == [{}, POSSIBLE]
    assert said.asks_for == "consent"


async def test_a_verdict_of_a_question_says_no_yes_that_nobody_asked_for(say) -> None:
    said = await say("individual_case", told={"consent": "written", "paper": "other"})
    assert said.cards[0]["question"] == ["ask/consent_written"]
    assert not said.cards[0]["lead"].startswith(("Ja", "Nej"))


async def test_of_somebody_in_danger_nothing_is_told_of_the_case(say) -> None:
    known = {"cases": [{"decision": "pending"}], "topic": "case_investigated"}
    said = await say(
        "private_person",
        "han ska göra slut på allt",
        asks=("emergency",),
        told={"consent": "promised"},
        **known,
    )
    assert said.account == {"decision": "pending"}


async def test_without_a_consent_nothing_more_is_asked(say) -> None:
    said = await say("individual_case", told={"consent": "none"})
    assert said.cards[0]["topic"] == "case_no_consent"


@pytest.mark.parametrize(
    ("known", "awaits"), [({}, "consent"), ({"consent": "written"}, "case_stage")]
)
async def test_nothing_parts_a_question_about_a_case_from_its_choices(
    say, known: dict[str, str], awaits: str
) -> None:
    said = await say("check_case", cases=[known])
    (card,) = said.cards
    assert card["contacts"] == []
    assert f"ring pressjouren: {PRESS_PHONE}" in card["lead"]  # who would rather not answer
    assert len(card["quick_replies"]) >= 3
    assert said.slots["awaits"] == awaits


async def test_a_correction_gives_the_verdict_anew(say) -> None:
    known = {"topic": "case_possible", "cases": [POSSIBLE]}
    said = await say("tell_case", told={"consent": "none"}, **known)
    assert said.cards[0]["topic"] == "case_no_consent"
    said = await say("tell_case", told={"reconsideration": "requested"}, **known)
    assert said.cards[0]["topic"] == "case_reconsidered"


async def test_what_was_taken_for_granted_is_changed_by_buttons_that_say_so(say) -> None:
    told = {"consent": "written", "decision": "made"}
    for language, change in (("sv", "Ändra: "), ("en", "Change: ")):
        said = await say("individual_case", told=told, language=language)
        replies = said.cards[0]["quick_replies"]
        changes = [r["title"] for r in replies if r["payload"].startswith("/tell_case")]
        assert len(changes) == 2
        assert all(title.startswith(change) for title in changes)


@pytest.mark.parametrize(
    "stage",
    [
        {"decision": "made"},
        {"decision": "pending"},
        {"application": "not_in"},
        {"reconsideration": "requested"},
    ],
)
async def test_a_verdict_does_not_repeat_what_the_cases_card_has_given(
    say, stage: dict[str, str]
) -> None:
    told = {"consent": "written", **stage}
    (first,) = (await say("individual_case", told=told)).cards
    assert first["links"]
    (after,) = (await say("tell_case", told=told, topic="individual_case")).cards
    assert after["lead"] == first["lead"]
    assert after["contacts"] == first["contacts"]
    assert (after["links"], after["rules"], "steps" in after) == ([], [], False)
    more = {"title": "Visa allt om enskilda fall", "payload": "/individual_case"}
    assert after["quick_replies"][-1] == more


async def test_whoever_lacks_the_consent_is_given_the_form_again(say) -> None:
    said = await say("tell_case", told={"consent": "none"}, topic="individual_case")
    assert said.cards[0]["steps"]
    assert said.cards[0]["links"]


async def test_a_case_told_anew_is_another_one(say) -> None:
    said = await say(
        "individual_case",
        told={"decision": "made"},
        topic="case_possible",
        cases=[POSSIBLE],
    )
    assert said.cards[0]["topic"] == "individual_case"
    assert "consent" not in said.account


async def test_a_consent_that_is_in_doubt_is_not_kept_for_a_later_yes(say) -> None:
    told = {"consent": "written"}
    said = await say("individual_case", told=told, sureness=0.7)
    assert said.account == {}
    known = {"topic": "case_no_consent", "awaits": "case"}
    said = await say("tell_case", told=told, sureness=0.7, **known)
    assert said.asks_for == "consent"
    assert said.account == {}
    said = await say("tell_case", told={"decision": "made"}, cases=said.cases)
    assert said.asks_for == "consent"


async def test_of_a_court_the_page_says_nothing(say) -> None:
    said = await say("individual_case", told={"consent": "written", "court": "yes"})
    assert said.cards[0]["question"] == ["not_stated/case_in_court"]


async def test_what_the_page_is_silent_on_goes_before_a_verdict(say) -> None:
    told = {"consent": "written", "decision": "made"}
    said = await say("individual_case", told=told, asks=("consent_dead_person",))
    assert said.cards[0]["question"] == ["not_stated/consent_dead_person"]


async def test_a_question_within_the_questions_about_a_case_is_answered_there(
    say, facts: Facts
) -> None:
    said = await say("individual_case", asks=("consent_why",), awaits="consent")
    assert said.cards[0]["question"] == ["ask/consent_why"]
    assert said.cards[-1]["lead"] == facts.wording["consent_question"]["sv"]
    assert said.asks_for == "consent"


@pytest.mark.parametrize(
    "text", ["så då kan ni uttala er?", "men beslutet är ju taget, då kan ni väl kommentera?"]
)
async def test_who_asks_what_follows_of_a_case_gets_its_verdict_again(say, text: str) -> None:
    known = {
        "topic": "case_reconsidered",
        "cases": [{"consent": "written", **RECONSIDERED}],
    }
    (card,) = (await say("individual_case", text, **known)).cards
    assert card["topic"] == "case_reconsidered"


async def test_when_a_case_is_commented_is_not_how_soon_one_gets_an_answer(say) -> None:
    asked = {"asks": ("reply_time",), "topic": "individual_case"}
    (card,) = (await say("individual_case", "när kan ni kommentera?", **asked)).cards
    assert card["question"] == ["ask/case_when_decided"]
    closed = {"action": "action_ask_back", "topic": "case_investigated"}
    (card,) = (await say("nlu_fallback", "när får ni kommentera då?", **closed)).cards
    assert card["question"] == ["ask/case_when_decided"]
    (card,) = (await say("press_contact", "när kan ni kommentera?", topic="press_contact")).cards
    assert "question" not in card


async def test_a_question_that_was_asked_twice_is_not_put_below_an_answer_again(say) -> None:
    asked = (await say("check_case")).cards[0]
    twice = said_before(asked, asked)
    how = {"asks": ("consent_validity",), "awaits": "consent"}
    said = await say("individual_case", before=twice, **how)
    (answer,) = said.cards
    assert answer["question"] == ["not_stated/consent_validity"]
    assert said.slots["awaits"] == "consent"
    once = await say("individual_case", before=said_before(asked), **how)
    assert once.cards[-1]["lead"] == asked["lead"]
    lost = {"action": "action_ask_back", "before": twice, "awaits": "consent"}
    alone = await say("nlu_fallback", **lost)
    assert alone.cards  # not understood, and nothing said yet
    assert alone.asks_for == "consent"


async def test_a_card_that_was_just_given_is_not_given_again_beside_an_answer(say) -> None:
    how = {"asks": ("reply_time",), "topic": "individual_case"}
    said = await say("individual_case+press_contact", "hur snabbt får vi kommentaren?", **how)
    assert [card["question"] for card in said.cards] == [["not_stated/reply_time"]]
    fresh = await say("individual_case+press_contact", "hur snabbt?", asks=("reply_time",))
    assert len(fresh.cards) == 2


async def test_after_a_verdict_nothing_is_offered_that_has_been_found_out(say) -> None:
    case = (await say("individual_case")).cards[0]
    verdict = (await say("individual_case", told={"decision": "pending"})).cards[0]
    assert verdict["topic"] == "case_investigated"
    how = {"asks": ("consent_validity",), "topic": "individual_case"}
    after = await say("individual_case", before=said_before(case, verdict), **how)
    assert not after.cards[0].get("offer")
    other = await say("individual_case", before=said_before(verdict, case), **how)
    assert other.cards[0]["offer"]


async def test_a_consent_opens_no_stage_that_the_verdict_was_about(say) -> None:
    how = {"topic": "case_investigated", "cases": [{"decision": "pending"}]}
    said = await say("individual_case", "Men om hon skriver på blanketten?", **how)
    assert said.cards[0]["topic"] == "case_investigated"
    said = await say("individual_case", told={"consent": "written"}, **how)
    assert said.cards[0]["topic"] == "case_investigated"


async def test_a_consent_that_was_told_is_not_asked_for_again_when_the_stage_is_in_doubt(
    say,
) -> None:
    known = {"topic": "case_investigated", "cases": [{"consent": "written"}]}
    said = await say("tell_case", told={"decision": "made"}, sureness=0.7, **known)
    assert said.asks_for == "case_stage"
    assert said.account == {"consent": "written"}


@pytest.mark.parametrize("text", ["ok", "Okej.", "jaha ok", "aha", "got it"])
async def test_that_an_answer_was_heard_takes_no_offer_that_it_did_not_make(say, text: str) -> None:
    known = {"topic": "individual_case", "awaits": "case"}
    first = await say("individual_case", asks=("consent_written",))
    before = said_before(first.cards[0])
    assert "Vill du veta" in first.cards[0]["text"]
    assert (await say("affirm", text, before=before, **known)).asks_for == "consent"
    later = await say("individual_case", asks=("consent_oral",), before=before, **known)
    assert "Vill du veta" not in later.cards[0]["text"]
    before = said_before(first.cards[0], later.cards[0])
    heard = await say("affirm", text, before=before, **known)
    assert (heard.cards, heard.asks_for) == (["utter_thanks"], None)
    for yes in ("ja tack", "ok gör det", "ja"):
        assert (await say("affirm", yes, before=before, **known)).asks_for == "consent", yes


@pytest.mark.parametrize("verdict", ["case_possible", "case_investigated"])
async def test_no_verdict_stands_above_a_question_back(say, verdict: str) -> None:
    """Not "JA, DET KAN GÅ" to "nej vänta, det var inget avslag"."""
    text = "nej vänta nu, jag läste slarvigt"
    (card,) = (await say("nlu_fallback", text, action="action_ask_back", topic=verdict)).cards
    assert card["topic"] == "individual_case"
    assert card["title"] == "Kommentar om ett enskilt fall"
    assert card["contacts"]


@pytest.mark.parametrize(
    ("topic", "text", "is_step"),
    [
        ("case_possible", "toppen, vad blir nästa steg", True),
        ("case_possible", "great so what next?", True),
        ("case_no_consent", "what next?", False),
        ("case_possible", "en annan läsare då, kan ni kommentera henne?", False),
    ],
)
async def test_after_a_yes_the_next_step_is_to_send_the_form(
    say, topic: str, text: str, *, is_step: bool
) -> None:
    known = {"topic": topic, "cases": [POSSIBLE]}
    for intent, action in (
        ("individual_case", "action_answer"),
        ("nlu_fallback", "action_ask_back"),
    ):
        said = await say(intent, text, action=action, **known)
        question = said.cards[0].get("question")
        assert (question == ["ask/consent_form_send"]) is is_step
    silent = await say("individual_case", text, asks=("case_else",), **known)
    assert (silent.cards[0].get("question") == ["ask/consent_form_send"]) is is_step


async def test_when_somebody_signs_is_no_deadline(say) -> None:
    text = "han har inte skrivit på än men gör det i morgon"
    (card,) = (await say("tell_case", text, told={"consent": "none"})).cards
    assert not any("Deadline" in notice for notice in card["notices"])
    before = {"event": "user", "text": text, "parse_data": {"intent": {"name": "tell_case"}}}
    said = await say("press_contact", "skriv mejlet", asks=("write_letter",), before=[before])
    assert "i morgon" not in said.cards[0]["letter"]["body"]
    assert "[dag och tid]" in said.cards[0]["letter"]["body"]


async def test_a_deadline_after_a_case_is_of_that_answer_whatever_it_is_read_as(say) -> None:
    text, known = "jag har deadline om två timmar", {"topic": "individual_case", "awaits": "case"}
    said = await say("tell_case", text, **known)
    assert said.cards[0]["topic"] == "individual_case"
    assert any("Deadline" in notice for notice in said.cards[0]["notices"])
    assert said.asks_for is None
