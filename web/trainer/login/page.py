"""Logs people in and out."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from web import keys
from web.store.people import accounts, audit
from web.trainer import AREA
from web.trainer.access import sessions
from web.trainer.access.gate import check_form, needs
from web.trainer.access.pages import back_to, bare_page, redirect
from web.trainer.access.people import NAME_CHARACTERS, Person, normal_name
from web.trainer.login.known_browsers import known_browser, remember_browser
from web.trainer.login.login_attempts import Attempts
from web.trainer.login.passwords import Passwords

ATTEMPTS = web.AppKey("attempts", Attempts)
PASSWORDS = web.AppKey("passwords", Passwords)

_WRONG = "Namnet eller lösenordet stämmer inte."
_WAIT = "Det har blivit för många försök. Vänta {seconds} sekunder och försök igen."
_LOGGED_OUT = "Du är utloggad."
_ENDED = "Din inloggning gäller inte längre. Logga in igen."
_FORM = "-form"  # the cookie that holds the form's token while there is no session


def own_path(till: str) -> str:
    """An address to go on to after logging in: one of these pages, whatever was asked for."""
    ours = re.fullmatch(rf"{AREA}(?:[/?][!-\[\]-~]*)?", till)
    elsewhere = re.search(rf"^{AREA}/logga-|/(?:\.|%2e){{1,2}}(?:[/?#]|$)", till, re.IGNORECASE)
    return till if ours and not elsewhere else AREA


async def page(request: web.Request) -> web.StreamResponse:
    """The form; whoever is logged in goes on."""
    till = own_path(request.query.get("till", ""))
    if await sessions.who(request):
        return back_to(till)
    notice = _LOGGED_OUT if "ut" in request.query else None
    if sessions.cookie_name(request) in request.cookies:
        notice = _ENDED
    return _form(request, till=till, notice=notice)


async def log_in(request: web.Request) -> web.StreamResponse:
    """Check a name and a password."""
    await check_form(request, _form_token(request))
    form = await request.post()
    entry, password = str(form.get("name", "")), str(form.get("password", ""))
    till, name = own_path(str(form.get("till", ""))), normal_name(entry)[:NAME_CHARACTERS]
    app, now = request.app, datetime.now(UTC)
    address, browser = app[keys.LIMITS].address(request), known_browser(request, name)
    if seconds := await app[ATTEMPTS].wait(address, name, browser):
        response = _form(request, 429, till=till, entry=entry, error=_WAIT.format(seconds=seconds))
        response.headers["Retry-After"] = str(seconds)
        return response
    async with app[keys.DATABASE].connect() as connection:
        account = await accounts.find(connection, name)
    stored = account.password_hash if account else None
    right = await app[PASSWORDS].check(stored, password)
    if not right or account is None or stored is None:
        async with app[keys.DATABASE].begin() as connection:
            await audit.note(connection, name if account else "", "login_failed", "", now)
        return _form(request, 422, till=till, entry=entry, error=_WRONG)
    renewed = await app[PASSWORDS].renewed(stored, password)
    person, response = Person(name, account.role), back_to(till)
    async with app[keys.DATABASE].begin() as connection:
        if not await accounts.confirm(connection, name, account, renewed or stored):
            return _form(request, 422, till=till, entry=entry, error=_WRONG)
        await audit.note(connection, name, "login", "lösenord", now)
        await sessions.log_in(request, response, person, connection)
    remember_browser(request, response, name)
    await app[ATTEMPTS].succeeded(address, name, browser)
    return response


@needs("reader")
async def log_out(request: web.Request, person: Person) -> web.StreamResponse:
    """Note the logout in the log, end the session, and show the login."""
    response = redirect(request, "login", query="ut")
    async with request.app[keys.DATABASE].begin() as connection:
        await audit.note(connection, person.name, "logout", "", datetime.now(UTC))
        await sessions.log_out(request, response, connection)
    return response


async def with_slash(request: web.Request) -> web.StreamResponse:
    """The address as people type it."""
    return redirect(request, "inbox")


def _form(request: web.Request, status: int = 200, **values: Any) -> web.Response:
    token = _form_token(request)
    context = {"entry": "", "error": None, "csrf": token, "notice": None, **values}
    organisation = request.app[keys.SETTINGS].oidc is not None
    response = bare_page(request, "login/login.html", status, organisation=organisation, **context)
    sessions.set_cookie(request, response, _FORM, token)
    return response


def _form_token(request: web.Request) -> str:
    token = request.cookies.get(sessions.cookie_name(request, _FORM), "")
    return token if re.fullmatch(r"[\w-]{43}", token, re.ASCII) else secrets.token_urlsafe(32)
