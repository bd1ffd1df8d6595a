"""What the actions answer in the middle of a conversation: offers, choices, one case, letters."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any, NamedTuple

import pytest
from rasa_sdk.executor import ActionExecutor

from desk.cards import validate_card
from desk.hours import local_now

BUTTONS = [{"title": "Statistik", "payload": "/statistics"}]
RESPONSES: dict[str, list[dict[str, Any]]] = {
    "utter_greet": [],
    "utter_affirm": [],
    "utter_deny": [{"text": "x", "buttons": BUTTONS}],
    "utter_bot_challenge": [{"text": "x"}],
}
CARDS = {"statistics": "Statistik och siffror", "press_contact": "Presstjänsten eller en intervju"}


class ActionResult(NamedTuple):
    """What an action said, and the slots and the next action that it left."""

    cards: list[Any]  # the names of responses among them
    slots: dict[str, Any]
    next: str | None


@pytest.fixture(scope="module")
def executor() -> ActionExecutor:
    made = ActionExecutor()
    made.register_package("actions")
    return made


@pytest.fixture
def say(executor: ActionExecutor):
    """Run an action on a message in a conversation."""

    async def run(
        intent: str,
        text: str = "en fråga",
        *,
        action: str = "action_answer",
        asks: tuple[str, ...] = (),
        told: dict[str, str] | None = None,
        before: list[dict[str, Any]] | None = None,
        loop: str | None = None,
        confidence: float | None = None,
        channel: str = "browser",
        third: str | None = None,
        **slots: Any,
    ) -> ActionResult:
        entities = [{"entity": k, "value": v} for k, v in (told or {}).items()]
        message = {
            "text": text,
            "intent": {"name": intent, "confidence": confidence},
            "intent_ranking": [],
            "entities": entities,
            "asks": list(asks),
            "third_wish": third,
        }
        user = {"event": "user", "text": text, "parse_data": message, "input_channel": channel}
        result = await executor.run(
            {
                "next_action": action,
                "version": "3.6.21",
                "domain": {"responses": RESPONSES},
                "tracker": {
                    "sender_id": "test",
                    "slots": {"language": "sv", **slots},
                    "latest_message": message,
                    "events": [*(before or []), user],
                    "paused": False,
                    "followup_action": None,
                    "active_loop": {"name": loop} if loop else {},
                    "latest_action_name": None,
                },
            }
        )
        cards = [r["response"] or validate_card(r["custom"]) for r in result.responses]
        left = {e["name"]: e["value"] for e in result.events if e["event"] == "slot"}
        following = [e["name"] for e in result.events if e["event"] == "followup"]
        return ActionResult(cards, left, following[0] if following else None)

    return run


def turn(intent: str, replies: list[str] = ()) -> list[dict[str, Any]]:
    """A message, and an answer with quick replies of these payloads."""
    quick = [{"title": payload, "payload": payload} for payload in replies]
    return [
        {"event": "user", "text": "x", "parse_data": {"intent": {"name": intent}}},
        {"event": "bot", "text": "y", "data": {"custom": {"quick_replies": quick}}},
    ]


async def test_a_question_is_answered_in_the_first_words_and_remembered(say) -> None:
    said = await say("public_records", asks=("records_name",))
    assert said.cards[0]["lead"].startswith("Nej")
    assert said.cards[0]["question"] == ["ask/records_name"]
    assert said.slots["topic"] == "public_records"
    assert said.slots["question"] == "ask/records_name"


async def test_the_price_of_so_many_pages_is_counted(say) -> None:
    said = await say("public_records", "vad kostar 25 sidor?", asks=("records_fee",))
    assert "80 kronor" in said.cards[0]["lead"]


@pytest.mark.parametrize(
    ("benefit", "question"),
    [
        ("föräldrapenning", ["ask/statistics_parental"]),
        ("bostadsbidrag", None),
        (None, ["ask/statistics_parental"]),
    ],
)
async def test_the_page_of_one_benefit_is_no_answer_about_another(
    say, benefit: str | None, question: list[str] | None
) -> None:
    told = {"benefit": benefit} if benefit else {}
    said = await say("statistics", asks=("statistics_parental",), told=told)
    assert said.cards[0].get("question") == question
    assert said.cards[0]["topic"] == "statistics"


async def test_two_questions_are_answered_in_one_card(say) -> None:
    said = await say("public_records", asks=("records_fee", "records_time"))
    assert said.cards[0]["question"] == ["ask/records_fee", "ask/records_time"]


async def test_three_wishes_get_three_cards_and_all_are_spoken_of(say) -> None:
    said = await say("public_records+statistics", third="press_contact")
    topics = ["press_contact", "public_records", "statistics"]
    assert [card["topic"] for card in said.cards] == topics
    assert said.slots["topic"] == "+".join(topics)


@pytest.mark.parametrize(
    ("text", "lead", "contacts"),
    [
        ("har ringt hela dagen, ingen svarar", "Mejla presstjänsten, ", 3),
        ("mejlade i fredags, inget svar??", "Ring pressjouren på ", 2),
        ("har ringt och mejlat. inget svar", "Anders Sims, presschef, har telefon ", 1),
        ("Sims svarar inte", "Ring pressjouren på ", 2),
        ("ringt 3 ggr, mejlat 2, ringt sims. INGET", "Fler vägar än de här", 3),
    ],
)
async def test_who_has_tried_some_ways_gets_the_others(
    say, text: str, lead: str, contacts: int
) -> None:
    (card,) = (await say("press_contact", text, asks=("unreachable",))).cards
    assert card["lead"].startswith(lead)
    assert len(card["contacts"]) == contacts


async def test_who_was_not_answered_asks_for_another_way_without_saying_so(say) -> None:
    (card,) = (await say("press_contact", "mejlade i fredags om fusket, inget svar??")).cards
    assert card["question"] == ["ask/unreachable"]
    assert card["lead"].startswith("Ring pressjouren")


async def test_who_was_not_answered_tells_nothing_of_a_case(say) -> None:
    told = {"case_stage": "investigated"}
    text = "har mejlat men inte fått svar"
    (card,) = (await say("tell_case", text, told=told, topic="individual_case")).cards
    assert card["question"] == ["ask/unreachable"]


async def test_what_was_tried_is_remembered(say) -> None:
    before = [{"event": "user", "text": "jag har mejlat men inte fått svar"}]
    said = await say(
        "press_contact", "nu har jag ringt också", asks=("unreachable",), before=before
    )
    assert said.cards[0]["lead"].startswith("Anders Sims")


@pytest.mark.parametrize(("text", "is_letter"), [("ja, skriv det", True), ("ja", False)])
async def test_a_yes_to_write_takes_the_draft_that_a_button_offers(
    say, text: str, is_letter: bool
) -> None:
    offered = turn("press_contact", ['/press_contact{"question": "write_letter"}'])
    said = await say("affirm", text, before=offered, topic="press_contact")
    assert [isinstance(card, dict) and "letter" in card for card in said.cards] == [is_letter]


@pytest.mark.parametrize(
    "text", ["hon fick avslag i mars och ärendet ska omprövas", "hon har begärt omprövning"]
)
async def test_a_decision_beside_its_reconsideration_is_to_be_reconsidered(say, text: str) -> None:
    known = {"topic": "individual_case", "known_consent": "has"}
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
    known = {"topic": "case_reconsidered", "known_case_stage": "reconsidered"}
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
    known = {"known_consent": "has", "known_case_stage": "reconsidered"}
    said = await say("individual_case", text, told=told, topic="case_reconsidered", **known)
    assert said.cards[0]["topic"] == topic


async def test_a_consent_that_was_taken_back_is_none(say) -> None:
    text = "Det fanns ett skriftligt samtycke men nu är det tillbakadraget"
    (card,) = (await say("tell_case", text, told={"consent": "has"})).cards
    assert card["topic"] == "case_no_consent"


async def test_whoever_asks_for_yes_or_no_gets_one(say) -> None:
    asked = "kommenterar ni enskilda fall, ja eller nej?"
    (card,) = (await say("individual_case", asked, asks=("case_comment",))).cards
    assert card["lead"].startswith("Ja, ")
    never = "stämmer det att ni aldrig kommenterar enskilda fall?"
    (card,) = (await say("individual_case", never, asks=("case_comment",))).cards
    assert card["lead"].startswith("Nej, Försäkringskassan kan kommentera")
    unsure = "kan ni inte kommentera enskilda fall?"
    (card,) = (await say("individual_case", unsure, asks=("case_comment",))).cards
    assert card["lead"].startswith("Försäkringskassan kan kommentera")


async def test_what_says_yes_to_a_not_is_neither_confirmed_nor_denied(say) -> None:
    asked = "vi får ingen kommentar före beslutet, stämmer det?"
    (card,) = (await say("individual_case", asked, asks=("case_wait",))).cards
    assert card["lead"].startswith("Ingen kommentar ges innan ett beslut")
    (card,) = (await say("individual_case", asked, asks=("case_before_decision",))).cards
    assert card["lead"].startswith("Ja, ingen kommentar ges innan")


async def test_a_claim_that_something_is_not_so_is_confirmed_by_a_yes(say) -> None:
    for asked, lead in (
        ("det räcker inte med ett muntligt ja, stämmer det?", "Ja, samtycket ska vara skriftligt"),
        ("ett muntligt ja räcker inte väl?", "Ja, samtycket ska vara skriftligt"),
        ("räcker det med ett muntligt ja?", "Nej, samtycket ska vara skriftligt"),
        ("räcker inte ett muntligt ja?", "Nej, samtycket ska vara skriftligt"),
    ):
        (card,) = (await say("individual_case", asked, asks=("consent_oral",))).cards
        assert card["lead"].startswith(lead), asked


@pytest.mark.parametrize(
    ("text", "lead", "contacts"),
    [
        ("är 010-116 98 88 rätt nummer?", "Ja, så står det på presstjänstens sida: Press", 1),
        ("stämmer numret +46 10 116 98 88", "Ja, så står det på presstjänstens sida: Press", 1),
        ("är numret 08-786 90 00 till presstjänsten", "Nej, det numret står inte på", 2),
        ("är presschefens nummer fortfarande 070-143 78 12?", "Nej, det numret står inte", 2),
        ("är 0771-524 524 numret till er?", "0771-524 524 står på presstjänstens sida för", 1),
        ("funkar presstjansten@fk.example ?", "Nej, den adressen står inte på", 2),
        ("stämmer PRESS@forsakringskassan.se", "Ja, så står det på presstjänstens sida", 1),
    ],
)
async def test_whoever_asks_whether_a_contact_is_right_is_told(
    say, text: str, lead: str, contacts: int
) -> None:
    said = await say("press_contact", text)
    assert said.cards[0]["lead"].startswith(lead)
    assert len(said.cards[0]["contacts"]) == contacts


async def test_a_number_that_was_named_before_is_still_asked_about(say) -> None:
    before = [{"event": "user", "text": "är numret [telefon] till presstjänsten"}]
    (card,) = (await say("nlu_fallback", "ja eller nej, stämmer det numret", before=before)).cards
    assert card["lead"].startswith("Nej, det numret står inte på presstjänstens sida.")


@pytest.mark.parametrize(
    "text",
    [
        "stämmer det att ni kan ringa mig på 070-111 11 11?",
        "mitt nummer är 070-111 11 11, går det bra?",
        "är det stängt kl 07.40?",
        "Fel i er artikel, ring redaktionen på 08-123 456 78",
        "Stämmer det att ni kan kommentera? Mvh Eva Ek, 08-123 456 78",
        "gäller det 2024-01-01?",
    ],
)
async def test_a_number_of_the_writers_own_is_not_asked_about(say, text: str) -> None:
    (card,) = (await say("press_contact", text)).cards
    assert "står" not in card["lead"]


@pytest.mark.parametrize(
    ("text", "person", "is_sought"),
    [
        ("är Lena Bergqvist presstalesperson hos er?", "Lena Bergqvist", True),
        ("jag söker Erik Johansson på er assistansenhet", "Erik Johansson", True),
        ("har ni Erik Johanssons direktnummer?", "Erik Johanssons", True),
        ("how do I reach Lena Berg", "Lena Berg", True),
        ("Hej, Malin Berg, SVT. Jag söker en talesperson", "Malin Berg", False),
        ("jag heter Malin Berg och söker Lena", "Malin Berg", False),
        ("söker Anders Sims", "Anders Sims", False),
        ("ni svarade på Lena Bergs kritik i går, nu vill vi ha en intervju", "Lena Bergs", False),
    ],
)
async def test_whoever_seeks_somebody_is_told_that_the_page_names_one_alone(
    say, text: str, person: str, is_sought: bool
) -> None:
    (card,) = (await say("press_contact", text, told={"person": person})).cards
    assert (card.get("question") == ["not_stated/deputy"]) is is_sought


async def test_of_whom_the_page_says_nothing_it_has_no_number_either(say) -> None:
    known = {"topic": "press_contact", "question": "not_stated/deputy"}
    asks = ("head_of_press_phone",)
    for text, question in (
        ("svara, har ni hans nummer ja eller nej", "not_stated/deputy"),
        ("presschefens nummer då", "ask/head_of_press_phone"),
    ):
        (card,) = (await say("press_contact", text, asks=asks, **known)).cards
        assert card["question"] == [question]


async def test_a_case_in_court_stays_there_although_it_has_its_decision(say) -> None:
    asks, told = ("case_in_court",), {"case_stage": "court"}
    asked = "han har överklagat till förvaltningsrätten, kan ni kommentera hans fall?"
    slots = (await say("individual_case", asked, asks=asks, told=told)).slots
    assert slots["known_case_stage"] == "court"
    known = {"topic": "individual_case", "known_case_stage": "court", "known_consent": "has"}
    for text, question in (
        ("ok men beslutet är ju fattat, så varför inte", ["not_stated/case_in_court"]),
        ("nej jag menade att målet är avgjort, det finns ett beslut", None),
        ("nej, beslutet är inte fattat än tror jag", None),
    ):
        said = await say("tell_case", text, told={"case_stage": "decided"}, **known)
        assert (said.cards[0].get("question") if said.cards else None) == question, text


async def test_a_signature_is_still_somebody_elses_after_that_was_asked(say) -> None:
    known = {"topic": "individual_case", "question": "not_stated/consent_relative"}
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
    known = {"topic": "case_reconsidered", "known_consent": "has"}
    said = await say("tell_case", text, **known)
    assert (said.cards[0]["topic"] if isinstance(said.cards[0], dict) else None) == topic


@pytest.mark.parametrize(
    ("intent", "text"),
    [
        ("press_contact", "Jag är inte journalist. Vilket nummer har ni för arbetsgivare?"),
        ("out_of_scope", "Jag är hyresvärd, vem ska jag fråga?"),
        ("nlu_fallback", "I am not a journalist at all! Who handles certificates?"),
    ],
)
async def test_who_is_no_journalist_is_not_sent_to_the_press(say, intent: str, text: str) -> None:
    action = "action_ask_back" if intent == "nlu_fallback" else "action_answer"
    (card,) = (await say(intent, text, action=action)).cards
    assert [contact["value"] for contact in card["contacts"]] == ["0771-524 524"]
    said = "The press service's page says nothing" if "I am" in text else "Det säger"
    assert card["lead"].startswith(said) or card["language"] == "sv"


async def test_that_somebody_is_no_journalist_is_remembered_until_it_is_taken_back(say) -> None:
    before = [{"event": "user", "text": "jag är leverantör, inte journalist"}]
    (card,) = (await say("press_contact", "men vem ska jag fråga då?", before=before)).cards
    assert card["topic"] == "private_person"
    for text in ("jag är journalist också, vem ringer jag?", "hur når jag presstjänsten?"):
        (card,) = (await say("press_contact", text, before=before)).cards
        assert card["topic"] == "press_contact", text


async def test_a_journalist_who_was_misread_still_gets_the_press_service(say) -> None:
    for text in (
        "vem svarar på frågor om vab?",
        "behöver nån som kan kommentera i morgon",
        "det är ingen press, men gärna i dag",
    ):
        (card,) = (await say("press_contact", text, topic="private_person")).cards
        assert card["topic"] == "press_contact", text


async def test_a_journalists_own_case_is_a_private_persons(say) -> None:
    text = "jag är journalist men det här gäller min egen sjukpenning"
    (card,) = (await say("private_person", text)).cards
    assert card["topic"] == "private_person"


async def test_a_journalist_is_not_taken_for_a_private_person(say) -> None:
    text = "kundcenter? ja e journalist ju"
    (card,) = (await say("private_person", text, topic="press_contact")).cards
    assert card["topic"] == "press_contact"


@pytest.mark.parametrize(
    ("intent", "text", "stays"),
    [
        ("affirm", "ja", True),
        ("bot_challenge", "hej? är du kvar", True),
        ("out_of_scope", "does 112 work from Spain", True),
        ("out_of_scope", "nej hon mår bra, det var bara ett uttryck", False),
        ("thanks", "tack", False),
        ("statistics", "hur många får sjukpenning", False),
    ],
)
async def test_danger_lasts_until_something_else_is_said(
    say, intent: str, text: str, stays: bool
) -> None:
    said = await say(intent, text, question="ask/emergency", topic="emergency")
    card = said.cards[0]
    assert (isinstance(card, dict) and card.get("question") == ["ask/emergency"]) is stays


async def test_danger_a_third_time_has_no_press_line_beside_it(say) -> None:
    first = (await say("private_person", "hon gör sig illa", asks=("emergency",))).cards[0]
    before = said_before(first, first)
    said = await say("private_person", "hon svarar inte", asks=("emergency",), before=before)
    assert [card["question"] for card in said.cards] == [["ask/emergency"]]
    assert said.cards[0]["notices"] == []
    assert said.cards[0]["lead"] == "Är det akut, ring 112."


async def test_two_silences_are_told_of_in_one(say) -> None:
    asks = ("newsletter_frequency", "newsletter_price")
    (card,) = (await say("newsletter", "hur ofta och vad kostar det", asks=asks)).cards
    assert card["lead"] == (
        "Presstjänstens sida säger inte hur ofta nyhetsbrevet kommer. Den säger inte heller vad "
        "nyhetsbrevet kostar. Fråga statistikenheten."
    )
    asks = ("quotes", "press_else")
    (card,) = (await say("press_contact", "citat och så", asks=asks)).cards
    assert card["lead"].count("Fråga") == 1
    asks = ("quotes", "embargo")
    (card,) = (await say("press_contact", "quotes?", asks=asks, language="en")).cards
    assert "Nor does it say anything about embargo" in card["lead"]


@pytest.mark.parametrize(
    ("text", "asks", "repeats"),
    [
        ("Så vi får inte?", ("consent_needed",), True),
        ("Varför inte?", ("consent_why",), True),
        ("så nej?", (), True),
        ("kan jag mejla då?", ("press_mail",), False),
        ("varför måste hon skriva på nåt samtycke över huvud taget", ("consent_why",), False),
    ],
)
async def test_what_the_page_is_silent_on_is_neither_yes_nor_no(
    say, text: str, asks: tuple[str, ...], repeats: bool
) -> None:
    known = {"topic": "press_contact", "question": "not_stated/quotes"}
    for intent, action in (
        ("press_contact", "action_answer"),
        ("nlu_fallback", "action_ask_back"),
    ):
        (card,) = (await say(intent, text, action=action, asks=asks, **known)).cards
        assert (card.get("question") == ["not_stated/quotes"]) is repeats


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


async def test_whoever_cannot_phone_is_not_told_to(say) -> None:
    text = "Hej, jag är döv och kan inte ringa. Hur når jag er om min ersättning?"
    (card,) = (await say("private_person", text)).cards
    assert card["question"] == ["not_stated/customer_centre_mail"]
    assert "Ring" not in card["lead"]
    before = [{"event": "user", "text": text}]
    later = {"asks": ("customer_centre_else",), "before": before, "topic": "private_person"}
    (card,) = (await say("private_person", "finns texttelefon?", **later)).cards
    assert "Ring" not in card["lead"]
    (card,) = (await say("private_person", "finns texttelefon?", asks=later["asks"])).cards
    assert "Ring" in card["lead"]


async def test_a_mail_that_is_passed_on_asks_about_no_address(say) -> None:
    text = 'Vidarebefordrat: "Från: chef@svt.example Till: Malin. Kolla om det stämmer. Är det ok?"'
    said = await say("press_contact", text)
    assert "adressen" not in said.cards[0]["lead"]


@pytest.mark.parametrize(
    "text",
    [
        "Ändra till att det gäller en kommentar i skrift, inte intervju",
        "Nej, ändra mejlet så att det står kommentar i skrift",
        "Change it to a written comment, please",
    ],
)
async def test_an_order_to_change_the_draft_changes_it(say, text: str) -> None:
    known = {"topic": "press_contact", "question": "write_letter"}
    asks = ("comment_form",)
    for intent, action in (
        ("press_contact", "action_answer"),
        ("ask_in_writing", "action_follow_up"),
    ):
        said = await say(intent, text, action=action, asks=asks, **known)
        assert "kommentar i skrift" in said.cards[0]["letter"]["body"]


async def test_who_is_angry_after_a_draft_is_offered_a_human(say) -> None:
    known = {"topic": "press_contact", "question": "write_letter"}
    text = "det är ju fel för fan"
    said = await say("frustrated", text, action="action_follow_up", **known)
    assert said.cards[0]["topic"] == "human_handoff"


async def test_an_address_that_is_asked_for_after_a_draft_is_no_draft(say) -> None:
    known = {"topic": "statistics", "question": "write_letter"}
    text = "can you give me the email to the press service?"
    said = await say("press_contact", text, asks=("press_mail",), **known)
    assert "letter" not in said.cards[0]


async def test_the_draft_is_shown_again_where_it_is_asked_for(say) -> None:
    known = {"topic": "press_contact", "question": "write_letter"}
    said = await say("individual_case", "Kan du visa utkastet igen?", **known)
    assert said.cards[0]["letter"]["to"] == "press@forsakringskassan.se"
    for text in ("Please write the e-mail for me", "skriv mejlet åt mig tack", "ja skriv ett mejl"):
        for action in ("action_answer", "action_follow_up"):
            said = await say("ask_mail", text, action=action, topic="press_contact")
            assert "letter" in said.cards[0], text


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
    known = {"topic": "individual_case", "known_consent": "has"}
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


async def test_what_one_answer_says_of_another_is_not_said_twice(say) -> None:
    asks = ("consent_digital", "consent_written")
    (card,) = (await say("individual_case", "räcker ett sms?", asks=asks)).cards
    assert card["question"] == ["not_stated/consent_digital"]


async def test_the_mail_addresses_of_a_desk_are_not_led_by_its_telephone(say) -> None:
    said = await say("ask_mail", "mejlen?", action="action_follow_up", topic="press_contact")
    assert said.cards[0]["lead"] == "Mejla presstjänsten på press@forsakringskassan.se."


async def test_two_messages_in_a_row_about_something_else_are_not_answered_as_if_it_were_ours(
    say,
) -> None:
    before = turn("out_of_scope", [])
    (card,) = (await say("out_of_scope", "har ni numret dit?", before=before)).cards
    assert card["lead"].startswith("Det står inte heller på presstjänstens sida.")


async def test_a_reconsideration_that_is_taken_back_is_answered_by_the_decision(say) -> None:
    asked = "och om hon drar tillbaka omprövningen, kan ni kommentera då"
    (card,) = (await say("individual_case", asked, asks=("case_reconsidered",))).cards
    assert card["question"] == ["ask/case_when_decided"]


async def test_a_private_person_who_cannot_phone_is_not_sent_to_the_press(say) -> None:
    for asked, question in (
        ("kommer inte fram, finns nån mejl?", "not_stated/customer_centre_mail"),
        ("det är stängt, vad gör jag?", "not_stated/customer_centre_else"),
    ):
        said = await say("press_contact", asked, asks=("other_ways",), topic="private_person")
        assert said.cards[0]["question"] == [question]


async def test_whoever_asks_for_a_person_that_the_page_does_not_name_is_told_so(say) -> None:
    asked = "har ni Erik Johanssons nummer?"
    for name in ("head_of_press_phone", "press_phone"):
        said = await say("press_contact", asked, asks=(name,), told={"person": "Erik Johanssons"})
        assert said.cards[0]["question"] == ["not_stated/deputy"]
    for asked, person in (
        ("är Anders Sims chef?", "Anders Sims"),
        ("jag heter Eva, numret?", "Eva"),
    ):
        said = await say("press_contact", asked, asks=("press_phone",), told={"person": person})
        assert said.cards[0]["question"] == ["ask/press_phone"]


async def test_any_office_is_more_than_the_page_says(say) -> None:
    asked = "finns det nåt kontor i Luleå där jag kan läsa dem?"
    (card,) = (await say("public_records", asked, asks=("records_on_the_spot",))).cards
    assert not card["lead"].startswith("Ja")


@pytest.mark.parametrize(
    "text",
    ["lägg in att jag vill ha det som csv", "utan deadline", "nej lägg in det i mejlet"],
)
async def test_what_is_to_be_added_gives_the_draft_again(say, text: str) -> None:
    after = {"topic": "statistics", "question": "write_letter"}
    (card,) = (await say("statistics", text, asks=("statistics_format",), **after)).cards
    assert card["lead"].startswith("Utkastet igen")


async def test_a_deadline_that_is_taken_back_is_in_no_draft(say) -> None:
    before = [{"event": "user", "text": "intervju, svar senast fredag 4 december"}]
    after = {"topic": "press_contact", "question": "write_letter", "before": before}
    (card,) = (await say("press_contact", "ta bort deadline", **after)).cards
    assert "[dag och tid]" in card["letter"]["subject"]


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


async def test_who_heads_the_statistics_unit_the_page_does_not_say(say) -> None:
    said = await say(
        "ask_who_heads", "vad heter chefen?", action="action_follow_up", topic="statistics"
    )
    assert said.cards[0]["question"] == ["not_stated/statistics_person"]


async def test_the_weekend_after_a_question_about_july_is_one_in_july(say) -> None:
    before = [{"event": "user", "text": "när sitter det folk där i juli?"}]
    said = await say(
        "press_contact",
        "och på helgen då",
        asks=("hours_weekend",),
        before=before,
        topic="press_contact",
    )
    assert said.cards[0]["question"] == ["ask/hours_summer"]


@pytest.mark.parametrize("name", ["bot_cannot", "source"])
async def test_what_is_said_of_the_bot_leaves_the_thread_where_it_is(say, name: str) -> None:
    said = await say("bot_challenge", asks=(name,), topic="private_person")
    assert said.slots["topic"] == "private_person"
    assert said.slots["question"] == f"ask/{name}"
    assert [contact["value"] for contact in said.cards[0]["contacts"]] == ["0771-524 524"]


async def test_a_private_person_who_asks_the_bot_is_not_sent_to_the_press_line(say) -> None:
    (card,) = (await say("bot_challenge", "kan inte du kolla åt mig", topic="private_person")).cards
    assert card["question"] == ["ask/bot_cannot"]
    assert [contact["value"] for contact in card["contacts"]] == ["0771-524 524"]
    said = await say("bot_challenge", "är du en människa?", topic="private_person")
    assert "question" not in said.cards[0]


@pytest.mark.parametrize(
    ("text", "in_draft", "lead"),
    [
        ("det är radio inte tv", "[redaktion], radio", "Utkastet igen"),
        ("Form: kommentar i skrift", "Form: kommentar i skrift", "Utkastet igen"),
        ("radio inte tv, kommentar i skrift", "[redaktion], radio", "Utkastet igen"),
        ("gör det till en påminnelse", "tidigare men inte fått något svar", "Utkastet igen"),
        ("du tog inte med att det gäller avslag", None, "Det får du skriva in själv"),
    ],
)
async def test_what_is_said_of_a_draft_goes_into_it_or_is_told_to_be_the_writers(
    say, text: str, in_draft: str | None, lead: str
) -> None:
    after = {"topic": "press_contact", "question": "write_letter"}
    (card,) = (await say("nlu_fallback", text, action="action_ask_back", **after)).cards
    assert card["lead"].startswith(lead)
    assert (in_draft or "") in (card["letter"]["body"] if in_draft else "")


@pytest.mark.parametrize(
    ("text", "is_draft"),
    [
        ("radio inte tv, kommentar i skrift", True),
        ("jag vill ha en kommentar i skrift om ett fall", False),
    ],
)
async def test_a_form_alone_goes_into_the_draft_whatever_it_looks_like(
    say, text: str, *, is_draft: bool
) -> None:
    after = {"topic": "press_contact", "question": "write_letter"}
    (card,) = (await say("individual_case", text, **after)).cards
    assert ("letter" in card) == is_draft


async def test_what_the_page_leaves_open_is_said_to_be_so(say) -> None:
    said = await say("individual_case", asks=("consent_validity",))
    assert said.cards[0]["question"] == ["not_stated/consent_validity"]
    assert said.cards[0]["contacts"]


async def test_a_question_the_facts_do_not_have_gives_the_whole_card(say) -> None:
    said = await say("statistics", asks=("something_new",))
    assert said.cards[0]["topic"] == "statistics"
    assert "question" not in said.cards[0]


async def test_danger_comes_before_everything_else(say) -> None:
    said = await say("statistics", asks=("emergency",))
    assert said.cards[0]["lead"].startswith("Är det akut, ring 112.")
    assert said.slots["topic"]  # what follows is no first message


@pytest.mark.parametrize(
    ("topic", "awaits"),
    [("individual_case", "case"), ("statistics", "letter"), ("private_person", None)],
)
async def test_what_a_card_offers_stands_in_its_text(say, topic: str, awaits: str | None) -> None:
    said = await say(topic)
    assert said.slots["awaits"] == awaits
    offer = said.cards[-1].get("offer")
    assert bool(offer) == bool(awaits)
    assert not offer or said.cards[-1]["text"].endswith(offer)


@pytest.mark.parametrize(
    ("topic", "question", "awaits", "has_button"),
    [
        ("press_contact", "press_phone", None, False),
        ("press_contact", "press_mail", None, True),
        ("statistics", "statistics_mail", None, True),
        ("public_records", "records_fee", None, True),
        ("statistics", "statistics_where", None, False),
        ("statistics", "statistics_not_found", "letter", True),
        ("public_records", "records_where", "letter", True),
        ("individual_case", "consent_form_send", "letter", True),
        ("individual_case", "consent_why", "case", False),
    ],
)
async def test_a_draft_is_offered_where_a_mail_comes_next_and_not_after_a_fact(
    say, topic: str, question: str, awaits: str | None, has_button: bool
) -> None:
    said = await say(topic, asks=(question,))
    (card,) = said.cards
    assert said.slots["awaits"] == awaits
    assert ("offer" in card) == bool(awaits)
    titles = [reply["title"] for reply in card["quick_replies"]]
    assert ("Skriv mejlet åt mig" in titles) == has_button


async def test_whoever_must_ring_is_offered_no_mail_but_can_have_it(say) -> None:
    said = await say("press_contact", "en intervju, vi publicerar om en timme")
    assert (said.slots["awaits"], "offer" in said.cards[0]) == (None, False)
    assert said.cards[0]["quick_replies"][0]["title"] == "Skriv mejlet åt mig"


async def test_whoever_wants_it_in_writing_is_offered_the_draft(say) -> None:
    said = await say("ask_in_writing", action="action_follow_up", topic="press_contact")
    assert said.slots["awaits"] == "letter"
    assert said.cards[0]["text"].endswith(said.cards[0]["offer"])


async def test_yes_to_the_offer_of_guidance_begins_it(say) -> None:
    said = await say("affirm", "ja tack", awaits="case", topic="individual_case")
    assert said.next == "case_form"


@pytest.mark.parametrize("topic", ["public_records", "statistics", "press_contact"])
async def test_yes_to_the_offer_of_a_letter_gives_it(say, topic: str) -> None:
    said = await say("affirm", "ja tack", awaits="letter", topic=topic)
    assert said.cards[0]["topic"] == topic
    assert said.cards[0]["letter"]["to"]


async def test_no_to_an_offer_does_nothing_and_leaves_a_way_on(say) -> None:
    said = await say("deny", "nej", awaits="letter", topic="statistics")
    assert "letter" not in said.cards[0]
    assert said.cards[0]["quick_replies"]
    assert said.next is None


async def test_yes_to_nothing_asks_what_is_wanted(say) -> None:
    said = await say("affirm", "ja")
    assert said.cards == ["utter_affirm"]


@pytest.mark.parametrize(
    ("intent", "topic"),
    [
        ("choose_first", "statistics"),
        ("choose_second", "press_contact"),
        ("choose_last", "press_contact"),
    ],
)
async def test_a_choice_is_that_of_the_list(say, intent: str, topic: str) -> None:
    before = turn("nlu_fallback", ["/statistics", "/press_contact"])
    said = await say(intent, "den", before=before, awaits="choices")
    assert said.cards[0]["topic"] == topic


async def test_a_choice_beyond_the_list_offers_everything(say) -> None:
    before = turn("nlu_fallback", ["/statistics"])
    said = await say("choose_third", "trean", before=before, awaits="choices")
    assert len(said.cards[0]["quick_replies"]) > 2


async def test_a_chosen_button_does_what_pressing_it_would(say) -> None:
    letter = '/statistics{"question": "write_letter"}'
    said = await say("choose_second", before=turn("statistics", ["/check_case", letter]))
    assert said.cards[0]["letter"]
    said = await say("choose_first", before=turn("statistics", ["/check_case", letter]))
    assert said.next == "case_form"


@pytest.mark.parametrize("first", ["out_of_scope", "nlu_fallback"])
@pytest.mark.parametrize(
    ("second", "action"),
    [("out_of_scope", "action_answer"), ("nlu_fallback", "action_ask_back")],
)
async def test_not_understood_twice_in_a_row_gives_the_press_line(
    say, first: str, second: str, action: str
) -> None:
    said = await say(second, "asdf", action=action, before=turn(first))
    assert said.cards[0]["topic"] == "fallback"
    once = await say(second, "asdf", action=action, before=turn("statistics"))
    assert once.cards[0]["topic"] is None
    assert "010" in once.cards[0]["lead"]


async def test_the_same_words_again_after_a_question_back_give_the_press_line(say) -> None:
    before = [*turn("nlu_fallback"), {"event": "action", "name": "action_ask_back"}]
    assert before[0]["text"] == "x"
    said = await say("press_contact", "x", before=before, confidence=0.98)
    assert said.cards[0]["topic"] == "fallback"
    other = await say("press_contact", "en intervju", before=before, confidence=0.98)
    assert other.cards[0]["topic"] == "press_contact"


VERDICTS = {
    ("has", "decided"): "case_possible",
    ("lacks", "decided"): "case_no_consent",
    ("has", "investigated"): "case_investigated",
    ("unknown", "not_in"): "case_not_in",
    ("lacks", "reconsidered"): "case_reconsidered",
    ("unknown", "decided"): "case_consent_unknown",
    ("unknown", "unknown"): "case_stage_unknown",
}


@pytest.mark.parametrize(("told", "topic"), VERDICTS.items())
async def test_a_first_message_that_tells_both_gets_the_verdict_and_what_it_rests_on(
    say, told: tuple[str, str], topic: str
) -> None:
    consent, stage = told
    said = await say("individual_case", told={"consent": consent, "case_stage": stage})
    (card,) = said.cards
    assert card["topic"] == topic
    assert card["notices"][0].startswith("Jag utgår från")
    assert card["quick_replies"]


@pytest.mark.parametrize("consent", [None, "has", "lacks", "unknown"])
@pytest.mark.parametrize("stage", [None, "not_in", "investigated", "reconsidered", "court"])
async def test_yes_is_only_said_of_a_signed_consent_and_a_decision(
    say, consent: str | None, stage: str | None
) -> None:
    told = {"consent": consent, "case_stage": stage}
    told = {name: value for name, value in told.items() if value}
    for intent, known in itertools.product(("individual_case", "tell_case"), ("has", None)):
        said = await say(
            intent, told=told, topic="case_no_consent", known_consent=known, known_case_stage=known
        )
        assert all(card["topic"] != "case_possible" for card in said.cards)


async def test_a_no_to_the_offer_that_tells_of_the_consent_gets_the_verdict(say) -> None:
    said = await say("deny", told={"consent": "lacks"}, awaits="case", topic="individual_case")
    assert said.cards[0]["topic"] == "case_no_consent"
    plain = await say("deny", awaits="case", topic="individual_case")
    assert plain.cards[0]["topic"] is None


async def test_a_comment_in_writing_is_the_press_services_whoever_heads_it(say) -> None:
    action = "action_follow_up"
    said = await say("ask_in_writing", action=action, topic="head_of_press")
    assert "i skrift" in said.cards[0]["lead"]
    assert said.cards[0]["contacts"][0]["value"] == "press@forsakringskassan.se"


async def test_a_stage_told_alone_is_kept_for_the_guidance_that_is_offered(say) -> None:
    said = await say("individual_case", told={"case_stage": "decided"})
    assert said.cards[0]["topic"] == "individual_case"
    assert said.slots["awaits"] == "case"
    assert said.slots["case_stage"] == "decided"


async def test_a_consent_told_alone_leads_to_the_question_for_the_stage(say) -> None:
    said = await say("individual_case", told={"consent": "has"})
    assert (said.cards, said.next) == ([], "case_form")
    assert said.slots["consent"] == "has"


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
    known = {name: said.slots[name] for name in ("known_consent", "known_case_stage")}
    said = await say(
        "tell_case", "nu har hon det", told={"consent": "has"}, topic="case_no_consent", **known
    )
    assert said.cards[0]["topic"] == "case_possible"


async def test_one_thing_told_in_answer_to_the_offer_leads_to_the_other(say) -> None:
    said = await say("tell_case", told={"consent": "has"}, topic="individual_case", awaits="case")
    assert said.next == "case_form"
    assert said.slots["consent"] == "has"


async def test_of_another_case_nothing_is_known(say) -> None:
    said = await say("individual_case", known_consent="has", consent="has", topic="case_possible")
    assert said.slots["consent"] is None
    assert said.slots["known_consent"] is None


async def test_without_a_consent_nothing_more_is_asked(say) -> None:
    said = await say("individual_case", told={"consent": "lacks"})
    assert said.cards[0]["topic"] == "case_no_consent"


@pytest.mark.parametrize("slot", ["consent", "case_stage"])
async def test_nothing_parts_a_question_about_a_case_from_its_choices(say, slot: str) -> None:
    said = await say("check_case", action=f"action_ask_case_form_{slot}", loop="case_form")
    (card,) = said.cards
    assert card["contacts"] == []
    assert "ring pressjouren: 010-116 98 88" in card["lead"]  # who would rather not answer
    assert len(card["quick_replies"]) >= 3
    assert said.slots["awaits"] == slot


async def test_a_correction_gives_the_verdict_anew(say) -> None:
    known = {"topic": "case_possible", "known_consent": "has", "known_case_stage": "decided"}
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
    known = {"topic": "case_reconsidered", "known_consent": "has"}
    said = await say("tell_case", text, told={"case_stage": "reconsidered"}, **known)
    assert (said.next == "case_form") == is_over  # where the case is now is asked for
    assert [card["topic"] for card in said.cards] == ([] if is_over else ["case_reconsidered"])


@pytest.mark.parametrize("told", ["reconsidered", "decided"])
async def test_the_decision_on_a_reconsideration_is_a_decision(say, told: str) -> None:
    known = {"topic": "case_reconsidered", "known_consent": "has"}
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


async def test_a_yes_offers_the_draft_and_a_no_does_not(say) -> None:
    told = {"consent": "has", "case_stage": "decided"}
    yes = await say("individual_case", told=told)
    assert yes.slots["awaits"] == "letter"
    draft = await say("affirm", "ja tack", awaits="letter", topic=yes.slots["topic"])
    assert draft.cards[0]["letter"]["to"] == "press@forsakringskassan.se"
    no = await say("individual_case", told={**told, "consent": "lacks"})
    assert no.slots["awaits"] is None
    in_a_hurry = await say("individual_case", "vi publicerar om en timme", told=told)
    assert "offer" not in in_a_hurry.cards[0]


async def test_a_case_told_anew_is_another_one(say) -> None:
    said = await say(
        "individual_case",
        told={"case_stage": "decided"},
        topic="case_possible",
        known_consent="has",
        known_case_stage="decided",
    )
    assert said.cards[0]["topic"] == "individual_case"
    assert said.slots["known_consent"] is None


@pytest.mark.parametrize("text", ["hon har sagt ja muntligt", "jag tror att hon har skrivit på"])
async def test_a_consent_that_is_in_doubt_is_not_kept_for_a_later_yes(say, text: str) -> None:
    said = await say("individual_case", text, told={"consent": "has"})
    assert said.slots.get("consent") is None
    assert said.slots.get("known_consent") is None
    said = await say(
        "tell_case", text, told={"consent": "has"}, topic="case_no_consent", awaits="case"
    )
    assert said.next == "case_form"
    assert said.slots.get("known_consent") is None


async def test_of_a_court_the_page_says_nothing(say) -> None:
    said = await say("individual_case", told={"consent": "has", "case_stage": "court"})
    assert said.cards[0]["question"] == ["not_stated/case_in_court"]


async def test_what_the_page_is_silent_on_goes_before_a_verdict(say) -> None:
    told = {"consent": "has", "case_stage": "decided"}
    said = await say("individual_case", told=told, asks=("consent_dead_person",))
    assert said.cards[0]["question"] == ["not_stated/consent_dead_person"]


async def test_the_same_again_is_the_question_that_was_answered(say) -> None:
    said = await say(
        "repeat", action="action_follow_up", topic="public_records", question="ask/records_fee"
    )
    assert said.cards[0]["question"] == ["ask/records_fee"]
    said = await say("repeat", action="action_follow_up", topic="statistics")
    assert said.cards[0]["topic"] == "statistics"


@pytest.mark.parametrize("text", ["mer?", "Mer", "något mer?", "mer info", "kan du berätta mer"])
@pytest.mark.parametrize(
    ("intent", "action"),
    [
        ("press_contact", "action_answer"),
        ("nlu_fallback", "action_ask_back"),
        ("repeat", "action_follow_up"),
    ],
)
async def test_more_is_of_what_was_answered_whatever_the_word_looks_like(
    say, text: str, intent: str, action: str
) -> None:
    how = {"action": action, "asks": ("other_ways",), "topic": "statistics"}
    said = await say(intent, text, **how)
    assert [c["value"] for c in said.cards[0]["contacts"]] == [
        "statistikenheten@forsakringskassan.se"
    ]
    assert said.cards[0]["lead"].startswith("Mer än så har jag inte")
    said = await say(intent, text, question="ask/statistics_where", **how)
    assert said.cards[0]["topic"] == "statistics"
    assert "question" not in said.cards[0]  # the whole card, after a fact of it


@pytest.mark.parametrize("text", ["vem mer kan jag ringa?", "något annat", "mer om nyhetsbrevet"])
async def test_more_of_something_that_is_named_is_no_bare_wish_for_more(say, text: str) -> None:
    said = await say("press_contact", text, asks=("other_ways",), topic="statistics")
    assert said.cards[0]["question"] == ["ask/other_ways"]
    first = await say("press_contact", "mer?", asks=("other_ways",))
    assert first.cards[0]["question"] == ["ask/other_ways"]


@pytest.mark.parametrize(
    ("channel", "elsewhere"),
    [
        ("browser", ""),
        ("slack", "i Slack raderar du själv"),
        ("teams", "i Teams raderar du själv"),
    ],
)
async def test_what_a_deletion_leaves_is_told_of_the_channel_alone(
    say, channel: str, elsewhere: str
) -> None:
    said = await say("bot_challenge", asks=("delete_conversation",), channel=channel)
    text = said.cards[0]["text"]
    for place in ("Slack", "Teams"):
        assert (place in text) == (place.lower() == channel)
    assert elsewhere in text


async def test_how_long_is_kept_what_is_said_is_told_in_days_where_it_is_known(
    say, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEEP_DAYS", "17")
    said = await say("bot_challenge", asks=("what_is_kept",))
    assert said.cards[0]["lead"].startswith("Ja, samtalet sparas i 17 dagar")
    monkeypatch.delenv("KEEP_DAYS")
    said = await say("bot_challenge", asks=("what_is_kept",))
    assert said.cards[0]["lead"].startswith("Ja, samtalet sparas en tid")


async def test_hours_that_the_page_leaves_open_are_said_to_be_so(say) -> None:
    today = local_now().date()
    march = date(today.year + (today >= date(today.year, 3, 3)), 3, 3)
    text = f"och den {march}?"
    said = await say("ask_open", text, action="action_follow_up", topic="press_contact")
    assert said.cards[0]["question"] == ["not_stated/hours_rest"]
    said = await say("ask_open", "svarar de nu?", action="action_follow_up", topic="press_contact")
    assert "question" not in said.cards[0]


async def test_the_press_card_tells_the_summer_hours_to_whoever_names_the_summer(say) -> None:
    said = await say("press_contact", "vem når jag hos er i sommar?")
    assert "vardagar klockan 8–16" in said.cards[0]["text"]


@pytest.mark.parametrize(
    ("language", "truths"),
    [
        (
            "sv",
            [
                "Jag är en bot",
                "Ingen människa är med i chatten. Presstjänsten läser samtal i efterhand.",
                "presstjänstens sida och lagarna",
                "010-116 98 88",
            ],
        ),
        (
            "en",
            [
                "I am a bot",
                "No human is in the chat. The press service reads conversations afterwards.",
                "the press service's page and the laws",
                "010-116 98 88",
            ],
        ),
    ],
)
async def test_a_bot_says_who_reads_and_what_its_answers_rest_on(
    say, language: str, truths: list[str]
) -> None:
    said = await say("bot_challenge", "läser någon det här?", language=language)
    (card,) = said.cards
    for truth in truths:
        assert truth in card["lead"]
    # The domain's own response has no buttons: nothing is offered, and nothing is waited for.
    assert card["quick_replies"] == []
    assert said.slots["awaits"] is None


async def test_whoever_is_not_understood_gets_a_human_and_the_choices(say) -> None:
    said = await say("frustrated", action="action_follow_up", topic="statistics")
    (card,) = said.cards
    assert "010" in card["lead"]
    assert len(card["quick_replies"]) > 3
    assert said.slots["awaits"] == "choices"


async def test_a_letter_takes_what_the_conversation_named(say) -> None:
    earlier = {
        "event": "user",
        "text": "hur många fick sjukpenning 2021–2023?",
        "parse_data": {
            "intent": {"name": "statistics"},
            "entities": [{"entity": "benefit", "value": "sjukpenning"}],
        },
    }
    said = await say(
        "affirm", "ja", awaits="letter", topic="statistics", before=[earlier, {"event": "bot"}]
    )
    letter = said.cards[0]["letter"]
    assert "sjukpenning" in letter["body"] + letter["subject"]
    assert "2021–2023" in letter["body"]


async def test_a_question_within_the_questions_about_a_case_is_answered_there(say) -> None:
    said = await say("individual_case", asks=("consent_why",), loop="case_form")
    assert said.cards[0]["question"] == ["ask/consent_why"]
    # The form goes on: it is not ended.
    assert "requested_slot" not in said.slots


async def test_an_answer_that_holds_another_is_given_alone(say) -> None:
    said = await say("public_records", "kostar det?", asks=("records_fee", "records_free"))
    assert said.cards[0]["question"] == ["ask/records_free"]


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
    known = {"known_consent": "has", "known_case_stage": "decided", "topic": "case_possible"}
    said = await say("individual_case", text, told={"case_stage": "decided"}, **known)
    assert ([card["topic"] for card in said.cards] == ["case_possible"]) == is_same


@pytest.mark.parametrize("topic", ["press_contact", "statistics", "private_person"])
async def test_after_an_answer_a_question_back_says_whom_to_ask(say, topic: str) -> None:
    said = await say("nlu_fallback", "asdf", action="action_ask_back", topic=topic)
    (card,) = said.cards
    first = (await say(topic)).cards[0]["contacts"][0]
    assert card["contacts"][0] == first
    assert card["quick_replies"]
    assert said.slots["awaits"] == "choices"


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("måste samtycket vara skriftligt?", "Ja, samtycket"),
        ("duger fullmakten i stället?", "Samtycket"),
        ("så nej alltså?", "Samtycket"),
    ],
)
async def test_a_yes_is_not_said_to_what_may_ask_for_the_opposite(
    say, text: str, begins: str
) -> None:
    said = await say("individual_case", text, asks=("consent_written",))
    assert said.cards[0]["lead"].startswith(begins)


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("före klockan 23.30", True),
        ("gärna innan 23.30", True),
        ("är ni där före klockan 23.30?", False),
        ("före klockan 23.30 alltså, är ni där?", False),
    ],
)
async def test_until_when_an_answer_is_waited_for_asks_for_no_hours(
    say, text: str, is_told: bool
) -> None:
    said = await say("ask_open", text, action="action_follow_up", topic="press_contact")
    assert said.cards[0]["topic"] == "press_contact"
    assert any("Deadline" in notice for notice in said.cards[0]["notices"]) == is_told


@pytest.mark.parametrize(
    ("text", "topic"),
    [("är ni bemannade nu i helgen?", "press_contact"), ("svarar han i helgen?", "head_of_press")],
)
async def test_hours_are_of_whom_the_message_speaks_to(say, text: str, topic: str) -> None:
    said = await say("ask_open", text, action="action_follow_up", topic="head_of_press")
    assert said.cards[0]["topic"] == topic


async def test_who_heads_is_the_card_of_whoever_does_even_where_the_fact_is_asked_for(say) -> None:
    asked = {"action": "action_follow_up", "topic": "press_contact"}
    said = await say("ask_who_heads", "vem är chef?", asks=("head_of_press",), **asked)
    assert said.cards[0]["topic"] == "head_of_press"
    assert said.cards[0].get("question") is None
    said = await say("ask_who_heads", "hennes mejl?", asks=("head_of_press_mail",), **asked)
    assert said.cards[0]["question"] == ["ask/head_of_press_mail"]


@pytest.mark.parametrize(
    ("action", "intent", "text", "told", "filled"),
    [
        ("action_ask_back", "nlu_fallback", "det gäller hela landet", {}, "Region: hela landet"),
        ("action_answer", "statistics", "ändra till 2021", {}, "Period: 2021"),
        ("action_answer", "statistics", "vab i stället", {"benefit": "vab"}, "Förmån: vab"),
        ("action_answer", "press_contact", "behövs senast kl 23", {}, "senast "),
    ],
)
async def test_what_is_said_after_a_draft_goes_into_it(
    say, action: str, intent: str, text: str, told: dict[str, str], filled: str
) -> None:
    drafted = {"topic": "statistics", "question": "write_letter"}
    said = await say(intent, text, action=action, told=told, **drafted)
    (card,) = said.cards
    assert filled in card["letter"]["body"]
    assert "senast [" not in card["letter"]["body"] or filled != "senast "
    assert card["lead"].startswith("Utkastet igen")


@pytest.mark.parametrize(
    ("intent", "text"),
    [("public_records", "mejlen från 2021"), ("statistics", "finns det för 2021?")],
)
async def test_another_desk_and_a_question_leave_the_draft(say, intent: str, text: str) -> None:
    said = await say(intent, text, topic="statistics", question="write_letter")
    assert said.cards[0]["topic"] == intent
    assert "letter" not in said.cards[0]


async def test_whoever_the_page_does_not_name_has_no_address_of_the_head_of_press(say) -> None:
    asked = {"topic": "press_contact", "question": "not_stated/director_general"}
    said = await say("press_contact", "har hon nån mejl?", asks=("head_of_press_mail",), **asked)
    assert said.cards[0]["question"] == ["not_stated/director_general"]
    named = ("press_contact", "och presschefens mejl?")
    said = await say(*named, asks=("head_of_press_mail",), **asked)
    assert said.cards[0]["question"] == ["ask/head_of_press_mail"]


def said_before(*cards: dict[str, Any]) -> list[dict[str, Any]]:
    """The turns that were answered with these cards, the oldest first."""
    turns = []
    for card in cards:
        user, bot = turn("statistics")
        turns += [user, {**bot, "text": card["text"], "data": {"custom": card}}]
    return turns


AGAIN = "Mer än det här har jag inte om det. Står svaret inte här, fråga kontakten nedan."


async def test_a_card_that_would_come_twice_says_that_it_is_all_and_whom_to_ask(say) -> None:
    first = (await say("statistics")).cards[0]
    second = (
        await say("statistics", before=said_before(first), topic="statistics", awaits="letter")
    ).cards[0]
    assert second["lead"] == AGAIN
    assert second["text"] != first["text"]
    for part in ("contacts", "rules", "links"):
        assert second[part] == first[part]
    again = said_before(first, second, second)
    fourth = await say("statistics", before=again, topic="statistics")
    assert fourth.cards[0]["notices"][0].startswith("Jag har inget mer om det.")
    assert fourth.cards[1]["topic"] == "fallback"


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("deadline i dag klockan 23.58", "statistics"),
        ("jag behöver nån att prata med i radio, deadline 23.58", "press_contact"),
        ("cheers, who do I ring tonight, deadline is 23:58", "press_contact"),
    ],
)
async def test_a_deadline_alone_is_of_what_was_spoken_of(say, text: str, topic: str) -> None:
    said = await say("press_contact", text, topic="statistics")
    assert said.cards[0]["topic"] == topic


async def test_a_card_without_a_contact_names_nobody_to_ask(say) -> None:
    first = (await say("newsletter")).cards[0]
    assert first["contacts"] == []
    again = await say("newsletter", before=said_before(first), topic="newsletter")
    assert again.cards[0]["lead"] == first["lead"]


@pytest.mark.parametrize(
    ("intent", "text", "told", "question"),
    [
        ("public_records", "och handlingarna", {}, None),  # another topic
        ("statistics", "och föräldrapenning", {"benefit": "föräldrapenning"}, None),  # with a link
        ("statistics", "/statistics", {}, None),  # a button
        ("statistics", "deadline i dag kl 23.58", {}, None),  # with a notice
        ("statistics", "allt om det", {}, "ask/statistics_mail"),  # after a single fact
    ],
)
async def test_a_card_that_says_something_else_than_the_one_before_is_the_topics_own(
    say, intent: str, text: str, told: dict[str, str], question: str | None
) -> None:
    first = (await say("statistics")).cards[0]
    said = await say(
        intent, text, told=told, before=said_before(first), topic="statistics", question=question
    )
    assert said.cards[0]["lead"] == (await say(intent, text, told=told)).cards[0]["lead"]
    assert not said.cards[0]["lead"].startswith(AGAIN)


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("var hittar jag siffror på assistansersättning?", ["ask/statistics_where"]),
        ("antal med assistansersättning", None),
    ],
)
async def test_the_page_of_another_benefit_is_no_answer(
    say, text: str, question: list[str] | None
) -> None:
    told = {"benefit": "assistansersättning"}
    (card,) = (await say("statistics", text, asks=("statistics_sickness",), told=told)).cards
    assert card.get("question") == question


@pytest.mark.parametrize(
    ("intent", "name", "lead"),
    [
        (
            "individual_case",
            "consent_child",
            "Presstjänstens sida säger inte vem som samtycker för ett barn. "
            "Mer än så har jag inte om det. Fråga presstjänsten.",
        ),
        (
            "public_records",
            "records_secrecy",
            "Uppgifter om en persons hälsa och andra personliga förhållanden kan vara "
            "sekretessbelagda. Mer än så har jag inte om det.",
        ),
        ("press_contact", "press_phone", "Ring pressjouren på 010-116 98 88."),
        (
            "individual_case",
            "case_else",
            "Presstjänstens sida säger inget om det. Fråga presstjänsten.",
        ),
    ],
)
async def test_an_answer_that_comes_again_says_that_there_is_no_more(
    say, intent: str, name: str, lead: str
) -> None:
    (first,) = (await say(intent, "vad gäller?", asks=(name,))).cards
    before = [{"event": "user", "text": "vad gäller?"}, {"event": "bot", "data": {"custom": first}}]
    asked = {"asks": (name,), "before": before, "topic": intent}
    (second,) = (await say(intent, "och sedan?", **asked)).cards
    assert second["lead"] == lead
    (pressed,) = (await say(intent, "/again", **asked)).cards
    assert pressed["lead"] == first["lead"]


async def test_another_number_of_pages_is_another_answer(say) -> None:
    fee = {"asks": ("records_fee",)}
    (first,) = (await say("public_records", "vad kostar 25 sidor?", **fee)).cards
    before = [{"event": "user", "text": "x"}, {"event": "bot", "data": {"custom": first}}]
    (second,) = (await say("public_records", "och 40 sidor?", before=before, **fee)).cards
    assert (
        second["lead"]
        == "40 sidor kostar 110 kronor (10 sidor 50 kronor, sedan 2 kronor per sida)."
    )


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
        "known_consent": "has",
        "known_case_stage": "reconsidered",
    }
    (card,) = (await say("individual_case", text, asks=asks, **known)).cards
    assert card["topic"] == "case_reconsidered"


@pytest.mark.parametrize(
    "text",
    [
        "men hennes man säger nej, kan ni kommentera ändå?",
        "så hon har dött, kan ni kommentera då?",
        "but she is a minor, can you comment?",
    ],
)
async def test_a_yes_is_not_said_again_to_what_tells_something_new(say, text: str) -> None:
    known = {"topic": "case_possible", "known_consent": "has", "known_case_stage": "decided"}
    said = await say("individual_case", text, **known)
    assert said.cards[0]["topic"] == "individual_case"
    (card,) = (await say("individual_case", "så då kan ni uttala er?", **known)).cards
    assert card["topic"] == "case_possible"


async def test_another_case_after_a_verdict_is_another(say) -> None:
    known = {"topic": "case_possible", "known_consent": "has", "known_case_stage": "decided"}
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


@pytest.mark.parametrize(
    ("text", "is_danger"),
    [("vem kan jag ringa hos er", True), ("jag är reporter, vem kan jag ringa hos er", False)],
)
async def test_after_danger_no_press_line_is_given_to_who_is_no_journalist(
    say, text: str, *, is_danger: bool
) -> None:
    said = await say("press_contact", text, topic="emergency", question="ask/emergency")
    assert ("question" in said.cards[0]) is is_danger


async def test_what_a_private_person_says_more_of_is_still_theirs(say) -> None:
    said = await say("deny", "den har inte kommit än", topic="private_person")
    assert said.cards[0]["topic"] == "private_person"
    (bare,) = (await say("deny", "nej", topic="private_person")).cards
    assert bare["topic"] is None


@pytest.mark.parametrize(
    ("name", "text", "lead"),
    [
        ("statistics_database", "var finns databasen?", "Statistikdatabasen finns på"),
        ("statistics_database", "finns det en databas?", "Ja, statistikdatabasen"),
        ("statistics_database", "vad säger ni, finns det en databas?", "Ja, statistikdatabasen"),
        ("consent_oral", "hur gör hon då", "Samtycket ska vara skriftligt"),
        ("records_name", "vem jag är måste jag väl säga?", "Nej, du behöver inte"),
    ],
)
async def test_what_neither_yes_nor_no_answers_gets_neither(
    say, name: str, text: str, lead: str
) -> None:
    (card,) = (await say("statistics", text, asks=(name,), topic="statistics")).cards
    assert card["lead"].startswith(lead)


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
    ("text", "before", "lead"),
    [
        (
            "vilken paragraf är det?",
            {"question": "ask/consent_why", "topic": "individual_case"},
            "Det bygger på 12 kap. 2 § offentlighets- och sekretesslagen och 28 kap. 1 §",
        ),
        ("vilken lag säger det?", {"topic": "public_records"}, "Det bygger på 2 kap. 18 §"),
        ("which law is that?", {"topic": "public_records", "language": "en"}, "It rests on: "),
    ],
)
async def test_which_law_an_answer_rests_on_is_told(
    say, text: str, before: dict[str, str], lead: str
) -> None:
    for action in ("action_answer", "action_ask_back"):
        (card,) = (
            await say("bot_challenge", text, asks=("source",), action=action, **before)
        ).cards
        assert card["lead"].startswith(lead)
        assert any("28" in str(part) for part in (card["sources"], card["rules"]))


async def test_what_has_an_answer_of_its_own_names_its_own_law(say) -> None:
    asked = {"asks": ("records_secrecy",), "topic": "public_records", "question": "ask/records_fee"}
    (card,) = (await say("public_records", "vilken lag gäller för sekretess?", **asked)).cards
    assert card["question"] == ["ask/records_secrecy"]


async def test_of_no_law_no_law_is_named(say) -> None:
    silent = {"topic": "public_records", "question": "not_stated/records_else"}
    for before in ({"topic": "newsletter"}, silent):
        (card,) = (await say("bot_challenge", "vilken lag?", asks=("source",), **before)).cards
        assert card["question"] == ["ask/source"]


@pytest.mark.parametrize(
    ("text", "is_deadline"),
    [
        ("så jag kan inte veta om det är bemannat i dag?", False),
        ("har ni öppet kl 14? deadline kl 15", True),
    ],
)
async def test_a_question_about_opening_hours_names_no_deadline(
    say, text: str, *, is_deadline: bool
) -> None:
    (card,) = (await say("press_contact", text)).cards
    assert any("Deadline" in notice for notice in card["notices"]) is is_deadline


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


async def test_whoever_wants_to_be_called_is_told_that_nobody_does_it(say) -> None:
    said = await say("press_contact", "Ring mig på 070-555 12 34, det gäller vab")
    assert said.cards[0]["notices"][0].startswith("Jag kan inte be någon ringa")
    assert said.cards[0]["contacts"][0]["value"] == "010-116 98 88"
    asked = await say("press_contact", "Ringer ni upp?", asks=("press_else",))
    assert asked.cards[0]["notices"][0].startswith("Jag kan inte be någon ringa")
    other = await say("press_contact", "Kan jag ringa er?")
    assert not any("be någon ringa" in notice for notice in other.cards[0]["notices"])


async def test_in_danger_nothing_stands_beside_the_number(say) -> None:
    said = await say("private_person", "jag vill inte leva, ring mig", asks=("emergency",))
    assert said.cards[0]["notices"] == []
