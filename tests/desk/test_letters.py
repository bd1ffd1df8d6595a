"""A draft is in the right form, says what the question named, and leaves the rest to its writer."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from desk.cards import LANGUAGES, letter_text, message_card, validate_card
from desk.deadlines import read_deadline
from desk.facts.letters import BLANK
from desk.facts.model import Facts
from desk.hours import STOCKHOLM
from desk.letters import letter_card
from desk.regions import regions_in

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=STOCKHOLM)
TOPICS = ("public_records", "statistics", "press_contact", "individual_case")
# Outlook on Windows takes no more of a link.
LONGEST_HREF = 2000


def draft(facts: Facts, topic: str, language: str = "sv", **named) -> dict:
    return letter_card(facts, topic, language, NOW, **named)["letter"]


def test_the_four_topics_that_are_written_to_have_a_letter(facts: Facts) -> None:
    assert tuple(facts.letters) == TOPICS


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("topic", TOPICS)
def test_every_letter_is_a_valid_card_whose_text_holds_the_draft(
    facts: Facts, topic: str, language: str
) -> None:
    card = validate_card(letter_card(facts, topic, language, NOW))
    assert card["topic"] == topic
    assert len(re.findall(r"[.!?]", card["lead"])) == 1
    assert letter_text(card["letter"], language) in card["text"]
    assert "{" not in card["text"]
    assert BLANK.search(card["letter"]["body"])
    assert card["sources"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("topic", TOPICS)
def test_the_link_says_the_draft_and_its_lines_end_as_mail_wants_them(
    facts: Facts, topic: str, language: str
) -> None:
    letter = draft(facts, topic, language, benefits=["sjukpenning & föräldrapenning"])
    link = urlsplit(letter["href"])
    assert (link.scheme, link.path) == ("mailto", letter["to"])
    fields = parse_qs(link.query, strict_parsing=True)
    assert fields["subject"] == [letter["subject"]]
    assert fields["body"] == [letter["body"].replace("\n", "\r\n")]
    assert "+" not in link.query  # a plus is a plus in a mailto link, not a space
    assert re.fullmatch(r"[A-Za-z0-9%._~&=-]+", link.query)
    assert "\n" not in unquote(link.query).replace("\r\n", "")
    assert len(letter["href"]) <= LONGEST_HREF


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_request_for_a_document_asks_promptly_by_the_law_and_for_nobody(
    facts: Facts, language: str
) -> None:
    letter = draft(facts, "public_records", language)
    assert letter["to"] == facts.contacts["head_office_mail"].value
    law = {"sv": "2 kap. tryckfrihetsförordningen", "en": "chapter 2 of the Swedish Freedom of"}
    assert law[language] in letter["body"]
    assert "skyndsamt" in letter["body"]
    # Neither who asks nor what for: one blank, the document.
    assert len(BLANK.findall(letter["body"])) == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("topic", TOPICS)
def test_no_letter_asks_for_a_personal_number_or_who_the_insured_is(
    facts: Facts, topic: str, language: str
) -> None:
    letter = draft(facts, topic, language)
    assert not re.search(r"personnummer|personal (identity )?number", letter["body"])
    named = [blank for blank in BLANK.findall(letter["body"]) if re.search(r"namn|name", blank)]
    assert all(blank.startswith(("ditt namn", "your name")) for blank in named)


def test_a_question_about_statistics_says_what_was_named(facts: Facts) -> None:
    letter = draft(
        facts,
        "statistics",
        benefits=["sjukpenning", "föräldrapenning", "sjukpenning"],
        regions=["Halland", "Skåne"],
        period="2019–2023",
        deadline=NOW + timedelta(days=2, hours=4),
    )
    assert letter["to"] == facts.contacts["statistics_mail"].value
    assert letter["subject"] == "Fråga om statistik: sjukpenning och föräldrapenning"
    assert "Förmån: sjukpenning och föräldrapenning\n" in letter["body"]
    assert "Period: 2019–2023\nRegion: Halland och Skåne\n" in letter["body"]
    assert "senast fredag 27 november klockan 14.00." in letter["body"]


def test_what_the_question_does_not_name_stays_a_blank(facts: Facts) -> None:
    body = draft(facts, "statistics")["body"]
    for name in ("benefit", "period", "region", "deadline"):
        assert f"[{facts.letters['statistics'].blanks[name]['sv']}]" in body


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("vab i Skåne 2023", ["Skåne"]),
        ("SKÅNE LÄN och hallands", ["Skåne", "Halland"]),
        ("Region Skåne, inte Stockholms län", ["Skåne", "Stockholm"]),
        ("västra götaland", ["Västra Götaland"]),
        ("vastra götalandsregionen", ["Västra Götaland"]),
        ("Kalmar county, and Kalmar again", ["Kalmar"]),
        ("gör det till hela landet", ["hela landet"]),
        ("the whole country", ["Sweden"]),
        ("Anna Lund i Umeå", []),
        ("jag ringer från Hallandsposten och P4 Dalarna", []),
        ("Upplands Väsby", []),
        ("", []),
    ],
)
def test_regions_are_found_by_their_names(text: str, names: list[str]) -> None:
    """And nothing else: what is taken for a place may be a person's name, and others read it."""
    assert regions_in(text) == names


def test_a_region_within_the_name_of_an_organisation_is_none() -> None:
    text = "Nyhetsbyrån Dalarna frågar om Halland"
    assert regions_in(text, [(0, len("Nyhetsbyrån Dalarna"))]) == ["Halland"]


def test_an_interview_has_the_deadline_in_its_subject_and_the_medium_to_fill_in(
    facts: Facts,
) -> None:
    letter = draft(facts, "press_contact", "en", deadline=NOW + timedelta(days=2))
    assert letter["subject"] == "Press enquiry, reply by Friday 27 November at 10:00"
    assert "Medium: [" in letter["body"]


def test_a_day_without_an_hour_gets_none(facts: Facts) -> None:
    deadline = NOW + timedelta(days=2)
    letter = draft(facts, "press_contact", deadline=deadline, names_hour=False)
    assert letter["subject"] == "Pressfråga, svar senast fredag 27 november"
    letter = draft(facts, "press_contact", deadline=NOW)
    assert letter["subject"] == "Pressfråga, svar senast onsdag 25 november"


def test_an_hour_that_may_be_two_is_not_written_into_a_draft(facts: Facts) -> None:
    deadline = read_deadline("imorgon kl 6", NOW)
    card = letter_card(facts, "press_contact", "sv", NOW, deadline=deadline)
    assert card["letter"]["subject"] == "Pressfråga, svar senast torsdag 26 november"
    assert card["notices"] == ["Deadline i morgon, torsdag 26 november, klockan 6 eller 18: ring."]


def test_an_urgent_letter_says_to_ring_and_gives_the_press_line(facts: Facts) -> None:
    card = letter_card(facts, "press_contact", "sv", NOW, deadline=NOW + timedelta(hours=3))
    assert card["notices"] == ["Deadline i dag, onsdag 25 november, klockan 13.00: ring."]
    assert [c["value"] for c in card["contacts"]] == [facts.contacts["press_phone"].value]
    later = letter_card(facts, "press_contact", "sv", NOW, deadline=NOW + timedelta(days=3))
    assert (later["notices"], later["contacts"]) == ([], [])


def test_a_comment_on_a_case_ticks_off_the_steps_of_the_consent_form(facts: Facts) -> None:
    card = letter_card(facts, "individual_case", "sv", NOW)
    steps = [line for line in card["letter"]["body"].split("\n") if line.startswith("☐ ")]
    words = (
        "tillsammans, i skrift",
        "så som ni vill ha den",
        "kontrollerar samtycket",
        "ska inte omprövas",
    )
    for step, word in zip(steps, words, strict=True):
        assert word in step
    assert card["links"][0]["label"] == "Blankett för samtycke"
    assert facts.rules["no_comment_while_open"].text["sv"] in [r["text"] for r in card["rules"]]


def test_a_benefit_with_a_page_of_its_own_has_that_first(facts: Facts) -> None:
    card = letter_card(facts, "statistics", "sv", NOW, benefits=["föräldrapenning"])
    assert card["links"][0]["url"] == facts.links["statistics_parental"].url


def test_a_topic_without_a_letter_has_none_to_give(facts: Facts) -> None:
    with pytest.raises(KeyError):
        letter_card(facts, "newsletter", "sv", NOW)
    assert "letter" not in message_card("Hej", "sv")
