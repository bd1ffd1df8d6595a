"""What is no HTTP is answered as all else is, and leaves nothing of itself in the log."""

from __future__ import annotations

import asyncio
import logging

import pytest
from aiohttp.test_utils import TestClient

from web.http import malformed
from web.http.malformed import LOG_SECONDS, Seldom
from web.http.security import SECURITY_HEADERS

SECRET = "hemligt-kakvarde"
MALFORMED = [
    f"GET / HTTP/1.1\r\nHost: a\r\nX-Cookie: {SECRET}\0\r\n\r\n",
    f"GET / HTTP/1.1\r\nHost: a\r\nCookie {SECRET}\r\n\r\n",
    f"GET / HTTP/1.1\r\nHost: a\r\nCookie: {SECRET * 1000}\r\n\r\n",
    f"GET /{SECRET} HTTP/9.x\r\n\r\n",
    f"{SECRET}\r\n\r\n",
    f"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: {SECRET}\r\nContent-Length: 3\r\n\r\nabc",
]


async def send(client: TestClient, raw: str) -> str:
    reader, writer = await asyncio.open_connection(client.host, client.port)
    writer.write(raw.encode())
    answer = (await reader.read()).decode()
    writer.close()
    await writer.wait_closed()
    return answer


@pytest.mark.parametrize("raw", MALFORMED)
async def test_nothing_of_it_is_logged_or_repeated(
    client: TestClient,
    raw: str,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(malformed, "_seldom", Seldom())
    with caplog.at_level(logging.DEBUG):
        answer = await send(client, raw)
    assert answer.startswith("HTTP/1.1 400 ") or answer.startswith("HTTP/1.0 400 ")
    assert '"code": "malformed"' in answer
    for name, value in SECURITY_HEADERS.items():
        assert f"{name}: {value}\r\n" in answer
    assert SECRET not in answer + caplog.text
    assert "aiohttp/" not in answer
    assert not any(record.exc_info for record in caplog.records)


async def test_no_answer_says_what_it_runs_on(client: TestClient) -> None:
    for path in ("/", "/health", "/finns-inte", "/trana", "/static/finns-inte.css"):
        assert "Server" not in (await client.get(path)).headers


def test_a_flood_is_a_line_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    now = 0.0
    seldom = Seldom(lambda: now)
    for _ in range(1000):
        seldom.note("BadHttpMessage")
    now = LOG_SECONDS
    seldom.note("BadHttpMessage")
    seldom.note("LineTooLong")
    assert [record.getMessage() for record in caplog.records] == [
        "requests that could not be read: 1 (BadHttpMessage)",
        "requests that could not be read: 1000 (BadHttpMessage)",
        "requests that could not be read: 1 (LineTooLong)",
    ]
