"""axe finds nothing on the chat page, whatever it shows, at every width and in every scheme."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Route, expect

from tests.axe import looks_right
from tests.press_page import PRESS_PHONE
from tests.web.chat.page.conftest import (
    Deck,
    Opener,
    RememberingEngine,
    answers,
    ask,
    is_answered,
    said,
    write,
)
from web.page_words import WORDS


@pytest.mark.parametrize("language", ["sv", "en"])
async def test_in_a_conversation(
    visit: Opener, engine: RememberingEngine, deck: Deck, language: str
) -> None:
    words = WORDS[language]
    engine.answers = {
        "ett fall": [deck.asked_back(language)],
        "två saker": [deck.whole("press_contact", language), deck.whole("statistics", language)],
        "mejlet": [deck.letter("individual_case", language)],
        "hej": [deck.plain("Hej.", language)],
    }
    verdict = deck.whole("case_possible", language)
    engine.answer = [{"text": verdict["text"], "custom": verdict}]
    page = await visit(locale="sv-SE" if language == "sv" else "en-GB")
    await looks_right(page, "empty")
    await ask(page, "ett fall")
    await looks_right(page, "question back")
    await page.locator("#pills button").last.click()
    await is_answered(page, 2)
    await looks_right(page, "verdict, whether it helped")
    await page.get_by_role("button", name=words["no"], exact=True).click()
    await expect(page.get_by_text(words["missing"])).to_be_visible()
    await looks_right(page, "what was missing")
    await page.get_by_label(words["missing_other"]).check()
    await page.get_by_role("button", name=words["helped_send"]).click()
    await expect(page.locator("#feedback-said")).to_have_text(words["helped_thanks"])
    await ask(page, "två saker")
    await looks_right(page, "thanks before, two cards")
    await ask(page, "mejlet")
    await looks_right(page, "draft")
    await page.get_by_role("button", name=words["stored"]).click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    await looks_right(page, "dialog")
    await page.get_by_role("dialog").get_by_text(words["delete"], exact=True).click()
    await looks_right(page, "dialog, to be deleted")
    link = page.locator("#log .sources a").last
    await page.keyboard.press("Escape")
    await link.click()
    await expect(page.locator(".band + main .intro")).to_be_visible()
    await looks_right(page, "page of an answer")
    await page.goto("/samtal")
    await looks_right(page, "page of what is stored")


async def test_where_no_answer_has_come(
    visit: Opener, engine: RememberingEngine, deck: Deck
) -> None:
    page = await visit(clock=True)
    await write(page, "a" * 2001)
    await expect(page.get_by_role("status")).to_contain_text("2000")
    await looks_right(page, "refused")
    held = asyncio.Event()

    async def hold(route: Route) -> None:
        await held.wait()
        await route.abort()

    await page.route("**/api/messages", hold)
    await write(page, "Hur många?")
    await expect(said(page)).to_have_count(1)
    await page.clock.fast_forward(5500)
    await expect(answers(page)).to_contain_text([WORDS["sv"]["late"]])
    card = answers(page).last
    await expect(card.get_by_role("link", name=f"Ring Pressjouren, {PRESS_PHONE}")).to_be_visible()
    await expect(card.get_by_role("button", name=f"Kopiera {PRESS_PHONE}")).to_be_visible()
    await looks_right(page, "late")
    held.set()
    await expect(answers(page)).to_contain_text([WORDS["sv"]["unreachable"]])
    await looks_right(page, "unreachable")
    await page.context.set_offline(True)
    await write(page, "Och i Skåne?")
    await expect(answers(page).last).to_contain_text(WORDS["sv"]["offline"])
    await looks_right(page, "offline")


async def test_on_a_swedish_page_with_an_english_answer(
    visit: Opener, engine: RememberingEngine, deck: Deck
) -> None:
    engine.answer = [
        {"text": card["text"], "custom": card}
        for card in (deck.whole("statistics", "en"), deck.asked_back("en"))
    ]
    page = await visit()
    await ask(page, "How many?")
    await looks_right(page, "an English answer")
