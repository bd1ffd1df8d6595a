"""Which contacts an answer names, and which ways are left."""

from __future__ import annotations

from datetime import date

import pytest

from desk.hours import local_now
from tests.press_page import (
    CUSTOMER_PHONE,
    HEAD,
    PRESS_MAIL,
    PRESS_PHONE,
    SUMMER,
    another,
    international,
)

from .conftest import said_before, turn

AGAIN = "Mer än det här har jag inte om det. Står svaret inte här, fråga kontakten nedan."


@pytest.mark.parametrize(
    ("text", "lead", "contacts"),
    [
        ("har ringt hela dagen, ingen svarar", "Mejla presstjänsten, ", 3),
        ("mejlade i fredags, inget svar??", "Ring pressjouren på ", 2),
        ("har ringt och mejlat. inget svar", f"{HEAD}, presschef, har telefon ", 1),
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


async def test_what_was_tried_is_remembered(say) -> None:
    before = [{"event": "user", "text": "jag har mejlat men inte fått svar"}]
    said = await say(
        "press_contact", "nu har jag ringt också", asks=("unreachable",), before=before
    )
    assert said.cards[0]["lead"].startswith(HEAD)


@pytest.mark.parametrize(
    ("text", "lead", "contacts"),
    [
        (f"är {PRESS_PHONE} rätt nummer?", "Ja, så står det på presstjänstens sida: Press", 1),
        (
            f"stämmer numret {international(PRESS_PHONE)}",
            "Ja, så står det på presstjänstens sida: Press",
            1,
        ),
        ("är numret 08-786 90 00 till presstjänsten", "Nej, det numret står inte på", 2),
        ("är presschefens nummer fortfarande 070-143 78 12?", "Nej, det numret står inte", 2),
        (
            f"är {CUSTOMER_PHONE} numret till er?",
            f"{CUSTOMER_PHONE} står på presstjänstens sida för",
            1,
        ),
        ("funkar presstjansten@fk.example ?", "Nej, den adressen står inte på", 2),
        (
            f"stämmer {PRESS_MAIL.upper()}",
            "Ja, så står det på presstjänstens sida",
            1,
        ),
    ],
)
async def test_whoever_asks_whether_a_contact_is_right_is_told(
    say, text: str, lead: str, contacts: int
) -> None:
    said = await say("press_contact", text)
    assert said.cards[0]["lead"].startswith(lead)
    assert len(said.cards[0]["contacts"]) == contacts


async def test_a_number_is_looked_up_where_the_page_is_silent_on_all_else(say) -> None:
    (card,) = (await say("press_contact", "är det 08-123 456 78?", asks=("press_else",))).cards
    assert card["lead"].startswith("Nej, det numret står inte på presstjänstens sida.")
    assert card["contacts"][0]["value"] == PRESS_PHONE


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
        (f"söker {HEAD}", HEAD, False),
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


async def test_the_mail_addresses_of_a_desk_are_not_led_by_its_telephone(say) -> None:
    said = await say("ask_mail", "mejlen?", action="action_follow_up", topic="press_contact")
    assert said.cards[0]["lead"] == f"Mejla presstjänsten på {PRESS_MAIL}."


async def test_two_messages_in_a_row_about_something_else_are_not_answered_as_if_it_were_ours(
    say,
) -> None:
    before = turn("out_of_scope", [])
    (card,) = (await say("out_of_scope", "har ni numret dit?", before=before)).cards
    assert card["lead"].startswith("Det står inte heller på presstjänstens sida.")


async def test_whoever_asks_for_a_person_that_the_page_does_not_name_is_told_so(say) -> None:
    asked = "har ni Erik Johanssons nummer?"
    for name in ("head_of_press_phone", "press_phone"):
        said = await say("press_contact", asked, asks=(name,), told={"person": "Erik Johanssons"})
        assert said.cards[0]["question"] == ["not_stated/deputy"]
    for asked, person in (
        (f"är {HEAD} chef?", HEAD),
        ("jag heter Eva, numret?", "Eva"),
    ):
        said = await say("press_contact", asked, asks=("press_phone",), told={"person": person})
        assert said.cards[0]["question"] == ["ask/press_phone"]


async def test_who_heads_the_statistics_unit_the_page_does_not_say(say) -> None:
    said = await say(
        "ask_who_heads", "vad heter chefen?", action="action_follow_up", topic="statistics"
    )
    assert said.cards[0]["question"] == ["not_stated/statistics_person"]


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("och på helgen då", "hours_weekend"),
        ("efter fyra då", "hours_weekend"),
        ("och på kvällen?", "hours_rest"),
        ("after 5 pm then", "hours_weekend"),
    ],
)
async def test_a_time_after_a_question_about_july_is_one_in_july(say, text: str, asks: str) -> None:
    before = [{"event": "user", "text": "när sitter det folk där i juli?"}]
    said = await say("press_contact", text, asks=(asks,), before=before, topic="press_contact")
    assert said.cards[0]["question"] == ["ask/hours_summer"]


async def test_whoever_must_ring_is_offered_no_mail_but_can_have_it(say) -> None:
    said = await say("press_contact", "en intervju, vi publicerar om en timme")
    assert (said.slots["awaits"], "offer" in said.cards[0]) == (None, False)
    assert said.cards[0]["quick_replies"][0]["title"] == "Skriv mejlet åt mig"


async def test_no_to_an_offer_does_nothing_and_leaves_a_way_on(say) -> None:
    said = await say("deny", "nej", awaits="letter", topic="statistics")
    assert "letter" not in said.cards[0]
    assert said.cards[0]["quick_replies"]
    assert said.asks_for is None


async def test_a_comment_in_writing_is_the_press_services_whoever_heads_it(say) -> None:
    action = "action_follow_up"
    said = await say("ask_in_writing", action=action, topic="head_of_press")
    assert "i skrift" in said.cards[0]["lead"]
    assert said.cards[0]["contacts"][0]["value"] == PRESS_MAIL


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
    assert SUMMER.text["sv"] in said.cards[0]["text"]


@pytest.mark.parametrize("topic", ["press_contact", "statistics", "private_person"])
async def test_after_an_answer_a_question_back_says_whom_to_ask(say, topic: str) -> None:
    said = await say("nlu_fallback", "asdf", action="action_ask_back", topic=topic)
    (card,) = said.cards
    first = (await say(topic)).cards[0]["contacts"][0]
    assert card["contacts"][0] == first
    assert card["quick_replies"]
    assert said.slots["awaits"] == "choices"


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


async def test_whoever_the_page_does_not_name_has_no_address_of_the_head_of_press(say) -> None:
    asked = {"topic": "press_contact", "question": "not_stated/director_general"}
    said = await say("press_contact", "har hon nån mejl?", asks=("head_of_press_mail",), **asked)
    assert said.cards[0]["question"] == ["not_stated/director_general"]
    named = ("press_contact", "och presschefens mejl?")
    said = await say(*named, asks=("head_of_press_mail",), **asked)
    assert said.cards[0]["question"] == ["ask/head_of_press_mail"]


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


async def test_a_card_without_a_contact_names_nobody_to_ask(say) -> None:
    first = (await say("newsletter")).cards[0]
    assert first["contacts"] == []
    again = await say("newsletter", before=said_before(first), topic="newsletter")
    assert again.cards[0]["lead"] == first["lead"]


@pytest.mark.parametrize(
    ("text", "is_deadline"),
    [
        ("så jag kan inte veta om det är bemannat i dag?", False),
        ("har ni öppet kl 14? deadline kl 15", True),
        ("så jag kan ringa kl 23?", False),
        ("can I call at 11 pm?", False),
        ("kan ni ringa före kl 15?", True),
        ("vem kan jag ringa för en kommentar före kl 15?", True),
    ],
)
async def test_a_question_about_opening_hours_names_no_deadline(
    say, text: str, *, is_deadline: bool
) -> None:
    (card,) = (await say("press_contact", text)).cards
    assert any("Deadline" in notice for notice in card["notices"]) is is_deadline


async def test_whoever_wants_to_be_called_is_told_that_nobody_does_it(say) -> None:
    said = await say("press_contact", "Ring mig på 070-555 12 34, det gäller vab")
    assert said.cards[0]["notices"][0].startswith("Jag kan inte be någon ringa")
    assert said.cards[0]["contacts"][0]["value"] == PRESS_PHONE
    asked = await say("press_contact", "Ringer ni upp?", asks=("press_else",))
    assert asked.cards[0]["notices"][0].startswith("Jag kan inte be någon ringa")
    other = await say("press_contact", "Kan jag ringa er?")
    assert not any("be någon ringa" in notice for notice in other.cards[0]["notices"])


async def test_who_the_director_general_is_stays_what_the_page_does_not_say(say) -> None:
    how = {"topic": "press_contact", "question": "not_stated/director_general"}
    for text, asks in (("vad heter hen", ()), ("Vad heter hon?", ("deputy",))):
        (card,) = (await say("press_contact", text, asks=asks, **how)).cards
        assert card["question"] == ["not_stated/director_general"]


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("P1 morgon", "Då gäller samma kontakt."),
        ("vi är en lokaltidning i Malmö", "Då gäller samma kontakt."),
        ("vem kan jag prata med", AGAIN),
        ("en intervju?", AGAIN),
    ],
)
async def test_who_only_says_more_of_themselves_is_not_told_that_there_is_no_more(
    say, text: str, lead: str
) -> None:
    card = (await say("press_contact", topic="press_contact")).cards[0]
    known = {"before": said_before(card), "topic": "press_contact"}
    assert (await say("press_contact", text, **known)).cards[0]["lead"] == lead


async def test_whoever_wants_to_be_called_a_third_time_is_given_a_human_contact(say) -> None:
    text = "ring mig"
    how = {"asks": ("statistics_phone",), "topic": "statistics"}
    card = (await say("statistics", text, **how)).cards[0]
    again = (await say("statistics", text, before=said_before(card), **how)).cards[0]
    said = await say("statistics", text, before=said_before(again, again), **how)
    assert said.cards[-1]["topic"] == "fallback"


@pytest.mark.parametrize(
    ("text", "masked", "is_told"),
    [
        (f"Jag ringde {CUSTOMER_PHONE}, var det fel?", (CUSTOMER_PHONE,), False),
        (
            f"Jag ringde {international(CUSTOMER_PHONE)}, var det fel?",
            (international(CUSTOMER_PHONE),),
            False,
        ),
        (f"Mejlade {PRESS_MAIL} i går", (PRESS_MAIL,), False),
        (f"Jag ringde {another(CUSTOMER_PHONE)}, var det fel?", (another(CUSTOMER_PHONE),), True),
        (f"{CUSTOMER_PHONE} gav mig Bo Ek", (CUSTOMER_PHONE, "Bo Ek"), True),
    ],
)
async def test_the_pages_own_contacts_are_nobodys_personal_data(
    say, text: str, masked: tuple[str, ...], is_told: bool
) -> None:
    said = await say("press_contact", text, masked=masked)
    assert any("personuppgifter" in card["lead"] for card in said.cards) is is_told


@pytest.mark.parametrize(
    ("text", "is_way"),
    [("jag har mejlat också", True), ("har ringt Sims med", True), ("okej då", False)],
)
async def test_another_way_that_was_tried_in_vain_leaves_those_that_are_left(
    say, text: str, *, is_way: bool
) -> None:
    earlier = turn("press_contact")
    earlier[0]["text"] = "ingen svarar på pressjouren"
    known = {"topic": "press_contact", "question": "ask/unreachable", "before": earlier}
    said = await say("nlu_fallback", text, action="action_ask_back", **known)
    assert (said.cards[0].get("question") == ["ask/unreachable"]) is is_way
    assert PRESS_PHONE not in said.cards[0]["lead"]
