"""What is printed of a conversation: what was said, without what can only be pressed."""

from __future__ import annotations

from playwright.async_api import expect

from tests.web.chat.page.conftest import Deck, Opener, RememberingEngine, ask
from web.page_words import WORDS

SV = WORDS["sv"]


async def test_a_print_has_answers_rules_and_addresses_and_nothing_to_press(
    visit: Opener, engine: RememberingEngine, deck: Deck
) -> None:
    statistics, case = deck.whole("statistics"), deck.whole("individual_case")
    engine.answers = {"siffror": [statistics], "fall": [case, deck.asked_back()]}
    page = await visit()
    await ask(page, "siffror")
    await ask(page, "fall")
    hidden = [
        page.locator("#form"),
        page.locator("#pills button").first,
        page.locator(".card .action").first,
        page.locator(".card .copy").first,
        page.get_by_role("contentinfo"),
    ]
    for one in hidden:
        await expect(one).to_be_visible()
    where = next(link["where"] for link in case["links"] if not link["url"])
    folded = [page.locator(".more .rules li").first, page.get_by_text(where)]
    for one in folded:
        await expect(one).to_be_hidden()

    await page.emulate_media(media="print")
    for one in hidden:
        await expect(one).to_be_hidden()
    assert await page.get_by_role("button").count() == 0
    for one in folded:
        await expect(one).to_be_visible()
    await expect(page.locator(".said").first).to_have_text("siffror")
    await expect(page.get_by_text(statistics["contacts"][0]["value"])).to_be_visible()
    links = page.locator(".links a")
    printed = await links.evaluate_all(
        "all => all.map(one => getComputedStyle(one, '::after').content)"
    )
    urls = [link["url"] for card in (statistics, case) for link in card["links"] if link["url"]]
    assert {link["url"] for link in statistics["links"]} < {*urls}
    assert len(printed) == len(urls)
    assert all(url and url in text for url, text in zip(urls, printed, strict=True))


async def test_the_conversation_is_printed_from_where_it_is_copied(
    visit: Opener, engine: RememberingEngine, deck: Deck
) -> None:
    engine.answers = {"siffror": [deck.whole("statistics")]}
    page = await visit()
    await ask(page, "siffror")
    printed = """() => {
      window.print = () => { window.printed = !document.querySelector("dialog[open]"); };
    }"""
    await page.evaluate(printed)
    await page.get_by_role("button", name=SV["stored"]).click()
    offered = page.get_by_role("dialog").locator(".buttons").first.locator(".action")
    await expect(offered).to_have_text([SV["save"], SV["print"], SV["save_all"]])
    await offered.nth(1).press("Enter")
    await page.wait_for_function("window.printed")
    # The page of the same has the conversation nowhere to print.
    await page.goto("/samtal")
    await expect(page.get_by_role("button", name=SV["print"])).to_be_hidden()


async def test_a_print_does_not_ask_if_it_helped(
    visit: Opener, engine: RememberingEngine, deck: Deck
) -> None:
    engine.answers = {"siffror": [deck.whole("statistics")]}
    page = await visit()
    await ask(page, "siffror")
    asked = page.locator("#feedback-said")
    await expect(asked).to_be_visible()
    await page.emulate_media(media="print")
    await expect(asked).to_be_hidden()


async def test_a_print_of_the_page_of_an_answer_has_no_buttons(
    visit: Opener, engine: RememberingEngine, deck: Deck
) -> None:
    page = await visit()
    await ask(page, "siffror")
    await page.locator("#log .sources a").last.click()
    await expect(page.get_by_role("button", name=SV["print"])).to_be_visible()
    await page.emulate_media(media="print")
    assert await page.get_by_role("button").count() == 0
    await expect(page.get_by_role("link", name=SV["ask"])).to_be_hidden()
    await expect(page.locator(".card .value").first).to_be_visible()
