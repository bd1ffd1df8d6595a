"""Microsoft's own local client shows the greeting and the cards: Microsoft 365 Agents Playground.

Runs where it is installed (`npm install -g @microsoft/m365agentsplayground`). It signs nothing, so
the relay does. Its buttons are not pressed: version 0.2.28 fails on every Action.Submit with an
`msteams` object (`Cannot add property msTeams, object is not extensible`) and sends nothing.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp.test_utils import TestClient, TestServer
from playwright.async_api import Page, async_playwright, expect

from dev.browser import find_chromium
from tests.web.channels.teams.bot_connector import (
    BotConnector,
)
from tests.web.conftest import StandInEngine

COMMAND = shutil.which("agentsplayground")
START_SECONDS = 60

pytestmark = pytest.mark.skipif(
    COMMAND is None, reason="agentsplayground is missing: npm i -g @microsoft/m365agentsplayground"
)


@pytest.fixture
async def playground(
    teams: TestClient, connector: BotConnector, unused_tcp_port: int
) -> AsyncIterator[str]:
    """The address of a running Playground that talks to web."""
    relay = TestServer(connector.relay(teams))
    await relay.start_server()
    process = await asyncio.create_subprocess_exec(
        str(COMMAND),
        "--app-endpoint",
        str(relay.make_url("/api/messages")),
        "--port",
        str(unused_tcp_port),
        "--channel-id",
        "msteams",
        "--disable-telemetry",
        "true",
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{unused_tcp_port}"
    try:
        async with asyncio.timeout(START_SECONDS):
            await _answers(address)
        yield address
    finally:
        process.terminate()
        await process.wait()
        await relay.close()


async def _answers(address: str) -> None:
    async with aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(address) as response:
                    if response.status == 200:
                        return
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.2)


@pytest.fixture
async def page(playground: str) -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_chromium(),
            args=["--disable-gpu", "--disable-background-networking", "--no-first-run"],
            chromium_sandbox=os.geteuid() != 0,
        )
        page = await browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(60_000)
        await page.goto(playground)
        yield page
        await browser.close()


async def test_a_chat_greets_and_a_suggestion_is_answered_with_a_card(
    page: Page, engine: StandInEngine
) -> None:
    await expect(page.get_by_text("rätt kontakt på Försäkringskassan").last).to_be_visible()
    suggestion = page.get_by_role("button", name="Statistik och siffror")
    await suggestion.click()
    await expect(page.get_by_role("heading", name="Statistik")).to_be_visible()
    await expect(page.get_by_role("link", name="Mejla")).to_be_visible()
    assert engine.received[0]["message"] == "Statistik och siffror"


async def test_a_group_is_greeted_with_buttons(page: Page) -> None:
    await page.get_by_text("Group Chat").last.click()
    await expect(page.get_by_text("Nämn mig med @ när du frågar här.")).to_be_visible()
    await expect(page.get_by_role("button", name="Begära ut en offentlig handling")).to_be_visible()
