"""A page of another site's, at 127.0.0.1, that carries the chat, at localhost, in a Chromium."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    FrameLocator,
    Locator,
    Page,
    expect,
)

from tests.web.conftest import ClientMaker

CSS = "body { font: 16px/1.5 sans-serif; color: #222; background: #fff; }"


@dataclass
class Host:
    """A page on another origin that carries the chat; what it is made of may be changed."""

    url: str = ""
    chat: str = ""
    tag: str = '<script src="{chat}/widget.js" data-lang="sv" async></script>'
    head: str = ""
    element: str = ""
    css: str = CSS
    headers: dict[str, str] = field(default_factory=dict)

    async def page(self, request: web.Request) -> web.Response:
        html = f"""<!doctype html><html lang="sv"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><link rel="icon" href="/icon.svg">
<title>Pressrum</title><link rel="stylesheet" href="/host.css">{self.head}
{self.tag.format(chat=self.chat)}</head><body><main><h1>Pressrum</h1>
<p><a href="#mer" id="mer">Nyheter</a></p>{self.element}</main></body></html>"""
        return web.Response(text=html, content_type="text/html", headers=self.headers)

    async def style(self, request: web.Request) -> web.Response:
        return web.Response(text=self.css, content_type="text/css")

    async def icon(self, request: web.Request) -> web.Response:
        return web.Response(body=b'<svg xmlns="http://www.w3.org/2000/svg"/>')


@pytest.fixture
async def host() -> AsyncIterator[Host]:
    host = Host()
    app = web.Application()
    app.add_routes(
        [
            web.get("/", host.page),
            web.get("/host.css", host.style),
            web.get("/icon.svg", host.icon),
        ]
    )
    server = TestServer(app)
    await server.start_server()
    host.url = str(server.make_url("")).rstrip("/")
    yield host
    await server.close()


@pytest.fixture
async def chat(make_client: ClientMaker, host: Host) -> TestClient:
    client = await make_client(embed_hosts=(host.url,))
    host.chat = f"http://localhost:{client.port}"
    return client


@pytest.fixture
def complaints() -> list[str]:
    """What pages complain of."""
    return []


Opener = Callable[..., Awaitable[Page]]


@pytest.fixture
async def visit(
    chromium: Browser, host: Host, chat: TestClient, complaints: list[str]
) -> AsyncIterator[Opener]:
    """Open the host's page in a context of its own."""
    contexts: list[BrowserContext] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    async def visit(width: int = 1280, height: int = 800, **more: Any) -> Page:
        size: Any = {"width": width, "height": height}
        context = await chromium.new_context(viewport=size, locale="sv-SE", **more)
        contexts.append(context)
        context.set_default_timeout(15_000)
        page = await context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", note)
        await page.goto(host.url)
        return page

    yield visit
    for context in contexts:
        await context.close()


def launcher(page: Page) -> Locator:
    return page.locator("press-chat button.launcher")  # which the open panel stands in place of


def panel(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Försäkringskassans presstjänst")


def framed(page: Page) -> FrameLocator:
    return page.frame_locator("press-chat iframe")


def question(page: Page) -> Locator:
    return framed(page).get_by_label("Din fråga")


async def open_chat(page: Page) -> None:
    await launcher(page).click()
    await is_ready(page)


async def is_ready(page: Page) -> None:
    """Wait until the framed page's scripts have run; it is on the page before, and deaf."""
    await expect(page.locator("press-chat iframe:not(.waiting)")).to_be_visible()


async def has_focus(page: Page, selector: str) -> None:
    """Wait until an element of the widget's has the focus on the host's page."""
    await page.wait_for_function(
        """selector => document.querySelector("press-chat").shadowRoot.activeElement
          ?.matches(selector)""",
        arg=selector,
    )


async def variable(page: Page, name: str) -> str:
    """A colour of the framed page's own, as it is in force."""
    found: str = await question(page).evaluate(
        "(_, name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()",
        name,
    )
    return found


async def background(locator: Locator) -> str:
    found: str = await locator.evaluate("one => getComputedStyle(one).backgroundColor")
    return found
