"""So many connections and no more; what is under way when it ends is answered."""

from __future__ import annotations

import asyncio
import logging
import resource
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from contracts.paths import ROOT
from web.http.serving import FailedAccepts, most_connections, serve

REQUEST = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


class WaitingApp:
    """An app whose one handler waits until it may go on."""

    def __init__(self, on: socket.socket | None) -> None:
        self.reached, self.go_on, self.stop = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self.socket = on or socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    async def told_to_stop(self) -> None:
        """Tell it, and wait until it has closed its socket."""
        self.reached.clear()
        # The system takes this one at once, web as the last one when it has closed.
        last = socket.create_connection(("127.0.0.1", self.port))
        last.sendall(REQUEST)
        self.stop.set()
        await self.reached.wait()
        self.reached.clear()
        last.close()

    async def handle(self, request: web.Request) -> web.Response:
        self.reached.set()
        await self.go_on.wait()
        return web.Response(text="svar")


@asynccontextmanager
async def serving(
    most: int | None = None, on: socket.socket | None = None
) -> AsyncIterator[WaitingApp]:
    served, app = WaitingApp(on), web.Application()
    app.router.add_get("/", served.handle)
    task = asyncio.create_task(serve(app, [served.socket], most, served.stop))
    try:
        yield served
    finally:
        served.go_on.set()
        served.stop.set()
        await task
        asyncio.get_running_loop().set_exception_handler(None)


async def get(address: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(address) as response:
        return response.status, await response.text()


async def test_what_is_under_way_is_answered_and_nothing_new_is_taken() -> None:
    async with serving() as served:
        answer = asyncio.create_task(get(served.address))
        await served.reached.wait()
        await served.told_to_stop()
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", served.port)
        assert not answer.done()
        served.go_on.set()
        assert await answer == (200, "svar")


async def test_who_has_just_connected_when_it_ends_is_answered_and_told_to_come_no_more() -> None:
    async with serving() as served:
        served.go_on.set()
        # The system takes them at once, web not before this function waits.
        callers = [socket.create_connection(("127.0.0.1", served.port)) for _ in range(3)]
        for caller in callers:
            caller.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        served.stop.set()
        for caller in callers:
            reader, writer = await asyncio.open_connection(sock=caller)
            answer = await reader.read()
            assert answer.startswith(b"HTTP/1.1 200 OK")
            assert b"Connection: close" in answer
            writer.close()


async def test_who_comes_while_it_ends_waits_for_the_next_one_on_the_same_socket() -> None:
    async with serving() as served:
        kept = served.socket.dup()
        await served.told_to_stop()
        answer = asyncio.create_task(get(served.address))
        async with serving(on=kept) as the_next:
            await the_next.reached.wait()
            the_next.go_on.set()
            assert await answer == (200, "svar")
        assert not served.reached.is_set()


async def connect(served: WaitingApp) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection("127.0.0.1", served.port)


async def is_closed(reader: asyncio.StreamReader) -> bool:
    try:
        return await reader.read() == b""
    except ConnectionError:
        return True


async def test_a_connection_too_many_costs_nobody_who_is_answered_theirs() -> None:
    async with serving(most=1) as served:
        answer = asyncio.create_task(get(served.address))
        await served.reached.wait()
        reader, writer = await connect(served)
        assert await is_closed(reader)
        writer.close()
        served.go_on.set()
        assert await answer == (200, "svar")
        async with asyncio.timeout(60):
            assert await get(served.address) == (200, "svar")


async def test_the_oldest_connection_that_is_idle_gives_way() -> None:
    async with serving(most=2) as served:
        first, second = await connect(served), await connect(served)
        first[1].write(REQUEST)
        await served.reached.wait()
        second[1].write(REQUEST[:20])
        third = await connect(served)
        assert await is_closed(second[0])
        served.go_on.set()
        third[1].write(REQUEST)
        for reader, _ in (first, third):
            assert (await reader.readuntil(b"svar")).startswith(b"HTTP/1.1 200 OK")
        for _, writer in (first, second, third):
            writer.close()


async def test_who_opens_many_and_sends_nothing_keeps_nobody_out() -> None:
    async with serving(most=4) as served:
        served.go_on.set()
        silent = [await connect(served) for _ in range(40)]
        for _ in range(8):
            assert await get(served.address) == (200, "svar")
        for _, writer in silent:
            writer.close()


def test_the_bound_leaves_files_for_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    for files, most in ((1024, 768), (300, 150), (1_000_000, 10_000)):
        monkeypatch.setattr(resource, "getrlimit", lambda _, files=files: (files, files))
        assert most_connections() == most


@pytest.mark.slow
def test_as_many_files_may_be_open_as_the_system_allows() -> None:
    script = (
        "import resource; from web.http.open_files import raise_limit; "
        "resource.setrlimit(resource.RLIMIT_NOFILE, (100, 400)); "
        "print(raise_limit(), *resource.getrlimit(resource.RLIMIT_NOFILE))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    )
    assert done.stdout.split() == ["400"] * 3


async def test_connections_that_cannot_be_taken_are_told_of_once_a_minute(
    caplog: pytest.LogCaptureFixture,
) -> None:
    now = [0.0]
    handler, loop = FailedAccepts(lambda: now[0]), asyncio.get_running_loop()
    context: dict[str, Any] = {
        "message": "socket.accept() out of system resource",
        "exception": OSError(24, "Too many open files"),
        "socket": None,
    }
    with caplog.at_level(logging.ERROR):
        for _ in range(1000):
            handler(loop, context)
        assert [record.getMessage() for record in caplog.records] == [
            "connections are not taken: OSError"
        ]
        now[0] = 60.0
        handler(loop, context)
        assert len(caplog.records) == 2
        handler(loop, {"message": "another", "exception": ValueError("x")})
        assert "another" in caplog.text
