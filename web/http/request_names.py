"""Gives every request a name, by which it is found in the logs and traces of all parts."""

from __future__ import annotations

from aiohttp import web

from contracts.watching.logs import REQUEST, REQUEST_ID_HEADER, begin_request
from contracts.watching.traces import note_status, request_span
from web.http.security import Handler

# Named routes of which there is nothing to tell.
_NOT_TRACED = frozenset({"health", "live", "ready", "static"})


@web.middleware
async def request_names(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Name the request anew, whatever the caller calls it; what it begins keeps the name."""
    begin_request()
    resource = request.match_info.route.resource
    if resource is None or resource.name in _NOT_TRACED:
        return await handler(request)
    with request_span(request.method, resource.canonical):
        response = await _answer(request, handler)
        note_status(response.status)
    if isinstance(response, web.HTTPException):
        raise response
    return response


async def _answer(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except web.HTTPException as answer:  # a redirection, as a rule
        return answer


async def tell_name(request: web.Request, response: web.StreamResponse) -> None:
    """A signal that has the answer say which request it answers."""
    response.headers[REQUEST_ID_HEADER] = REQUEST.get()
