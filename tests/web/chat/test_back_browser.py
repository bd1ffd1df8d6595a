"""Back to a public page shows it as it was left, at once, in a real Chromium."""

from __future__ import annotations

import os

import pytest
from aiohttp.test_utils import TestClient
from playwright.async_api import async_playwright, expect

from dev.browser import find_chromium
from tests.web.conftest import StandInEngine


@pytest.mark.parametrize("start", ["chat", "answer"])
async def test_back_to_a_public_page_shows_it_as_it_was_left(
    client: TestClient, engine: StandInEngine, start: str
) -> None:
    response = await client.post("/api/messages", json={"text": "Hur många?"})
    (answer,) = (await response.json())["messages"]
    first, second = ("/", answer["address"]) if start == "chat" else (answer["address"], "/")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_chromium(whole=True),
            # Playwright turns it off from the start.
            ignore_default_args=["--disable-back-forward-cache"],
            chromium_sandbox=os.geteuid() != 0,
        )
        page = await browser.new_page(base_url=str(client.make_url("/")))
        await page.goto(first)
        await page.evaluate("window.left = true")
        await page.goto(second)
        await page.evaluate("history.back()")
        await page.wait_for_function("path => location.pathname === path", arg=first)
        assert await page.evaluate("window.left") is True
        await expect(page.get_by_role("heading", level=1)).to_be_visible()
        await browser.close()
