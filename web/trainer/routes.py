"""The trainers' pages put together: their parts, and their routes module by module."""

from __future__ import annotations

from aiohttp import web

from web import keys
from web.settings import Settings
from web.trainer.access.refusals import trainer_middleware
from web.trainer.facts import page as facts_page
from web.trainer.inbox import conversation_page, disputes
from web.trainer.inbox import page as inbox
from web.trainer.log import page as log_page
from web.trainer.login import oidc_page as oidc_login
from web.trainer.login import page as login
from web.trainer.login.attempts import Attempts
from web.trainer.login.oidc import Provider
from web.trainer.login.passwords import Passwords
from web.trainer.models import page as models
from web.trainer.overview import page as overview
from web.trainer.teaching import example_form, examples, kept_tests
from web.trainer.teaching import kept_test_form as make_test

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
    app[login.ATTEMPTS] = Attempts(app[keys.SHARED])
    app[login.PASSWORDS] = Passwords()
    if settings.oidc:
        app[oidc_login.PROVIDER] = Provider(settings.oidc)
    for module in _MODULES:
        app.add_routes(module.ROUTES)
