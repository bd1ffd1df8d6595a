"""Real proxies with the configurations of `deploy/proxy`, in front of the real web app."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bench.servers import free_ports
from tests.proxies import NAME, Proxy, program_of, proxy_before
from tests.web.conftest import (
    ClientMaker,
    StandInEngine,
    database,
    engine,
    make_client,
)

__all__ = ["database", "engine", "make_client"]  # fixtures


@pytest.fixture(params=["nginx", "caddy"])
async def proxy(
    request: pytest.FixtureRequest, make_client: ClientMaker, tmp_path: Path
) -> AsyncIterator[Proxy]:
    """A proxy before an app that knows of it."""
    if not program_of(request.param):
        pytest.skip(f"Debian's package {request.param} is not installed")
    plain, port = free_ports(2)
    client = await make_client(public_url=f"https://{NAME}:{port}", proxy_hops=1)
    with proxy_before([client.port or 0], plain, port, request.param, tmp_path) as running:
        yield running


async def test_everything_is_sent_to_tls_and_told_to_stay_there(proxy: Proxy) -> None:
    async with proxy.session() as session:
        address = f"http://{NAME}:{proxy.plain}/integritet?a=b"
        async with session.get(address, allow_redirects=False) as response:
            assert response.status == 308
            assert response.headers["Location"].startswith(f"https://{NAME}")
            assert response.headers["Location"].endswith("/integritet?a=b")
        async with session.get(f"{proxy.url}/") as response:
            assert response.status == 200
            assert "max-age" in response.headers["Strict-Transport-Security"]
            assert "frame-ancestors" in response.headers["Content-Security-Policy"]


async def test_a_question_is_answered_and_its_cookie_keeps_to_tls(proxy: Proxy) -> None:
    async with proxy.session() as session:
        async with session.post(f"{proxy.url}/api/messages", json={"text": "Hur många?"}) as answer:
            assert answer.status == 200
            cookie = answer.headers["Set-Cookie"]
        assert cookie.startswith("__Host-conversation=")
        assert "Secure" in cookie


async def test_what_web_compresses_comes_so_and_nothing_else_does(proxy: Proxy) -> None:
    async with proxy.session() as session:
        headers = {"Accept-Encoding": "gzip, br"}
        async with session.get(f"{proxy.url}/", headers=headers) as page:
            assert page.headers.get("Content-Encoding") in ("br", "gzip")
        async with session.get(f"{proxy.url}/trana/logga-in", headers=headers) as page:
            assert page.status == 200
            assert "Content-Encoding" not in page.headers


async def test_forged_addresses_get_round_no_limit(proxy: Proxy, engine: StandInEngine) -> None:
    statuses = []
    for number in range(65):
        async with proxy.session() as session:  # a conversation of its own each time
            headers = {"X-Forwarded-For": f"192.0.2.{number}, 198.51.100.{number}"}
            body = {"text": "hej"}
            url = f"{proxy.url}/api/messages"
            async with session.post(url, json=body, headers=headers) as answer:
                statuses.append(answer.status)
    assert statuses == [200] * 60 + [429] * 5


async def test_a_body_that_is_too_large_is_refused(proxy: Proxy, engine: StandInEngine) -> None:
    async with proxy.session() as session:
        url, headers = f"{proxy.url}/api/messages", {"Content-Type": "application/json"}
        body = io.BytesIO(b"x" * 100_000)
        async with session.post(url, data=body, headers=headers) as answer:
            assert answer.status == 413
            assert answer.content_type == "application/problem+json"
    assert engine.received == []


HIDDEN = b'{"text":"hidden"}'
SECOND = (
    b"POST /api/messages HTTP/1.1\r\nHost: " + NAME.encode() + b"\r\n"
    b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(HIDDEN), HIDDEN)
)


@pytest.mark.parametrize(
    "lengths",
    [
        b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n",
        b"Transfer-Encoding: chunked\r\nContent-Length: %d\r\n",
        b"Content-Length: %d\r\nTransfer-Encoding: xchunked\r\n",
        b"Content-Length: %d\r\nTransfer-Encoding : chunked\r\n",
        b"Content-Length: %d\r\nTransfer-Encoding:\x0bchunked\r\n",
        b"Content-Length: 5\r\nContent-Length: %d\r\n",
        b"Content-Length: +%d\r\n",
    ],
)
async def test_no_request_hides_in_another(
    proxy: Proxy, engine: StandInEngine, lengths: bytes
) -> None:
    """What web gets the proxy has seen, and answers: nobody gets the answer to another's."""
    body = b"0\r\n\r\n" + SECOND
    head = b"POST /api/messages HTTP/1.1\r\nHost: " + NAME.encode() + b"\r\n"
    head += b"Content-Type: application/json\r\n" + lengths % len(body)
    reader, writer = await asyncio.open_connection(
        "127.0.0.1", proxy.port, ssl=proxy.trust, server_hostname=NAME
    )
    writer.write(head + b"\r\n" + body)
    last = b"GET /health/live HTTP/1.1\r\nHost: " + NAME.encode() + b"\r\nConnection: close\r\n\r\n"
    writer.write(last)
    async with asyncio.timeout(30):
        answers = (await reader.read()).count(b"HTTP/1.1 ")
    writer.close()
    hidden = [one for one in engine.received if one.get("message") == "hidden"]
    assert answers >= 1
    assert len(hidden) < answers
