"""Drafts of mails: offered, given, changed."""

from __future__ import annotations

import pytest

from tests.press_page import HEAD, HEAD_MAIL, PRESS_MAIL, STATISTICS_MAIL

from .conftest import turn


@pytest.mark.parametrize(("text", "is_letter"), [("ja, skriv det", True), ("ja", False)])
async def test_a_yes_to_write_takes_the_draft_that_a_button_offers(
    say, text: str, is_letter: bool
) -> None:
    offered = turn("press_contact", ['/press_contact{"question": "write_letter"}'])
    said = await say("affirm", text, before=offered, topic="press_contact")
    assert [isinstance(card, dict) and "letter" in card for card in said.cards] == [is_letter]


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
    assert said.cards[0]["letter"]["to"] == PRESS_MAIL
    for text in ("Please write the e-mail for me", "skriv mejlet åt mig tack", "ja skriv ett mejl"):
        for action in ("action_answer", "action_follow_up"):
            said = await say("ask_mail", text, action=action, topic="press_contact")
            assert "letter" in said.cards[0], text


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


@pytest.mark.parametrize(
    ("text", "in_draft", "lead"),
    [
        ("det är radio inte tv", "[redaktion], radio", "Utkastet igen"),
        ("Form: kommentar i skrift", "Form: kommentar i skrift", "Utkastet igen"),
        ("radio inte tv, kommentar i skrift", "[redaktion], radio", "Utkastet igen"),
        ("gör det till en påminnelse", "tidigare men inte fått något svar", "Utkastet igen"),
        ("du tog inte med att det gäller avslag", "[vad det gäller", "Det får du skriva in själv"),
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


async def test_a_deadline_after_a_draft_goes_into_it_whatever_it_looks_like(say) -> None:
    how = {"asks": ("reply_time",), "topic": "press_contact", "question": "write_letter"}
    (card,) = (await say("press_contact", "deadline är på onsdag kl 15", **how)).cards
    assert card["letter"]


@pytest.mark.parametrize("text", ["kan du göra ett mejlutkast", "gör ett utkast", "skriv mejlet"])
async def test_whoever_asks_for_a_draft_gets_one(say, text: str) -> None:
    how = {"action": "action_ask_back", "topic": "press_contact"}
    (card,) = (await say("nlu_fallback", text, **how)).cards
    assert card["letter"]


@pytest.mark.parametrize(
    ("text", "topic", "to"),
    [
        ("kan du ändra så att det går till presschefen?", "press_contact", HEAD_MAIL),
        (f"Ändra, det ska till {HEAD} i stället", "individual_case", HEAD_MAIL),
        ("Change it so that it goes to the head of press", "press_contact", HEAD_MAIL),
        ("ändra, det gäller sommaren 2024", "press_contact", PRESS_MAIL),
    ],
)
async def test_a_draft_goes_to_whom_it_is_said_to_be_for(
    say, text: str, topic: str, to: str
) -> None:
    said = await say("ask_mail", text, topic=topic, question="write_letter")
    letter = said.cards[0]["letter"]
    assert letter["to"] == to
    assert letter["href"].startswith(f"mailto:{to}?")


async def test_the_head_of_press_gets_no_question_for_figures(say) -> None:
    known = {"topic": "statistics", "question": "write_letter"}
    said = await say("statistics", "ändra till presschefen, siffror för 2024", **known)
    assert said.cards[0]["letter"]["to"] == STATISTICS_MAIL


async def test_the_addressee_stays_while_the_draft_is_changed(say) -> None:
    earlier = turn("press_contact")
    earlier[0]["text"] = "skriv det till presschefen"
    known = {"topic": "press_contact", "question": "write_letter"}
    said = await say("press_contact", "lägg till att det är bråttom", before=earlier, **known)
    assert said.cards[0]["title"] == f"Utkast: mejl till {HEAD}, presschef"
    assert said.cards[0]["letter"]["to"] == HEAD_MAIL
