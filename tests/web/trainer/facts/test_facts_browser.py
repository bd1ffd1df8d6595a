"""The overview and the facts in a real Chromium: by keyboard, at both widths, as axe wants."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from playwright.async_api import Browser, Page, expect

from tests.axe import axe_finds_nothing
from tests.web.trainer.conftest import log_in, open_in
from tests.web.trainer.overview.test_overview import fill, lately, unclear

SIZES = [(360, "light"), (1280, "dark")]  # each width and each scheme once


async def unfold(page: Page) -> None:
    """Open what is folded: the first by keyboard, and the many that are as it is at once."""
    first = page.locator("details:not([open]) > summary").first
    await first.press("Enter")
    await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")


@pytest.mark.parametrize(("width", "scheme"), SIZES)
async def test_the_overview(client: TestClient, chromium: Browser, width: int, scheme: Any) -> None:
    await log_in(client, "reader")
    page = await open_in(chromium, client, width, scheme)
    await page.goto("/trana/oversikt")
    await expect(page.get_by_text("Inga meddelanden i perioden.")).to_be_visible()
    await axe_finds_nothing(page)
    await fill(client, *(lately(i, language="en" if i < 3 else "sv") for i in range(40)))
    await fill(client, *unclear(100, "a-kassa", 12))
    await page.goto("/trana/oversikt?fran=2026-01-01&till=2026-12-31")
    chart = page.get_by_role("group", name="Språk")  # its bars are links
    await expect(chart).to_contain_text("färre än 5")
    await axe_finds_nothing(page)
    await unfold(page)
    await expect(page.get_by_role("row", name="Engelska färre än 5")).to_be_visible()
    await axe_finds_nothing(page)
    async with page.expect_download() as download:
        await page.get_by_role("link", name="Hämta som CSV tabellen Språk").press("Enter")
    assert (await download.value).suggested_filename.startswith("presstjanst-sprak-2026-01-01")
    await page.get_by_label("Från och med").fill("2027-01-01")
    await page.get_by_role("button", name="Visa").press("Enter")
    await expect(page.get_by_text("inte vara före den första")).to_be_visible()
    await axe_finds_nothing(page)


@pytest.mark.parametrize(("width", "scheme"), SIZES)
async def test_a_fact_is_changed_released_and_undone_by_keyboard(
    client: TestClient, chromium: Browser, facts_file: Path, width: int, scheme: Any
) -> None:
    before = facts_file.read_text(encoding="utf-8")
    await log_in(client, "releaser", "rut")
    page = await open_in(chromium, client, width, scheme)
    await page.goto("/trana/fakta")
    await axe_finds_nothing(page)
    await unfold(page)
    await axe_finds_nothing(page)
    await page.get_by_role("link", name="Pressjouren").first.press("Enter")
    await axe_finds_nothing(page)
    number = page.get_by_label("Nummer eller adress")
    await number.fill("ring oss")
    await number.press("Enter")
    await expect(number).to_have_attribute("aria-invalid", "true")
    await expect(number).to_have_accessible_description(
        "Nummer eller adress: 'ring oss' har fel form."
    )
    await axe_finds_nothing(page)
    await number.fill("010-000 00 00")
    await number.press("Enter")
    await expect(page.get_by_role("heading", name="Se vad som ändras")).to_be_visible()
    await unfold(page)
    await axe_finds_nothing(page)
    why = page.get_by_label("Varför?")
    await page.get_by_role("button", name="Släpp", exact=True).press("Enter")
    await expect(why).to_have_attribute("aria-invalid", "true")
    await axe_finds_nothing(page)
    await why.fill("Nytt nummer")
    await why.press("Enter")
    await expect(page.get_by_role("status")).to_contain_text("Släppt som version 2.")
    assert "010-000 00 00" in facts_file.read_text(encoding="utf-8")
    await page.get_by_role("link", name="Versioner och ångra").press("Enter")
    await axe_finds_nothing(page)
    await page.get_by_role("link", name="2 se vad som ändrades").press("Enter")
    await unfold(page)
    await axe_finds_nothing(page)
    await page.get_by_role("link", name="Alla versioner").press("Enter")
    await page.get_by_role("button", name="Gå tillbaka hit till version 1").press("Enter")
    await expect(page.get_by_role("status")).to_contain_text("Version 1 gäller igen")
    assert facts_file.read_text(encoding="utf-8") == before


@pytest.mark.parametrize(("width", "scheme"), SIZES)
async def test_the_other_forms_of_facts(
    client: TestClient, chromium: Browser, facts_file: Path, width: int, scheme: Any
) -> None:
    await log_in(client, "releaser", "rut")
    page = await open_in(chromium, client, width, scheme)
    for path in ("/fakta/hela", "/fakta/ny/rules", "/fakta/topics/statistics?som=text"):
        await page.goto(f"/trana{path}")
        await axe_finds_nothing(page)
        await page.get_by_role("textbox").first.fill("a: [")
        await page.get_by_role("button", name="Se vad som ändras").press("Enter")
        await expect(page.get_by_role("textbox").first).to_have_attribute("aria-invalid", "true")
        await axe_finds_nothing(page)
    facts_file.write_text("a: [", encoding="utf-8")
    for path in ("/fakta", "/fakta/rules/records_fee"):
        await page.goto(f"/trana{path}")
        await axe_finds_nothing(page)
