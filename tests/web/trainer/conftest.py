"""Logging in, for the tests of the trainers' pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient
from playwright.async_api import Browser, Page

from web import keys
from web.store.people import accounts
from web.store.trainer_tables import audit
from web.trainer.login.passwords import Passwords

from ..conftest import QUICK

LOGIN = "/trana/logga-in"
PASSWORD = "rätt häst batteri"
_HASHED = Passwords(QUICK).hashed(PASSWORD)


def hides(*words: str) -> Callable[[dict[str, Any]], dict[str, str]]:
    """A stand-in engine's masking: of each of these words, as a name."""

    def mask(body: dict[str, Any]) -> dict[str, str]:
        text = body["text"]
        for word in words:
            text = text.replace(word, "[namn]")
        return {"text": text}

    return mask


def csrf_of(html: str) -> str:
    """The token of the forms on a page."""
    match = re.search(r'name="csrf" value="([^"]+)"', html)
    assert match, "no form on the page"
    return match[1]


async def add_account(
    client: TestClient, name: str, role: str, password_hash: str = _HASHED
) -> None:
    """An account with PASSWORD, of this role from now on."""
    assert client.app is not None
    async with client.app[keys.DATABASE].begin() as connection:
        if not await accounts.change(connection, name, role=role):
            await accounts.add(connection, name, role, password_hash, datetime.now(UTC))


async def try_to_log_in(
    client: TestClient, name: str, password: str = PASSWORD, till: str = "", **more: Any
) -> ClientResponse:
    """Send the form; a redirect is not followed."""
    cookies = client.session.cookie_jar.filter_cookies(client.make_url("/"))
    # Whoever is logged in already is not shown the form again.
    cookie = cookies["trana-form"].value if "trana-form" in cookies else None
    token = cookie or csrf_of(await (await client.get(LOGIN)).text())
    form = {"csrf": token, "name": name, "password": password, "till": till}
    return await client.post(LOGIN, data=form, allow_redirects=False, **more)


async def log_in(client: TestClient, role: str = "trainer", name: str | None = None) -> str:
    """Log in by the form, with an account made for it; gives the name."""
    name = name or role
    await add_account(client, name, role)
    response = await try_to_log_in(client, name)
    assert response.status == 303, await response.text()
    return name


async def logged(client: TestClient) -> list[tuple[str, str, str]]:
    """Who, what and about, oldest first, of the log."""
    assert client.app is not None
    lines = sa.select(audit.c.person, audit.c.what, audit.c.about).order_by(audit.c.id)
    async with client.app[keys.DATABASE].connect() as connection:
        return [tuple(row) for row in await connection.execute(lines)]


async def open_in(
    chromium: Browser, client: TestClient, width: int = 1280, scheme: Any = "light", **more: Any
) -> Page:
    """A page in a browser of its own, logged in as the client is; paths are of the client's app."""
    address = str(client.make_url("/"))
    context = await chromium.new_context(
        base_url=address,
        viewport={"width": width, "height": 740},
        color_scheme=scheme,
        locale="sv-SE",
        **more,
    )
    context.set_default_timeout(15_000)
    cookies = client.session.cookie_jar.filter_cookies(client.make_url("/"))
    values = [{"name": c.key, "value": c.value, "url": address} for c in cookies.values()]
    await context.add_cookies(values)  # type: ignore[arg-type]
    return await context.new_page()
