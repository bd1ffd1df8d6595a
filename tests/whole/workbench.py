"""A trainer in a real Chromium: logs in, corrects, trains, releases, asks, undoes, by keyboard."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Page, async_playwright, expect

from dev.browser import find_chromium
from tests.axe import axe_finds_nothing


class Workbench:
    """The trainers' pages and the chat, each in a tab; axe finds nothing on any page on the way."""

    def __init__(self, pages: Page, chat: Page) -> None:
        self.pages = pages
        self.chat = chat

    async def log_in(self, name: str, password: str) -> None:
        await self.pages.goto("/trana")
        await axe_finds_nothing(self.pages)
        await self.pages.get_by_label("Namn").fill(name)
        await self.pages.get_by_label("Lösenord").fill(password)
        await self.pages.keyboard.press("Enter")
        await expect(self.pages.get_by_role("heading", name="Inkorg")).to_be_visible()

    async def correct(self, word: str, count: int, key: str) -> None:
        """Say with one key what each of the messages with the word is about."""
        await self.pages.goto(f"/trana?sok={word}")
        await axe_finds_nothing(self.pages)
        heading = self.pages.locator("#heading")
        for _ in range(count):
            text = await heading.inner_text()
            assert word in text
            await self.pages.keyboard.press(key)
            await expect(heading).not_to_have_text(text)
        await expect(heading).to_have_text("Inget stämmer med filtret")

    async def train(self) -> None:
        """Begin, and see how far it comes."""
        await self.pages.goto("/trana/modeller")
        await axe_finds_nothing(self.pages)
        await self.press("Träna en kandidat")
        await expect(self.pages.get_by_role("progressbar")).to_be_visible()
        await axe_finds_nothing(self.pages)

    async def compare(self, candidate: int) -> None:
        """Look at the candidate beside the model that answers."""
        await self.pages.goto(f"/trana/modeller/{candidate}")
        await expect(self.pages.locator("svg.chart")).to_have_count(2)
        await axe_finds_nothing(self.pages)

    async def press(self, button: str) -> None:
        """Press a button with the keyboard."""
        await self.pages.get_by_role("button", name=button).press("Enter")

    async def ask(self, text: str) -> str:
        """The heading, or the first words, of the answer to somebody new in the chat."""
        await self.chat.context.clear_cookies()
        await self.chat.goto("/")
        await self.chat.get_by_role("textbox").fill(text)
        await self.chat.keyboard.press("Enter")
        answer = self.chat.locator("#log article.card, #log p.plain").last
        await expect(answer).to_be_visible()
        return (await answer.inner_text()).splitlines()[0]


@asynccontextmanager
async def workbench_at(address: str) -> AsyncIterator[Workbench]:
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(
            executable_path=find_chromium(),
            args=["--disable-gpu", "--disable-background-networking", "--no-first-run"],
            chromium_sandbox=os.geteuid() != 0,
        )
        tabs = []
        for host in ("2001:db8:0:a::1", "2001:db8::b"):
            context = await chromium.new_context(
                base_url=address,
                viewport={"width": 1280, "height": 740},
                locale="sv-SE",
                extra_http_headers={"X-Forwarded-For": host},
            )
            context.set_default_timeout(15_000)
            tabs.append(await context.new_page())
        yield Workbench(*tabs)
        await chromium.close()
