"""A card says all that the facts say of a topic, and nothing that they do not."""

from __future__ import annotations

import copy
from datetime import datetime

import pytest

from desk.cards import LANGUAGES, CardError, message_card, topic_card, validate_card
from desk.facts import Facts
from desk.hours import STOCKHOLM

AUTUMN = datetime(2026, 11, 24, 10, 0, tzinfo=STOCKHOLM)


def press_card(facts: Facts, moment: str, language: str = "sv") -> dict:
    now = datetime.fromisoformat(moment).replace(tzinfo=STOCKHOLM)
    return topic_card(facts, "press_contact", language, now)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_topic_makes_a_valid_card_whose_text_holds_all_of_it(
    facts: Facts, language: str
) -> None:
    for topic in facts.topics:
        card = validate_card(topic_card(facts, topic, language, AUTUMN))
        assert card["title"].upper() in card["text"]
        assert card["lead"] in card["text"]
        for contact in card["contacts"]:
            assert contact["value"] in card["text"]
        for rule in card["rules"]:
            assert rule["text"] in card["text"]
        for link in card["links"]:
            assert (link["url"] or link["where"]) in card["text"]
        assert card["sources"]


def test_outside_the_summer_nothing_is_said_of_hours(facts: Facts) -> None:
    assert press_card(facts, "2027-08-18 10:00")["notices"] == []


def test_in_the_summer_it_says_whether_somebody_is_there(facts: Facts) -> None:
    assert press_card(facts, "2027-06-21 10:00")["notices"] == [
        "Presstjänsten är bemannad nu, till klockan 16.00.",
        "Mellan den 20 juni och den 17 augusti är presstjänsten bara bemannad vardagar "
        "klockan 8–16.",
    ]


def test_and_when_next_if_nobody_is(facts: Facts) -> None:
    assert press_card(facts, "2027-07-03 12:00")["notices"][0] == (
        "Presstjänsten är inte bemannad nu. Nästa gång är måndag 5 juli klockan 8.00."
    )
    assert press_card(facts, "2027-07-03 12:00", "en")["notices"][0] == (
        "The press service is not staffed now. It is next staffed on Monday 5 July at 08:00."
    )


def test_after_the_last_summer_day_it_does_not_guess(facts: Facts) -> None:
    assert (
        press_card(facts, "2027-08-17 17:00")["notices"][0] == "Presstjänsten är inte bemannad nu."
    )


def test_a_law_is_cited_by_chapter_and_section(facts: Facts) -> None:
    card = topic_card(facts, "public_records", "sv", AUTUMN)
    citations = [rule["citation"] for rule in card["rules"]]
    assert "2 kap. 18 § tryckfrihetsförordningen" in citations
    assert [s["reviewed_on"] for s in card["sources"]] == ["2025-06-19", "2026-11-24"]


def test_small_talk_is_a_card_too() -> None:
    card = validate_card(message_card("Hej.", "sv", [{"title": "Statistik", "payload": "/x"}]))
    assert card["text"] == "Hej."
    assert card["title"] is None


@pytest.mark.parametrize(
    "spoil",
    [
        lambda card: card.pop("lead"),
        lambda card: card.update(language="no"),
        lambda card: card.update(extra=1),
        lambda card: card["contacts"][0].update(href="javascript:alert(1)"),
        lambda card: card["links"].append(
            {"label": "x", "url": "http://x", "where": None, "file": None}
        ),
        lambda card: card["quick_replies"].append({"title": "x"}),
    ],
)
def test_what_breaks_the_schema_is_no_card(facts: Facts, spoil) -> None:
    card = copy.deepcopy(topic_card(facts, "press_contact", "sv", AUTUMN))
    spoil(card)
    with pytest.raises(CardError):
        validate_card(card)
