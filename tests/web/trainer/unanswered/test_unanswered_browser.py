"""The page of what is open in a real Chromium: at both widths, as axe wants."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from playwright.async_api import Browser, expect

from tests.axe import axe_finds_nothing
from tests.web.trainer.conftest import log_in, open_in
from tests.web.trainer.unanswered.test_unanswered import PAGE, fill

SIZES = [(360, "light"), (1280, "dark")]  # each width and each scheme once


@pytest.mark.parametrize(("width", "scheme"), SIZES)
async def test_the_page_is_read_by_keyboard(
    client: TestClient, chromium: Browser, width: int, scheme: Any
) -> None:
    await log_in(client, "releaser")
    await fill(client)
    page = await open_in(chromium, client, width, scheme)
    await page.goto(PAGE)
    await axe_finds_nothing(page)
    await page.get_by_text("Ingen har frågat på 90 dagar").press("Enter")
    await axe_finds_nothing(page)
    link = page.get_by_role("link", name="Visa samtalet med ”Giltigt?”")
    await link.press("Enter")
    await expect(page.get_by_role("heading", name="Samtal", exact=True)).to_be_visible()
