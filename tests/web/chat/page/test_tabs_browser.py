"""Two tabs of one conversation: they begin together, and show the same."""

from __future__ import annotations

import asyncio

from playwright.async_api import Page, expect

from tests.web.chat.page.conftest import (
    Deck,
    Opener,
    RememberingEngine,
    answers,
    ask,
    conversation,
    said,
    write,
)
from web.page_words import WORDS

SV = WORDS["sv"]


async def test_first_messages_of_two_tabs_at_once_are_one_conversation_that_both_show(
    visit: Opener, engine: RememberingEngine
) -> None:
    one = await visit()
    other = await visit(beside=one)
    engine.hangs = True
    await asyncio.gather(write(one, "Ett?"), write(other, "Två?"))
    for page in (one, other):
        await expect(page.locator("#log[aria-busy]")).to_be_attached()
    engine.hanging.set()
    for page in (one, other):
        await expect(said(page)).to_have_count(2)
        await expect(answers(page)).to_have_count(2)
    assert await conversation(one) == await conversation(other)
    assert sorted(engine.asked) == ["Ett?", "Två?"]
    assert len({body["sender"] for body in engine.received}) == 1


async def test_a_tab_follows_the_other_in_answer_choices_verdict_and_deletion(
    visit: Opener, engine: RememberingEngine, deck: Deck
) -> None:
    engine.answers = {"Ett fall?": [deck.asked_back()]}
    one = await visit()
    other = await visit(beside=one)
    await ask(one, "Ett fall?")
    await expect(other.locator("#pills button")).to_have_count(3)
    assert await conversation(other) == ["Ett fall?", deck.asked_back()["lead"]]
    await expect(other.get_by_role("heading", name=SV["choose"])).to_be_hidden()

    await other.get_by_role("button", name="Nej", exact=True).click()
    await expect(answers(one)).to_have_count(2)
    await expect(one.locator("#pills button")).to_have_count(0)
    await expect(one.get_by_text(SV["helped"])).to_be_visible()

    await one.get_by_role("button", name="Nej", exact=True).click()
    await expect(other.get_by_text(SV["missing"])).to_be_visible()
    await expect(other.locator("#helped")).to_be_hidden()
    await other.get_by_label(SV["missing_other"]).check()
    await other.get_by_role("button", name=SV["helped_send"]).click()
    await expect(one.locator("#feedback-said")).to_have_text(SV["helped_thanks"])
    await expect(one.locator("#more")).to_be_hidden()

    await delete(other)
    await expect(one.locator("#log > *")).to_have_count(0)
    await expect(one.get_by_role("heading", name=SV["choose"])).to_be_visible()
    await ask(one, "Hur många?")
    await expect(answers(other)).to_have_count(1)
    assert engine.received[-1]["sender"] != engine.received[0]["sender"]


async def delete(page: Page) -> None:
    await page.get_by_role("button", name=SV["stored"]).click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_text(SV["delete"], exact=True).click()
    await dialog.get_by_role("button", name=SV["delete_yes"]).click()
    await expect(page.get_by_role("status")).to_have_text(SV["deleted"])


async def test_a_draft_that_is_being_filled_in_is_left_alone_when_the_other_tab_asks(
    visit: Opener, engine: RememberingEngine, deck: Deck
) -> None:
    engine.answers = {"Skriv mejlet": [deck.letter("public_records")]}
    one = await visit()
    await ask(one, "Skriv mejlet")
    field = one.get_by_role("textbox", name="Fyll i: vilken handling").first
    await field.fill("Avtalet från 2024")
    other = await visit(beside=one)
    await ask(other, "Hur många?")
    await expect(answers(one)).to_have_count(2)
    await expect(field).to_have_text("Avtalet från 2024")
    await expect(one.get_by_role("group", name=SV["letter"])).to_have_count(1)
    await expect(one.get_by_role("button", name="Kopiera: Utkast till mejl")).to_have_count(1)
    href = await one.get_by_role("link", name=SV["letter_open"]).get_attribute("href")
    assert "Avtalet" in (href or "")
