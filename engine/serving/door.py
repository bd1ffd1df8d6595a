"""Lets web alone in: whoever has the token."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable

from aiohttp import web

from contracts.watching import traces
from contracts.watching.logs import REQUEST_ID_HEADER, begin_request
from contracts.watching.traces import note_status, request_span
from engine.serving import keys

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

# Whoever looks after the process asks these, and learns nothing of anybody.
OPEN = frozenset({"/health", "/health/live", "/health/ready"})


@web.middleware
async def request_names(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Call the request in our log what web calls it in its own."""
    begin_request(request.headers.get(REQUEST_ID_HEADER))
    return await handler(request)


@web.middleware
async def door(request: web.Request, handler: Handler) -> web.StreamResponse:
    """401 without `Authorization: Bearer <ENGINE_TOKEN>`, at every path but those of health.

    Others may run on this machine, and a page in a browser there can send a message to loopback.
    """
    if request.path in OPEN:
        return await handler(request)
    token = request.app[keys.TOKEN]
    header = request.headers.get("Authorization", "").encode(errors="replace")
    if not token or not hmac.compare_digest(header, f"Bearer {token}".encode()):
        return web.json_response({}, status=401)
    return await handler(request)


@web.middleware
async def traced(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Tell of whatever is asked past the door as a part of what web tells of it."""
    resource = request.match_info.route.resource
    if request.path in OPEN or resource is None:
        return await handler(request)
    parent = request.headers.get(traces.TRACE_HEADER)
    with request_span(request.method, resource.canonical, parent):
        response = await handler(request)
        note_status(response.status)
        return response
