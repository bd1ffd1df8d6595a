"""One fact that is asked for leads its answer, and what the page leaves open is said to be so."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.intents import read_intents
from desk.cards import LANGUAGES, QuickReply, question_card, validate_card
from desk.dates import long_date
from desk.facts.file import load_facts
from desk.facts.model import Facts
from desk.hours import STOCKHOLM
from tests.press_page import (
    COPIES,
    CUSTOMER_PHONE,
    HEAD,
    HEAD_MAIL,
    HEAD_OFFICE_MAIL,
    HEAD_PHONE,
    PRESS_MAIL,
    PRESS_PHONE,
    STATISTICS_MAIL,
    fixed_facts,
)

AUTUMN = datetime(2026, 11, 25, 10, 0, tzinfo=STOCKHOLM)
SUMMER_SATURDAY = datetime(2027, 7, 3, 12, 0, tzinfo=STOCKHOLM)
FACTS = fixed_facts()
NAMES = tuple(FACTS.questions)


def page_of(link: str) -> str:
    """Return a link's address as it stands in a sentence."""
    return FACTS.links[link].url.removeprefix("https://").removeprefix("www.")


# Questions that have a side, by the word that the answer begins with.
YES = (
    "case_comment consent_needed consent_written consent_time_limited case_wait "
    "statistics_database records_on_the_spot records_copy records_anonymous "
    "other_ways what_is_kept"
)
NO = (
    "consent_oral case_investigated case_before_application case_before_decision "
    "case_reconsidered records_name records_purpose"
)
# What the first sentence of an answer must hold, in both languages or in each.
VALUES = {
    "press_phone": [PRESS_PHONE],
    "press_mail": [PRESS_MAIL],
    "press_for_whom": [("journalister", "journalists")],
    "interview_consent": [("enskilt ärende", "individual case")],
    "which_contact": [("statistikenheten", "statistics unit"), ("kundcenter", "customer centre")],
    "hours_summer": [("20 juni", "20 June"), ("17 augusti", "17 August"), ("8–16", "8 am–4 pm")],
    "head_of_press": [HEAD, HEAD_PHONE],
    "head_of_press_phone": [HEAD, HEAD_PHONE],
    "head_of_press_mail": [HEAD_MAIL],
    "case_comment": [("skriftligt samtycke", "written consent")],
    "consent_needed": [("skriftligt samtycke", "written consent")],
    "consent_written": [("skriftligt", "in writing")],
    "consent_oral": [("skriftligt", "in writing")],
    "consent_who_fills": [("journalisten", "the journalist")],
    "consent_time_limited": [("tidsbegränsad", "limited in time")],
    "consent_form_where": ["Presstjänst", "Söker du en kommentar om ett enskilt fall?"],
    "consent_form_format": ["Word", "42 kB"],
    "consent_form_send": [("till presstjänsten", "to the press service")],
    "consent_verified": [("kontrollerar samtycket med personen", "verifies the consent")],
    "consent_why": [("Sekretess", "Secrecy"), ("häva", "waive")],
    "case_investigated": [("utreds", "under investigation")],
    "case_before_application": [("ansökan", "application")],
    "case_before_decision": [("beslut", "decision")],
    "case_wait": [("beslut", "decision")],
    "case_reconsidered": [("omprövas", "reconsidered")],
    "comment_form": [("i skrift", "in writing"), ("bandad intervju", "recorded interview")],
    "comment_availability": [("talespersoner", "spokespersons")],
    "statistics_where": [page_of("statistics_front")],
    "statistics_database": [page_of("statistics_database")],
    "statistics_sickness": [("sjukpenning", "sickness")],
    "statistics_parental": [("föräldrapenning", "parental benefit")],
    "statistics_mail": [STATISTICS_MAIL],
    "statistics_not_found": [STATISTICS_MAIL],
    "statistics_28": ["28"],
    "statistics_mandate": [("Regeringen", "government")],
    "statistics_plan": [("Publiceringsplanen", "publication plan"), "/statistik-och-analys"],
    "statistics_reports": [("Rapporter", "Reports"), "/statistik-och-analys"],
    "records_where": [HEAD_OFFICE_MAIL],
    "records_who_handles": [("Diariet", "registry")],
    "records_fee": ["9", "10", ("50 kronor", "SEK 50"), ("2 kronor", "SEK 2")],
    "records_free": [("på plats", "on the spot"), "9"],
    "records_on_the_spot": [("utan kostnad", "free of charge")],
    "records_copy": [("avgift", "fee")],
    "records_time": [("Skyndsamt", "Promptly")],
    "records_name": [("vem du är", "who you are")],
    "records_anonymous": [("anonym", "anonymous")],
    "records_purpose": [("vad du ska ha", "what you want")],
    "records_consent": [("häva den, helt eller delvis", "waive it, wholly or partly")],
    "records_secrecy": [("sekretess", "secrecy"), ("hälsa", "health")],
    "case_when_decided": [("När beslutet är fattat", "Once the decision has been made")],
    "case_after_reconsideration": [("omprövningen är klar", "reconsideration is over")],
    "records_who_may": [("Vem som helst", "Anyone")],
    "customer_centre_phone": [CUSTOMER_PHONE],
    "customer_centre_helps": [("blankett", "form"), ("självbetjäning", "self-service")],
    "customer_centre_page": ["För privatperson"],
    "newsletter_signup": ["ui.ungpd.com"],
    "newsletter_content": [("mejl", "e-mail"), ("analyser", "analyses")],
    "page_updated": [("19 juni 2025", "19 June 2025")],
    "source": ["Presstjänst"],
    "what_is_kept": [("sparas", "kept")],
    "bot_cannot": [("Nej", "No"), "bot"],
    "bot_quote": [("uttalar mig inte", "do not speak for")],
    "delete_conversation": [("Radera samtalet", "Delete the conversation")],
    "unreachable": [PRESS_MAIL, HEAD_PHONE],
    "other_ways": [PRESS_MAIL, HEAD_PHONE],
    "emergency": ["112"],
}


def card_of(names: list[str], language: str = "sv", now: datetime = AUTUMN, **more) -> dict:
    return dict(validate_card(question_card(FACTS, names, language, now, **more)))


def first_sentence(text: str) -> str:
    # A dot inside a number or an address ends nothing.
    return re.split(r"(?<=[.?!])\s", text)[0]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_question_makes_a_valid_card_that_its_answer_leads(name: str, language: str) -> None:
    card = card_of([name], language)
    assert card["lead"] == FACTS.questions[name].answer[language]
    assert card["text"].startswith(card["lead"])
    assert not re.search(r"[{}]", card["text"])
    assert card["question"] == [name]
    assert len(re.findall(r"[.?!](?=\s|$)", card["lead"])) <= 3
    values = [c["value"] for c in card["contacts"]] + [link["label"] for link in card["links"]]
    assert len(values) == len(set(values))


def test_the_first_sentence_of_every_answer_holds_what_is_asked_for() -> None:
    stated = {name.removeprefix("ask/") for name, q in FACTS.questions.items() if q.stated}
    assert set(VALUES) == stated
    for name, values in VALUES.items():
        for number, language in enumerate(LANGUAGES):
            sentence = first_sentence(FACTS.questions[f"ask/{name}"].answer[language])
            for value in values:
                word = value if isinstance(value, str) else value[number]
                assert word in sentence, (name, language)


def test_a_question_with_a_side_is_answered_yes_or_no_first() -> None:
    for names, words in ((YES, ("Ja,", "Yes,")), (NO, ("Nej,", "No,"))):
        for name in names.split():
            for language, word in zip(LANGUAGES, words, strict=True):
                assert FACTS.questions[f"ask/{name}"].answer[language].startswith(word), name


def test_what_the_page_leaves_open_is_said_to_be_so_with_somebody_to_ask() -> None:
    left_open = {name: q for name, q in FACTS.questions.items() if not q.stated}
    assert len(left_open) > 40
    for name, question in left_open.items():
        assert name.startswith("not_stated/")
        assert question.contacts, name
        sv, en = (first_sentence(question.answer[language]) for language in LANGUAGES)
        assert re.match(r"Presstjänstens sida (?:säger|anger|nämner) ", sv), name
        assert re.search(r"\b(?:inte|inget|ingen|inga|bara)\b", sv), name
        assert en.startswith("The press service's page "), name
        assert re.search(r"\b(?:not|nothing|no|only|nobody)\b", en), name


def test_every_fact_leads_an_answer() -> None:
    answers = [q for q in FACTS.questions.values() if q.stated]
    for contact in FACTS.contacts.values():
        assert any(contact.value in q.answer["sv"] for q in answers), contact.name
    for rule in FACTS.rules:
        assert any(rule in [r.name for r in q.rules] for q in answers), rule
    for link in FACTS.links.values():
        named = [link.where["sv"]] if link.where else []
        assert any(link in q.links or q.answer["sv"] in named for q in answers), link.name
    for fee in FACTS.fees.values():
        assert any(q.fee == fee for q in answers)
    for hours in FACTS.hours.values():
        for period in hours.periods:
            assert any(period.text["sv"] in q.answer["sv"] for q in answers)


def test_every_question_belongs_to_a_topic_or_an_intent() -> None:
    intents = read_intents().single
    assert {q.topic for q in FACTS.questions.values()} <= set(intents)


@given(st.integers(1, 5000))
def test_the_price_grows_by_the_price_of_a_page_once_pages_cost(pages: int) -> None:
    fee = FACTS.fees["copies"]
    if pages <= 9:
        assert fee.price(pages) == 0
    else:
        assert fee.price(pages) == 50 + 2 * (pages - 10)


@pytest.mark.parametrize(
    ("pages", "language", "lead"),
    [
        (25, "sv", "25 sidor kostar 80 kronor (10 sidor 50 kronor, sedan 2 kronor per sida)."),
        (25, "en", "25 pages cost SEK 80 (10 pages SEK 50, then SEK 2 a page)."),
        (9, "sv", "9 sidor kostar inget: kopior på upp till 9 sidor är avgiftsfria."),
        (1, "en", "1 page: no fee. Copies of up to 9 pages are free."),
        (1200, "sv", "1\N{NO-BREAK SPACE}200 sidor kostar 2\N{NO-BREAK SPACE}430 kronor "
         "(10 sidor 50 kronor, sedan 2 kronor per sida)."),
    ],
)  # fmt: skip
def test_the_pages_that_are_named_are_priced(pages: int, language: str, lead: str) -> None:
    assert card_of(["ask/records_fee"], language, pages=pages)["lead"] == lead
    other = card_of(["ask/records_name"], language, pages=pages)
    assert other["lead"] == FACTS.questions["ask/records_name"].answer[language]


def test_other_words_stand_for_the_answer_that_they_are_of_alone() -> None:
    names = ["ask/delete_conversation", "ask/what_is_kept"]
    card = card_of(names, answers={"ask/what_is_kept": "Ja, i 17 dagar.", "ask/other": "Nej."})
    deletion = FACTS.questions["ask/delete_conversation"].answer["sv"]
    assert card["lead"] == f"{deletion} Ja, i 17 dagar."
    assert card["text"].startswith(card["lead"])


def test_a_law_is_the_source_and_its_rule_is_not_repeated() -> None:
    reviewed_on = long_date(FACTS.sources["law"].reviewed_on, "sv")
    card = card_of(["ask/records_name"])
    assert card["rules"] == []
    assert [source["line"] for source in card["sources"]] == [
        f"Källa: 2 kap. 18 § tryckfrihetsförordningen. Kontrollerad {reviewed_on}.",
        "Källa: sidan Presstjänst, uppdaterad 19 juni 2025.",
    ]


def test_a_number_that_stands_in_the_answer_before_is_not_said_again(facts: Facts) -> None:
    names = ["ask/head_of_press", "ask/head_of_press_phone"]
    card = question_card(facts, names, "sv", AUTUMN)
    number = facts.contacts["head_of_press_phone"].value
    assert card["lead"].count(number) == 1
    assert card["question"] == names
    assert facts.contacts["press_phone"].value in card["text"]


def test_two_questions_are_answered_in_order_with_each_contact_once() -> None:
    names = ["ask/records_time", "ask/records_fee", "ask/records_name"]
    card = card_of(names, pages=40)
    assert card["question"] == names[:2]
    assert card["lead"].startswith("Skyndsamt")
    assert "40 sidor kostar 110 kronor" in card["lead"]
    assert len(card["contacts"]) == 1
    assert "15 och 16 §§ avgiftsförordningen" in card["sources"][0]["line"]
    with pytest.raises(ValueError, match="nothing"):
        question_card(FACTS, [], "sv", AUTUMN)


def test_the_whole_topic_is_a_quick_reply_away_after_those_that_are_given() -> None:
    offer: QuickReply = {"title": "Skriv mejlet åt mig", "payload": "/x"}
    card = card_of(["ask/records_fee", "ask/statistics_mail"], quick_replies=[offer])
    assert [r["payload"] for r in card["quick_replies"]] == ["/x", "/public_records", "/statistics"]
    assert card["quick_replies"][1]["title"] == "Visa allt om offentliga handlingar"
    about_the_chat = card_of(["ask/what_is_kept"])
    assert about_the_chat["topic"] is None
    assert about_the_chat["quick_replies"] == []


def test_hours_of_now_are_told_where_they_belong_to_the_answer_and_once() -> None:
    summer = card_of(["ask/hours_summer"], now=SUMMER_SATURDAY)
    assert summer["notices"] == [
        "Presstjänsten är inte bemannad nu. Nästa gång är måndag 5 juli klockan 8.00."
    ]
    assert card_of(["ask/hours_summer"])["notices"] == []


def test_in_danger_the_emergency_number_comes_first_and_little_else() -> None:
    card = card_of(["ask/emergency"])
    assert card["lead"].startswith("Är det akut, ring 112. ")
    assert [c["href"] for c in card["contacts"]][:2] == ["tel:112", "tel:1177"]
    assert {CUSTOMER_PHONE, PRESS_PHONE} <= {c["value"] for c in card["contacts"]}
    assert card["sources"] == []


def test_an_edited_number_is_the_one_that_every_answer_tells(facts_file: Path) -> None:
    text = facts_file.read_text(encoding="utf-8")
    text = text.replace(f'"{PRESS_PHONE}"', '"010-000 00 00"', 1)
    text = text.replace(f"first_price: {COPIES.first_price}", "first_price: 70", 1)
    text = re.sub(r'(?m)^( +- from:) "[0-9-]+"$', r'\1 "06-21"', text, count=1)
    text = re.sub(r'(?m)^( +to:) "[0-9-]+"$', r'\1 "08-20"', text, count=1)
    facts_file.write_text(text, encoding="utf-8")
    facts = load_facts(facts_file)
    assert facts.questions["ask/press_phone"].answer["sv"].endswith("010-000 00 00.")
    assert "010-000 00 00" in facts.wording["ask_back"]["en"]
    assert "70 kronor" in facts.rules["records_fee"].text["sv"]
    assert "20 augusti" in facts.questions["ask/hours_summer"].answer["sv"]
    assert "21 juni–20 augusti" in facts.wording["hours_unknown"]["sv"]


def test_a_source_checked_after_its_own_date_says_both(facts: Facts, facts_file: Path) -> None:
    page = facts.sources["press_page"]
    text = facts_file.read_text(encoding="utf-8")
    text = text.replace(f"reviewed_on: {page.reviewed_on}", "reviewed_on: 2026-12-01")
    facts_file.write_text(text, encoding="utf-8")
    updated_on = long_date(page.updated_on, "sv")
    card = question_card(load_facts(facts_file), ["ask/press_phone"], "sv", AUTUMN)
    assert card["sources"][0]["line"] == (
        f"Källa: sidan Presstjänst, uppdaterad {updated_on}. Kontrollerad 1 december 2026."
    )
