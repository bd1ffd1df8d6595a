"""One case: what is told of it, and the verdict."""

from __future__ import annotations

import itertools

import pytest

from desk.facts.model import Facts
from tests.press_page import PRESS_PHONE

from .conftest import IN_COURT, POSSIBLE, RECONSIDERED, said_before

VERDICTS = {
    ("has", "decided"): "case_possible",
    ("lacks", "decided"): "case_no_consent",
    ("has", "investigated"): "case_investigated",
    ("unknown", "not_in"): "case_not_in",
    ("lacks", "reconsidered"): "case_reconsidered",
    ("unknown", "decided"): "case_consent_unknown",
    ("unknown", "unknown"): "case_stage_unknown",
}


async def test_who_was_not_answered_tells_nothing_of_a_case(say) -> None:
    told = {"case_stage": "investigated"}
    text = "har mejlat men inte fått svar"
    (card,) = (await say("tell_case", text, told=told, topic="individual_case")).cards
    assert card["question"] == ["ask/unreachable"]


@pytest.mark.parametrize(
    "text", ["hon fick avslag i mars och ärendet ska omprövas", "hon har begärt omprövning"]
)
async def test_a_decision_beside_its_reconsideration_is_to_be_reconsidered(say, text: str) -> None:
    known = {"topic": "individual_case", "cases": [{"consent": "written"}]}
    (card,) = (await say("tell_case", text, told={"case_stage": "decided"}, **known)).cards
    assert card["topic"] == "case_reconsidered"


@pytest.mark.parametrize(
    "text",
    [
        "Jag sa att det INTE ska omprövas och att hon HAR skrivit på.",
        "ett beslut finns ju, och det ska inte omprövas",
        "The decision isn't going to be reconsidered, and she has signed",
    ],
)
async def test_a_reconsideration_that_will_not_be_is_none(say, text: str) -> None:
    told = {"consent": "has", "case_stage": "reconsidered"}
    known = {"topic": "case_reconsidered", "cases": [RECONSIDERED]}
    (card,) = (await say("tell_case", text, told=told, **known)).cards
    assert card["topic"] == "case_possible"


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Varför då? Hon har ju fått ett avslag, så det finns ett beslut.", "case_reconsidered"),
        ("men hon fick ju avslag", "case_reconsidered"),
        ("nej jag sa att hon har fått ett beslut", "case_possible"),
        ("beslutet på omprövningen har kommit", "case_possible"),
        ("en annan läsare då, hon har fått avslag och skrivit på", "case_possible"),
    ],
)
async def test_a_case_that_is_to_be_reconsidered_has_its_decision(
    say, text: str, topic: str
) -> None:
    told = {"case_stage": "decided"}
    if "annan" in text:
        told["consent"] = "has"
    known = {"cases": [{"consent": "written", **RECONSIDERED}]}
    said = await say("individual_case", text, told=told, topic="case_reconsidered", **known)
    assert said.cards[0]["topic"] == topic


@pytest.mark.parametrize(
    ("text", "is_known"),
    [
        ("en pappa som nekats vårdbidrag, han har skrivit under samtycke, kan ni prata?", True),
        ("samtycket är påskrivet, kan ni prata om honom?", True),
        ("min källa säger att det ordnar sig med pappren", False),
        ("vi ordnar ett skriftligt samtycke, kan ni prata om honom?", False),
    ],
)
async def test_a_consent_told_of_in_so_many_words_is_not_asked_for_again(
    say, text: str, is_known: bool
) -> None:
    said = await say("individual_case", text, told={"consent": "has"}, sureness=0.64)
    assert (said.account.get("consent") == "written") is is_known


async def test_a_no_to_a_reconsideration_takes_no_consent_away(say) -> None:
    known = {"topic": "individual_case", "cases": [POSSIBLE]}
    told = {"consent": "lacks", "case_stage": "reconsidered"}
    (card,) = (await say("tell_case", "nej, inget omprövas", told=told, **known)).cards
    assert card["topic"] == "case_possible"


async def test_a_consent_that_was_taken_back_is_none(say) -> None:
    text = "Det fanns ett skriftligt samtycke men nu är det tillbakadraget"
    (card,) = (await say("tell_case", text, told={"consent": "has"})).cards
    assert card["topic"] == "case_no_consent"


async def test_a_case_that_is_asked_about_in_court_is_there(say) -> None:
    asks, told = ("case_in_court",), {"case_stage": "court"}
    asked = "han har överklagat till förvaltningsrätten, kan ni kommentera hans fall?"
    said = await say("individual_case", asked, asks=asks, told=told)
    assert said.account["court"] == "yes"


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("ok men beslutet är ju fattat, så varför inte", ["not_stated/case_in_court"]),
        ("nej jag menade att målet är avgjort, det finns ett beslut", None),
        ("nej, beslutet är inte fattat än tror jag", None),
        ("men beslutet är ett nej", ["not_stated/case_in_court"]),
    ],
)
async def test_a_case_in_court_stays_there_although_it_has_its_decision(
    say, text: str, question: list[str] | None
) -> None:
    known = {"topic": "individual_case", "cases": [{"consent": "written", **IN_COURT}]}
    said = await say("tell_case", text, told={"case_stage": "decided"}, **known)
    assert said.cards[0].get("question") == question


async def test_a_signature_is_still_somebody_elses_after_that_was_asked(say) -> None:
    asked = await say("individual_case", "om pappan skriver på?", asks=("consent_relative",))
    known = {"topic": asked.slots["topic"], "question": asked.slots["question"]}
    known["cases"] = asked.cases
    for text, is_others in (
        ("The guardian is her dad actually, and he already signed your form", True),
        ("pappan har redan skrivit på", True),
        ("hon har skrivit på själv också", False),
    ):
        said = await say("tell_case", text, told={"consent": "has"}, **known)
        question = said.cards[0].get("question") if said.cards else None
        assert (question == ["not_stated/consent_relative"]) is is_others, text


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("ja han har skrivit på ett papper men det är inte er blankett", "ask/consent_written"),
        ("hon har mejlat samtycket men utan er blankett", "ask/consent_written"),
        ("duger ett eget intyg med underskrift", "ask/consent_written"),
        (
            "Källan har dragit tillbaka sitt samtycke, får vi publicera intervjun?",
            "not_stated/consent_withdraw",
        ),
    ],
)
async def test_a_consent_on_another_paper_or_taken_back_is_no_consent(
    say, text: str, question: str
) -> None:
    (card,) = (await say("individual_case", text, told={"consent": "has"})).cards
    assert card["question"] == [question]
    assert not card["lead"].startswith("Ja")


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("omprövningen är klar nu, hon fick avslag igen i går. går det då?", "case_possible"),
        ("hon har begärt omprövning i veckan, funkar det då?", "case_reconsidered"),
        ("när omprövningen är klar, går det då?", None),
        ("så fort omprövningen är beslutad vill vi ha en kommentar", None),
        ("om hon har begärt omprövning, går det då?", None),
    ],
)
async def test_plain_words_tell_the_stage_where_no_reader_saw_one(
    say, text: str, topic: str | None
) -> None:
    known = {"topic": "case_reconsidered", "cases": [{"consent": "written"}]}
    said = await say("tell_case", text, **known)
    assert (said.cards[0]["topic"] if isinstance(said.cards[0], dict) else None) == topic


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


@pytest.mark.parametrize(
    ("text", "told", "topic"),
    [
        (
            "Hon begärde omprövning men tog tillbaka begäran i fredags. Kan ni kommentera nu?",
            {"consent": "has", "case_stage": "reconsidered"},
            "case_possible",
        ),
        (
            "Vi har samtycke, omprövningen är beslutad i går. Får vi en kommentar?",
            {"consent": "has", "case_stage": "decided"},
            "case_possible",
        ),
        ("Beslut finns, men hon har ångrat sig.", {"case_stage": "decided"}, "case_no_consent"),
    ],
)
async def test_what_was_taken_back_or_is_over_counts_as_that(
    say, text: str, told: dict[str, str], topic: str
) -> None:
    known = {"topic": "individual_case", "cases": [{"consent": "written"}]}
    (card,) = (await say("tell_case", text, told=told, **known)).cards
    assert card["topic"] == topic


async def test_what_is_denied_beside_a_signature_does_not_deny_it(say) -> None:
    text = "Jag sa att det INTE ska omprövas och att hon HAR skrivit på."
    told = {"consent": "lacks", "case_stage": "reconsidered"}
    (card,) = (await say("tell_case", text, told=told, topic="individual_case")).cards
    assert card["topic"] == "case_possible"
    for doubtful in (
        "hon har inte skrivit på",
        "nej, hon har skrivit på men ångrat sig",
        "hon har skrivit på åt honom",
        "hon har skrivit på, men inte det där papperet",
    ):
        (card,) = (await say("tell_case", doubtful, told={"consent": "lacks"})).cards
        assert card["topic"] == "case_no_consent"


async def test_a_reconsideration_that_is_taken_back_is_answered_by_the_decision(say) -> None:
    asked = "och om hon drar tillbaka omprövningen, kan ni kommentera då"
    (card,) = (await say("individual_case", asked, asks=("case_reconsidered",))).cards
    assert card["question"] == ["ask/case_when_decided"]


async def test_a_promised_consent_is_none(say) -> None:
    text = "samtycket är klart, eller rättare sagt har hon lovat att skriva under i nästa vecka"
    told = {"consent": "has", "case_stage": "decided"}
    (card,) = (await say("individual_case", text, told=told)).cards
    assert card["topic"] == "case_no_consent"


@pytest.mark.parametrize(
    ("text", "is_anothers"),
    [
        ("Hustrun har skrivit under i hans ställe.", True),
        ("mamma är god man och har skrivit på åt honom. duger det?", True),
        ("his guardian signed it", True),
        ("hon har skrivit på", False),
        ("mannen i mitt reportage har skrivit på", False),
    ],
)
async def test_what_anothers_signature_is_worth_the_page_does_not_say(
    say, text: str, *, is_anothers: bool
) -> None:
    said = await say("tell_case", text, told={"consent": "has"}, topic="individual_case")
    asked = [card.get("question") for card in said.cards]
    assert (asked == [["not_stated/consent_relative"]]) == is_anothers


async def test_yes_to_the_offer_of_guidance_begins_it(say) -> None:
    said = await say("affirm", "ja tack", awaits="case", topic="individual_case")
    assert said.asks_for == "consent"


@pytest.mark.parametrize(("told", "topic"), VERDICTS.items())
async def test_a_first_message_that_tells_both_gets_the_verdict_and_what_it_rests_on(
    say, told: tuple[str, str], topic: str
) -> None:
    consent, stage = told
    said = await say("individual_case", told={"consent": consent, "case_stage": stage})
    (card,) = said.cards
    assert card["topic"] == topic
    assert card["notices"][0].startswith("Du har sagt: ")
    assert card["quick_replies"]


@pytest.mark.parametrize("consent", [None, "has", "lacks", "unknown"])
@pytest.mark.parametrize("stage", [None, "not_in", "investigated", "reconsidered", "court"])
async def test_yes_is_only_said_of_a_signed_consent_and_a_decision(
    say, consent: str | None, stage: str | None
) -> None:
    told = {"consent": consent, "case_stage": stage}
    told = {name: value for name, value in told.items() if value}
    accounts = ([{"consent": "written"}], [])
    for intent, known in itertools.product(("individual_case", "tell_case"), accounts):
        said = await say(intent, told=told, topic="case_no_consent", cases=known)
        assert all(card["topic"] != "case_possible" for card in said.cards)


async def test_a_no_to_the_offer_that_tells_of_the_consent_gets_the_verdict(say) -> None:
    said = await say("deny", told={"consent": "lacks"}, awaits="case", topic="individual_case")
    assert said.cards[0]["topic"] == "case_no_consent"
    plain = await say("deny", awaits="case", topic="individual_case")
    assert plain.cards[0]["topic"] is None


async def test_a_stage_told_alone_is_kept_for_the_guidance_that_is_offered(say) -> None:
    said = await say("individual_case", told={"case_stage": "decided"})
    assert said.cards[0]["topic"] == "individual_case"
    assert said.slots["awaits"] == "case"
    assert said.account["decision"] == "made"


async def test_a_consent_told_alone_leads_to_the_question_for_the_stage(say, facts: Facts) -> None:
    said = await say("individual_case", told={"consent": "has"})
    (card,) = said.cards
    assert card["lead"] == facts.wording["stage_question"]["sv"]
    assert said.asks_for == "case_stage"
    assert said.account == {"consent": "written"}


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("hon har inte skrivit på än, men beslutet är klart", "case_consent_unknown"),
        ("Samtycke har vi, men vi vet inte hur långt ärendet har kommit.", "case_stage_unknown"),
        ("jag tror att hon skrev på, och beslutet kom väl i maj tror jag", "case_stage_unknown"),
        ("Hon har skrivit på. Hon har överklagat avslaget.", "case_stage_unknown"),
    ],
)
async def test_of_both_told_what_is_in_doubt_is_not_known(say, text: str, topic: str) -> None:
    """The reader takes all of them for a signed consent and a decision."""
    said = await say("individual_case", text, told={"consent": "has", "case_stage": "decided"})
    assert said.cards[0]["topic"] == topic


async def test_what_is_plain_of_two_is_kept_for_when_the_other_changes(say) -> None:
    text = "hon har inte skrivit på än men beslutet är klart"
    said = await say("individual_case", text, told={"consent": "lacks", "case_stage": "decided"})
    assert said.cards[0]["topic"] == "case_no_consent"
    known = {"topic": "case_no_consent", "cases": said.cases}
    said = await say("tell_case", "nu har hon det", told={"consent": "has"}, **known)
    assert said.cards[0]["topic"] == "case_possible"


async def test_one_thing_told_in_answer_to_the_offer_leads_to_the_other(say) -> None:
    said = await say("tell_case", told={"consent": "has"}, topic="individual_case", awaits="case")
    assert said.asks_for == "case_stage"
    assert said.account["consent"] == "written"


async def test_of_another_case_nothing_is_known(say) -> None:
    said = await say("individual_case", cases=[{"consent": "written"}], topic="case_possible")
    assert said.account == {}


async def test_without_a_consent_nothing_more_is_asked(say) -> None:
    said = await say("individual_case", told={"consent": "lacks"})
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
    said = await say("tell_case", told={"consent": "lacks"}, **known)
    assert said.cards[0]["topic"] == "case_no_consent"
    said = await say("tell_case", told={"case_stage": "reconsidered"}, **known)
    assert said.cards[0]["topic"] == "case_reconsidered"


@pytest.mark.parametrize(
    ("text", "is_over"),
    [
        ("nej inte omprövning, det är redan omprövat", True),
        ("omprövningen är klar sedan länge", True),
        ("omprövningsbeslutet har inte kommit", False),
        ("it has already been reconsidered", True),
        ("nej, det är inte redan omprövat", False),
        ("hon har redan begärt omprövning", False),
    ],
)
async def test_a_reconsideration_that_is_over_is_no_reason_for_a_no(
    say, text: str, is_over: bool
) -> None:
    known = {"topic": "case_reconsidered", "cases": [{"consent": "written"}]}
    said = await say("tell_case", text, told={"case_stage": "reconsidered"}, **known)
    assert (said.asks_for == "case_stage") == is_over  # where the case is now is asked for
    assert [card["topic"] for card in said.cards] == [None if is_over else "case_reconsidered"]


@pytest.mark.parametrize("told", ["reconsidered", "decided"])
async def test_the_decision_on_a_reconsideration_is_a_decision(say, told: str) -> None:
    known = {"topic": "case_reconsidered", "cases": [{"consent": "written"}]}
    text = "beslut på omprövningen har kommit nu, går det?"
    (card,) = (await say("tell_case", text, told={"case_stage": told}, **known)).cards
    assert card["topic"] == "case_possible"


async def test_what_was_taken_for_granted_is_changed_by_buttons_that_say_so(say) -> None:
    told = {"consent": "has", "case_stage": "decided"}
    for language, change in (("sv", "Ändra: "), ("en", "Change: ")):
        said = await say("individual_case", told=told, language=language)
        replies = said.cards[0]["quick_replies"]
        changes = [r["title"] for r in replies if r["payload"].startswith("/tell_case")]
        assert len(changes) == 2
        assert all(title.startswith(change) for title in changes)


@pytest.mark.parametrize("stage", ["decided", "investigated", "not_in", "reconsidered"])
async def test_a_verdict_does_not_repeat_what_the_cases_card_has_given(say, stage: str) -> None:
    told = {"consent": "has", "case_stage": stage}
    (first,) = (await say("individual_case", told=told)).cards
    assert first["links"]
    (after,) = (await say("tell_case", told=told, topic="individual_case")).cards
    assert after["lead"] == first["lead"]
    assert after["contacts"] == first["contacts"]
    assert (after["links"], after["rules"], "steps" in after) == ([], [], False)
    more = {"title": "Visa allt om enskilda fall", "payload": "/individual_case"}
    assert after["quick_replies"][-1] == more


async def test_whoever_lacks_the_consent_is_given_the_form_again(say) -> None:
    said = await say("tell_case", told={"consent": "lacks"}, topic="individual_case")
    assert said.cards[0]["steps"]
    assert said.cards[0]["links"]


async def test_a_case_told_anew_is_another_one(say) -> None:
    said = await say(
        "individual_case",
        told={"case_stage": "decided"},
        topic="case_possible",
        cases=[POSSIBLE],
    )
    assert said.cards[0]["topic"] == "individual_case"
    assert "consent" not in said.account


@pytest.mark.parametrize("text", ["hon har sagt ja muntligt", "jag tror att hon har skrivit på"])
async def test_a_consent_that_is_in_doubt_is_not_kept_for_a_later_yes(say, text: str) -> None:
    said = await say("individual_case", text, told={"consent": "has"})
    assert "consent" not in said.account
    said = await say(
        "tell_case", text, told={"consent": "has"}, topic="case_no_consent", awaits="case"
    )
    assert said.asks_for == "consent"
    assert "consent" not in said.account


async def test_of_a_court_the_page_says_nothing(say) -> None:
    said = await say("individual_case", told={"consent": "has", "case_stage": "court"})
    assert said.cards[0]["question"] == ["not_stated/case_in_court"]


async def test_what_the_page_is_silent_on_goes_before_a_verdict(say) -> None:
    told = {"consent": "has", "case_stage": "decided"}
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
    ("text", "is_same"),
    [
        ("beslutet är från mars, hon begärde inte omprövning", True),
        ("hon fick beslutet för en timme sen!! då går det va?", True),
        ("beslutet är från mars, hon har inte begärt omprövning än", False),
        ("beslutet är från mars, hon begärde inte omprövning men vill", False),
        ("beslutet i hennes fall är från mars", False),
        ("the decision in her case is from March", False),
        ("hans beslut är också från mars", False),
        ("och beslutet i det andra ärendet är från mars", False),
    ],
)
async def test_more_of_the_decision_is_of_the_case_of_the_verdict(
    say, text: str, is_same: bool
) -> None:
    """And of another case nothing is known: a wrong yes costs more than a question."""
    known = {"cases": [POSSIBLE], "topic": "case_possible"}
    said = await say("individual_case", text, told={"case_stage": "decided"}, **known)
    assert ([card["topic"] for card in said.cards] == ["case_possible"]) == is_same


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("så då kan ni uttala er?", ()),
        ("men beslutet är ju taget, då kan ni väl kommentera?", ()),
        ("så det blir ett nej?", ("consent_oral",)),
    ],
)
async def test_who_asks_what_follows_of_a_case_gets_its_verdict_again(
    say, text: str, asks: tuple[str, ...]
) -> None:
    known = {
        "topic": "case_reconsidered",
        "cases": [{"consent": "written", **RECONSIDERED}],
    }
    (card,) = (await say("individual_case", text, asks=asks, **known)).cards
    assert card["topic"] == "case_reconsidered"


async def test_another_case_after_a_verdict_is_another(say) -> None:
    known = {"topic": "case_possible", "cases": [POSSIBLE]}
    said = await say("individual_case", "och om det gäller en annan, kan ni kommentera?", **known)
    assert said.cards[0]["topic"] == "individual_case"


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("ask/case_before_decision", "case_investigated"),
        ("ask/case_before_application", "case_not_in"),
        ("ask/case_reconsidered", "case_reconsidered"),
    ],
)
async def test_a_consent_opens_no_stage_that_was_just_said_to_be_closed(
    say, question: str, topic: str
) -> None:
    text, before = "om hon har skrivit på då?", {"topic": "individual_case", "question": question}
    (card,) = (await say("individual_case", text, asks=("consent_needed",), **before)).cards
    assert card["topic"] == topic
    assert "inte heller med samtycke" in card["lead"]


async def test_consent_for_an_interview_in_general_is_asked_of_the_rules(say) -> None:
    said = await say(
        "individual_case",
        "så det behövs inget samtycke?",
        asks=("consent_needed",),
        told={"consent": "lacks"},
        topic="press_contact",
    )
    assert said.cards[0]["question"] == ["ask/consent_needed"]
    assert not said.cards[0]["lead"].startswith(("Ja", "Nej"))


async def test_when_a_case_is_commented_is_not_how_soon_one_gets_an_answer(say) -> None:
    asked = {"asks": ("reply_time",), "topic": "individual_case"}
    (card,) = (await say("individual_case", "när kan ni kommentera?", **asked)).cards
    assert card["question"] == ["ask/case_when_decided"]
    closed = {"action": "action_ask_back", "topic": "case_investigated"}
    (card,) = (await say("nlu_fallback", "när får ni kommentera då?", **closed)).cards
    assert card["question"] == ["ask/case_when_decided"]
    (card,) = (await say("press_contact", "när kan ni kommentera?", topic="press_contact")).cards
    assert "question" not in card


@pytest.mark.parametrize(
    "text",
    [
        "och om hon begärt omprövning men drar tillbaka den?",
        "what if she withdraws the request for reconsideration?",
    ],
)
async def test_a_reconsideration_that_is_taken_back_is_none(say, text: str) -> None:
    asked = {"asks": ("case_reconsidered",), "topic": "individual_case"}
    (card,) = (await say("individual_case", text, **asked)).cards
    assert card["question"] == ["ask/case_when_decided"]


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
    verdict = (await say("individual_case", told={"case_stage": "investigated"})).cards[0]
    assert verdict["topic"] == "case_investigated"
    how = {"asks": ("consent_validity",), "topic": "individual_case"}
    after = await say("individual_case", before=said_before(case, verdict), **how)
    assert not after.cards[0].get("offer")
    other = await say("individual_case", before=said_before(verdict, case), **how)
    assert other.cards[0]["offer"]


@pytest.mark.parametrize("text", ["Men om hon skriver på blanketten?", "inte ens med samtycke?"])
async def test_a_consent_opens_no_stage_that_the_verdict_was_about(say, text: str) -> None:
    how = {"topic": "case_investigated", "cases": [{"decision": "pending"}]}
    said = await say("individual_case", text, **how)
    stays = "inte" not in text
    assert (said.cards[0]["topic"] == "case_investigated") is stays


async def test_a_consent_that_was_told_is_not_asked_for_again_when_the_stage_is_in_doubt(
    say,
) -> None:
    text = "jag menade beslutet kom i tisdags, han är inte klar med omprövningen"
    known = {"topic": "case_investigated", "cases": [{"consent": "written"}]}
    said = await say("tell_case", text, told={"case_stage": "decided"}, **known)
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
    (card,) = (await say("tell_case", text, told={"consent": "lacks"})).cards
    assert not any("Deadline" in notice for notice in card["notices"])
    before = {"event": "user", "text": text, "parse_data": {"intent": {"name": "tell_case"}}}
    said = await say("press_contact", "skriv mejlet", asks=("write_letter",), before=[before])
    assert "i morgon" not in said.cards[0]["letter"]["body"]
    assert "[dag och tid]" in said.cards[0]["letter"]["body"]


async def test_a_conclusion_tells_of_no_decision(say) -> None:
    """ "Så det är ett nej alltså" is one, whatever it is read as."""
    text, told = "Så det är ett nej alltså", {"case_stage": "decided"}
    court = {"topic": "individual_case", "cases": [{"consent": "written", **IN_COURT}]}
    (card,) = (await say("tell_case", text, told=told, **court)).cards
    assert card["question"] == ["not_stated/case_in_court"]
    known = {"topic": "individual_case", "cases": [{"consent": "written"}]}
    said = await say("tell_case", text, told=told, **known)
    assert not any(card["topic"] == "case_possible" for card in said.cards)


async def test_a_deadline_after_a_case_is_of_that_answer_whatever_it_is_read_as(say) -> None:
    text, known = "jag har deadline om två timmar", {"topic": "individual_case", "awaits": "case"}
    said = await say("tell_case", text, **known)
    assert said.cards[0]["topic"] == "individual_case"
    assert any("Deadline" in notice for notice in said.cards[0]["notices"])
    assert said.asks_for is None
