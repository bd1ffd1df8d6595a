"""Logging in with a password of ours, staying logged in, and logging out."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine
from aiohttp.test_utils import TestClient
from argon2 import PasswordHasher
from yarl import URL

from tests.databases import stored_bytes
from tests.web.conftest import QUICK, ClientMaker
from tests.web.trainer.conftest import (
    LOGIN,
    PASSWORD,
    add_account,
    csrf_of,
    log_in,
    logged,
    try_to_log_in,
)
from web import keys
from web.store.people import accounts
from web.store.people import sessions as stored_sessions
from web.store.trainer_tables import sessions
from web.trainer.login.page import own_path
from web.trainer.login.passwords import Passwords


def cookie_of(client: TestClient) -> str | None:
    """What the session's cookie holds."""
    cookies = client.session.cookie_jar.filter_cookies(client.make_url("/"))
    return cookies["trana"].value if "trana" in cookies else None


async def stored(client: TestClient) -> list[sa.Row]:
    assert client.app is not None
    async with client.app[keys.DATABASE].connect() as connection:
        return list((await connection.execute(sa.select(sessions))).all())


async def is_in(client: TestClient) -> bool:
    return (await client.get("/trana/logg", allow_redirects=False)).status == 200


async def test_whoever_is_logged_out_is_sent_to_log_in_and_back(client: TestClient) -> None:
    response = await client.get("/trana/logg?vad=login&sida=1", allow_redirects=False)
    assert response.status == 303
    sent = URL(response.headers["Location"])
    assert (sent.path, dict(sent.query)) == (LOGIN, {"till": "/trana/logg?vad=login&sida=1"})
    await add_account(client, "anna", "reader")
    form = await client.get(response.headers["Location"])
    assert 'value="/trana/logg?vad=login&amp;sida=1"' in await form.text()
    response = await try_to_log_in(client, "anna", till="/trana/logg?vad=login&sida=1")
    assert response.status == 303
    assert response.headers["Location"] == "/trana/logg?vad=login&sida=1"
    html = await (await client.get(response.headers["Location"])).text()
    assert "anna, " in html
    assert "läsare" in html
    assert await logged(client) == [("anna", "login", "lösenord")]


async def test_whoever_is_logged_in_is_not_asked_again(client: TestClient) -> None:
    await log_in(client)
    response = await client.get(f"{LOGIN}?till=/trana/logg", allow_redirects=False)
    assert response.headers["Location"] == "/trana/logg"


@pytest.mark.parametrize("typed", ["Åsa.Öberg", " åsa.öberg ", "a\u030asa.o\u0308berg"])
async def test_a_name_counts_however_it_is_typed(client: TestClient, typed: str) -> None:
    await add_account(client, "åsa.öberg", "trainer")
    assert (await try_to_log_in(client, typed)).status == 303


async def test_a_password_counts_however_its_letters_are_made(client: TestClient) -> None:
    await add_account(client, "anna", "trainer")
    decomposed = PASSWORD.replace("ä", "a\u0308")
    assert decomposed != PASSWORD
    assert (await try_to_log_in(client, "anna", decomposed)).status == 303


@pytest.mark.parametrize("name", ["anna", "bo", "", "anna'--", "a" * 4000])
async def test_a_wrong_name_and_a_wrong_password_look_the_same(
    client: TestClient, name: str
) -> None:
    await add_account(client, "anna", "trainer")
    response = await try_to_log_in(client, name, "fel lösenord, men långt")
    html = await response.text()
    assert response.status == 422
    assert "Namnet eller lösenordet stämmer inte." in html
    assert "fel lösenord" not in html
    assert f'value="{name.replace("'", "&#39;")}"' in html
    known = name if name == "anna" else ""
    assert await logged(client) == [(known, "login_failed", "")]
    assert not await is_in(client)


async def test_what_was_typed_is_shown_as_text(client: TestClient) -> None:
    html = await (await try_to_log_in(client, '"><script>alert(1)</script>')).text()
    assert "<script>alert" not in html


async def test_a_hash_made_with_older_parameters_is_made_anew(client: TestClient) -> None:
    assert client.app is not None
    old = PasswordHasher(time_cost=2, memory_cost=1024).hash(PASSWORD)
    await add_account(client, "anna", "trainer", old)
    assert (await try_to_log_in(client, "anna")).status == 303
    async with client.app[keys.DATABASE].connect() as connection:
        account = await accounts.find(connection, "anna")
    assert account is not None
    assert not QUICK.check_needs_rehash(account.password_hash)
    assert (await try_to_log_in(client, "anna")).status == 303


def test_passwords_are_hashed_with_argon2id_as_rfc_9106_has_it_for_little_memory() -> None:
    assert Passwords().hashed(PASSWORD).startswith("$argon2id$v=19$m=65536,t=3,p=4$")


async def test_the_database_holds_no_cookie_and_no_password(
    client: TestClient, database: Path
) -> None:
    await log_in(client)
    token = cookie_of(client)
    assert token is not None
    content = stored_bytes(database)
    assert token.encode() not in content
    assert PASSWORD.encode() not in content
    assert [row.id for row in await stored(client)] == [hashlib.sha256(token.encode()).hexdigest()]


async def test_a_login_has_a_new_name_and_ends_what_was_before(client: TestClient) -> None:
    await log_in(client, "reader")
    before = cookie_of(client)
    await log_in(client, "trainer")
    assert cookie_of(client) != before
    assert [row.person for row in await stored(client)] == ["trainer"]


async def test_a_name_that_somebody_else_chose_for_the_session_is_not_taken(
    client: TestClient,
) -> None:
    client.session.cookie_jar.update_cookies({"trana": "vald"}, client.make_url("/"))
    await log_in(client)
    assert cookie_of(client) != "vald"
    client.session.cookie_jar.update_cookies({"trana": "vald"}, client.make_url("/"))
    assert not await is_in(client)


async def test_cookies_are_for_this_host_and_no_script(client: TestClient) -> None:
    await add_account(client, "anna", "trainer")
    cookie = (await try_to_log_in(client, "anna")).headers["Set-Cookie"]
    assert cookie.startswith("trana=")
    for mark in ("HttpOnly", "SameSite=Lax", "Path=/"):
        assert mark in cookie
    assert "Domain" not in cookie
    assert "Secure" not in cookie


async def test_behind_tls_cookies_keep_to_it(make_client: ClientMaker) -> None:
    client = await make_client(public_url="https://press.example")
    await add_account(client, "anna", "trainer")
    page = await client.get(LOGIN)
    form = page.cookies["__Host-trana-form"]
    data = {"csrf": csrf_of(await page.text()), "name": "anna", "password": PASSWORD}
    # The test's client, which speaks no TLS, would not send them back.
    sent = {"Cookie": f"__Host-trana-form={form.value}"}
    response = await client.post(LOGIN, data=data, headers=sent, allow_redirects=False)
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("__Host-trana=")
    for mark in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert mark in cookie
    assert "Domain" not in cookie
    sent = {"Cookie": cookie.partition(";")[0]}
    html = await (await client.get("/trana/logg", headers=sent)).text()
    out = {"csrf": csrf_of(html)}
    response = await client.post("/trana/logga-ut", data=out, headers=sent, allow_redirects=False)
    ended = response.headers["Set-Cookie"]
    assert ended.startswith('__Host-trana=""')
    assert "Secure" in ended
    assert "Path=/" in ended


async def test_logging_out_ends_the_session_for_good(client: TestClient) -> None:
    name = await log_in(client)
    token = cookie_of(client)
    html = await (await client.get("/trana/logg")).text()
    response = await client.post("/trana/logga-ut", data={"csrf": csrf_of(html)})
    assert response.url.path == LOGIN
    assert "Du är utloggad." in await response.text()
    assert cookie_of(client) is None
    assert await stored(client) == []
    again = {"Cookie": f"trana={token}"}
    assert (await client.get("/trana/logg", headers=again, allow_redirects=False)).status == 303
    assert (name, "logout", "") in await logged(client)


async def test_eight_idle_hours_end_a_session(client: TestClient) -> None:
    start = datetime.now(UTC)
    await log_in(client)
    with time_machine.travel(start + timedelta(hours=7, minutes=59), tick=True):
        assert await is_in(client)
    with time_machine.travel(start + timedelta(hours=15, minutes=58), tick=True):
        assert await is_in(client)
    with time_machine.travel(start + timedelta(hours=24), tick=True):
        response = await client.get("/trana/logg")
        assert response.url.path == LOGIN
        assert "Din inloggning gäller inte längre" in await response.text()


async def test_a_session_ends_after_a_day_however_busy(client: TestClient) -> None:
    start = datetime.now(UTC)
    await log_in(client)
    for hours in (7, 14, 21, 23.9):
        with time_machine.travel(start + timedelta(hours=hours), tick=True):
            assert await is_in(client)
    with time_machine.travel(start + timedelta(hours=24, minutes=1), tick=True):
        assert not await is_in(client)


async def test_sessions_that_have_ended_are_deleted(client: TestClient) -> None:
    assert client.app is not None
    await log_in(client)
    now = datetime.now(UTC)
    async with client.app[keys.DATABASE].begin() as connection:
        await stored_sessions.clean(connection, now + timedelta(hours=7))
    assert len(await stored(client)) == 1
    async with client.app[keys.DATABASE].begin() as connection:
        await stored_sessions.clean(connection, now + timedelta(hours=9))
    assert await stored(client) == []


async def test_an_account_that_is_changed_ends_its_sessions_alone(client: TestClient) -> None:
    assert client.app is not None
    await log_in(client, name="anna")
    token = cookie_of(client)
    await log_in(client, name="bo")
    client.session.cookie_jar.update_cookies({"trana": token or ""}, client.make_url("/"))
    await log_in(client, name="cecilia")
    async with client.app[keys.DATABASE].begin() as connection:
        await stored_sessions.delete_all_of(connection, "bo")
    assert await is_in(client)
    async with client.app[keys.DATABASE].begin() as connection:
        await stored_sessions.delete_all_of(connection, "cecilia")
    assert not await is_in(client)


async def test_a_page_is_kept_by_no_cache(client: TestClient) -> None:
    await log_in(client)
    assert (await client.get("/trana/logg")).headers["Cache-Control"] == "no-store"


async def test_a_session_says_nothing_but_who_and_since_when(client: TestClient) -> None:
    await log_in(client)
    (row,) = await stored(client)
    data = json.loads(row.data)
    assert data["person"] == {"name": "trainer", "role": "trainer"}
    assert set(data) == {"person", "since", "csrf", "notice", "about", "held"}
    assert data["about"] is None


@pytest.mark.parametrize(
    "till", ["/trana", "/trana/logg", "/trana?a=b", "/trana/logg?vad=login&sida=2", "/trana/%C3%A5"]
)
def test_the_way_on_may_lead_to_any_of_these_pages(till: str) -> None:
    assert own_path(till) == till


@pytest.mark.parametrize(
    "till",
    [
        "",
        "/",
        "/tranan",
        "https://annan.example/trana",
        "//annan.example/trana",
        "/trana@annan.example",
        "/trana/\\annan.example",
        "/trana/../api/messages",
        "/trana/%2e%2E/api/messages",
        "/trana/./x",
        "/trana/logg\r\nSet-Cookie: a=b",
        "/trana/logg ",
        "/trana/å",
        "javascript:alert(1)",
        "/trana/logga-in?till=/trana/logga-in",
        "/trana/logga-ut",
    ],
)
async def test_the_way_on_leads_nowhere_else(client: TestClient, till: str) -> None:
    assert own_path(till) == "/trana"
    await add_account(client, "anna", "reader")
    response = await try_to_log_in(client, "anna", till=till)
    assert response.headers["Location"] == "/trana"


async def test_a_session_of_another_version_is_none(client: TestClient) -> None:
    assert client.app is not None
    await log_in(client)
    async with client.app[keys.DATABASE].begin() as connection:
        await connection.execute(sa.update(sessions).values(data='{"person": "anna"}'))
    assert not await is_in(client)
