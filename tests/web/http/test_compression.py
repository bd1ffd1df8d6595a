"""Pages and JSON on their way out: compressed, but where their length could tell something."""

from __future__ import annotations

import re
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from tests.web.conftest import StandInEngine
from web.http.compression import LEAST_BYTES, compression_middleware

BR = {"Accept-Encoding": "br"}


def coding(response: Any) -> str | None:
    found: str | None = response.headers.get("Content-Encoding")
    return found


@pytest.mark.parametrize("name", ["br", "gzip"])
async def test_the_chat_page_is_compressed(client: TestClient, name: str) -> None:
    plain = await client.get("/", headers={"Accept-Encoding": "identity"})
    response = await client.get("/", headers={"Accept-Encoding": name})
    assert (coding(plain), coding(response)) == (None, name)
    assert plain.headers["Vary"] == response.headers["Vary"] == "Accept-Encoding"
    texts = [await one.text() for one in (response, plain)]
    # Each page has a key and a name of its own.
    once = re.compile(r'name="(?:key|conversation|payload)" value="[^"]*"')
    assert once.sub("", texts[0]) == once.sub("", texts[1])
    assert int(response.headers["Content-Length"]) < int(plain.headers["Content-Length"]) / 2


async def test_an_answer_of_the_api_is_compressed_when_it_is_long(
    client: TestClient, engine: StandInEngine
) -> None:
    short = await client.get("/api/messages", headers=BR)
    assert (coding(short), short.headers.get("Vary")) == (None, None)
    long = await client.post("/api/messages", json={"text": "Hur många?"}, headers=BR)
    assert coding(long) == "br"
    assert len(await long.read()) > LEAST_BYTES
    assert (await long.json())["messages"]


@pytest.mark.parametrize("path", ["/trana/logga-in", "/trana"])
async def test_the_trainers_pages_are_sent_as_they_are(client: TestClient, path: str) -> None:
    response = await client.get(path, headers=BR)
    assert len(await response.read()) > LEAST_BYTES
    assert (coding(response), response.headers.get("Vary")) == (None, None)


@pytest.mark.parametrize(
    ("query", "cookie", "expected"),
    [("", "", "br"), ("?q=x", "", "br"), ("", "a=b", "br"), ("?q=x", "a=b", None)],
)
async def test_a_page_that_has_both_a_query_and_a_cookie_is_sent_as_it_is(
    client: TestClient, query: str, cookie: str, expected: str | None
) -> None:
    headers = {**BR, **({"Cookie": cookie} if cookie else {})}
    assert coding(await client.get(f"/{query}", headers=headers)) == expected


@pytest.fixture
async def small(aiohttp_client: Any) -> TestClient:
    """An app of a few answers, behind the middleware."""

    def answer(length: int = 2 * LEAST_BYTES, **more: Any) -> Any:
        async def handler(request: web.Request) -> web.StreamResponse:
            return web.Response(text="a" * length, **more)

        return handler

    async def stream(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/html"})
        await response.prepare(request)
        await response.write(b"a" * 2 * LEAST_BYTES)
        return response

    app = web.Application(middlewares=[compression_middleware(not_under="/private")])
    app.add_routes(
        [
            web.get("/text", answer()),
            web.get("/fits", answer(LEAST_BYTES)),
            web.get("/picture", answer(content_type="image/png")),
            web.get("/varied", answer(headers={"Vary": "Accept-Language"})),
            web.get("/as-it-is", answer(headers={"Cache-Control": "no-store, no-transform"})),
            web.get("/coded", answer(headers={"Content-Encoding": "identity"})),
            web.get("/private", answer()),
            web.get("/private/page", answer()),
            web.get("/privateer", answer()),
            web.get("/stream", stream),
        ]
    )
    client: TestClient = await aiohttp_client(TestServer(app))
    return client


@pytest.mark.parametrize(
    "path", ["/fits", "/picture", "/private", "/private/page", "/stream", "/as-it-is"]
)
async def test_what_is_short_or_no_text_or_private_or_streamed_or_says_so_passes(
    small: TestClient, path: str
) -> None:
    response = await small.get(path, headers=BR)
    assert (coding(response), response.headers.get("Vary")) == (None, None)


async def test_what_is_compressed_already_passes(small: TestClient) -> None:
    assert coding(await small.get("/coded", headers=BR)) == "identity"


@pytest.mark.parametrize("path", ["/text", "/privateer"])
async def test_text_is_compressed(small: TestClient, path: str) -> None:
    assert coding(await small.get(path, headers=BR)) == "br"


async def test_what_else_decides_is_still_said(small: TestClient) -> None:
    headers = (await small.get("/varied", headers=BR)).headers
    assert headers["Vary"] == "Accept-Language, Accept-Encoding"


async def test_head_has_the_length_of_what_get_sends(small: TestClient) -> None:
    got, asked = await small.get("/text", headers=BR), await small.head("/text", headers=BR)
    assert asked.headers["Content-Length"] == got.headers["Content-Length"]
    assert coding(asked) == "br"
