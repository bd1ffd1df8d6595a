"""The pages of what is taught and tested, in a real Chromium, by keyboard alone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from playwright.async_api import Browser, Page, expect

from tests.axe import axe_finds_nothing
from tests.web.conftest import StandInEngine, store
from tests.web.trainer.comparison.comparisons import CONVERSATIONS, FOLDS, TAUGHT
from tests.web.trainer.conftest import csrf_of, hides, log_in, open_in
from tests.web.trainer.inbox.test_inbox import doubtful, fill
from tests.web.trainer.models.test_models import candidate
from tests.web.trainer.teaching.test_kept_tests import CONVERSATION, EVENTS, review
from web.trainer.access.people import Person
from web.trainer.teaching.examples import teach

BASE = "/trana/exempel/grund"
SIZES = [(360, "light"), (1280, "dark")]  # each width and each scheme once
LONG = "siffror på vab per län " * 20


async def press(page: Page, name: str, role: Any = "button") -> None:
    """Press what is called so, as the keyboard does."""
    await page.get_by_role(role, name=name, exact=False).first.focus()
    await page.keyboard.press("Enter")


@pytest.mark.parametrize(("width", "scheme"), SIZES)
async def test_an_example_is_added_refused_changed_removed_and_put_back(
    client: TestClient, engine: StandInEngine, chromium: Browser, width: int, scheme: Any
) -> None:
    await log_in(client)
    engine.masks = hides("Karl-Bertil Test")
    assert client.app is not None
    page = await open_in(chromium, client, width, scheme)
    await page.goto("/trana/exempel")
    await axe_finds_nothing(page)
    await teach(client.app, Person("anna", "trainer"), LONG, "press_contact+statistics", "en")
    engine.refuses = lambda body: {
        **{"reason": "contradicts", "where": "data/nlu/sv/thanks.yml", "label": "thanks"},
        "text": LONG,
    }
    await press(page, "Lägg till", "link")
    await page.get_by_label("Text").fill("Vad kostade Karl-Bertil Test?")
    await page.get_by_label("Etikett").select_option("statistics")
    await press(page, "Spara")
    await expect(page.get_by_label("Text")).to_have_accessible_description(
        re.compile("något som kan peka ut någon: ”Karl-Bertil Test”")
    )
    await axe_finds_nothing(page)
    await page.get_by_label("Text").fill("Hur många tulpaner?")
    await page.get_by_label("Etikett").select_option("statistics")
    await press(page, "Spara")
    described = re.compile("Som en journalist.*Säger emot grundexemplen")
    await expect(page.get_by_label("Text")).to_have_accessible_description(described)
    await expect(page.get_by_label("Text")).to_be_focused()
    await axe_finds_nothing(page)
    engine.refuses = lambda body: None
    await press(page, "Spara")
    await expect(page.get_by_role("status")).to_have_text("Exemplet för Statistik är sparat.")
    await axe_finds_nothing(page)
    await press(page, "Ändra: Hur många tulpaner?", "link")
    await expect(page.get_by_role("heading", name="Ändra ett exempel")).to_be_visible()
    await page.get_by_label("Text").fill("Antalet tulpaner?")
    await press(page, "Spara")
    await expect(page.get_by_text("Antalet tulpaner?")).to_be_visible()
    await press(page, "Ta bort: Antalet tulpaner?")
    await expect(page.get_by_role("status")).to_have_text("Exemplet är borttaget.")
    await axe_finds_nothing(page)
    await press(page, "Ångra")
    await expect(page.get_by_role("status")).to_have_text("Exemplet är tillbaka.")
    await expect(page.get_by_text("Antalet tulpaner?")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), SIZES)
async def test_tests_are_made_of_a_conversation_named_and_removed(
    client: TestClient,
    database: Path,
    engine: StandInEngine,
    chromium: Browser,
    width: int,
    scheme: Any,
) -> None:
    engine.masks = hides()
    await log_in(client)
    await store(database, CONVERSATION, *EVENTS)
    page = await open_in(chromium, client, width, scheme)
    await page.goto("/trana/tester")
    await axe_finds_nothing(page)
    await page.goto(f"/trana/samtal/{CONVERSATION}")
    await expect(page.get_by_text("Gör testmeddelande")).to_have_count(0)
    await press(page, "Gör test av samtalet hit", "link")
    await expect(page.get_by_role("button", name="Spara testet")).to_be_disabled()
    await axe_finds_nothing(page)
    await review(database)
    await page.goto(f"/trana/samtal/{CONVERSATION}")
    await press(page, "Gör testmeddelande: Enskilt fall", "link")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Gör ett testmeddelande")
    await axe_finds_nothing(page)
    await press(page, "Spara testmeddelandet")
    await expect(page.get_by_role("status")).to_contain_text("sparat som test för Enskilt fall")
    await page.get_by_role("link", name="Gör test av samtalet hit").last.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Spara testet")).to_be_enabled()
    await axe_finds_nothing(page)
    await press(page, "Spara testet")
    await expect(page.get_by_role("status")).to_contain_text("Samtalet är sparat som test")
    await axe_finds_nothing(page)
    await press(page, "Tester", "link")
    await page.get_by_text("Visa", exact=True).press("Enter")
    await axe_finds_nothing(page)
    await page.locator(".kept > li").first.get_by_role("link", name="Ändra").press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Ändra testet")
    await axe_finds_nothing(page)
    await page.get_by_label("Testets namn").fill("Ett samtal om ett fall")
    await press(page, "Spara")
    await expect(page.get_by_role("status")).to_have_text("Testet är ändrat.")
    await press(page, "Ta bort: Ett samtal om ett fall")
    await expect(page.get_by_role("status")).to_have_text("Testet är borttaget.")
    await axe_finds_nothing(page)
    await press(page, "Ångra")
    await expect(page.get_by_role("status")).to_have_text("Testet är tillbaka.")


@pytest.mark.parametrize(("width", "scheme"), SIZES)
async def test_what_lies_behind_the_lists_is_as_axe_wants(
    client: TestClient, chromium: Browser, width: int, scheme: Any
) -> None:
    await log_in(client, "releaser", "rut")
    assert client.app is not None
    ids = await fill(client, *(doubtful(f"Hur många tulpaner i kommun {i}?", 0.9) for i in (1, 2)))
    await teach(client.app, Person("rut", "releaser"), TAUGHT, "greet", "sv")
    number = await candidate(client, conversations=CONVERSATIONS, folds=FOLDS)
    html = await (await client.get(BASE)).text()
    key = re.search(rf"{BASE}/([0-9a-f]{{16}})", html)
    assert key
    removal = {"csrf": csrf_of(html), "remove": "1"}
    assert (await client.post(f"{BASE}/{key[1]}", data=removal)).status == 200
    page = await open_in(chromium, client, width, scheme)
    for path in (
        BASE,
        f"{BASE}/{key[1]}",
        f"{BASE}/andringar",
        "/trana/exempel/liknande?text=hejsan",
        "/trana/amnen",
        f"/trana/amnen/etikett?m={ids[0]}",
        "/trana/drift",
        f"/trana/modeller/{number}",
        f"/trana/modeller/{number}/meddelanden?matt=ratt",
        f"/trana/modeller/{number}/exempel",
        "/trana/fakta/topics/press_contact",
        "/trana/oversikt",
    ):
        response = await page.goto(path)
        assert response and response.status == 200, path
        await axe_finds_nothing(page)
