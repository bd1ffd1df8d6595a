"""The way to a human in a real browser: by keyboard, without JavaScript, and the answer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from playwright.async_api import Browser, Page, expect

from desk.cards import topic_card
from desk.facts.live import LiveFacts
from desk.facts.model import Facts
from desk.hours import local_now
from tests.axe import looks_right
from tests.web.channels.slack.slack_api import SlackApi
from tests.web.channels.slack.slack_workspace import SECRET, TOKEN, running
from tests.web.chat.page.conftest import RememberingEngine
from tests.web.conftest import make_settings, make_tables
from web import keys
from web.app import make_app
from web.settings.office import OfficeSettings
from web.settings.slack import SlackSettings
from web.store.conversations import handoffs

ANSWER = "Vi återkommer före tolv."

Client = TestClient[web.Request, web.Application]


@pytest.fixture
async def client(tmp_path: Path, facts: Facts, facts_file: Path) -> AsyncIterator[Client]:
    card = topic_card(facts, "human_handoff", "sv", local_now())
    database = tmp_path / "conversations.db"
    engine = RememberingEngine(answer=[{"text": card["text"], "custom": card}], database=database)
    engine.masks = lambda body: {"text": body["text"]}
    async with TestServer(engine.app()) as server, running(SlackApi()) as api:
        engine.url = str(server.make_url("")).rstrip("/")
        slack = SlackSettings(TOKEN, SECRET, f"{api.url}/api/")
        settings = make_settings(engine, database, slack=slack, office=OfficeSettings("C0OFFICE"))
        await make_tables(settings)
        app = make_app(settings, LiveFacts(facts_file), works_alone=False)
        async with TestClient(TestServer(app)) as client:
            yield client


async def opened(chromium: Browser, client: Client, *, script: bool) -> Page:
    context = await chromium.new_context(
        base_url=str(client.make_url("/")),
        java_script_enabled=script,
        locale="sv-SE",
        viewport={"width": 360, "height": 740},
    )
    context.set_default_timeout(15_000)
    page = await context.new_page()
    await page.clock.install()
    await page.goto("/")
    return page


async def reply(client: Client) -> None:
    """A person answers."""
    database = client.app[keys.DATABASE]
    async with database.connect() as connection:
        (id,) = (await connection.execute(handoffs.handoffs.select())).scalars()
    asked = await handoffs.find(database, id)
    assert asked is not None
    await client.app[keys.HANDOFFS].reply(asked, ANSWER)


async def test_without_a_script_forms_and_reloads_do_it_all(
    chromium: Browser, client: Client
) -> None:
    page = await opened(chromium, client, script=False)
    await page.get_by_label("Din fråga").fill("Jag vill prata med en människa")
    await page.get_by_role("button", name="Skicka").click()
    await page.get_by_role("link", name="Skicka frågan till presstjänsten").click()
    question = page.get_by_label("Din fråga")
    await expect(question).to_have_value("Jag vill prata med en människa")
    await page.get_by_role("button", name="Skicka till presstjänsten").click()
    await expect(page.locator("#handoff")).to_contain_text("Jag vill prata med en människa")
    await reply(client)
    await page.reload()
    await expect(page.locator(".person")).to_contain_text(f"Presstjänsten svarar: {ANSWER}")


async def test_by_keyboard_with_an_answer_that_comes_by_itself_and_is_read_out(
    chromium: Browser, client: Client
) -> None:
    page = await opened(chromium, client, script=True)
    await page.get_by_label("Din fråga").fill("människa, tack")
    await page.keyboard.press("Enter")
    link = page.get_by_role("link", name="Skicka frågan till presstjänsten").first
    await link.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text(
        "Skicka frågan till presstjänsten"
    )
    await looks_right(page, "the form")
    await page.get_by_label("Så når presstjänsten dig").focus()
    await page.keyboard.type("070-123 45 67")
    await page.keyboard.press("Enter")
    await expect(page.locator("#handoff")).to_be_visible()
    await page.wait_for_load_state("networkidle")
    await looks_right(page, "sent")
    await expect(page.locator(".person")).to_have_count(0)
    await reply(client)
    await page.clock.fast_forward(20_000)
    await expect(page.locator(".person")).to_contain_text(ANSWER)
    await expect(page.locator("#told")).to_have_text("Presstjänsten har svarat.")
    await looks_right(page, "answered")
