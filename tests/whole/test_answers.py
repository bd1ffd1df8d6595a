"""A journalist asks, through the whole stack, and gets the right contact."""

from __future__ import annotations

import os
import subprocess
import sys

import aiohttp
import pytest

from tests.press_page import (
    CUSTOMER_PHONE,
    HEAD_OFFICE_MAIL,
    PRESS_MAIL,
    PRESS_PHONE,
    STATISTICS_MAIL,
)

from .conftest import ROOT, Stack


async def ask(session: aiohttp.ClientSession, body: dict[str, str]) -> list[dict]:
    async with session.post("/api/messages", json=body) as response:
        assert response.status == 200
        return (await response.json())["messages"]


@pytest.fixture
async def session(stack: Stack):
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(stack.address, cookie_jar=jar) as session:
        yield session


@pytest.mark.parametrize(
    ("question", "contact"),
    [
        ("Vem kan jag ringa för en intervju i eftermiddag?", PRESS_PHONE),
        (
            "Kan ni kommentera varför en kvinna i Umeå fick avslag på sin sjukpenning?",
            PRESS_MAIL,
        ),
        (
            "Hur många tog ut föräldrapenning i Skåne förra året?",
            STATISTICS_MAIL,
        ),
        (
            "Jag vill begära ut alla mejl mellan generaldirektören och socialministern",
            HEAD_OFFICE_MAIL,
        ),
        ("När kommer mina pengar?", CUSTOMER_PHONE),
        ("oppettider pressjouren i sommar", PRESS_PHONE),
        ("oppettider press i sommar", PRESS_PHONE),
    ],
)
async def test_a_question_gets_its_contact(
    session: aiohttp.ClientSession, question: str, contact: str
) -> None:
    (card,) = await ask(session, {"text": question})
    assert contact in [c["value"] for c in card["contacts"]]


async def test_the_newsletter_is_shown_where_it_is_found(session: aiohttp.ClientSession) -> None:
    (card,) = await ask(session, {"text": "Hur får jag ert nyhetsbrev?"})
    assert card["topic"] == "newsletter"
    assert "längst ned på sidan Presstjänst" in card["lead"]


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("Vad blir det för väder imorgon?", 6),  # every topic: none of them was meant
        ("HEJ", 5),
    ],
)
async def test_small_talk_and_weather_get_no_contact(
    session: aiohttp.ClientSession, text: str, choices: int
) -> None:
    (card,) = await ask(session, {"text": text})
    assert card["contacts"] == []
    assert len(card["quick_replies"]) == choices


async def test_two_wishes_get_two_cards(session: aiohttp.ClientSession) -> None:
    cards = await ask(
        session, {"text": "Siffror på vab 2024, plus en talesperson som kan kommentera"}
    )
    assert [card["topic"] for card in cards] == ["press_contact", "statistics"]


async def test_three_wishes_get_three_cards(session: aiohttp.ClientSession) -> None:
    text = "Jag vill intervjua en talesperson, ha siffror på vab och begära ut ert avtal med IBM"
    cards = await ask(session, {"text": text})
    assert [card["topic"] for card in cards] == ["press_contact", "public_records", "statistics"]


async def test_english_is_answered_in_english_and_remembered(
    session: aiohttp.ClientSession,
) -> None:
    (card,) = await ask(session, {"text": "How many parents took out parental benefit in 2024?"})
    assert (card["language"], card["title"]) == ("en", "Statistics")
    (thanks,) = await ask(session, {"text": "thanks"})
    assert (thanks["language"], thanks["lead"][:15]) == ("en", "You are welcome")
    (swedish,) = await ask(session, {"text": "Hur många vabbade i Skåne i fjol?"})
    assert swedish["language"] == "sv"


async def test_norwegian_is_answered_in_swedish(session: aiohttp.ClientSession) -> None:
    (card,) = await ask(session, {"text": "Hvem kan jeg ringe for et intervju i dag?"})
    assert (card["language"], card["topic"]) == ("sv", "press_contact")


async def test_a_quick_reply_leads_to_its_topic(session: aiohttp.ClientSession) -> None:
    (greeting,) = await ask(session, {"text": "hej"})
    payload = {r["title"]: r["payload"] for r in greeting["quick_replies"]}
    (card,) = await ask(session, {"payload": payload["Offentlig handling"]})
    assert card["topic"] == "public_records"
    async with session.get("/api/messages") as response:
        messages = (await response.json())["messages"]
    assert [m.get("text") for m in messages if m["from"] == "user"] == ["hej", "Offentlig handling"]


async def test_a_command_of_rasa_is_only_text(session: aiohttp.ClientSession) -> None:
    await ask(session, {"text": "hej"})
    await ask(session, {"text": "/restart"})
    async with session.get("/api/messages") as response:
        assert len((await response.json())["messages"]) == 4


async def test_nonsense_gets_no_contact(session: aiohttp.ClientSession) -> None:
    (card,) = await ask(session, {"text": "qwrt zxcv bnm"})
    assert card["contacts"] == []


async def test_an_unclear_question_is_asked_back_and_the_second_time_gets_the_press_line(
    session: aiohttp.ClientSession,
) -> None:
    unclear = "info"
    (question,) = await ask(session, {"text": unclear})
    assert [r["title"] for r in question["quick_replies"]][-1] == "Något annat"
    assert len(question["quick_replies"]) == 3
    (press_line,) = await ask(session, {"text": unclear})
    assert press_line["topic"] == "fallback"


async def test_a_good_edit_of_the_facts_is_in_the_next_answer(
    session: aiohttp.ClientSession, stack: Stack
) -> None:
    before = stack.facts_file.read_text()
    for text, number in (
        (before.replace(CUSTOMER_PHONE, "0771-100 100"), "0771-100 100"),
        (before, CUSTOMER_PHONE),
    ):
        stack.facts_file.write_text(text)
        (card,) = await ask(session, {"text": "När kommer mina pengar?"})
        assert card["contacts"][0]["value"] == number


async def test_a_bad_edit_changes_no_answer_and_health_says_so(
    session: aiohttp.ClientSession, stack: Stack
) -> None:
    before = stack.facts_file.read_text()
    stack.facts_file.write_text(before.replace(CUSTOMER_PHONE, "ring oss"))
    try:
        (card,) = await ask(session, {"text": "När kommer mina pengar?"})
        assert card["contacts"][0]["value"] == CUSTOMER_PHONE
        async with session.get("/health") as response:
            assert response.status == 200
            assert "customer_centre_phone" in (await response.json())["facts"]
    finally:
        stack.facts_file.write_text(before)


def test_the_terminal_speaks_with_the_same_bot(stack: Stack) -> None:
    process = subprocess.run(
        [sys.executable, "-m", "dev.chat"],
        input="hej\n3\n",
        cwd=ROOT,
        env={**os.environ, "WEB_URL": stack.address},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "[3] Statistik" in process.stdout
    assert STATISTICS_MAIL in process.stdout


async def test_nothing_written_is_logged(session: aiohttp.ClientSession, stack: Stack) -> None:
    """Whatever it comes to: an answer, a question back, out of scope, a word on the answer."""
    texts = {
        "Kan ni kommentera varför en kvinna i Kvikkjokk fick avslag?": "Kvikkjokk",
        "Begär ut mejlen med ministern om Blåhallonfonden": "Blåhallonfonden",
        "qwrtzx vbnmzz": "qwrtzx",
        "/zzkommando": "zzkommando",
    }
    for text in texts:
        assert await ask(session, {"text": text})
    comment = {"helped": False, "comment": "Det gällde Tvärnöbacken"}
    async with session.post("/api/feedback", json=comment) as response:
        assert response.status == 200
    async with session.post("/api/messages", json={"text": ["Fjällkvist"]}) as response:
        assert response.status == 422
    logs = {path.stem: path.read_text() for path in (stack.var / "log").iterdir()}
    assert logs.keys() == {"web", "engine"}
    for word in (*texts.values(), "Tvärnöbacken", "Fjällkvist"):
        assert word not in "".join(logs.values())


async def test_a_conversation_begins_in_the_language_of_its_page_and_goes_on_in_what_is_written(
    session: aiohttp.ClientSession,
) -> None:
    session.headers["Accept-Language"] = "en-GB"
    for text, language in (
        ("interview", "en"),
        ("press", "en"),
        ("Hur många fick sjukpenning förra året?", "sv"),
        ("tack", "sv"),
    ):
        cards = await ask(session, {"text": text})
        assert {card["language"] for card in cards} == {language}, text
