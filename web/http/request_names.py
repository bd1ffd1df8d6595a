"""Gives every request a name, by which it is found in the logs of all parts."""

from __future__ import annotations

from aiohttp import web

from contracts.logs import HEADER, REQUEST, begin_request
from web.http.security import Handler


@web.middleware
async def request_names(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Name the request anew, whatever the caller calls it; what it begins keeps the name."""
    begin_request()
    return await handler(request)


async def tell_name(request: web.Request, response: web.StreamResponse) -> None:
    """A signal that has the answer say which request it answers."""
    response.headers[HEADER] = REQUEST.get()
