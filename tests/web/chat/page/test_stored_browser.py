"""What is said of what is stored, the dialog that says it, copying, and the cookie."""

from __future__ import annotations

import time

from aiohttp.test_utils import TestClient
from playwright.async_api import Locator, Page, Route, expect

from tests.press_page import PRESS_MAIL
from tests.web.chat.page.conftest import Deck, Opener, RememberingEngine, ask, question
from web import keys
from web.page_words import WORDS

SV = WORDS["sv"]


def opener(page: Page) -> Locator:
    return page.get_by_role("button", name=SV["stored"])


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog", name=SV["stored_title"])


async def test_nothing_is_said_to_be_stored_only_where_that_is_known(visit: Opener) -> None:
    page = await visit()
    await question(page).focus()
    await opener(page).first.click()
    await expect(dialog(page)).to_contain_text(SV["stored_nothing"])
    await expect(dialog(page)).to_contain_text(f"mejla {PRESS_MAIL}")
    await page.keyboard.press("Escape")
    await ask(page, "Hur många?")
    await opener(page).click()
    await expect(dialog(page)).not_to_contain_text(SV["stored_nothing"])
    await expect(dialog(page).get_by_role("link", name=SV["save"])).to_be_visible()
    await page.keyboard.press("Escape")

    async def is_down(route: Route) -> None:
        await route.fulfill(status=503, body="")

    await page.route("**/samtal", is_down)
    await opener(page).click()
    await expect(dialog(page)).to_contain_text(SV["stored_unknown"])
    await dialog(page).get_by_role("button", name=SV["to_chat"]).click()
    await expect(dialog(page)).to_be_hidden()


async def test_a_deletion_that_does_not_arrive_is_told_of_and_nothing_is_emptied(
    visit: Opener,
) -> None:
    page = await visit()
    await ask(page, "Hur många?")
    await opener(page).click()
    await dialog(page).get_by_text(SV["delete"], exact=True).click()
    await page.context.set_offline(True)
    await dialog(page).get_by_role("button", name=SV["delete_yes"]).click()
    await expect(dialog(page).get_by_role("alert")).to_have_text(SV["not_deleted"])
    await expect(page.locator("#log > *")).to_have_count(2)


async def test_the_dialog_closes_beside_it_by_escape_and_by_its_button_and_focus_returns(
    visit: Opener,
) -> None:
    page = await visit(viewport={"width": 1280, "height": 800})
    await ask(page, "Hur många?")
    link = dialog(page).get_by_role("link", name=SV["to_chat"])
    for way in ("beside", "Escape", "button"):
        await opener(page).press("Enter")
        await expect(dialog(page)).to_be_visible()
        box = await dialog(page).bounding_box()
        assert box
        await page.mouse.click(box["x"] + 6, box["y"] + box["height"] / 2)  # its own margin
        await expect(dialog(page)).to_be_visible()
        if way == "beside":
            await page.mouse.click(box["x"] - 20, box["y"] + 20)
        elif way == "Escape":
            await page.keyboard.press("Escape")
        else:
            await link.click()
        await expect(dialog(page)).to_be_hidden()
        await expect(opener(page)).to_be_focused()
    assert page.url.endswith("/")


async def test_copying_says_what_was_copied_or_that_the_clipboard_refuses(
    visit: Opener, engine: RememberingEngine, deck: Deck
) -> None:
    engine.answers["Skriv mejlet"] = [deck.letter("public_records")]
    page = await visit(clock=True, permissions=["clipboard-read", "clipboard-write"])
    await ask(page, "Hur många?")
    button = page.locator("#log .card .copy").first
    await page.clock.pause_at(await page.evaluate("Date.now() / 1000 + 60"))
    await button.click()
    await expect(button).to_have_text(SV["copied"])
    await expect(page.locator("#told")).to_have_text(
        f"{SV['copied']}: {await button.get_attribute('data-copy')}"
    )
    await page.clock.fast_forward(2500)
    await expect(button).to_have_text(SV["copy_it"])
    await page.clock.resume()
    await ask(page, "Skriv mejlet")
    await page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(Error()); }")
    for copy in (button, page.get_by_role("button", name=SV["copy_address"]).first):
        await copy.click()
        await expect(page.get_by_role("status")).to_have_text(SV["copy_failed"])
        await expect(page.get_by_role("status")).to_be_in_viewport(ratio=1)
        await page.get_by_role("status").evaluate("one => { one.textContent = ''; }")
    letter = page.get_by_role("group", name=SV["letter"])
    await letter.get_by_role("button").click()
    await expect(letter.locator(".state")).to_have_text(SV["copy_failed"])


async def test_the_cookie_is_renewed_by_a_visit_and_lives_as_long_as_what_is_stored(
    visit: Opener, client: TestClient
) -> None:
    keep_days = client.app[keys.SETTINGS].keep_days
    page = await visit()
    await ask(page, "Hur många?")
    (cookie,) = await page.context.cookies()
    await page.context.add_cookies([{**cookie, "expires": time.time() + 3600}])  # type: ignore[typeddict-item]
    await page.reload()
    (renewed,) = await page.context.cookies()
    days = (renewed["expires"] - time.time()) / 86_400
    assert keep_days - 0.01 < days <= keep_days
    assert (renewed["httpOnly"], renewed["sameSite"]) == (True, "Lax")
    await expect(page.locator("#log > *")).to_have_count(2)


async def test_on_a_touch_screen_the_field_has_no_focus_once_it_is_sent(
    visit: Opener, engine: RememberingEngine
) -> None:
    page = await visit(has_touch=True, is_mobile=True)
    engine.hangs = True
    await question(page).tap()
    await question(page).fill("Hur många?")
    await page.get_by_role("button", name=SV["send"]).tap()
    await expect(page.locator("#log[aria-busy]")).to_be_attached()
    await expect(question(page)).not_to_be_focused()
    engine.hanging.set()
    await expect(page.locator("#log > *")).to_have_count(2)
    await expect(question(page)).not_to_be_focused()
    await page.context.set_offline(True)
    await question(page).tap()
    await question(page).press_sequentially("Och?")
    await question(page).press("Enter")
    await expect(page.locator("#log > *")).to_have_count(4)
    await expect(question(page)).not_to_be_focused()
