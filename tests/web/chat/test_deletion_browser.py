"""The button that deletes the conversation, on the chat page in a real Chromium."""

from __future__ import annotations

from pathlib import Path

from aiohttp.test_utils import TestClient
from playwright.async_api import Browser, expect

from desk.cards import question_card, with_offer
from desk.facts.model import Facts
from desk.hours import local_now
from tests.web.conftest import StandInEngine, store

REPLY = {"title": "Radera samtalet", "payload": "/delete_conversation"}


async def test_the_page_forgets_what_it_shows_and_goes_on_anew(
    chromium: Browser, client: TestClient, engine: StandInEngine, database: Path, facts: Facts
) -> None:
    name = "ask/delete_conversation"
    card = question_card(facts, [name], "sv", local_now(), quick_replies=[REPLY])
    card = with_offer(card, facts.wording["offer_deletion"]["sv"])
    before, engine.answer = engine.answer, [{"text": card["text"], "custom": card}]
    context = await chromium.new_context(base_url=str(client.make_url("/")), locale="sv-SE")
    context.set_default_timeout(15_000)
    page = await context.new_page()
    await page.goto("/")
    field, log = page.get_by_label("Din fråga"), page.locator("#log")
    await field.fill("kan ni ta bort det jag skrev?")
    await page.keyboard.press("Enter")
    await expect(log.locator(".offer")).to_have_text("Ska jag radera samtalet?")
    conversation = engine.received[-1]["sender"]
    await store(database, conversation, {"event": "user", "text": "det", "metadata": {}})

    await page.get_by_role("button", name="Radera samtalet").click()
    await expect(log.locator("> *")).to_have_count(1)
    await expect(log).to_have_text(
        "Samtalet är raderat. Svar med egen länk finns kvar, men går inte att koppla till dig."
    )
    await expect(log.locator("> *")).to_be_focused()
    await expect(page.get_by_text("Hjälpte det?")).to_have_count(0)
    assert await context.cookies() == []

    engine.answer = before
    await page.get_by_role("button", name="Statistik och siffror").click()
    await expect(log.locator("article.card")).to_have_count(1)
    assert engine.received[-1]["sender"] != conversation
    await page.reload()
    await expect(log.locator("> *")).to_have_count(0)
    await context.close()
