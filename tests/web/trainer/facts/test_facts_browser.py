"""The overview and the facts in a real Chromium: by keyboard, at both widths, as axe wants."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Literal

from aiohttp.test_utils import TestClient
from playwright.async_api import Browser, Page, expect

from desk.hours import local_now
from tests.axe import axe_finds_nothing
from tests.web.trainer.conftest import log_in, open_in
from tests.web.trainer.overview.test_overview import fill, lately, unclear

# Each width and each scheme once; what is done is done in the last.
SIZES: tuple[tuple[int, Literal["light", "dark"]], ...] = ((1280, "dark"), (360, "light"))


async def is_as_axe_wants(page: Page) -> None:
    """Hold the page to axe's rules at both widths."""
    for width, scheme in SIZES:
        await page.set_viewport_size({"width": width, "height": 740})
        await page.emulate_media(color_scheme=scheme)
        await axe_finds_nothing(page)


async def unfold(page: Page) -> None:
    """Open what is folded: the first by keyboard, and the many that are as it is at once."""
    first = page.locator("details:not([open]) > summary").first
    await first.press("Enter")
    await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")


async def test_the_overview(client: TestClient, chromium: Browser) -> None:
    await log_in(client, "reader")
    page = await open_in(chromium, client, *SIZES[-1])
    await page.goto("/trana/oversikt")
    await expect(page.get_by_text("Inga meddelanden i perioden.")).to_be_visible()
    await is_as_axe_wants(page)
    await fill(client, *(lately(i, language="en" if i < 3 else "sv") for i in range(40)))
    await fill(client, *unclear(100, "a-kassa", 12))
    last = local_now().date() + timedelta(days=1)  # the day may end meanwhile
    first = last - timedelta(days=365)
    await page.goto(f"/trana/oversikt?fran={first}&till={last}")
    chart = page.get_by_role("group", name="Språk")  # its bars are links
    await expect(chart).to_contain_text("färre än 5")
    await is_as_axe_wants(page)
    await unfold(page)
    await expect(page.get_by_role("row", name="Engelska färre än 5")).to_be_visible()
    await is_as_axe_wants(page)
    async with page.expect_download() as download:
        await page.get_by_role("link", name="Hämta som CSV tabellen Språk").press("Enter")
    assert (await download.value).suggested_filename.startswith(f"presstjanst-sprak-{first}")
    await page.get_by_label("Från och med").fill(str(last + timedelta(days=1)))
    await page.get_by_role("button", name="Visa").press("Enter")
    await expect(page.get_by_text("inte vara före den första")).to_be_visible()
    await is_as_axe_wants(page)


async def test_a_fact_is_changed_released_and_undone_by_keyboard(
    client: TestClient, chromium: Browser, facts_file: Path
) -> None:
    before = facts_file.read_text(encoding="utf-8")
    await log_in(client, "releaser", "rut")
    page = await open_in(chromium, client, *SIZES[-1])
    await page.goto("/trana/fakta")
    await is_as_axe_wants(page)
    await unfold(page)
    await is_as_axe_wants(page)
    await page.get_by_role("link", name="Pressjouren").first.press("Enter")
    await is_as_axe_wants(page)
    number = page.get_by_label("Nummer eller adress")
    await number.fill("ring oss")
    await number.press("Enter")
    await expect(number).to_have_attribute("aria-invalid", "true")
    await expect(number).to_have_accessible_description(
        "Nummer eller adress: 'ring oss' har fel form."
    )
    await is_as_axe_wants(page)
    await number.fill("010-000 00 00")
    await number.press("Enter")
    await expect(page.get_by_role("heading", name="Se vad som ändras")).to_be_visible()
    await unfold(page)
    await is_as_axe_wants(page)
    why = page.get_by_label("Varför?")
    await page.get_by_role("button", name="Släpp", exact=True).press("Enter")
    await expect(why).to_have_attribute("aria-invalid", "true")
    await is_as_axe_wants(page)
    await why.fill("Nytt nummer")
    await why.press("Enter")
    await expect(page.get_by_role("status")).to_contain_text("Släppt som version 2.")
    assert "010-000 00 00" in facts_file.read_text(encoding="utf-8")
    await page.get_by_role("link", name="Versioner och ångra").press("Enter")
    await is_as_axe_wants(page)
    await page.get_by_role("link", name="2 se vad som ändrades").press("Enter")
    await unfold(page)
    await is_as_axe_wants(page)
    await page.get_by_role("link", name="Alla versioner").press("Enter")
    await page.get_by_role("button", name="Gå tillbaka hit till version 1").press("Enter")
    await expect(page.get_by_role("status")).to_contain_text("Version 1 gäller igen")
    assert facts_file.read_text(encoding="utf-8") == before


async def test_the_other_forms_of_facts(
    client: TestClient, chromium: Browser, facts_file: Path
) -> None:
    await log_in(client, "releaser", "rut")
    page = await open_in(chromium, client, *SIZES[-1])
    for path in ("/fakta/hela", "/fakta/ny/rules", "/fakta/topics/statistics?som=text"):
        await page.goto(f"/trana{path}")
        await is_as_axe_wants(page)
        await page.get_by_role("textbox").first.fill("a: [")
        await page.get_by_role("button", name="Se vad som ändras").press("Enter")
        await expect(page.get_by_role("textbox").first).to_have_attribute("aria-invalid", "true")
        await is_as_axe_wants(page)
    facts_file.write_text("a: [", encoding="utf-8")
    for path in ("/fakta", "/fakta/rules/records_fee"):
        await page.goto(f"/trana{path}")
        await is_as_axe_wants(page)
