"""Help over a page, in a real Chromium, by keyboard alone."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from playwright.async_api import Browser, expect

from tests.axe import axe_finds_nothing
from tests.web.trainer.conftest import log_in, open_in
from tests.web.trainer.inbox.test_inbox import doubtful, fill

SIZES = [(360, "dark"), (1280, "light")]  # each width and each scheme once


@pytest.mark.parametrize(("width", "scheme"), SIZES)
async def test_a_question_mark_shows_the_pages_part_and_the_keys_rest_meanwhile(
    client: TestClient, chromium: Browser, width: int, scheme: Any
) -> None:
    await log_in(client)
    await fill(client, doubtful("Hur många?", 0.9))
    page = await open_in(chromium, client, width, scheme)
    await page.goto("/trana")
    help_ = page.get_by_role("dialog", name="Hjälp")
    await page.keyboard.press("?")
    await expect(help_.get_by_role("heading", name="Tangenterna")).to_be_visible()
    await expect(help_.get_by_role("row", name="Z ångra det senaste")).to_be_attached()
    await expect(help_.get_by_role("button", name="Stäng")).to_be_focused()
    await axe_finds_nothing(page)
    await page.keyboard.press("r")  # would judge the message
    await page.keyboard.press("Escape")
    await expect(help_).to_be_hidden()
    await expect(page.get_by_role("heading", name="Hur många?")).to_be_visible()
    await page.get_by_role("link", name="Hjälp").press("Enter")
    await expect(help_).to_be_visible()
    await page.keyboard.press("Enter")  # on Stäng
    await expect(page.get_by_role("link", name="Hjälp")).to_be_focused()
    await page.keyboard.press("a")
    await page.keyboard.type("?")
    await expect(page.get_by_label("Sök etikett")).to_have_value("?")
    await expect(help_).to_be_hidden()


@pytest.mark.parametrize(("width", "scheme"), SIZES)
async def test_the_whole_guide_stands_on_a_page_of_its_own(
    client: TestClient, chromium: Browser, width: int, scheme: Any
) -> None:
    await log_in(client, "reader")
    page = await open_in(chromium, client, width, scheme)
    await page.goto("/trana/modeller")
    await page.keyboard.press("?")
    await page.get_by_role("dialog").get_by_role("link", name="Hela guiden").press("Enter")
    await expect(page.get_by_role("heading", name="Hjälp", level=1)).to_be_visible()
    await axe_finds_nothing(page)
    for table in await page.locator(".scrolls").all():
        assert await table.evaluate("table => table.scrollWidth <= table.clientWidth")
    await page.get_by_role("link", name="Stänga av boten").press("Enter")
    await expect(page.get_by_role("heading", name="Stänga av boten")).to_be_in_viewport()
