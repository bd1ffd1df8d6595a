"""Who writes: a journalist or not, and somebody in danger."""

from __future__ import annotations

import pytest

from tests.press_page import CUSTOMER_PHONE, PRESS_PHONE, SUMMER

from .conftest import said_before


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
    assert [contact["value"] for contact in card["contacts"]] == [CUSTOMER_PHONE]
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


async def test_a_private_person_who_cannot_phone_is_not_sent_to_the_press(say) -> None:
    for asked, question in (
        ("kommer inte fram, finns nån mejl?", "not_stated/customer_centre_mail"),
        ("det är stängt, vad gör jag?", "not_stated/customer_centre_else"),
    ):
        said = await say("press_contact", asked, asks=("other_ways",), topic="private_person")
        assert said.cards[0]["question"] == [question]


async def test_a_private_person_who_asks_the_bot_is_not_sent_to_the_press_line(say) -> None:
    (card,) = (await say("bot_challenge", "kan inte du kolla åt mig", topic="private_person")).cards
    assert card["question"] == ["ask/bot_cannot"]
    assert [contact["value"] for contact in card["contacts"]] == [CUSTOMER_PHONE]
    said = await say("bot_challenge", "är du en människa?", topic="private_person")
    assert "question" not in said.cards[0]


async def test_danger_comes_before_everything_else(say) -> None:
    said = await say("statistics", asks=("emergency",))
    assert said.cards[0]["lead"].startswith("Är det akut, ring 112.")
    assert said.slots["topic"]  # what follows is no first message


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


async def test_in_danger_nothing_stands_beside_the_number(say) -> None:
    said = await say("private_person", "jag vill inte leva, ring mig", asks=("emergency",))
    assert said.cards[0]["notices"] == []


@pytest.mark.parametrize(
    ("intent", "text", "asks"),
    [
        ("press_contact", "ingen svarar på telefon", ("unreachable",)),
        ("press_contact", "vem hos er kan jag prata med om det beslutet då egentligen", ()),
        ("press_contact", "vad har chefen för nummer", ("head_of_press_phone",)),
    ],
)
async def test_after_danger_nothing_of_the_press_service_is_given(
    say, intent: str, text: str, asks: tuple[str, ...]
) -> None:
    said = await say(intent, text, asks=asks, topic="emergency", question="ask/emergency")
    assert said.cards[0]["question"] == ["ask/emergency"]
    assert PRESS_PHONE not in said.cards[0]["text"]


async def test_the_press_line_stands_below_112_for_a_journalist_alone(say) -> None:
    for text in (
        "jag är reporter och hon som jag talar med säger att hon inte vill leva",
        "en läsare skriver till redaktionen att han ska ta sitt liv",
        "a woman I interviewed says that she will kill herself tonight",
    ):
        (card,) = (await say("press_contact", text, asks=("emergency",))).cards
        assert PRESS_PHONE in card["text"]
        assert CUSTOMER_PHONE not in card["text"]
    (card,) = (await say("private_person", "jag vill inte leva", asks=("emergency",))).cards
    assert PRESS_PHONE not in card["text"]
    assert CUSTOMER_PHONE in card["text"]


async def test_after_danger_the_bot_still_says_that_it_is_one(say) -> None:
    asked = "du är väl en riktig människa ändå"
    said = await say("bot_challenge", asked, topic="emergency", question="ask/emergency")
    assert "question" not in said.cards[0]


@pytest.mark.parametrize(
    ("intent", "text", "asks"),
    [
        ("private_person", "Men det där är för privatpersoner. Jag är företag", ()),
        ("private_person", "har ni inget nummer till företag?", ("customer_centre_phone",)),
        ("press_contact", "Vi är en myndighet, inte journalister", ()),
        ("out_of_scope", "vi är en kommun och behöver en uppgift", ()),
        ("ask_phone", "har ni ett myndighetsnummer", ()),
        ("out_of_scope", "do you have a number for employers?", ()),
        ("individual_case", "HR här, en anställd säger att ni nekat henne. Stämmer det?", ()),
        (
            "individual_case",
            "Jag är chef på ett byggföretag. Har han fått pengar?",
            ("case_other",),
        ),
        ("tell_case", "vi är ett företag och hon har gett oss ett papper", ()),
    ],
)
async def test_authorities_and_companies_are_told_that_the_page_has_no_contact_for_them(
    say, intent: str, text: str, asks: tuple[str, ...]
) -> None:
    (card,) = (await say(intent, text, asks=asks, topic="private_person")).cards
    assert card["question"] == ["not_stated/cooperation"]


@pytest.mark.parametrize(
    ("intent", "text"),
    [
        ("statistics", "vi är en kommun, hur många får sjukpenning hos oss?"),
        ("public_records", "jag är företagare och vill ha ut avtalet"),
        ("press_contact", "jag jobbar på Kommunalarbetaren, vem kan jag intervjua?"),
        ("individual_case", "jag är chef på en redaktion, kan ni kommentera hans fall?"),
        ("press_contact", "vi är ett företag som gör reportage, vem kan ställa upp om vab?"),
        ("press_contact", "journalist här, vi är ett litet företag som gör radio. intervju?"),
    ],
)
async def test_what_is_open_to_all_is_given_to_them_too(say, intent: str, text: str) -> None:
    (card,) = (await say(intent, text)).cards
    assert card["topic"] == intent
    assert not card.get("question")


async def test_a_journalist_is_one_still_after_a_private_persons_card(say) -> None:
    before = [{"event": "user", "text": "nattredaktionen här, kan ni kommentera hans fall?"}]
    how = {"before": before, "topic": "private_person", "action": "action_ask_back"}
    (card,) = (await say("nlu_fallback", "kan jag få svar imorgon bitti", **how)).cards
    assert "bara för journalister" not in card["text"]


async def test_who_names_the_press_line_and_is_the_police_is_no_journalist(say) -> None:
    text = "pressjouren är för journalister, jag är polis"
    (card,) = (await say("press_contact", text, topic="press_contact")).cards
    assert card["question"] == ["not_stated/cooperation"]
    before = [{"event": "user", "text": text}]
    (card,) = (await say("press_contact", "vem ringer jag då?", before=before)).cards
    assert card["topic"] == "private_person"


async def test_who_adds_to_be_no_journalist_has_not_asked_for_more(say) -> None:
    card = (await say("private_person")).cards[0]
    before = said_before(card)
    text = "men jag är inte journalist, jag vill ha mina pengar"
    said = await say("private_person", text, before=before, topic="private_person")
    assert said.cards[0]["lead"] == card["lead"]
    more = await say("private_person", "pengarna då", before=before, topic="private_person")
    assert more.cards[0]["lead"] != card["lead"]


@pytest.mark.parametrize("who", ["HR på ett åkeri här", "vi är ett företag", "jag är anhörig"])
@pytest.mark.parametrize(
    ("intent", "text"),
    [
        ("tell_case", "hon har skrivit på ett papper"),
        ("individual_case", "kan ni säga något om hennes ärende då?"),
    ],
)
async def test_who_said_to_be_no_journalist_is_not_told_what_holds_for_journalists(
    say, who: str, intent: str, text: str
) -> None:
    before = [{"event": "user", "text": f"{who}, har hon fått sjukpenning?"}]
    for told in ({}, {"consent": "written"}):
        said = await say(intent, text, before=before, told=told)
        assert said.cards[0]["lead"].startswith("Det säger presstjänstens sida inget om.")
        assert said.asks_for is None
    text = "nej, jag skriver om det som journalist på VLT. Kan ni kommentera?"
    (card,) = (await say("individual_case", text, before=before)).cards
    assert card["topic"] == "individual_case"


async def test_what_the_page_says_is_told_to_an_authority_too(say) -> None:
    text = "vi är en kommun, när är pressjouren bemannad i sommar?"
    (card,) = (await say("press_contact", text, asks=("hours_summer",))).cards
    assert SUMMER.text["sv"] in card["text"]
    assert card.get("question") != ["not_stated/cooperation"]


@pytest.mark.parametrize(
    ("text", "topic", "title"),
    [
        ("jag är journalist", "statistics", "Presstjänsten"),
        ("I'm a reporter", "newsletter", "Presstjänsten"),
        ("jag är ingen journalist", "statistics", None),
    ],
)
async def test_who_turns_out_to_be_a_journalist_gets_the_press_service(
    say, text: str, topic: str, title: str | None
) -> None:
    said = await say("nlu_fallback", text, action="action_ask_back", topic=topic)
    assert said.cards[0]["title"] == title


async def test_a_question_about_the_case_spoken_of_before_112_gets_its_answer_after_it(say) -> None:
    """Nobody may have been in danger: "det kan lika gärna dö på torsdag"."""
    before = [{"event": "slot", "name": "topic", "value": "case_no_consent"}]
    known = {"topic": "emergency", "question": "ask/emergency"}
    text = "varför hela pappersexercisen, hon vill ju"
    said = await say("individual_case", text, asks=("consent_why",), before=before, **known)
    assert said.cards[0]["question"] == ["ask/consent_why"]


async def test_who_came_for_a_comment_is_a_journalist_in_an_emergency_and_after_it(say) -> None:
    before = [{"event": "slot", "name": "topic", "value": "case_investigated"}]
    text = "han skrev nyss till mig att han tänker göra slut på allt"
    (card,) = (await say("private_person", text, asks=("emergency",), before=before)).cards
    assert PRESS_PHONE in card["text"]
    assert CUSTOMER_PHONE not in card["text"]
    known = {"topic": "emergency", "question": "ask/emergency", "before": before}
    said = await say("individual_case", "när beslutet har kommit, vad behöver jag då", **known)
    assert said.cards[0].get("question") != ["ask/emergency"]


@pytest.mark.parametrize(
    ("text", "asks", "stays"),
    [
        ("vem pratar jag med om hennes ärende", (), True),
        ("får man fråga om hennes ärende?", ("case_comment",), True),
        ("jag är reporter, kan ni kommentera hennes ärende?", (), False),
        ("can I get a comment on her case meanwhile", (), False),
    ],
)
async def test_a_relative_who_asks_of_the_case_after_112_gets_no_journalists_rules(
    say, text: str, asks: tuple[str, ...], stays: bool
) -> None:
    known = {"topic": "emergency", "question": "ask/emergency"}
    said = await say("individual_case", text, asks=asks, **known)
    assert (said.cards[0].get("question") == ["ask/emergency"]) is stays


@pytest.mark.parametrize(
    "text",
    [
        "journalist här, vi är ett litet företag som gör radio",
        "jag är företagare och frilansjournalist",
        "vi är ett företag som gör reportage",
    ],
)
async def test_a_newsroom_that_is_a_company_is_one_in_what_follows_too(say, text: str) -> None:
    before = [{"event": "user", "text": text}]
    (card,) = (await say("press_contact", "vem ringer jag?", before=before)).cards
    assert card["topic"] == "press_contact"
    (card,) = (await say("individual_case", "kan fallet tas upp?", before=before)).cards
    assert card["topic"] == "individual_case"
