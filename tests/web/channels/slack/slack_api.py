"""A stand-in for Slack's Web API and response addresses, on loopback."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.web.channels.slack.slack_limits import faults, view_faults


@dataclass(frozen=True)
class Call:
    """What was sent to a method, or to a response address (`method` is then `respond`)."""

    method: str
    body: dict[str, Any]
    token: str | None


@dataclass
class SlackApi:
    """Records what it is sent, and refuses what Slack would refuse.

    The next calls fail as `failures` say: with a status and an error, or cut off (None).
    """

    failures: deque[tuple[int, str] | None] = field(default_factory=deque)
    calls: list[Call] = field(default_factory=list)
    attempts: int = 0
    retry_after: str = "0"
    url: str = ""
    _news: asyncio.Queue[Call] = field(default_factory=asyncio.Queue)

    def app(self) -> web.Application:
        app = web.Application(client_max_size=1024**2)
        app.router.add_post("/api/{method}", self._method)
        app.router.add_post("/respond/{name}", self._respond)
        return app

    async def next(self) -> Call:
        """The next call that succeeded, as soon as there is one."""
        return await asyncio.wait_for(self._news.get(), 10)

    async def _method(self, request: web.Request) -> web.Response:
        if failed := self._failed(request):
            return failed
        method, body = request.match_info["method"], await request.json()
        wrong = {
            "chat.postMessage": lambda: faults(body),
            "views.publish": lambda: view_faults(body["view"]),
        }[method]()
        if wrong:
            return web.json_response({"ok": False, "error": "invalid_blocks", "errors": wrong})
        self._note(Call(method, body, request.headers["Authorization"]))
        return web.json_response({"ok": True})

    async def _respond(self, request: web.Request) -> web.Response:
        if failed := self._failed(request):
            return failed
        body = await request.json()
        if faults(body):
            return web.Response(status=400, text="invalid_blocks")
        self._note(Call("respond", body, request.headers.get("Authorization")))
        return web.Response(text="ok")

    def _failed(self, request: web.Request) -> web.Response | None:
        self.attempts += 1
        if not self.failures:
            return None
        failure = self.failures.popleft()
        if failure is None:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        status, error = failure
        headers = {"Retry-After": self.retry_after} if status == 429 else {}
        return web.json_response({"ok": False, "error": error}, status=status, headers=headers)

    def _note(self, call: Call) -> None:
        self.calls.append(call)
        self._news.put_nowait(call)
