"""Guessing passwords goes slowly, whoever is guessed at."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from aiohttp.test_utils import TestClient

from tests.databases import redis_server
from tests.web.conftest import ClientMaker
from tests.web.trainer.conftest import PASSWORD, add_account, logged, try_to_log_in
from web.shared import SharedState
from web.trainer.login.login_attempts import Attempts
from web.trainer.login.page import ATTEMPTS
from web.trainer.login.passwords import Passwords

WRONG = "fel lösenord, men långt"


def from_address(number: int) -> dict[str, str]:
    return {"X-Forwarded-For": f"2001:db8:0:{number:x}::1"}


@pytest.fixture
async def client(make_client: ClientMaker) -> TestClient:
    return await make_client(proxy_hops=1)


@pytest.mark.parametrize("name", ["anna", "ingen"])
async def test_after_five_wrong_ones_even_the_right_one_waits(
    client: TestClient, name: str
) -> None:
    await add_account(client, "anna", "trainer")
    for _ in range(5):
        response = await try_to_log_in(client, name, WRONG, headers=from_address(1))
        assert response.status == 422
    response = await try_to_log_in(client, name, PASSWORD, headers=from_address(1))
    assert response.status == 429
    match = re.search(r"Vänta (\d+) sekunder", await response.text())
    assert match
    assert 0 < int(match[1]) <= 900
    assert response.headers["Retry-After"] == match[1]
    assert (await client.get("/trana/logg", allow_redirects=False)).status == 303
    assert len(await logged(client)) == 5


async def test_strangers_elsewhere_keep_nobody_out(client: TestClient) -> None:
    await add_account(client, "anna", "trainer")
    for number in range(5):
        for _ in range(6):
            await try_to_log_in(client, "anna", WRONG, headers=from_address(number))
    assert (await try_to_log_in(client, "anna", headers=from_address(6))).status == 303


async def test_a_name_guessed_at_from_everywhere_waits_but_where_its_owner_has_been(
    client: TestClient,
) -> None:
    await add_account(client, "anna", "trainer")
    assert (await try_to_log_in(client, "anna", headers=from_address(1))).status == 303
    owner = client.session.cookie_jar.filter_cookies(client.make_url("/"))["trana-known"].value
    client.session.cookie_jar.clear()
    for number in range(11):
        for _ in range(5):
            await try_to_log_in(client, "anna", WRONG, headers=from_address(number))
    elsewhere = await try_to_log_in(client, "anna", headers=from_address(99))
    assert elsewhere.status == 429
    client.session.cookie_jar.update_cookies({"trana-known": owner}, client.make_url("/"))
    # From an address that strangers guess from, too.
    assert (await try_to_log_in(client, "anna", headers=from_address(1))).status == 303


async def test_a_known_browser_may_guess_five_times_too(client: TestClient) -> None:
    await add_account(client, "anna", "trainer")
    assert (await try_to_log_in(client, "anna")).status == 303
    client.session.cookie_jar.update_cookies({"trana": ""}, client.make_url("/"))
    statuses = [
        (await try_to_log_in(client, "anna", WRONG, headers=from_address(number))).status
        for number in range(6)
    ]
    assert statuses == [422] * 5 + [429]


async def test_a_browser_is_known_for_the_name_that_has_been_in_and_by_our_signature(
    client: TestClient,
) -> None:
    await add_account(client, "anna", "trainer")
    await add_account(client, "bo", "trainer")
    assert (await try_to_log_in(client, "anna")).status == 303
    url = client.make_url("/")
    cookie = client.session.cookie_jar.filter_cookies(url)["trana-known"].value
    for forged in (cookie, cookie[:-1], "", "WyJhIiwiYm8iXQ.aaaa.bbbb"):
        client.session.cookie_jar.update_cookies({"trana": "", "trana-known": forged}, url)
        for _ in range(5):
            await try_to_log_in(client, "bo", WRONG, headers=from_address(1))
        assert (await try_to_log_in(client, "bo", headers=from_address(1))).status == 429


async def test_a_browser_is_known_however_the_clock_was_set_back(client: TestClient) -> None:
    await add_account(client, "anna", "trainer")
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=3), tick=True):
        assert (await try_to_log_in(client, "anna")).status == 303
    for number in range(50):
        await client.app[ATTEMPTS].wait(str(number), "anna")  # type: ignore[index]
    assert (await try_to_log_in(client, "anna")).status == 303


async def test_the_wait_ends_and_does_not_grow_by_trying(client: TestClient) -> None:
    await add_account(client, "anna", "trainer")
    start = datetime.now(UTC)
    for _ in range(10):
        await try_to_log_in(client, "anna", WRONG)
    with time_machine.travel(start + timedelta(minutes=10), tick=True):
        assert (await try_to_log_in(client, "anna")).status == 429
    with time_machine.travel(start + timedelta(minutes=16), tick=True):
        assert (await try_to_log_in(client, "anna")).status == 303


async def test_the_wait_is_one_name_s_alone(client: TestClient) -> None:
    await add_account(client, "anna", "trainer")
    await add_account(client, "bo", "trainer")
    for _ in range(6):
        await try_to_log_in(client, "anna", WRONG)
    assert (await try_to_log_in(client, "bo")).status == 303


async def test_a_right_one_starts_the_count_again(client: TestClient) -> None:
    await add_account(client, "anna", "trainer")
    for _ in range(3):
        for _ in range(4):
            assert (await try_to_log_in(client, "anna", WRONG)).status == 422
        assert (await try_to_log_in(client, "anna")).status == 303


async def test_one_address_that_tries_many_names_waits(client: TestClient) -> None:
    await add_account(client, "anna", "trainer")
    for number in range(30):
        response = await try_to_log_in(client, f"namn{number}", WRONG, headers=from_address(1))
        assert response.status == 422
    assert (await try_to_log_in(client, "anna", headers=from_address(1))).status == 429
    assert (await try_to_log_in(client, "anna", headers=from_address(2))).status == 303


async def test_a_name_without_an_account_costs_as_much_as_one_with(
    make_client: ClientMaker,
) -> None:
    """The same work is done: a hash is checked, of nobody's password, and never found right."""
    passwords = Passwords()
    stored = passwords.hashed(PASSWORD)
    assert await passwords.check(stored, PASSWORD)
    assert not await passwords.check(stored, WRONG)
    assert not await passwords.check(None, PASSWORD)
    assert not await passwords.check(None, "")
    assert not await passwords.check("trasig", PASSWORD)


async def test_copies_count_together(tmp_path: Path) -> None:
    with redis_server(tmp_path) as address:
        one, other = (Attempts(SharedState(f"async+{address}")) for _ in range(2))
        for _ in range(5):
            assert not await one.wait("::1", "anna")
        assert await other.wait("::1", "anna") > 0
        await other.succeeded("::1", "anna")
        assert not await one.wait("::1", "anna")


async def test_while_redis_is_away_attempts_are_counted_all_the_same(
    make_client: ClientMaker, unused_tcp_port: int
) -> None:
    away = f"async+redis://127.0.0.1:{unused_tcp_port}/0"
    client = await make_client(shared_storage=away, proxy_hops=1)
    await add_account(client, "anna", "trainer")
    for _ in range(2):  # the right one starts the count again here too
        for _ in range(4):
            response = await try_to_log_in(client, "anna", WRONG, headers=from_address(1))
            assert response.status == 422
        client.session.cookie_jar.clear()
        assert (await try_to_log_in(client, "anna", headers=from_address(1))).status == 303
        client.session.cookie_jar.clear()
    for _ in range(5):
        await try_to_log_in(client, "anna", WRONG, headers=from_address(1))
    assert (await try_to_log_in(client, "anna", headers=from_address(1))).status == 429
