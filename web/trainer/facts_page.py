"""The facts as journalists see them, and their editing."""

from __future__ import annotations

from aiohttp import web

ROUTES: list[web.RouteDef] = []
