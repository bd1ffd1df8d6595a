"""The trainers' pages put together: their parts, and their routes module by module."""

from __future__ import annotations

from aiohttp import web

from web.settings import Settings
from web.trainer import (
    conversation_page,
    disputes,
    example_form,
    examples,
    facts_page,
    inbox,
    kept_tests,
    log_page,
    login,
    make_test,
    models,
    oidc_login,
    overview,
)
from web.trainer.attempts import Attempts
from web.trainer.oidc import Provider
from web.trainer.passwords import Passwords
from web.trainer.refusals import trainer_middleware

_MODULES = (
    login,
    oidc_login,
    inbox,
    disputes,
    examples,
    example_form,
    conversation_page,
    kept_tests,
    make_test,
    models,
    overview,
    facts_page,
    log_page,
)


def add_to(app: web.Application, settings: Settings) -> None:
    """Add the pages to web."""
    app.middlewares.append(trainer_middleware)
    app[login.ATTEMPTS] = Attempts(settings.shared_storage)
    app[login.PASSWORDS] = Passwords()
    if settings.oidc:
        app[oidc_login.PROVIDER] = Provider(settings.oidc)
    for module in _MODULES:
        app.add_routes(module.ROUTES)
