"""Holds a page that is open in a browser against axe's rules, and to its width."""

from __future__ import annotations

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page


async def axe_finds_nothing(page: Page) -> None:
    """Fail with what axe has to say, or if the page can be scrolled sideways."""
    result = await Axe().run(page)
    assert not result.response["violations"], result.generate_report()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
