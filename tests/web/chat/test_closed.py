"""What who writes sees where the bot is turned off."""

from __future__ import annotations

import asyncio
from html import unescape

import pytest
from aiohttp.test_utils import TestClient
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.press_page import PRESS_PHONE
from tests.web.conftest import ClientMaker, StandInEngine
from web import keys
from web.page_words import WORDS
from web.store import channel_closures
from web.store.channel_closures import Closure


@pytest.fixture
async def closed(make_client: ClientMaker) -> TestClient:
    return await make_client(closed_channels=("browser",))


@pytest.mark.parametrize("language", ["sv", "en"])
async def test_the_page_says_so_with_the_press_line_and_has_nothing_to_write_in(
    closed: TestClient, language: str
) -> None:
    for path in ("/", "/embed"):
        response = await closed.get(path, headers={"Accept-Language": language})
        assert response.status == 200
        page = unescape(await response.text())
        assert WORDS[language]["closed"] in page
        assert page.count(PRESS_PHONE) > 1
        assert "<textarea" not in page
        assert 'name="payload"' not in page


async def test_that_a_setting_closes_it_is_logged_at_the_start(
    make_client: ClientMaker, caplog: pytest.LogCaptureFixture
) -> None:
    await make_client()
    assert "CLOSED_CHANNELS" not in caplog.text
    await make_client(closed_channels=("browser", "slack"))
    assert "closed by CLOSED_CHANNELS: browser, slack" in caplog.text


async def test_a_form_that_comes_late_gets_its_text_back(
    closed: TestClient, engine: StandInEngine
) -> None:
    response = await closed.post("/", data={"text": "Hur många <b>fick</b>?"})
    assert response.status == 503
    page = await response.text()
    assert "Hur många &lt;b&gt;fick&lt;/b&gt;?" in page
    assert WORDS["sv"]["closed_draft"] in page
    assert engine.received == []


async def test_what_is_stored_can_be_read_and_deleted(closed: TestClient) -> None:
    assert (await closed.get("/api/messages")).status == 200
    assert (await closed.get("/samtal")).status == 200
    assert (await closed.delete("/api/conversation")).status == 404  # there is none


async def test_whoever_reads_last_has_the_last_word(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where what was read before is slow to come: it is older."""
    assert client.app is not None
    closures, going = client.app[keys.CLOSURES], asyncio.Event()
    closed, open_ = {"slack": Closure("slack", "anna", "x", 0.0)}, dict[str, Closure]()

    async def slow(database: AsyncEngine) -> dict[str, Closure]:
        monkeypatch.setattr(channel_closures, "in_force", quick)
        await going.wait()
        return closed

    async def quick(database: AsyncEngine) -> dict[str, Closure]:
        return open_

    monkeypatch.setattr(channel_closures, "in_force", slow)
    async with asyncio.TaskGroup() as group:
        group.create_task(closures.read())
        group.create_task(closures.read())
        for _ in range(3):  # as far as both come
            await asyncio.sleep(0)
        going.set()
    assert not closures.is_closed("slack")
