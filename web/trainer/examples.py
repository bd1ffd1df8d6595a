"""What the bot is taught beside data/nlu."""

from __future__ import annotations

from aiohttp import web

ROUTES: list[web.RouteDef] = []
