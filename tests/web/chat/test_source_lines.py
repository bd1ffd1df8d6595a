"""A source is told in the words of the facts, wherever an answer is read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient
from playwright.async_api import Browser, expect

from desk.cards import Card, topic_card, validate_card
from desk.dates import long_date
from desk.facts.file import load_facts
from desk.facts.model import Facts
from desk.hours import local_now
from tests.press_page import FACTS
from tests.web.chat.test_answers import ask, read
from tests.web.conftest import StandInEngine, store
from web.channels.slack.blocks import draw
from web.channels.teams.cards import adaptive_card

WORDING = '"Källa: sidan Presstjänst, uppdaterad {press_page_updated_on}."'
EDITED = '"Hämtat från sidan Presstjänst, uppdaterad {press_page_updated_on}."'
UPDATED_ON = FACTS.sources["press_page"].updated_on
assert UPDATED_ON
LINE = f"Hämtat från sidan Presstjänst, uppdaterad {long_date(UPDATED_ON, 'sv')}."


@pytest.fixture
def edited(facts_file: Path) -> Facts:
    text = facts_file.read_text(encoding="utf-8")
    assert text.count(WORDING) == 1
    facts_file.write_text(text.replace(WORDING, EDITED), encoding="utf-8")
    return load_facts(facts_file)


def without_lines(card: Card) -> Card:
    """The card as it was stored before cards had source lines."""
    sources = [{k: v for k, v in source.items() if k != "line"} for source in card["sources"]]
    return validate_card({**card, "sources": sources})


def test_an_edited_wording_is_read_in_the_text_in_slack_and_in_teams(edited: Facts) -> None:
    card = topic_card(edited, "press_contact", "sv", local_now())
    assert [source["line"] for source in card["sources"]] == [LINE]
    assert card["text"].endswith(LINE)
    assert LINE in json.dumps([m.blocks for m in draw([card])], ensure_ascii=False)
    assert LINE in json.dumps(adaptive_card(card), ensure_ascii=False)


async def test_and_in_the_browser_and_on_the_page_of_the_answer(
    client: TestClient, engine: StandInEngine, chromium: Browser, edited: Facts
) -> None:
    card = topic_card(edited, "press_contact", "sv", local_now())
    engine.answer = [{"custom": card}]
    assert LINE in await read(client, (await ask(client))["address"])
    page = await chromium.new_page(base_url=str(client.make_url("/")))
    await page.goto("/")
    await page.locator("#text").fill("Vem ringer jag?")
    await page.locator("#text").press("Enter")
    await expect(page.locator("article.card .sources").first).to_have_text(LINE)
    await page.close()


async def test_an_answer_that_was_stored_without_its_line_gets_that_of_today(
    client: TestClient, engine: StandInEngine, facts: Facts, edited: Facts, database: Path
) -> None:
    engine.answer = [
        {"custom": without_lines(topic_card(facts, "press_contact", "sv", local_now()))}
    ]
    card = await ask(client)
    assert LINE in await read(client, card["address"])
    start = {"event": "user", "text": "Hur många?", "metadata": {}}
    event = {"event": "bot", "text": card["text"], "data": engine.answer[0], "metadata": {}}
    await store(database, engine.received[0]["sender"], start, event)
    (_, answer) = (await (await client.get("/api/messages")).json())["messages"]
    assert [source["line"] for source in answer["card"]["sources"]] == [LINE]
    assert answer["card"]["address"] == card["address"]


def test_a_card_without_a_line_is_drawn_with_the_title(facts: Facts) -> None:
    card = without_lines(topic_card(facts, "press_contact", "sv", local_now()))
    title = card["sources"][0]["title"]
    assert title in json.dumps([m.blocks for m in draw([card])], ensure_ascii=False)
    assert title in json.dumps(adaptive_card(card), ensure_ascii=False)
