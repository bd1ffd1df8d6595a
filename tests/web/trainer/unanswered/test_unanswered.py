"""What was asked and is open is grouped for the press service, most asked first."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from sqlalchemy.ext.asyncio import AsyncEngine

from desk.facts.file import load_facts
from tests.web.stores import NOW, asked_back, pressed, say, user
from tests.web.trainer.conftest import log_in
from web import keys
from web.store.conversations import history
from web.store.conversations.unanswered import (
    OpenAnswer,
    UnclearMessage,
    open_answers,
    unclear_twice,
)
from web.trainer.inbox.intake import take_in
from web.trainer.unanswered.view import by_conversation, open_questions

PAGE = "/trana/obesvarat"
VALIDITY, DIGITAL = "not_stated/consent_validity", "not_stated/consent_digital"
LONG_AGO = 0.0
SOON = NOW + timedelta(minutes=1)


def card(*questions: str) -> dict[str, Any]:
    """A bot's event with a card that answers these."""
    return {"event": "bot", "text": "Sidan säger inte", "data": {"custom": {"question": questions}}}


def unsure(text: str) -> dict[str, Any]:
    return asked_back(text, [("statistics", 0.4)])


async def test_each_time_that_something_open_was_asked_is_found_with_what_was_written(
    store: AsyncEngine,
) -> None:
    await say(
        store,
        "browser-a",
        NOW,
        user("Hur länge gäller det?"),
        card(VALIDITY),
        user("Vad kostar det?"),
        card("ask/records_fee"),
        user("not_stated/ i frågan"),
        {"event": "bot", "text": "Svar", "data": {}},
    )
    await say(store, "slack-b", NOW + timedelta(hours=1), user("Båda?"), card(VALIDITY, DIGITAL))
    await say(store, "slack-c", NOW - timedelta(days=40), user("Förr?"), card(VALIDITY))
    await take_in(store, SOON)
    found = [a async for a in open_answers(store, (NOW - timedelta(days=1)).timestamp())]
    assert [(a.question, a.conversation, a.text) for a in found] == [
        (VALIDITY, "slack-b", "Båda?"),
        (DIGITAL, "slack-b", "Båda?"),
        (VALIDITY, "browser-a", "Hur länge gäller det?"),
    ]
    assert found[-1].at == NOW.timestamp() + 1
    assert len([a async for a in open_answers(store, LONG_AGO)]) == 4


async def test_what_a_button_asked_is_counted_without_a_text(store: AsyncEngine) -> None:
    await say(store, "browser-a", NOW, user("först"), pressed("statistics"), card(VALIDITY))
    await take_in(store, SOON)
    (found,) = [a async for a in open_answers(store, LONG_AGO)]
    assert found.text is None


async def test_a_deleted_conversation_is_nowhere(store: AsyncEngine) -> None:
    await say(store, "browser-a", NOW, user("hur länge?"), card(VALIDITY))
    await say(store, "browser-a", NOW, unsure("va"), unsure("vadå"))
    await take_in(store, SOON)
    await history.delete(store, "browser-a", SOON)
    assert [a async for a in open_answers(store, LONG_AGO)] == []
    assert await unclear_twice(store, LONG_AGO, 10) == []


async def test_two_in_a_row_that_were_not_understood_are_found(store: AsyncEngine) -> None:
    await say(store, "browser-a", NOW, user("hej"), unsure("a1"), user("a2", "out_of_scope"))
    await say(store, "browser-b", NOW, unsure("b1"), user("tack", "thanks"), unsure("b2"))
    await say(store, "browser-c", NOW, unsure("c1"))
    await say(store, "browser-d", NOW, unsure("d1"), pressed("statistics"), unsure("d2"))
    await take_in(store, SOON)
    found = await unclear_twice(store, LONG_AGO, 10)
    assert [(row.conversation, row.text) for row in found] == [
        ("browser-a", "a2"),
        ("browser-a", "a1"),
    ]
    assert [row.text for row in await unclear_twice(store, LONG_AGO, 1)] == ["a2"]
    assert await unclear_twice(store, SOON.timestamp(), 10) == []


async def newest_first(answers: list[OpenAnswer]) -> AsyncIterator[OpenAnswer]:
    for answer in sorted(answers, key=lambda answer: -answer.at):
        yield answer


async def test_what_is_open_is_ordered_by_how_often_it_is_asked() -> None:
    now = time.time()
    answers = [
        OpenAnswer(DIGITAL, "browser-a", now - days * 86_400.0, f"för {days} dagar sedan")
        for days in (1, 2, 3, 4, 50)
    ]
    answers += [OpenAnswer(VALIDITY, "browser-b", now - days * 86_400.0, None) for days in (40, 80)]
    answers += [OpenAnswer("not_stated/is_gone", "browser-b", now, "borta")]
    facts = load_facts()
    rows = await open_questions(facts, newest_first(answers), now)
    assert [(row.name, row.short, row.long) for row in rows[:3]] == [
        ("consent_digital", 4, 5),
        ("consent_validity", 0, 2),
        (rows[2].name, 0, 0),
    ]
    assert len(rows) == sum(name.startswith("not_stated/") for name in facts.questions)
    assert [answer.text for answer in rows[0].last] == [
        "för 1 dagar sedan",
        "för 2 dagar sedan",
        "för 3 dagar sedan",
    ]
    assert rows[1].last == ()
    assert rows[1].says.endswith(".")
    assert rows[1].says in facts.questions[VALIDITY].answer["sv"]


def test_a_conversation_is_shown_once_with_its_messages_in_order() -> None:
    newest_first = [
        UnclearMessage("browser-b", 9.0, "b2"),
        UnclearMessage("browser-a", 8.0, "a3"),
        UnclearMessage("browser-b", 7.0, "b1"),
        UnclearMessage("browser-a", 6.0, "a2"),
        UnclearMessage("browser-c", 5.0, "cut off from the one before it"),
    ]
    rows = by_conversation(newest_first)
    assert [(row.conversation, [m.text for m in row.messages]) for row in rows] == [
        ("browser-b", ["b1", "b2"]),
        ("browser-a", ["a2", "a3"]),
    ]


async def fill(client: TestClient) -> None:
    """A few questions that are open, and a conversation that was not understood."""
    assert client.app is not None
    database, now = client.app[keys.DATABASE], datetime.now(UTC) - timedelta(hours=1)
    await say(database, "browser-a", now, user("Hur <länge> gäller det?"), card(VALIDITY))
    await say(database, "browser-b", now - timedelta(days=40), user("Giltigt?"), card(VALIDITY))
    await say(database, "browser-c", now, unsure("blipp"), user("blopp", "out_of_scope"))
    await take_in(database, datetime.now(UTC))


async def page(client: TestClient) -> str:
    response = await client.get(PAGE)
    assert response.status == 200
    return await response.text()


async def test_nothing_asked_is_said_so(client: TestClient) -> None:
    await log_in(client, "reader")
    html = await page(client)
    assert "Ingen har frågat efter något av det" in html
    assert "Inget på 90 dagar." in html
    assert "Presstjänstens sida säger inte" in html


async def test_the_page_counts_and_leads_to_the_conversations(client: TestClient) -> None:
    await log_in(client, "reader")
    await fill(client)
    html = await page(client)
    assert "<strong>1</strong> på 30 dagar, 2 på 90 dagar" in html
    assert "Hur &lt;länge&gt; gäller det?" in html
    for conversation in ("browser-a", "browser-b", "browser-c"):
        assert f'href="/trana/samtal/{conversation}"' in html
    assert html.index("blipp") < html.index("blopp")
    assert (await client.get("/trana/samtal/browser-c")).status == 200


@pytest.mark.parametrize(
    ("role", "may"), [("reader", False), ("trainer", False), ("releaser", True)]
)
async def test_who_may_change_the_facts_is_led_to_them(
    client: TestClient, role: str, may: bool
) -> None:
    await log_in(client, role)
    await fill(client)
    html = unescape(await page(client))
    links = ("/trana/fakta/ny/questions", "/trana/fakta/not_stated/consent_validity")
    assert [f'href="{link}"' in html for link in links] == [may, may]
    if may:
        assert [(await client.get(link)).status for link in links] == [200, 200]


async def test_the_page_is_for_those_who_are_logged_in(client: TestClient) -> None:
    response = await client.get(PAGE, allow_redirects=False)
    assert response.status == 303
