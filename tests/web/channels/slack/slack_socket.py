"""Slack's end of Socket Mode, on loopback, and a workspace that is told of over it."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections import deque
from dataclasses import dataclass, field
from typing import Any, override
from urllib.parse import parse_qsl

from aiohttp import WSMsgType, web

from tests.web.channels.slack.slack_api import SlackApi
from tests.web.channels.slack.slack_workspace import Workspace

APP_TOKEN = "xapp-1-a-token-for-tests"

_number = itertools.count(1)


@dataclass
class SocketApi(SlackApi):
    """Gives an address of a connection that is good once; tells again what was not acknowledged.

    `open_failures` are errors that the next requests for an address are met with.
    """

    open_failures: deque[str] = field(default_factory=deque)
    opened: int = 0
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    told: dict[str, dict[str, Any]] = field(default_factory=dict)  # and not acknowledged
    _tickets: set[str] = field(default_factory=set)
    _acknowledged: dict[str, asyncio.Future[Any]] = field(default_factory=dict)
    _change: asyncio.Condition = field(default_factory=asyncio.Condition)

    @override
    def app(self) -> web.Application:
        app = super().app()
        app.router.add_post("/api/apps.connections.open", self._open)
        app.router.add_get("/link", self._link)
        app.on_shutdown.append(self._end)
        return app

    async def tell(self, kind: str, payload: dict[str, Any]) -> Any:
        """Tell of something; what the app acknowledges it with, None for nothing."""
        id = f"envelope-{next(_number)}"
        self.told[id] = {
            "envelope_id": id,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        self._acknowledged[id] = asyncio.get_running_loop().create_future()
        await self.connections(1)
        if not self.sockets[-1].closed:
            await self.sockets[-1].send_json(self.told[id])
        return await asyncio.wait_for(self._acknowledged[id], 60)

    async def connections(self, count: int) -> None:
        """Wait until the app has connected so often."""
        async with asyncio.timeout(60), self._change:
            await self._change.wait_for(lambda: len(self.sockets) >= count)

    async def _open(self, request: web.Request) -> web.Response:
        self.opened += 1
        if self.open_failures:
            return web.json_response({"ok": False, "error": self.open_failures.popleft()})
        if request.headers.get("Authorization") != f"Bearer {APP_TOKEN}":
            return web.json_response({"ok": False, "error": "invalid_auth"})
        ticket = f"ticket-{next(_number)}"
        self._tickets.add(ticket)
        address = f"{self.url.replace('http', 'ws', 1)}/link?ticket={ticket}"
        return web.json_response({"ok": True, "url": address})

    async def _link(self, request: web.Request) -> web.StreamResponse:
        try:
            self._tickets.remove(request.query["ticket"])
        except KeyError:
            return web.Response(status=403)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1})
        for envelope in list(self.told.values()):
            await socket.send_json({**envelope, "retry_attempt": 1, "retry_reason": "timeout"})
        async with self._change:
            self.sockets.append(socket)
            self._change.notify_all()
        async for message in socket:
            if message.type == WSMsgType.TEXT and message.data.startswith("{"):
                answer = json.loads(message.data)
                self.told.pop(answer["envelope_id"], None)
                acknowledged = self._acknowledged[answer["envelope_id"]]
                if not acknowledged.done():
                    acknowledged.set_result(answer.get("payload"))
        return socket

    async def _end(self, _: web.Application) -> None:
        for socket in self.sockets:
            await socket.close()


class Acknowledgement:
    """What came back over the connection, as a response to what `Workspace` sends."""

    status = 200

    def __init__(self, payload: Any) -> None:
        self._payload = payload

    async def text(self) -> str:
        return "" if self._payload is None else json.dumps(self._payload)


class SocketWorkspace(Workspace):
    """A workspace whose app connects by itself."""

    api: SocketApi

    @override
    async def send(
        self, body: bytes, content_type: str = "application/json", **headers: str
    ) -> Any:
        if content_type == "application/json":
            return Acknowledgement(await self.api.tell("events_api", json.loads(body)))
        form = dict(parse_qsl(body.decode(), keep_blank_values=True))
        if "payload" in form:
            return Acknowledgement(await self.api.tell("interactive", json.loads(form["payload"])))
        return Acknowledgement(await self.api.tell("slash_commands", form))
