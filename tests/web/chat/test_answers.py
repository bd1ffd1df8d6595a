"""Answers have addresses: the same one for the same answer, and no answer waits for its own."""

from __future__ import annotations

import asyncio
import html
import json
import logging
import re
import sqlite3
from pathlib import Path

import pytest
import time_machine
from aiohttp.test_utils import TestClient

import web.chat.answers
from desk.cards import message_card, topic_card, validate_card, with_offer
from desk.facts.model import Facts
from desk.hours import local_now
from tests.databases import spoil
from tests.press_page import HEAD_PHONE, PRESS_PHONE
from tests.web.conftest import StandInEngine, store
from web.store.conversations import answers

STORING_SECONDS = web.chat.answers.STORING_SECONDS


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine, an answer that can be stored is."""
    monkeypatch.setattr(web.chat.answers, "STORING_SECONDS", 60.0)


async def ask(client: TestClient) -> dict:
    response = await client.post("/api/messages", json={"text": "Hur många?"})
    assert response.status == 200
    (card,) = (await response.json())["messages"]
    return validate_card(card)


async def read(client: TestClient, path: str) -> str:
    """The words on a page, without markup."""
    response = await client.get(path)
    assert response.content_type == "text/html"
    within_lines = re.sub(r"</?(?:span|wbr)[^>]*>", "", await response.text())
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", within_lines)).split())


async def test_the_same_answer_has_one_address_and_others_have_others(
    client: TestClient, engine: StandInEngine, facts: Facts
) -> None:
    first = await ask(client)
    client.session.cookie_jar.clear()
    assert (await ask(client))["address"] == first["address"]
    engine.answer = [{"custom": topic_card(facts, "statistics", "en", local_now())}]
    assert (await ask(client))["address"] != first["address"]


async def test_every_answer_in_a_message_has_its_own(
    client: TestClient, engine: StandInEngine, facts: Facts
) -> None:
    topics = ("press_contact", "statistics")
    engine.answer = [{"custom": topic_card(facts, t, "sv", local_now())} for t in topics]
    response = await client.post("/api/messages", json={"text": "hej"})
    cards = (await response.json())["messages"]
    assert len({card["address"] for card in cards}) == len(topics)
    for card in cards:
        assert card["title"] in await read(client, card["address"])


async def test_small_talk_and_an_address_of_the_engines_own_have_none(
    client: TestClient, engine: StandInEngine
) -> None:
    engine.answer = [{"custom": {**message_card("Hej.", "sv"), "address": "/svar/aaaaaaaaaa"}}]
    assert "address" not in await ask(client)


async def test_the_page_shows_all_of_the_answer_in_its_own_language(
    client: TestClient, engine: StandInEngine, facts: Facts
) -> None:
    for topic in facts.topics:
        for language, line in (("sv", "Källa: "), ("en", "Source: ")):
            card_sent = topic_card(facts, topic, language, local_now())
            engine.answer = [{"custom": card_sent}]
            client.session.cookie_jar.clear()
            card = await ask(client)
            shown = await read(client, card["address"])
            expected = [card["title"], card["lead"], *card["notices"]]
            expected += [c[part] for c in card["contacts"] for part in ("label", "value")]
            expected += [text for rule in card["rules"] for text in rule.values() if text]
            expected += [
                link[part] for link in card["links"] for part in ("label", "where", "file")
            ]
            expected += [source["line"] for source in card["sources"]]
            assert not [text for text in expected if text and text not in shown], topic
            assert line in shown
            markup = html.unescape(await (await client.get(card["address"])).text())
            hrefs = [c["href"] for c in card["contacts"]] + [link["url"] for link in card["links"]]
            assert not [href for href in hrefs if href and f'href="{href}"' not in markup]
            assert f'<article class="card" lang="{language}">' in markup


async def test_the_page_says_when_it_was_first_given_in_stockholm(client: TestClient) -> None:
    with time_machine.travel("2026-11-23T23:30:00Z", tick=True):
        first = await ask(client)
    with time_machine.travel("2026-12-01T12:00:00Z", tick=True):
        assert (await ask(client))["address"] == first["address"]
    shown = await read(client, first["address"])
    assert "Svar från Presstjänst den 24 november 2026." in shown
    assert "Uppgifterna kan ha ändrats sedan dess." in shown


async def test_the_page_needs_no_script_and_leads_to_the_chat(client: TestClient) -> None:
    markup = await (await client.get((await ask(client))["address"])).text()
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\bsrc=)", markup)
    assert '<a class="action main" href="/">' in markup


async def test_a_language_is_chosen_where_that_changes_something(client: TestClient) -> None:
    for address, offers in (((await ask(client))["address"], False), ("/svar/aaaaaaaaaa", True)):
        markup = await (await client.get(address)).text()
        assert ('name="language"' in markup) == offers, address


async def test_the_page_offers_nothing_that_cannot_be_said_yes_to_there(
    client: TestClient, engine: StandInEngine, facts: Facts
) -> None:
    card = with_offer(topic_card(facts, "statistics", "sv", local_now()), "Vill du ha ett utkast?")
    engine.answer = [{"custom": card}]
    answer = await ask(client)
    assert "Vill du ha ett utkast?" not in await read(client, answer["address"])
    turn = await client.post(
        "/api/messages", json={"text": "Hur många?"}, headers={"Accept": "text/html"}
    )
    assert "Vill du ha ett utkast?" in await turn.text()


async def test_a_number_in_a_text_and_the_size_of_a_file_are_in_one_piece(
    client: TestClient, engine: StandInEngine, facts: Facts
) -> None:
    card = topic_card(facts, "individual_case", "sv", local_now())
    lead = f"Ring <b>{PRESS_PHONE}</b> den 19 juni, {HEAD_PHONE}."
    engine.answer = [{"custom": {**card, "lead": lead}}]
    markup = await (await client.get((await ask(client))["address"])).text()
    pieces = re.findall(r'<span class="unbroken">(.*?)</span>', markup)
    assert pieces == [PRESS_PHONE, HEAD_PHONE, "(Word, 42 kB)"]
    assert "Ring &lt;b&gt;<span" in markup


async def test_what_a_card_holds_is_shown_as_text(
    client: TestClient, engine: StandInEngine, facts: Facts
) -> None:
    card = topic_card(facts, "statistics", "sv", local_now())
    engine.answer = [{"custom": {**card, "lead": "<img src=x onerror=alert(1)>"}}]
    markup = await (await client.get((await ask(client))["address"])).text()
    assert "<img" not in markup


async def test_an_answer_stays_as_it_was_when_the_facts_change(
    client: TestClient, facts_file: Path
) -> None:
    card = await ask(client)
    value = card["contacts"][0]["value"]
    text = facts_file.read_text()
    facts_file.write_text(text.replace(value, "ny.adress@forsakringskassan.se"))
    assert value in await read(client, card["address"])


@pytest.mark.parametrize(
    "name", ["aaaaaaaaaa", "a", "AAAAAAAAAA", "a%00aaaaaaaa", "%F0%9F%98%80", "'"]
)
async def test_where_there_is_no_answer_the_page_says_so(client: TestClient, name: str) -> None:
    response = await client.get(f"/svar/{name}")
    assert response.status == 404
    assert "inget svar på den här adressen" in await read(client, f"/svar/{name}")
    assert 'href="/"' in await response.text()


async def test_the_page_says_when_the_database_is_down(client: TestClient, database: Path) -> None:
    address = (await ask(client))["address"]
    await spoil(database)
    assert (await client.get(address)).status == 503
    assert "Försök igen" in await read(client, address)


async def test_a_database_that_is_down_costs_the_address_and_not_the_answer(
    client: TestClient, database: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await spoil(database)
    assert "address" not in await ask(client)
    # OperationalError too, while the app's own work has the file open.
    assert re.search(r"an answer was not stored: (Database|Operational)Error", caplog.text)


async def test_a_fault_while_storing_costs_the_address_and_not_the_answer(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> set[str]:
        raise RuntimeError

    monkeypatch.setattr(answers, "keep", fail)
    assert "address" not in await ask(client)


async def test_a_database_that_is_slow_is_not_waited_for(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, database: Path
) -> None:
    assert STORING_SECONDS <= 0.5
    monkeypatch.setattr(web.chat.answers, "STORING_SECONDS", 0.05)
    other = sqlite3.connect(database, check_same_thread=False)
    # In a thread: what web is about to store there ends first.
    await asyncio.to_thread(other.execute, "BEGIN EXCLUSIVE")
    assert "address" not in await ask(client)
    other.rollback()
    other.close()
    monkeypatch.setattr(web.chat.answers, "STORING_SECONDS", 60.0)
    assert "address" in await ask(client)


async def test_the_address_leads_to_nobody(
    client: TestClient, engine: StandInEngine, database: Path
) -> None:
    await ask(client)
    with sqlite3.connect(database) as connection:
        (row,) = connection.execute("SELECT * FROM answers").fetchall()
    connection.close()
    name, card, first_given_at = row
    assert engine.received[0]["sender"] not in str(row)
    assert "Hur många?" not in str(row)
    assert json.loads(card)["topic"] == "statistics"
    assert isinstance(first_given_at, float)
    assert len(name) == 10


async def test_the_history_shows_the_addresses_of_answers_that_are_stored(
    client: TestClient, engine: StandInEngine, database: Path, facts: Facts
) -> None:
    card = await ask(client)
    unknown = topic_card(facts, "public_records", "sv", local_now())
    cards = (engine.answer[0]["custom"], message_card("Hej.", "sv"), unknown)
    said = [
        {"event": "bot", "text": c["text"], "data": {"custom": c}, "metadata": {}} for c in cards
    ]
    start = {"event": "user", "text": "Hur många?", "metadata": {}}
    await store(database, engine.received[0]["sender"], start, *said)
    messages = (await (await client.get("/api/messages")).json())["messages"]
    shown = [m["card"].get("address") for m in messages if m["from"] == "bot"]
    assert shown == [card["address"], None, None]


async def test_an_answer_under_way_is_stored_before_the_app_ends(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    release, finished = asyncio.Event(), asyncio.Event()

    async def slow(*_: object) -> set[str]:
        await release.wait()
        finished.set()
        return set()

    monkeypatch.setattr(answers, "keep", slow)
    monkeypatch.setattr(web.chat.answers, "STORING_SECONDS", 0.01)
    await ask(client)
    asyncio.get_running_loop().call_later(0.05, release.set)
    with caplog.at_level(logging.ERROR):
        await client.close()
    assert finished.is_set()


async def test_what_is_to_be_tried_first_stands_first(
    client: TestClient, engine: StandInEngine, facts: Facts
) -> None:
    card = topic_card(facts, "statistics", "sv", local_now())
    engine.answer = [{"custom": card}]
    shown = await read(client, (await ask(client))["address"])
    assert shown.index(card["links"][0]["label"]) < shown.index(card["contacts"][0]["value"])
