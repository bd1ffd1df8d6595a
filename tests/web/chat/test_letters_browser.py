"""Drafts on the chat page and on the page of an answer, in a real Chromium."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp.test_utils import TestClient
from playwright.async_api import Browser, ConsoleMessage, Locator, Page, expect

from desk.cards import Card, letter_text
from desk.facts.model import Facts
from desk.hours import local_now
from desk.letters import Manner, letter_card
from tests.axe import axe_finds_nothing
from tests.web.conftest import StandInEngine

QUESTION = 'Kan jag få ut avtalet om "nya systemet" från 2024, med bilagor & priser?'


async def open_chat(chromium: Browser, client: TestClient, **more: Any) -> Page:
    context = await chromium.new_context(base_url=str(client.make_url("/")), locale="sv-SE", **more)
    context.set_default_timeout(15_000)
    page = await context.new_page()
    await page.goto("/")
    return page


@pytest.fixture
async def complaints() -> AsyncIterator[list[str]]:
    """What pages complain of, which must be nothing."""
    found: list[str] = []
    yield found
    assert found == []


@pytest.fixture
async def page(chromium: Browser, client: TestClient, complaints: list[str]) -> AsyncIterator[Page]:
    page = await open_chat(
        chromium,
        client,
        viewport={"width": 360, "height": 740},
        permissions=["clipboard-read", "clipboard-write"],
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(message.text)

    page.on("console", note)
    yield page


def letter(facts: Facts, topic: str = "public_records", language: str = "sv", **named: Any) -> Card:
    return letter_card(facts, topic, language, local_now(), **named)


async def ask(page: Page, engine: StandInEngine, text: str, *cards: Card) -> None:
    engine.answer = [{"text": card["text"], "custom": card} for card in cards]
    count = await page.locator("#log .card").count()
    await page.get_by_label("Din fråga").fill(text)
    await page.keyboard.press("Enter")
    await expect(page.locator("#log .card")).to_have_count(count + len(cards))
    if any("letter" in card for card in cards):  # its script comes after it
        await expect(draft(page).get_by_role("button", name="Kopiera")).to_be_visible()


def draft(page: Page) -> Locator:
    return page.get_by_role("group", name="Utkast till mejl").last


async def linked(page: Page) -> tuple[str, str, str]:
    """To whom the link writes, what about, and what."""
    link = draft(page).get_by_role("link", name="Öppna i mejlprogrammet")
    address = urlsplit(await link.get_attribute("href") or "")
    fields = parse_qs(address.query, strict_parsing=True)
    return address.path, fields["subject"][0], fields["body"][0]


async def copied(page: Page) -> str:
    await draft(page).get_by_role("button", name="Kopiera").click()
    await expect(draft(page)).to_contain_text("Mejlet är kopierat.")
    text: str = await page.evaluate("navigator.clipboard.readText()")
    return text


async def test_own_words_stand_in_the_letter_and_its_answer_has_no_address(
    page: Page, engine: StandInEngine, facts: Facts
) -> None:
    card = letter(facts, manner=Manner([QUESTION]))
    await ask(page, engine, "skriv mejlet åt mig", card)
    to, subject, body = await linked(page)
    assert to == facts.contacts["head_office_mail"].value
    assert subject == facts.letters["public_records"].subject["sv"]
    expected = facts.letters["public_records"].body["sv"].replace("{matter}", QUESTION)
    assert body == expected.replace("\n", "\r\n")
    assert await page.locator("#log a[href^='/svar/']").count() == 0
    await ask(page, engine, "skriv mejlet åt mig", letter(facts))
    assert await page.locator("#log a[href^='/svar/']").count() == 1


async def test_an_edit_reaches_link_and_copy(
    page: Page, engine: StandInEngine, facts: Facts
) -> None:
    await ask(page, engine, QUESTION, letter(facts))
    field = draft(page).get_by_role("textbox", name="Fyll i: vilken handling")
    await field.fill("Avtalet & bilagorna, 100 %\n+ protokollet")
    _, _, body = await linked(page)
    assert "Avtalet & bilagorna, 100 %\r\n+ protokollet\r\n\r\nJag ber" in body
    card = letter(facts)
    text = letter_text(card["letter"], "sv")
    assert await copied(page) == text.replace(
        "[vilken handling]", "Avtalet & bilagorna, 100 %\n+ protokollet"
    )
    await field.fill("")
    _, _, body = await linked(page)
    assert "[vilken handling]" in body
    await expect(draft(page)).to_contain_text("1 lucka kvar att fylla i.")


async def test_blanks_are_reached_and_filled_by_keyboard_and_the_same_blank_once(
    page: Page, engine: StandInEngine, facts: Facts
) -> None:
    await ask(page, engine, "Vem kan intervjuas?", letter(facts, "press_contact"))
    names = ["dag och tid", "vad det gäller"]
    deadline, main = (draft(page).get_by_role("textbox", name=name).first for name in names)
    await deadline.focus()
    await page.keyboard.type("fredag")
    await page.keyboard.press("Enter")  # one line: on to the next
    await expect(main).to_be_focused()
    await page.keyboard.press("Control+A")
    await page.keyboard.type("Köerna")
    await page.keyboard.press("Enter")
    await page.keyboard.type("i augusti")
    await page.keyboard.press("Tab")
    await page.keyboard.type("Radion")
    _, subject, body = await linked(page)
    assert subject == "Pressfråga, svar senast fredag"
    assert "om det här:\r\n\r\nKöerna\r\ni augusti\r\n\r\nMedium: Radion\r\n" in body
    assert "Svar senast: fredag\r\n" in body


async def test_a_step_that_is_ticked_is_ticked_in_the_letter(
    page: Page, engine: StandInEngine, facts: Facts
) -> None:
    await ask(page, engine, "Kan ni kommentera ett fall?", letter(facts, "individual_case"))
    await draft(page).get_by_label("Blanketten lämnas så som ni vill ha den.").check()
    _, _, body = await linked(page)
    assert "\r\n☑ Blanketten lämnas så som ni vill ha den.\r\n☐ Den försäkrade vet" in body
    assert "\r\n\r\n☐ Den försäkrade och jag har fyllt i" in body
    plain = body.replace("☑", "☐").replace("\r\n", "\n")
    assert plain == letter(facts, "individual_case")["letter"]["body"]


async def test_what_is_written_as_markup_stays_text(
    page: Page, engine: StandInEngine, facts: Facts
) -> None:
    written = "<img src=x onerror=alert(1)> [lucka] %0D%0A&bcc=nobody"
    await ask(page, engine, written, letter(facts, manner=Manner([written])))
    assert await page.locator("#log img").count() == 0
    to, _, body = await linked(page)
    assert to == facts.contacts["head_office_mail"].value
    assert written in body


async def test_a_letter_too_long_for_a_mail_program_says_to_copy_it(
    page: Page, engine: StandInEngine, facts: Facts
) -> None:
    await ask(page, engine, "skriv mejlet", letter(facts, manner=Manner(["ö" * 400])))
    await expect(draft(page)).to_contain_text("kopiera den i stället")
    assert "ö" * 399 in await copied(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
async def test_it_is_as_axe_wants_it_at_every_width(
    chromium: Browser,
    client: TestClient,
    engine: StandInEngine,
    facts: Facts,
    width: int,
    scheme: str,
) -> None:
    size = {"width": width, "height": 740}
    page = await open_chat(chromium, client, viewport=size, color_scheme=scheme)
    for topic in facts.letters:
        await ask(page, engine, "Hur gör jag?", letter(facts, topic))
    await axe_finds_nothing(page)


async def test_without_javascript_the_page_of_an_answer_has_text_and_link(
    chromium: Browser, client: TestClient, engine: StandInEngine, facts: Facts
) -> None:
    card = letter(facts, "statistics", benefits=["sjukpenning"], period="2019–2023")
    engine.answer = [{"text": card["text"], "custom": card}]
    response = await client.post("/api/messages", json={"text": "Skriv mejlet"})
    (answer,) = (await response.json())["messages"]
    context = await chromium.new_context(
        base_url=str(client.make_url("/")), java_script_enabled=False
    )
    page = await context.new_page()
    await page.goto(answer["address"])
    await expect(draft(page)).to_contain_text("[vad du vill veta]")
    to, subject, body = await linked(page)
    assert (to, subject) == (card["letter"]["to"], "Fråga om statistik: sjukpenning")
    assert body == card["letter"]["body"].replace("\n", "\r\n")


async def test_on_the_page_of_an_answer_blanks_are_fields_too(
    page: Page, client: TestClient, engine: StandInEngine, facts: Facts
) -> None:
    card = letter(facts, "statistics", "en")
    engine.answer = [{"text": card["text"], "custom": card}]
    response = await client.post("/api/messages", json={"text": "Write the e-mail"})
    (answer,) = (await response.json())["messages"]
    await page.goto(answer["address"])
    letter_box = page.get_by_role("group", name="Draft of an e-mail")
    await letter_box.get_by_role("textbox", name="Fill in: the whole country").fill("Skåne")
    href = await letter_box.get_by_role("link").get_attribute("href") or ""
    assert "Region%3A%20Sk%C3%A5ne" in href
