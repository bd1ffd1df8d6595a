"""Checks the session, role and CSRF token of each request to the trainers' pages (`needs`)."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Mapping
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from web import keys
from web.http.security import Handler
from web.trainer import AREA
from web.trainer.access import unsent
from web.trainer.access.pages import back_to, redirect
from web.trainer.access.people import Person
from web.trainer.access.refusals import Refusal
from web.trainer.access.sessions import VISIT

# The largest form that is kept, a test of a long conversation, with a prefix for each field.
_UNSENT_BYTES = 1_100_000
TOKEN_HEADER = "X-CSRF-Token"
MAX_FORM_BYTES = 8 * 1024

Page = Callable[[web.Request, Person], Awaitable[web.StreamResponse]]


# What is sent to these is handed back to somebody whose session has ended.
_KEPT: set[Handler] = set()


def needs(
    role: str, most_bytes: int = MAX_FORM_BYTES, *, keeps: bool = False
) -> Callable[[Page], Handler]:
    """Give the page the person, who has at least `role`; others are sent to log in, or refused.

    What is not a GET must carry the session's token, in the form as `csrf` or in the header
    X-CSRF-Token; a script, known by the header, is answered 401 rather than sent to log in.
    A body may be `most_bytes` large. A form that `keeps` is handed back, to be sent after a login.
    A form of filters sends what is empty too: the address is shown without it.
    """

    def decorate(page: Page) -> Handler:
        @wraps(page)
        async def guarded(request: web.Request) -> web.StreamResponse:
            session = await request[VISIT].session()
            if session is None:
                if TOKEN_HEADER in request.headers:
                    raise Refusal("logged_out")
                if keeps:
                    request = request.clone(client_max_size=most_bytes)
                    await _read(request)
                    fields = await unsent.fields_of(request)
                    return await unsent.logged_out_page(request, request.path, fields)
                raise redirect(request, "login", query={"till": await _return_to(request)})
            if not session.person.may(role):
                raise Refusal("role")
            if request.method not in ("GET", "HEAD"):
                request = request.clone(client_max_size=most_bytes)
                await check_form(request, session.csrf)
            elif "" in request.query.values():
                raise back_to(_without_empty(request))
            return await page(request, session.person)

        if keeps:
            _KEPT.add(guarded)
        return guarded

    return decorate


async def check_form(request: web.Request, token: str) -> None:
    """Refuse a form that did not come from a page of ours.

    Raises:
        Refusal: it comes from another site, cannot be read, or lacks `token`.
    """
    form = await _read(request)
    candidate = request.headers.get(TOKEN_HEADER) or str(form.get("csrf", ""))
    if not hmac.compare_digest(candidate.encode(errors="replace"), token.encode()):
        raise Refusal("forged")


async def send_again(request: web.Request) -> web.StreamResponse:
    """Show what was sent without a session, with a button that sends it; this changes nothing."""
    unread, request = request, request.clone(client_max_size=_UNSENT_BYTES)
    await _read(request)
    path, fields = await unsent.kept_fields(request)
    if not path.startswith(f"{AREA}/"):
        raise web.HTTPNotFound
    try:
        there = unread.clone(method="POST", rel_url=path)
        match = await request.app.router.resolve(there)
    except ValueError:
        raise web.HTTPNotFound from None
    if match.handler not in _KEPT:
        raise web.HTTPNotFound
    session = await request[VISIT].session()
    if session is None:
        return await unsent.logged_out_page(request, path, fields)
    return await unsent.resend_page(request, session.person, path, fields)


def _without_empty(request: web.Request) -> str:
    filled = [(name, value) for name, value in request.query.items() if value]
    path = request.rel_url.raw_path
    return f"{path}?{urlencode(filled)}" if filled else path


async def _read(request: web.Request) -> Mapping[str, Any]:
    """The fields of a form of ours.

    Raises:
        Refusal: it comes from another site, or cannot be read.
    """
    if not _from_here(request):
        raise Refusal("forged")
    if request.content_type.startswith("multipart/"):
        raise Refusal("bad_form")  # there is no form here that sends files
    try:
        form = await request.post()
    except (ValueError, LookupError):
        raise Refusal("bad_form") from None
    if any("\x00" in str(value) for value in form.values()):
        raise Refusal("bad_form")  # PostgreSQL takes no NUL
    return form


def _from_here(request: web.Request) -> bool:
    """What the browser says of where a form comes from; older ones say less, or nothing."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    # Our own pages' forms say null, because of the Referrer-Policy.
    origin = request.headers.get("Origin", "null")
    host = origin.partition("://")[2]
    ours = (request.host, request.app[keys.SETTINGS].public_url.partition("://")[2])
    return origin == "null" or (host != "" and host in ours)


async def _return_to(request: web.Request) -> str:
    """Where to go after logging in: the page itself, or the nearest one above a form's address."""
    if request.method == "GET":
        return request.path_qs
    path = request.path
    while path != AREA:
        there = request.clone(method="GET", rel_url=path)
        if (await request.app.router.resolve(there)).http_exception is None:
            break
        path = path.rpartition("/")[0]
    return path
