"""The pages that lead in and out, in a real Chromium, by keyboard alone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from playwright.async_api import Browser, Page, expect

from tests.axe import axe_finds_nothing
from tests.databases import spoil
from tests.web.conftest import ClientMaker
from tests.web.trainer.conftest import PASSWORD, add_account, log_in, open_in, try_to_log_in
from tests.web.trainer.login.provider import running_provider

SIZES = [(360, "light"), (1280, "dark")]  # each width and each scheme once


async def tab_to(page: Page, name: str) -> None:
    """Press Tab until what is called so has the focus."""
    for _ in range(30):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement.textContent.trim()") == name:
            return
    raise AssertionError(f"{name} is not reached by Tab")


@pytest.mark.parametrize(("width", "scheme"), SIZES)
async def test_in_and_out_by_keyboard(
    client: TestClient, chromium: Browser, width: int, scheme: Any
) -> None:
    await add_account(client, "anna", "trainer")
    page = await open_in(chromium, client, width, scheme)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    await page.goto("/trana/logg")
    await expect(page.get_by_label("Namn")).to_be_focused()
    await axe_finds_nothing(page)
    await page.keyboard.type("anna")
    await page.keyboard.press("Tab")
    await page.keyboard.type("fel lösenord, men långt")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_have_text("Namnet eller lösenordet stämmer inte.")
    await expect(page.get_by_label("Namn")).to_have_value("anna")
    await expect(page.get_by_label("Lösenord")).to_be_focused()
    await axe_finds_nothing(page)
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Logg", exact=True)).to_be_visible()
    await expect(page.get_by_role("link", name="Logg", exact=True)).to_have_attribute(
        "aria-current", "page"
    )
    await axe_finds_nothing(page)
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Till innehållet")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("main")).to_be_focused()
    await page.get_by_role("link", name="Till innehållet").focus()
    await tab_to(page, "Logga ut")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status")).to_have_text("Du är utloggad.")
    await axe_finds_nothing(page)
    await page.go_back()
    await expect(page.get_by_role("heading", name="Logga in")).to_be_visible()
    assert complaints == []


@pytest.mark.parametrize(("width", "scheme"), SIZES)
async def test_what_is_refused_and_what_is_not_found(
    client: TestClient, chromium: Browser, database: Path, width: int, scheme: Any
) -> None:
    await log_in(client, "reader", "anna.med.ett.namn.som.är.så.långt.som.det.kan.vara")
    page = await open_in(chromium, client, width, scheme)
    for path, heading in (
        ("/trana/finns-inte", "Sidan finns inte"),
        ("/trana/logg?fran=i-dag", "Logg"),
        ("/trana/logg?vad=logout", "Logg"),
    ):
        await page.goto(path)
        await expect(page.get_by_role("heading", name=heading)).to_be_visible()
        await axe_finds_nothing(page)
    await spoil(database)
    await page.goto("/trana/logg")
    await expect(page.get_by_role("heading", name="Databasen svarar inte")).to_be_visible()
    await axe_finds_nothing(page)


@pytest.mark.parametrize(("width", "scheme"), SIZES)
async def test_a_long_log_can_be_read_and_filtered(
    client: TestClient, chromium: Browser, width: int, scheme: Any
) -> None:
    for number in range(4):
        for name in ("anna", "b" * 50):
            await add_account(client, name, "trainer")
            await try_to_log_in(client, name, f"fel lösenord nummer {number}")
    await log_in(client, "releaser", "olga")  # who is told how many
    page = await open_in(chromium, client, width, scheme)
    await page.goto("/trana/logg")
    await axe_finds_nothing(page)
    await page.get_by_label("Vem").select_option("b" * 50)
    await page.get_by_label("Från och med").fill("2026-01-01")
    await page.get_by_role("button", name="Visa").press("Enter")
    await expect(page.get_by_text("4 rader")).to_be_visible()
    await expect(page.get_by_label("Från och med")).to_have_value("2026-01-01")
    assert page.url.endswith(f"/trana/logg?person={'b' * 50}&fran=2026-01-01")
    await page.go_back()
    await expect(page.get_by_label("Från och med")).to_have_value("")
    await expect(page).to_have_url(re.compile("/trana/logg$"))


@pytest.mark.parametrize(("width", "scheme"), SIZES)
async def test_by_the_organisation_s_login(
    make_client: ClientMaker, chromium: Browser, width: int, scheme: Any
) -> None:
    async with running_provider() as provider:
        client = await make_client(oidc=provider.settings)
        page = await open_in(chromium, client, width, scheme)
        await page.goto("/trana/logg?vad=login")
        await axe_finds_nothing(page)
        await tab_to(page, "Logga in med organisationens konto")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", name="Logg", exact=True)).to_be_visible()
        await expect(page).to_have_url(re.compile(r"/trana/logg\?vad=login$"))
        await page.get_by_role("button", name="Logga ut").click()
        provider.claims["roles"] = []
        await page.get_by_role("link", name="Logga in med organisationens konto").click()
        await expect(page.get_by_role("heading", name="Du har ingen roll här")).to_be_visible()
        await axe_finds_nothing(page)
