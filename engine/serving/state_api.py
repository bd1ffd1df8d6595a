"""What web's page of the state asks an engine: `GET /webhooks/state`, for whoever has the token.

Numbers and the names of our modules alone: `{"spooled": turns that wait on disk, "errors": {kind:
[how many since the start, when the last one was]}}`, times in seconds since 1970.
"""

from __future__ import annotations

from aiohttp import web

from contracts.metrics import last_errors
from engine.serving import keys


async def state(request: web.Request) -> web.Response:
    """What waits, and what failed."""
    spooled = request.app[keys.SERVING].spooled
    return web.json_response({"spooled": spooled, "errors": last_errors()})
