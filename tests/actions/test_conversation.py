"""What is answered in mid-conversation: questions, choices, offers, what comes again."""

from __future__ import annotations

from datetime import datetime

import pytest

from desk.cards import question_card, topic_card
from desk.hours import STOCKHOLM
from tests.press_page import (
    COPIES,
    CUSTOMER_PHONE,
    HEAD_OFFICE_MAIL,
    PRESS_PHONE,
    STATISTICS_MAIL,
)

from .conftest import POSSIBLE, said_before, turn

NOW = datetime(2026, 12, 3, 9, tzinfo=STOCKHOLM)
AGAIN = "Mer än det här har jag inte om det. Står svaret inte här, fråga kontakten nedan."


async def test_a_question_is_answered_in_the_first_words_and_remembered(say) -> None:
    said = await say("public_records", asks=("records_name",))
    assert said.cards[0]["lead"].startswith("Nej")
    assert said.cards[0]["question"] == ["ask/records_name"]
    assert said.slots["topic"] == "public_records"
    assert said.slots["question"] == "ask/records_name"


async def test_the_price_of_so_many_pages_is_counted(say) -> None:
    said = await say("public_records", "vad kostar 25 sidor?", asks=("records_fee",))
    assert f"{COPIES.price(25)} kronor" in said.cards[0]["lead"]


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


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        (f"och {COPIES.free_pages}?", f"{COPIES.free_pages} sidor kostar inget"),
        ("500?", f"500 sidor kostar {COPIES.price(500):,} kronor".replace(",", " ")),
    ],
)
async def test_a_bare_number_after_a_fee_is_so_many_pages(say, text: str, lead: str) -> None:
    known = {"topic": "public_records", "question": "ask/records_fee"}
    for asks in ((), ("records_days",), ("records_fee",)):
        (card,) = (await say("public_records", text, asks=asks, **known)).cards
        assert card["lead"].replace("\u00a0", " ").startswith(lead)


@pytest.mark.parametrize(
    ("topic", "is_offered"), [("press_contact", False), (None, False), ("individual_case", True)]
)
async def test_a_case_is_offered_to_be_gone_through_where_one_may_be_meant(
    say, topic: str | None, *, is_offered: bool
) -> None:
    text = "går det att få den på band?"
    (card,) = (await say("individual_case", text, asks=("comment_form",), topic=topic)).cards
    assert ("offer" in card) is is_offered


async def test_three_wishes_get_three_cards_and_all_are_spoken_of(say) -> None:
    said = await say("public_records+statistics", third="press_contact")
    topics = ["press_contact", "public_records", "statistics"]
    assert [card["topic"] for card in said.cards] == topics
    assert said.slots["topic"] == "+".join(topics)


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


async def test_what_one_answer_says_of_another_is_not_said_twice(say) -> None:
    asks = ("consent_digital", "consent_written")
    (card,) = (await say("individual_case", "räcker ett sms?", asks=asks)).cards
    assert card["question"] == ["not_stated/consent_digital"]


@pytest.mark.parametrize("name", ["bot_cannot", "source"])
async def test_what_is_said_of_the_bot_leaves_the_thread_where_it_is(say, name: str) -> None:
    said = await say("bot_challenge", asks=(name,), topic="private_person")
    assert said.slots["topic"] == "private_person"
    assert said.slots["question"] == f"ask/{name}"
    assert [contact["value"] for contact in said.cards[0]["contacts"]] == [CUSTOMER_PHONE]


async def test_what_the_page_leaves_open_is_said_to_be_so(say) -> None:
    said = await say("individual_case", asks=("consent_validity",))
    assert said.cards[0]["question"] == ["not_stated/consent_validity"]
    assert said.cards[0]["contacts"]


async def test_a_question_the_facts_do_not_have_gives_the_whole_card(say) -> None:
    said = await say("statistics", asks=("something_new",))
    assert said.cards[0]["topic"] == "statistics"
    assert "question" not in said.cards[0]


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
    assert said.asks_for == "consent"


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


async def test_the_same_again_is_the_question_that_was_answered(say) -> None:
    said = await say(
        "repeat", action="action_follow_up", topic="public_records", question="ask/records_fee"
    )
    assert said.cards[0]["question"] == ["ask/records_fee"]
    said = await say("repeat", action="action_follow_up", topic="statistics")
    assert said.cards[0]["topic"] == "statistics"


async def test_more_is_of_what_was_answered(say) -> None:
    said = await say("more", topic="statistics")
    assert [c["value"] for c in said.cards[0]["contacts"]] == [STATISTICS_MAIL]
    assert said.cards[0]["lead"].startswith("Mer än så har jag inte")
    said = await say("more", topic="statistics", question="ask/statistics_where")
    assert said.cards[0]["topic"] == "statistics"
    assert "question" not in said.cards[0]  # the whole card, after a fact of it


async def test_a_doubt_is_told_that_the_answer_is_the_same(say) -> None:
    said = await say("doubt", topic="public_records", question="ask/records_name")
    assert said.cards[0]["lead"].startswith("Svaret är detsamma. Du behöver inte säga vem du är")
    said = await say("doubt", topic="statistics")
    assert said.cards[0]["topic"] == "statistics"


async def test_a_summary_has_what_was_answered_in_its_order(say, facts) -> None:
    answered = ("ask/records_where", "ask/records_name")
    before = said_before(*(question_card(facts, [name], "sv", NOW) for name in answered))
    said = await say("sum_up", topic="public_records", question=answered[1], before=before)
    lead = said.cards[0]["lead"]
    assert lead.startswith("I korthet: Mejla din begäran")
    assert lead.index("huvudkontoret") < lead.index("vem du är")


async def test_a_summary_has_whole_cards_too(say, facts) -> None:
    cards = [topic_card(facts, topic, "sv", NOW) for topic in ("statistics", "public_records")]
    cards.append(question_card(facts, ["ask/consent_oral"], "sv", NOW))
    said = await say("sum_up", topic="individual_case", before=said_before(*cards))
    contacts = [contact["value"] for contact in said.cards[0]["contacts"]]
    assert contacts[:2] == [STATISTICS_MAIL, HEAD_OFFICE_MAIL]
    assert "Diariet" in said.cards[0]["lead"]
    assert "Samtycket ska vara skriftligt" in said.cards[0]["lead"]  # without its "Nej,"


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


@pytest.mark.parametrize(
    ("language", "truths"),
    [
        (
            "sv",
            [
                "Jag är en bot",
                "Ingen människa är med i chatten. Presstjänsten läser samtal i efterhand.",
                "presstjänstens sida och lagarna",
                PRESS_PHONE,
            ],
        ),
        (
            "en",
            [
                "I am a bot",
                "No human is in the chat. The press service reads conversations afterwards.",
                "the press service's page and the laws",
                PRESS_PHONE,
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


async def test_an_answer_that_holds_another_is_given_alone(say) -> None:
    said = await say("public_records", "kostar det?", asks=("records_fee", "records_free"))
    assert said.cards[0]["question"] == ["ask/records_free"]


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
        ("press_contact", "press_phone", f"Ring pressjouren på {PRESS_PHONE}."),
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
        == f"40 sidor kostar {COPIES.price(40)} kronor ({COPIES.free_pages + 1} sidor "
        f"{COPIES.first_price} kronor, sedan {COPIES.page_price} kronor per sida)."
    )


@pytest.mark.parametrize(
    ("text", "told", "sureness"),
    [
        ("men hennes man säger nej, kan ni kommentera ändå?", {"consent": "refused"}, 0.2),
        ("så hon har dött, kan ni kommentera då?", {"person": "dead"}, 0.6),
        ("but she is a minor, can you comment?", {"person": "child"}, 0.6),
        ("och om det gäller en annan, kan ni kommentera?", {"whose": "other"}, 0.03),
    ],
)
async def test_a_yes_is_not_said_again_to_what_may_tell_something_new(
    say, text: str, told: dict[str, str], sureness: float
) -> None:
    known = {"topic": "case_possible", "cases": [POSSIBLE]}
    said = await say("individual_case", text, told=told, sureness=sureness, **known)
    assert said.cards[0]["topic"] != "case_possible"
    (card,) = (await say("individual_case", "så då kan ni uttala er?", **known)).cards
    assert card["topic"] == "case_possible"


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


async def test_what_the_law_says_is_that_of_the_answer_before(say) -> None:
    before = {"topic": "public_records", "question": "ask/records_secrecy"}
    said = await say("public_records", "vad säger lagen", asks=("records_time",), **before)
    assert said.cards[0]["lead"].startswith("Det bygger på 28 kap. 1 §")


async def test_what_has_an_answer_of_its_own_names_its_own_law(say) -> None:
    asked = {"asks": ("records_secrecy",), "topic": "public_records", "question": "ask/records_fee"}
    (card,) = (await say("public_records", "vilken lag gäller för sekretess?", **asked)).cards
    assert card["question"] == ["ask/records_secrecy"]


async def test_of_no_law_no_law_is_named(say) -> None:
    silent = {"topic": "public_records", "question": "not_stated/records_else"}
    for before in ({"topic": "newsletter"}, silent):
        (card,) = (await say("bot_challenge", "vilken lag?", asks=("source",), **before)).cards
        assert card["question"] == ["ask/source"]


@pytest.mark.parametrize("text", ["okej så vad gör jag nu, steg för steg?", "how do I do it"])
async def test_how_to_go_about_it_is_answered_by_the_card_with_the_steps(say, text: str) -> None:
    how = {"action": "action_ask_back", "topic": "individual_case", "question": "ask/consent_oral"}
    (card,) = (await say("nlu_fallback", text, **how)).cards
    assert card["topic"] == "individual_case"
    assert card["steps"]


async def test_the_price_is_of_the_pages_that_were_named_before(say) -> None:
    before = [{"event": "user", "text": "jag vill ha ut besluten, ca 900 sidor"}]
    how = {"asks": ("records_fee",), "before": before}
    (card,) = (await say("public_records", "vad kostar det?", topic="public_records", **how)).cards
    assert "900 sidor" in card["lead"]
    (card,) = (await say("public_records", "vad kostar det?", topic="statistics", **how)).cards
    assert "900 sidor" not in card["lead"]


async def test_not_either_is_said_after_something_else_that_was_not_there(say) -> None:
    before = [{"event": "user", "text": "hur?", "parse_data": {"intent": {"name": "nlu_fallback"}}}]
    (card,) = (await say("out_of_scope", "vädret då", before=before)).cards
    assert "heller" not in card["lead"]


@pytest.mark.parametrize(
    ("asks", "known", "title"),
    [
        ("confirm", None, "Presstjänsten"),
        ("confirm", "statistics", "Presstjänsten"),
        ("confirm", "press_contact", None),  # whose card stands above
        ("press_images", None, None),  # which the card says nothing more about
    ],
)
async def test_what_opens_a_topic_and_has_no_answer_gets_its_whole_card(
    say, asks: str, known: str | None, title: str | None
) -> None:
    said = await say("press_contact", "Stämmer det?", asks=(asks,), topic=known)
    card = said.cards[0]
    assert card["title"] == title
    assert card["lead"].startswith("Presstjänstens sida säger inget om")
    assert card["question"] == [f"not_stated/{asks}"]
    assert said.slots["topic"] == "press_contact"


async def test_a_consent_that_is_to_give_a_document_is_no_opening_of_the_cases_card(say) -> None:
    text = "Om hon samtycker, kan sekretessen hävas?"
    said = await say("individual_case", text, asks=("consent_needed",))
    assert said.cards[0]["question"] == ["ask/records_consent"]
    assert said.cards[0]["title"] is None


async def test_what_led_a_card_may_be_turned_over(say) -> None:
    first = await say("press_contact", "Stämmer det att ni stänger i Ånge?", asks=("confirm",))
    assert first.slots["question"] == "not_stated/confirm"
    said = await say("deny", "så nej?", before=said_before(*first.cards), **first.slots)
    assert "varken bekräfta" in said.cards[0]["lead"]


@pytest.mark.parametrize(("topic", "is_kept"), [("statistics", True), ("press_contact", False)])
async def test_the_page_of_a_benefit_stays_while_figures_are_spoken_of(
    say, topic: str, *, is_kept: bool
) -> None:
    named = [{"entity": "benefit", "value": "sjukpenning"}]
    before = {"event": "user", "text": "hur många fick sjukpenning?", "parse_data": {}}
    before["parse_data"] = {"intent": {"name": topic}, "entities": named}
    (card,) = (await say("statistics", "per kommun?", topic=topic, before=[before])).cards
    assert any("sjukpenning" in link["url"] for link in card["links"]) is is_kept
