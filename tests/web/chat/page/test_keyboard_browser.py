"""The five routes by keyboard alone, the case's questions and a draft among them."""

from __future__ import annotations

from playwright.async_api import Page, expect

from tests.web.chat.page.conftest import (
    Deck,
    Opener,
    RememberingEngine,
    answers,
    ask,
    conversation,
    is_answered,
    question,
)
from web.page_words import WORDS

SV = WORDS["sv"]
MOST_STOPS = 60


async def go_to(page: Page, selector: str, key: str = "Tab") -> None:
    """Press Tab until what is meant has the focus."""
    for _ in range(MOST_STOPS):
        await page.keyboard.press(key)
        if await page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached in {MOST_STOPS} stops")


async def choose(page: Page, title: str, selector: str, count: int) -> None:
    """Go to a choice and take it; then the answer has the focus."""
    for _ in range(MOST_STOPS):
        await go_to(page, selector)
        if await page.evaluate("document.activeElement.textContent.trim()") == title:
            break
    await page.keyboard.press("Enter")
    await is_answered(page, count)
    await expect(page.locator("#log > :not(.said):focus")).to_have_count(1)


async def test_the_first_stop_leads_to_the_field_where_every_route_can_be_asked_for(
    visit: Opener, engine: RememberingEngine, deck: Deck
) -> None:
    routes = ["press_contact", "individual_case", "statistics", "public_records", "private_person"]
    engine.answers = {f"fråga om {route}": [deck.whole(route)] for route in routes}
    page = await visit()
    await page.keyboard.press("Tab")
    await expect(page.locator(".skip")).to_be_in_viewport()
    await page.keyboard.press("Enter")
    for count, route in enumerate(routes, 1):
        await expect(question(page)).to_be_focused()
        await page.keyboard.type(f"fråga om {route}")
        await page.keyboard.press("Enter")
        await is_answered(page, count)
        contact = deck.whole(route)["contacts"][0]
        await expect(answers(page).last).to_contain_text(contact["value"])
    # Back from the field the contact is a few stops away.
    await go_to(page, "#log > .card:last-child a.action", "Shift+Tab")
    assert "tel:" in (await page.locator(":focus").get_attribute("href") or "")


async def test_a_case_is_gone_through_by_its_choices_to_a_draft_that_is_filled_in_and_copied(
    visit: Opener, engine: RememberingEngine, deck: Deck
) -> None:
    verdict = deck.whole("case_possible")
    verdict["quick_replies"] = [{"title": "Skriv mejlet åt mig", "payload": "/write"}]
    engine.answers = {
        "Kommentar om ett enskilt fall": [deck.asked_back()],
        "Ja, det finns": [verdict],
        "Skriv mejlet åt mig": [deck.letter("individual_case")],
    }
    page = await visit(permissions=["clipboard-read", "clipboard-write"])
    await choose(page, "Kommentar om ett enskilt fall", ".choice", 1)
    await choose(page, "Ja, det finns", ".pill", 2)
    await choose(page, "Skriv mejlet åt mig", ".pill", 3)
    assert len(await conversation(page)) == 6

    await go_to(page, ".blank")
    await page.keyboard.type("fredag")
    await go_to(page, ".step input")
    await page.keyboard.press("Space")
    await go_to(page, ".letter button")
    await page.keyboard.press("Enter")
    await expect(page.locator(".letter .state")).to_have_text("Mejlet är kopierat.")
    text = await page.evaluate("navigator.clipboard.readText()")
    assert "fredag" in text
    assert "☑" in text

    await go_to(page, "#helped button")
    await page.keyboard.press("Enter")
    await expect(page.locator("#feedback-said")).to_have_text("Tack.")
    await expect(question(page)).to_be_focused()
    await go_to(page, "footer [data-dialog]")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator("footer [data-dialog]")).to_be_focused()


async def test_an_empty_opinion_is_asked_for_and_nothing_is_stored(visit: Opener) -> None:
    page = await visit()
    await ask(page, "siffror")
    await go_to(page, "#helped button[value=false]", "Shift+Tab")
    await page.keyboard.press("Enter")
    said = page.locator("#feedback-said")
    await expect(said).to_have_text(SV["missing"])
    await page.get_by_role("button", name=SV["helped_send"]).press("Enter")
    await expect(said).to_have_text(SV["helped_empty"])
    await expect(page.get_by_label(SV["missing_wrong_contact"])).to_be_focused()
    await page.keyboard.press("Space")
    await page.get_by_role("button", name=SV["helped_send"]).press("Enter")
    await expect(said).to_have_text(SV["helped_thanks"])
