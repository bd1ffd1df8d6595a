"""The page of the channels, and the chat that is turned off, as axe wants them at every width."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from playwright.async_api import Browser, expect

from tests.axe import axe_finds_nothing
from tests.web.trainer.conftest import log_in, open_in
from web.page_words import WORDS


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
async def test_it_is_turned_off_and_on_by_keyboard(
    chromium: Browser, client: TestClient, width: int, scheme: Any
) -> None:
    await log_in(client, "releaser")
    page = await open_in(chromium, client, width, scheme)
    await page.goto("/trana/kanaler")
    await axe_finds_nothing(page)
    await page.get_by_label("Varför stängs Webben?").fill("fel i svaren")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status")).to_have_text("Avstängd: Webben.")
    await axe_finds_nothing(page)
    chat = await page.context.new_page()
    await chat.goto("/")
    await expect(chat.get_by_role("heading", name=WORDS["sv"]["closed"])).to_be_visible()
    await axe_finds_nothing(chat)
    await page.get_by_role("button", name="Sätt igång Webben").press("Enter")
    await chat.reload()
    await expect(chat.get_by_label(WORDS["sv"]["field"])).to_be_visible()
