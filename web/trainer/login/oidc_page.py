"""Logs people in by the organisation's own login, and out to it and back."""

from __future__ import annotations

import contextlib
import hmac
import logging
from dataclasses import astuple
from datetime import UTC, datetime

from aiohttp import web
from itsdangerous import BadData, URLSafeTimedSerializer
from limits.errors import StorageError

from web import keys
from web.addresses import url_for
from web.store.people import audit
from web.trainer.access import sessions
from web.trainer.access.pages import back_to
from web.trainer.access.people import Person
from web.trainer.access.refusals import Refusal
from web.trainer.login.oidc import Attempt, LoginError, Provider, ProviderDown, name_of, role_of
from web.trainer.login.page import ATTEMPTS, own_path

log = logging.getLogger(__name__)

PROVIDER = web.AppKey("provider", Provider)

_ATTEMPT_SECONDS, _COOKIE = 600, "-organisation"
_WAY = "organisationens inloggning"


async def start(request: web.Request) -> web.StreamResponse:
    """Send the browser to the organisation's login, with what to know it by when it is back."""
    attempt = Attempt(till=own_path(request.query.get("till", "")))
    try:
        address = await _provider(request).address(attempt, _redirect_uri(request))
    except ProviderDown as error:
        raise _down(error) from None
    response = web.HTTPSeeOther(address)
    token = _signer(request).dumps(astuple(attempt))
    sessions.set_cookie(request, response, _COOKIE, token, max_age=_ATTEMPT_SECONDS)
    return response


async def finish(request: web.Request) -> web.StreamResponse:
    """Log in whom the organisation vouches for, in the role that it has given."""
    provider, now = _provider(request), datetime.now(UTC)
    await _count(request)
    attempt = _attempt(request)
    try:
        claims = await provider.claims(attempt, request.query["code"], _redirect_uri(request))
    except ProviderDown as error:
        raise _down(error) from None
    except LoginError as error:
        log.warning("nobody was vouched for: %s", error)
        await _note(request, "", "login_failed", now)
        raise Refusal("not_vouched_for") from None
    name, role = name_of(claims), role_of(claims)
    if role is None:
        await _note(request, name, "login_no_role", now)
        raise Refusal("no_role")
    response = back_to(attempt.till)
    async with request.app[keys.DATABASE].begin() as connection:
        await audit.note(connection, name, "login", _WAY, now)
        await sessions.log_in(request, response, Person(name, role), connection)
    sessions.delete_cookie(request, response, _COOKIE)
    return response


def _provider(request: web.Request) -> Provider:
    if PROVIDER not in request.app:
        raise Refusal("not_found")
    return request.app[PROVIDER]


async def _count(request: web.Request) -> None:
    """Each answer that comes back costs calls to the provider; without Redis nobody counts."""
    with contextlib.suppress(StorageError):
        if await request.app[ATTEMPTS].wait(request.app[keys.LIMITS].address(request)):
            raise Refusal("too_many_logins")


def _attempt(request: web.Request) -> Attempt:
    """What this browser left with, if it is what came back."""
    token = request.cookies.get(sessions.cookie_name(request, _COOKIE), "")
    try:
        values = _signer(request).loads(token, max_age=_ATTEMPT_SECONDS)
    except BadData:
        raise Refusal("not_vouched_for") from None
    attempt = Attempt(*values)
    returned = request.query.get("state", "").encode(errors="replace")
    same = hmac.compare_digest(returned, attempt.state.encode())
    if not same or not request.query.get("code"):
        raise Refusal("not_vouched_for")
    return attempt


async def _note(request: web.Request, name: str, what: str, now: datetime) -> None:
    async with request.app[keys.DATABASE].begin() as connection:
        await audit.note(connection, name, what, _WAY, now)


def _down(error: ProviderDown) -> Refusal:
    log.error("the organisation's login does not answer: %s", error)
    return Refusal("provider_down")


def _redirect_uri(request: web.Request) -> str:
    public = request.app[keys.SETTINGS].public_url
    return (public or f"{request.scheme}://{request.host}") + url_for(request.app, "login.answer")


def _signer(request: web.Request) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(request.app[keys.SETTINGS].secret_key, salt="organisation")
