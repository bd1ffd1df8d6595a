"""What happens in the chat, in numbers."""

from __future__ import annotations

from aiohttp import web

ROUTES: list[web.RouteDef] = []
