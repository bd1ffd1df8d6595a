"""The routes of the trainers' pages on one screen, module by module."""

from __future__ import annotations

from aiohttp import web

from web.trainer import (
    disputes,
    examples,
    facts_page,
    inbox,
    kept_tests,
    log_page,
    login,
    models,
    overview,
)

_MODULES = (
    login,
    inbox,
    disputes,
    examples,
    kept_tests,
    models,
    overview,
    facts_page,
    log_page,
)


def add_to(app: web.Application) -> None:
    """Add the pages to web."""
    for module in _MODULES:
        app.add_routes(module.ROUTES)
