"""The chat page in a real Chromium, before an engine that stores what it answers as Rasa does."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, override

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Locator,
    Page,
    expect,
)

from desk.cards import Card, QuickReply, message_card, topic_card, with_contacts
from desk.cards.parts import card_contact
from desk.facts.model import Facts
from desk.hours import local_now
from desk.letters import letter_card
from tests.web.conftest import StandInEngine, store

CONSENT = {
    "sv": ("Finns det ett skriftligt samtycke?", ("Ja, det finns", "Nej", "Vet inte")),
    "en": ("Is there a written consent?", ("Yes, there is", "No", "I do not know")),
}


@dataclass
class RememberingEngine(StandInEngine):
    """Stores each turn before it is answered; `answers` are those of messages and titles."""

    database: Path = Path()
    answers: dict[str, list[Card]] = field(default_factory=dict)

    @override
    async def _webhook(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.received.append(body)
        if self.hangs:
            await self.hanging.wait()
        title = body["metadata"].get("title")
        if cards := self.answers.get(title or body["message"]):
            answer = [{"text": card["text"], "custom": card} for card in cards]
        else:
            answer = self.answer
        if self.status == 200:
            bots = [
                {
                    "event": "bot",
                    "text": one["text"],
                    "data": {"custom": one["custom"]},
                    "metadata": {},
                }
                for one in answer
            ]
            user = {"event": "user", "text": body["message"], "metadata": body["metadata"]}
            await store(self.database, body["sender"], user, *bots)
        return web.json_response(answer, status=self.status)

    @property
    def asked(self) -> list[str]:
        """What it was asked, as it was written or stood on the button."""
        messages = [body for body in self.received if "message" in body]
        return [body["metadata"].get("title") or body["message"] for body in messages]


@pytest.fixture
async def engine(facts: Facts, database: Path) -> AsyncIterator[RememberingEngine]:
    card = topic_card(facts, "statistics", "sv", local_now())
    engine = RememberingEngine([{"text": card["text"], "custom": card}], database=database)
    server = TestServer(engine.app())
    await server.start_server()
    engine.url = str(server.make_url("")).rstrip("/")
    yield engine
    engine.hanging.set()
    await server.close()


@dataclass(frozen=True)
class Deck:
    """The kinds of answers that there are, of the facts as they stand."""

    facts: Facts

    def whole(self, topic: str, language: str = "sv") -> Card:
        return topic_card(self.facts, topic, language, local_now())

    def letter(self, topic: str, language: str = "sv") -> Card:
        return letter_card(self.facts, topic, language, local_now())

    def plain(self, text: str, language: str = "sv") -> Card:
        return message_card(text, language)

    def asked_back(self, language: str = "sv") -> Card:
        """The case's first question, with three choices, as the actions ask it."""
        text, titles = CONSENT[language]
        replies = [QuickReply(title=title, payload=f"/inform_{title[:2]}") for title in titles]
        press = card_contact(self.facts.contacts["press_phone"], language)
        return with_contacts(message_card(text, language, replies), [press])


@pytest.fixture
def deck(facts: Facts) -> Deck:
    return Deck(facts)


Opener = Callable[..., Awaitable[Page]]


@pytest.fixture
async def visit(chromium: Browser, client: TestClient) -> AsyncIterator[Opener]:
    """Open the chat in a browser of its own, or in another tab of a `page`'s.

    What a page complains of fails the test, but for requests that fail: those are the tests'.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            complaints.append(message.text)

    async def stay(dialog: Dialog) -> None:
        complaints.append(dialog.message)
        await dialog.dismiss()

    async def visit(
        path: str = "/", *, beside: Page | None = None, clock: bool = False, **more: Any
    ) -> Page:
        if beside:
            context = beside.context
        else:
            size = {"width": 360, "height": 740}
            options = {"locale": "sv-SE", "viewport": size, **more}
            context = await chromium.new_context(base_url=str(client.make_url("/")), **options)
            context.set_default_timeout(15_000)
            contexts.append(context)
        page = await context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", note)
        page.on("dialog", stay)
        if clock:
            await page.clock.install()
        await page.goto(path)
        await page.wait_for_load_state()
        return page

    yield visit
    for context in contexts:
        await context.close()
    assert complaints == []


def question(page: Page) -> Locator:
    return page.locator("#text")


def said(page: Page) -> Locator:
    return page.locator("#log > .said")


def answers(page: Page) -> Locator:
    return page.locator("#log > :not(.said)")


async def write(page: Page, text: str) -> None:
    await question(page).fill(text)
    await question(page).press("Enter")


async def ask(page: Page, text: str) -> None:
    """Write, and wait for the answer."""
    count = await said(page).count()
    await write(page, text)
    await is_answered(page, count + 1)


async def press(page: Page, choice: str) -> None:
    """Choose what stands under the answer, and wait for the next."""
    count = await said(page).count()
    await page.locator("#pills").get_by_role("button", name=choice, exact=True).click()
    await is_answered(page, count + 1)


async def is_answered(page: Page, count: int) -> None:
    """Wait until so many messages stand there and nothing is waited for."""
    await expect(said(page)).to_have_count(count)
    await expect(page.locator("#log:not([aria-busy]) > :last-child:not(.said)")).to_be_attached()


async def conversation(page: Page) -> list[str]:
    """What was said, and the lead or the sentence of each answer, in order."""
    found: list[str] = await page.locator("#log > *").evaluate_all(
        "all => all.map(one => (one.querySelector('.lead') || one).textContent.trim())"
    )
    return found
