"""A stand-in for Slack's Web API and response addresses, on loopback."""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.web.channels.slack.slack_limits import dialog_faults, faults, view_faults
from tests.web.clocks import TestClock
from web.outgoing.attempts import Clock


@dataclass(frozen=True)
class Call:
    """What was sent to a method, or to a response address (`method` is then `respond`)."""

    method: str
    body: dict[str, Any]
    token: str | None
    ts: str = ""  # what Slack called the message


@dataclass
class SlackApi:
    """Records what it is sent, and refuses what Slack would refuse.

    The next calls fail as `failures` say: with a status and an error, or cut off (None). Every
    call of a method in `refuses` is refused with the error there. By its clock it takes one message
    a second in a channel, and nothing before a `Retry-After` is over.
    """

    failures: deque[tuple[int, str] | None] = field(default_factory=deque)
    refuses: dict[str, str] = field(default_factory=dict)
    # Channels that the app is not in.
    unknown: set[str] = field(default_factory=set)
    calls: list[Call] = field(default_factory=list)
    # What no answer depends on: status, prompts, menus that are replaced.
    unanswered: list[Call] = field(default_factory=list)
    attempts: int = 0
    retry_after: str = "0"
    url: str = ""
    clock: Clock = field(default_factory=TestClock)
    # How often somebody came too soon, and when each channel may be written to again.
    too_soon: int = 0
    _free_at: dict[str, float] = field(default_factory=dict)
    _news: asyncio.Queue[Call] = field(default_factory=asyncio.Queue)

    def app(self) -> web.Application:
        app = web.Application(client_max_size=1024**2)
        app.router.add_post("/api/{method}", self._method)
        app.router.add_post("/respond/{name}", self._respond)
        return app

    async def next(self) -> Call:
        """The next call that succeeded, as soon as there is one."""
        return await asyncio.wait_for(self._news.get(), 60)

    async def _method(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        is_aside = method.startswith("assistant.") or method == "chat.update"
        if not is_aside and (failed := self._failed(request)):
            return failed
        body = await request.json() if request.content_type == "application/json" else {}
        if method == "chat.postMessage" and (limited := self._limited(body["channel"])):
            return limited
        if body.get("channel") in self.unknown:
            return web.json_response({"ok": False, "error": "channel_not_found"})
        if error := self.refuses.get(method):
            return web.json_response({"ok": False, "error": error})
        if is_aside:
            form = body or {name: str(value) for name, value in (await request.post()).items()}
            self.unanswered.append(Call(method, form, request.headers["Authorization"]))
            return web.json_response({"ok": True})
        wrong = {
            "chat.postEphemeral": lambda: faults(body),
            "chat.postMessage": lambda: faults(body),
            "views.publish": lambda: view_faults(body["view"]),
            "views.open": lambda: dialog_faults(body["view"]),
        }[method]()
        if wrong:
            return web.json_response({"ok": False, "error": "invalid_blocks", "errors": wrong})
        ts = f"{time.time():.6f}"
        self._note(Call(method, body, request.headers["Authorization"], ts))
        return web.json_response({"ok": True, "ts": ts})

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
        if status == 429:
            self._free_at[""] = self.clock.monotonic() + float(self.retry_after)
        return web.json_response({"ok": False, "error": error}, status=status, headers=headers)

    def _limited(self, channel: str) -> web.Response | None:
        now = self.clock.monotonic()
        free_at = max(self._free_at.get(channel, 0), self._free_at.get("", 0))
        if now < free_at:
            self.too_soon += 1
            headers = {"Retry-After": str(math.ceil(free_at - now))}
            body = {"ok": False, "error": "ratelimited"}
            return web.json_response(body, status=429, headers=headers)
        self._free_at[channel] = now + 1
        return None

    def _note(self, call: Call) -> None:
        self.calls.append(call)
        self._news.put_nowait(call)
