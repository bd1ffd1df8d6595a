"""Logs people in and out."""

from __future__ import annotations

from aiohttp import web

ROUTES: list[web.RouteDef] = []
