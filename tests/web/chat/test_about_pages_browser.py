"""The pages of the foot, and the page of an unknown address, in a real Chromium."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from playwright.async_api import Browser, Page, expect

from desk.facts.model import Facts
from tests.axe import looks_right
from tests.web.conftest import ClientMaker

PATHS = ("/tillganglighet", "/integritet", "/om", "/villkor", "/support", "/finns-inte")


@asynccontextmanager
async def opened(
    chromium: Browser, client: TestClient, width: int = 320, **options: Any
) -> AsyncIterator[Page]:
    context = await chromium.new_context(
        base_url=str(client.make_url("/")),
        viewport={"width": width, "height": 740},
        **{"locale": "sv-SE", **options},
    )
    context.set_default_timeout(15_000)
    yield await context.new_page()
    await context.close()


@pytest.mark.parametrize("locale", ["sv-SE", "en-GB"])
async def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(
    chromium: Browser, client: TestClient, locale: str
) -> None:
    async with opened(chromium, client, locale=locale) as page:
        for path in PATHS:
            await page.goto(path)
            await looks_right(page, path)


async def test_axe_finds_nothing_where_the_chat_is_turned_off(
    chromium: Browser, make_client: ClientMaker
) -> None:
    client = await make_client(closed_channels=("browser",))
    async with opened(chromium, client) as page:
        await page.goto("/")
        await looks_right(page, "turned off")


async def test_the_number_in_the_band_is_copied_on_every_page_and_stays_where_it_is(
    chromium: Browser, make_client: ClientMaker, client: TestClient, facts: Facts
) -> None:
    number = facts.contacts["press_phone"].value
    closed = await make_client(closed_channels=("browser",))
    granted = ["clipboard-read", "clipboard-write"]
    for server, paths in ((client, ("/", "/samtal", "/om", "/finns-inte")), (closed, ("/",))):
        async with opened(chromium, server, 1280, permissions=granted) as page:
            await page.clock.install()
            for path in paths:
                await page.goto(path)
                # However long it takes to look: "Kopierat" stands there for two seconds.
                await page.clock.pause_at(await page.evaluate("Date.now() / 1000 + 60"))
                line = page.get_by_role("banner").get_by_role("link", name=number)
                places = [await line.bounding_box()]  # on the chat's page before it is shown
                await page.mouse.move(640, 400 + len(path))
                copy = page.get_by_role("banner").get_by_role("button", name=f"Kopiera {number}")
                await copy.hover()
                places.append(await line.bounding_box())
                await copy.click()
                await expect(copy).to_have_text("Kopierat")
                places.append(await line.bounding_box())
                assert places[0] == places[1] == places[2], path
                assert await page.evaluate("navigator.clipboard.readText()") == number
            if server is closed:
                await page.locator(".closed").get_by_role("button", name="Kopiera").first.click()
                await expect(page.get_by_role("status")).to_have_text(f"Kopierat: {number}")


async def test_without_a_script_no_room_is_kept_for_the_button(
    chromium: Browser, client: TestClient
) -> None:
    async with opened(chromium, client, 1280, java_script_enabled=False) as page:
        for path in ("/", "/om"):
            await page.goto(path)
            assert await page.locator(".band .quiet").bounding_box() is None


async def test_a_text_of_twice_the_size_fits_the_window(
    chromium: Browser, client: TestClient
) -> None:
    async with opened(chromium, client, 640) as page:
        for path in PATHS:
            await page.goto(path)
            await page.evaluate("document.documentElement.style.fontSize = '200%'")
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


async def test_who_has_come_wrong_gets_to_the_chat_by_keyboard_without_a_script(
    chromium: Browser, client: TestClient
) -> None:
    async with opened(chromium, client, java_script_enabled=False) as page:
        response = await page.goto("/finns-inte")
        assert response
        assert response.status == 404
        await expect(page.get_by_role("heading", level=1)).to_have_text("Sidan finns inte")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")  # past the band
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("link", name="Till chatten")).to_be_focused()
        await page.keyboard.press("Enter")
        await page.wait_for_url(str(client.make_url("/")))


async def test_the_foot_leads_from_page_to_page(chromium: Browser, client: TestClient) -> None:
    async with opened(chromium, client) as page:
        await page.goto("/finns-inte")
        for name, heading in (
            ("Om boten", "Om boten"),
            ("Tillgänglighet", "Tillgänglighets\xadredogörelse"),
            ("Integritet", "Integritet"),
            ("Villkor", "Villkor"),
        ):
            await page.get_by_role("contentinfo").get_by_role("link", name=name).click()
            await expect(page.get_by_role("heading", level=1)).to_have_text(heading)
