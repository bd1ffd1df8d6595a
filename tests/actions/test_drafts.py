"""Drafts of mails: offered, given, changed."""

from __future__ import annotations

import pytest

from tests.press_page import PRESS_MAIL

from .conftest import turn


@pytest.mark.parametrize(("text", "is_letter"), [("ja, skriv det", True), ("ja", False)])
async def test_a_yes_to_write_takes_the_draft_that_a_button_offers(
    say, text: str, is_letter: bool
) -> None:
    offered = turn("press_contact", ['/press_contact{"question": "write_letter"}'])
    said = await say("affirm", text, before=offered, topic="press_contact")
    assert [isinstance(card, dict) and "letter" in card for card in said.cards] == [is_letter]


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


async def test_whoever_wants_it_in_writing_is_offered_the_draft(say) -> None:
    said = await say("ask_in_writing", action="action_follow_up", topic="press_contact")
    assert said.slots["awaits"] == "letter"
    assert said.cards[0]["text"].endswith(said.cards[0]["offer"])


@pytest.mark.parametrize("topic", ["public_records", "statistics", "press_contact"])
async def test_yes_to_the_offer_of_a_letter_gives_it(say, topic: str) -> None:
    said = await say("affirm", "ja tack", awaits="letter", topic=topic)
    assert said.cards[0]["topic"] == topic
    assert said.cards[0]["letter"]["to"]


async def test_a_yes_offers_the_draft_and_a_no_does_not(say) -> None:
    told = {"consent": "written", "decision": "made"}
    yes = await say("individual_case", told=told)
    assert yes.slots["awaits"] == "letter"
    draft = await say("affirm", "ja tack", awaits="letter", topic=yes.slots["topic"])
    assert draft.cards[0]["letter"]["to"] == PRESS_MAIL
    no = await say("individual_case", told={**told, "consent": "none"})
    assert no.slots["awaits"] is None
    in_a_hurry = await say("individual_case", "vi publicerar om en timme", told=told)
    assert "offer" not in in_a_hurry.cards[0]


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


@pytest.mark.parametrize(
    ("intent", "text"),
    [("public_records", "mejlen från 2021"), ("statistics", "finns det för 2021?")],
)
async def test_another_desk_and_a_question_leave_the_draft(say, intent: str, text: str) -> None:
    said = await say(intent, text, topic="statistics", question="write_letter")
    assert said.cards[0]["topic"] == intent
    assert "letter" not in said.cards[0]
