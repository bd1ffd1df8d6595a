"""What a browser loads of the chat before anything is pressed, and what comes then."""

from __future__ import annotations

import pytest
from aiohttp.test_utils import TestClient
from playwright.async_api import Browser, Page, Request, Response, expect

from tests.web.chat.page.conftest import Deck, Opener, RememberingEngine, ask
from tests.web.chat.test_first_view import MOST_BYTES
from web.page_words import WORDS

MOST_BEFORE_PAINT = 2  # requests: the page, and its style
_BLOCKING = """() => performance.getEntriesByType("resource")
  .filter((one) => one.renderBlockingStatus === "blocking").map((one) => one.name)"""


@pytest.mark.parametrize("locale", ["sv-SE", "en-GB"])
async def test_nothing_else_comes_before_something_is_done(
    chromium: Browser, client: TestClient, locale: str
) -> None:
    context = await chromium.new_context(base_url=str(client.make_url("/")), locale=locale)
    page = await context.new_page()
    responses: list[Response] = []
    page.on("response", lambda response: responses.append(response))
    await page.goto("/", wait_until="networkidle")
    sizes = {response.url: len(await response.body()) for response in responses}
    assert any(url.endswith("chat/main.js") for url in sizes)
    assert sum(sizes.values()) <= MOST_BYTES, sizes
    blocking = await page.evaluate(_BLOCKING)
    assert 1 + len(blocking) <= MOST_BEFORE_PAINT, blocking
    await context.close()


async def comes(page: Page, name: str, act: str) -> Request:
    """The request for a script, which an act on the page brings."""
    async with page.expect_request(lambda request: request.url.endswith(name)) as found:
        await page.evaluate(act)
    return await found.value


@pytest.mark.parametrize(
    "act",
    [
        "document.getElementById('text').focus()",
        "dispatchEvent(new KeyboardEvent('keydown', {key: 'Tab'}))",
        "dispatchEvent(new PointerEvent('pointermove'))",
        "dispatchEvent(new PointerEvent('pointerdown'))",
    ],
)
async def test_the_rest_comes_with_the_first_act(visit: Opener, act: str) -> None:
    page = await visit()
    await expect(page.get_by_role("link", name=WORDS["sv"]["stored"]).first).to_be_attached()
    await comes(page, "chat/later.js", act)
    await expect(page.get_by_role("button", name=WORDS["sv"]["stored"]).first).to_be_attached()


async def test_what_opens_the_dialog_is_pressed_by_space_too(visit: Opener) -> None:
    page = await visit()
    await page.locator("#text").focus()
    await page.get_by_role("button", name=WORDS["sv"]["stored"]).first.press(" ")
    await expect(page.get_by_role("dialog")).to_be_visible()


async def test_a_draft_has_its_look_when_it_comes_and_when_it_is_there_already(
    visit: Opener, engine: RememberingEngine, deck: Deck
) -> None:
    engine.answers = {"mejlet": [deck.letter("individual_case")]}
    page = await visit()
    await ask(page, "mejlet")
    for _ in range(2):
        await expect(page.locator(".letter")).to_have_css("border-top-style", "solid")
        await page.reload()
    await page.goto(await page.locator("#log .sources a").last.get_attribute("href") or "")
    await expect(page.locator(".letter")).to_have_css("border-top-style", "solid")
