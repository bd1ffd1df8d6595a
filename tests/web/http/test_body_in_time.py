"""A body that trickles is refused in words, and what is answered slowly is not."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from aiohttp.web_protocol import RequestHandler

from web.http import body_in_time

SECONDS = 0.05
HEAD = (
    "POST /api/messages HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    "Accept-Language: {language}\r\nContent-Length: 100\r\n\r\n"
)


@pytest.mark.parametrize(("language", "word"), [("sv", "Skicka igen"), ("en", "Send again")])
async def test_a_body_that_does_not_come_is_refused_and_its_connection_closed(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, language: str, word: str
) -> None:
    monkeypatch.setattr(body_in_time, "BODY_SECONDS", SECONDS)
    # What is still to come is read for ten seconds, so that the answer arrives.
    monkeypatch.setitem(RequestHandler.__init__.__kwdefaults__, "lingering_time", SECONDS)
    reader, writer = await asyncio.open_connection(client.host, client.port)
    writer.write(HEAD.format(language=language).encode() + b'{"text"')
    async with asyncio.timeout(60):
        answer = (await reader.read()).decode()  # to its end
    writer.close()
    assert answer.startswith("HTTP/1.1 408 ")
    assert word in answer


async def test_an_answer_that_takes_longer_than_a_body_may_is_given(
    aiohttp_client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(body_in_time, "BODY_SECONDS", SECONDS)

    async def slow(request: web.Request) -> web.Response:
        text, later = await request.text(), asyncio.Event()
        asyncio.get_running_loop().call_later(3 * SECONDS, later.set)
        await later.wait()
        return web.Response(text=text)

    app = web.Application(middlewares=[body_in_time.body_in_time])
    app.router.add_post("/", slow)
    response = await (await aiohttp_client(app)).post("/", data="hej")
    assert (response.status, await response.text()) == (200, "hej")
