"""Serves the app: so many connections and no more, and to the end what is under way."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import resource
import signal
import socket
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from aiohttp import web

from web.http.listening import BACKLOG

log = logging.getLogger(__name__)

MOST_CONNECTIONS = 10_000
# Of the files that may be open: for the database, the engine, Redis, logs, and connections that
# are refused or take the place of another, of which so many are taken before any is looked at.
KEPT_FILES = 256
_TAKEN_AT_ONCE = 64
# The engine has five seconds to answer.
DRAIN_SECONDS = 7.0
# Between that no connection is taken any more and that idle ones are closed: a request may be on
# its way over one. An answer in that time ends its connection.
LAST_CALL_SECONDS = 0.5
# How long a body that nobody wants any more is read.
_LINGERING_SECONDS = 1.0
_QUIET_SECONDS = 60.0


def most_connections() -> int:
    """How many connections this process may have, by its limit of open files."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return min(MOST_CONNECTIONS, max(files - KEPT_FILES, files // 2))


class _Refusal(asyncio.Protocol):
    """A connection too many: it ends at once, and costs nobody else theirs."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.abort()


class _Connections:
    """Knows over which connections a request is being answered, and which can give way."""

    def __init__(self, server: Callable[[], web.Server | None]) -> None:
        self._server = server
        self._answering: set[asyncio.Protocol] = set()

    @web.middleware
    async def note(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """Note that a request is being answered."""
        connection = request.protocol
        self._answering.add(connection)
        try:
            return await handler(request)
        finally:
            self._answering.discard(connection)

    def make_room(self, most: int) -> bool:
        """Whether one more is not too many, if need be in the place of the oldest that is idle.

        So who opens many and sends nothing keeps nobody out.
        """
        server = self._server()
        assert server is not None
        if len(server.connections) < most:
            return True
        # One that is closed already stays in the list for a moment, without its transport.
        open_ones = [one for one in server.connections if one.transport]
        if len(open_ones) < most:
            return True
        oldest = next((one for one in open_ones if one not in self._answering), None)
        if oldest:
            oldest.force_close()
        return oldest is not None


class FailedAccepts:
    """Logs once a minute that connections cannot be taken, where asyncio logs each with a trace."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._quiet_until = 0.0

    def __call__(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """What the loop does with what nobody caught."""
        if "accept" not in context.get("message", "") or "socket" not in context:
            loop.default_exception_handler(context)
        elif self._clock() >= self._quiet_until:
            self._quiet_until = self._clock() + _QUIET_SECONDS
            log.error("connections are not taken: %s", type(context.get("exception")).__name__)


def _last_answers(stop: asyncio.Event) -> Callable[..., Awaitable[None]]:
    """A signal that ends each connection with its next answer, once `stop` is set."""

    async def end(request: web.Request, response: web.StreamResponse) -> None:
        if stop.is_set():
            response.force_close()
            response.headers["Connection"] = "close"

    return end


async def _close(
    listeners: Sequence[asyncio.Server], connection: Callable[[], asyncio.BaseProtocol]
) -> None:
    """Take no more connections but those that the system has taken for us already.

    Closed with the listener, they would be reset, with the requests that they carry. Where somebody
    else has the socket too, those who come later wait for the next one who listens.
    """
    loop, waiting = asyncio.get_running_loop(), []
    for listener in listeners:
        (listening,) = [one.dup() for one in listener.sockets]
        listener.close()
        with listening, contextlib.suppress(OSError):  # none is left
            while True:
                waiting.append(listening.accept()[0])
    for one in waiting:
        one.setblocking(False)
        await loop.connect_accepted_socket(connection, one)


async def serve(
    app: web.Application,
    sockets: Sequence[socket.socket],
    most: int | None = None,
    stop: asyncio.Event | None = None,
) -> None:
    """Serve those who come to the sockets until SIGINT or SIGTERM, or `stop`.

    Then the sockets are closed, and what is under way is answered, for a while.
    """
    loop = asyncio.get_running_loop()
    stop = stop or asyncio.Event()
    app.on_response_prepare.append(_last_answers(stop))
    loop.set_exception_handler(FailedAccepts())
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    connections = _Connections(lambda: runner.server)
    app.middlewares.insert(0, connections.note)
    runner = web.AppRunner(
        app,
        access_log=None,
        shutdown_timeout=DRAIN_SECONDS,
        keepalive_timeout=75.0,
        lingering_time=_LINGERING_SECONDS,
    )
    await runner.setup()
    server, most = runner.server, most or most_connections()
    assert server is not None

    def connection() -> asyncio.BaseProtocol:
        return server() if connections.make_room(most) else _Refusal()

    try:
        listeners = [
            await loop.create_server(connection, sock=one, backlog=_TAKEN_AT_ONCE)
            for one in sockets
        ]
        for one in sockets:
            one.listen(BACKLOG)
        try:
            await stop.wait()
        finally:
            await _close(listeners, connection)
        await asyncio.sleep(LAST_CALL_SECONDS)
    finally:
        await runner.cleanup()
