"""Who did what when."""

from __future__ import annotations

from aiohttp import web

ROUTES: list[web.RouteDef] = []
