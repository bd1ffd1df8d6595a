"""Refuses a body that trickles, which would hold a connection for as long as its sender likes."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from aiohttp import web

from web.http.problems import Problem

BODY_SECONDS = 10.0

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def body_in_time(request: web.Request, handler: Handler) -> web.StreamResponse:
    """The handler's answer; its time is bounded until the body is there, and not after.

    Raises:
        Problem: the body took too long.
    """
    if not request.can_read_body:
        return await handler(request)
    try:
        async with asyncio.timeout(BODY_SECONDS) as bound:

            def is_there() -> None:
                with contextlib.suppress(RuntimeError):  # the handler has answered without it
                    bound.reschedule(None)

            request.content.on_eof(is_there)
            return await handler(request)
    except TimeoutError:
        if not bound.expired():
            raise
        raise Problem("too_slow", limit=round(BODY_SECONDS)) from None
