"""What web's page of the state asks an engine: `GET /webhooks/state`, for whoever has the token.

Numbers and the names of our modules alone: `{"started": when it was, "spooled": turns that wait on
disk, "errors": {kind: [how many since the start, when the last one was]}}`, times in seconds since
1970.
"""

from __future__ import annotations

from aiohttp import web

from contracts.watching.metrics import last_errors
from engine.serving import keys


async def state(request: web.Request) -> web.Response:
    """Since when it is up, what waits, and what failed."""
    started, spooled = request.app[keys.STARTED], request.app[keys.SERVING].spooled
    return web.json_response({"started": started, "spooled": spooled, "errors": last_errors()})
