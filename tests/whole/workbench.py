"""A new trainer in a real Chromium, by keyboard, who goes by what the pages say alone."""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from playwright.async_api import Locator, Page, async_playwright, expect

from dev.browser import find_chromium
from engine.evaluation.kept_stories.nearest import MOST_NEAR
from tests.axe import axe_finds_nothing

PATIENCE_SECONDS = 1200
# A candidate of what was rightly taught is never worse.
_VERDICTS = re.compile(r"^(?:Ingen säker skillnad|Bättre på .+)$")


class Workbench:
    """The trainers' pages and the chat, each in a tab; axe finds nothing on any page on the way.

    One address is typed, `/trana`: from there links and buttons lead on.
    """

    def __init__(self, pages: Page, chat: Page) -> None:
        self.pages = pages
        self.chat = chat

    async def log_in(self, name: str, password: str) -> None:
        await self.pages.goto("/trana")
        await axe_finds_nothing(self.pages)
        await self.pages.get_by_label("Namn").fill(name)
        await self.pages.get_by_label("Lösenord").fill(password)
        await self.pages.keyboard.press("Enter")
        await self._is_at("Inkorg")

    async def correct(self, meant: Mapping[str, str]) -> None:
        """Say of all that waits what it is, in the words of the page and by the keys it shows."""
        await self.pages.wait_for_load_state()  # before its script has come it hears no keys
        await expect(self.pages.locator("#count")).to_contain_text(f"{len(meant)} att granska")
        heading = self.pages.locator("#heading")
        for _ in range(len(meant)):
            text = await heading.inner_text()
            guess = await self.pages.locator(".ranking th").first.inner_text()
            right = self.pages.get_by_role("button", name="R Rätt", exact=True)
            other = self.pages.get_by_role("group", name="Rätta").get_by_role(
                "button", name=re.compile(rf"^\w {meant[text]}$")
            )
            button = right if guess == meant[text] else other
            # Where the bot is sure of something else the page asks whether it is to learn it.
            anyway = self.pages.get_by_label("Lär den rättelsen ändå")
            if button is other and await anyway.is_visible():
                await anyway.check()
            await self.pages.keyboard.press((await button.locator("kbd").inner_text()).lower())
            await expect(heading).not_to_have_text(text, timeout=30_000)
        await expect(heading).to_have_text("Inget att granska just nu")
        await expect(self.pages.locator("#count")).to_contain_text(f"{len(meant)} gjorda i dag")
        await axe_finds_nothing(self.pages)

    async def mend_what_is_broken(
        self, candidate: int, test: str, mislabelled: Sequence[str], colleague: str
    ) -> None:
        """Read why a candidate may not be released, and take away what is said to have broken it.

        What the page says to do next is where this ends: where candidates are trained.
        """
        await self.follow("Träna en ny kandidat", "Modeller")
        await self._open(candidate)
        await axe_finds_nothing(self.pages)
        await expect(self.pages.get_by_role("button", name="Släpp", exact=True)).to_be_disabled()
        await expect(self.pages.locator("#obstacle")).to_contain_text("klarar inte testsamtal")
        await expect(self._broken.get_by_role("heading", name=test)).to_be_visible()
        await self._broken.get_by_text("Närmast bland era exempel").press("Enter")
        await expect(self._broken.get_by_text("ta bort det som är fel")).to_be_visible()
        named = self._broken.get_by_role("button", name=re.compile("^Ta bort: "))
        await expect(named).to_have_count(MOST_NEAR)
        removals = {f"Ta bort: {text}" for text in mislabelled}
        assert {await one.get_attribute("aria-label") for one in await named.all()} <= removals
        await named.first.press("Enter")
        await expect(self.pages.get_by_role("status")).to_contain_text("Exemplet är borttaget.")
        # The others are as wrong: all of that colleague's at once.
        await self.pages.get_by_label("Vem").select_option(colleague)
        await self.press("Visa")
        await expect(self.pages.locator(".kept > li")).to_have_count(len(mislabelled) - 1)
        await self.pages.get_by_role("link", name="Markera alla", exact=True).press("Enter")
        await self.press("Ta bort")
        removed = f"{len(mislabelled) - 1} exempel är borttagna."
        await expect(self.pages.get_by_role("status")).to_contain_text(removed)
        await axe_finds_nothing(self.pages)
        await self.follow("Träna en ny kandidat", "Modeller")

    @property
    def _broken(self) -> Locator:
        """The tests that a candidate fails, on its page."""
        return self.pages.locator("#trasiga-testsamtal + .stories")

    async def train(self, candidate: int) -> None:
        """Train, see how far it comes, and open what comes of it."""
        await self.press("Träna en kandidat")
        await expect(self.pages.get_by_role("progressbar")).to_be_visible()
        await axe_finds_nothing(self.pages)
        await self._open(candidate)

    async def verdict(self) -> str:
        """The sentence that says whether the candidate is better, which fails no test."""
        await axe_finds_nothing(self.pages)
        await expect(self._broken).to_have_count(0)
        await expect(self.pages.locator("svg.chart")).to_have_count(2)
        sentence = self.pages.locator(".headline strong").first
        await expect(sentence).to_have_text(_VERDICTS)
        return await sentence.inner_text()

    async def release(self) -> None:
        await expect(self.pages.locator("#consequence")).to_contain_text("går att gå tillbaka")
        await self.press("Släpp")
        await self._is_at("Modeller")

    async def undo(self) -> None:
        """Go back, and keep what was taught, once the page says that it is released."""
        await expect(self.pages.get_by_text("Motorn svarar med den")).to_be_visible()
        await self.press("Gå tillbaka till modellen från start")
        await self._is_at("Ska exemplen med tillbaka?")
        await axe_finds_nothing(self.pages)
        await self.follow("Behåll alla", "Modeller")

    async def follow(self, link: str, heading: str) -> None:
        """Follow a link with the keyboard, to the page with this heading."""
        await self.pages.get_by_role("link", name=link, exact=True).first.press("Enter")
        await self._is_at(heading)

    async def press(self, button: str) -> None:
        """Press a button with the keyboard."""
        await self.pages.get_by_role("button", name=button, exact=True).press("Enter")

    async def ask(self, text: str) -> str:
        """The heading, or the first words, of the answer to somebody new in the chat."""
        await self.chat.context.clear_cookies()
        await self.chat.goto("/")
        await self.chat.get_by_role("textbox").fill(text)
        await self.chat.keyboard.press("Enter")
        answer = self.chat.locator("#log article.card, #log p.plain").last
        await expect(answer).to_be_visible()
        return (await answer.inner_text()).splitlines()[0]

    async def _open(self, candidate: int) -> None:
        """Open a candidate, once it is trained."""
        name = f"Klar att jämföra kandidat {candidate}"
        link = self.pages.get_by_role("link", name=name, exact=True)
        await link.press("Enter", timeout=1000 * PATIENCE_SECONDS)
        await self._is_at(f"Kandidat {candidate}")

    async def _is_at(self, heading: str) -> None:
        title = self.pages.get_by_role("heading", name=heading, exact=True, level=1)
        await expect(title).to_be_visible()


@asynccontextmanager
async def workbench_at(address: str) -> AsyncIterator[Workbench]:
    expect.set_options(timeout=15_000)  # as actions wait
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
