"""Makes tests of conversations."""

from __future__ import annotations

from aiohttp import web

ROUTES: list[web.RouteDef] = []
