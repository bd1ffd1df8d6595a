"""Accounts and sessions are kept in SQLite and in PostgreSQL alike."""

from __future__ import annotations

from datetime import timedelta

import pytest
from aiohttp.test_utils import TestClient
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.web.conftest import ClientMaker
from tests.web.stores import NOW
from tests.web.trainer.conftest import csrf_of, log_in, logged, try_to_log_in
from web import keys
from web.store.people import accounts, audit
from web.store.people import sessions as stored_sessions
from web.store.people.audit import LineFilters


async def is_in(client: TestClient) -> bool:
    return (await client.get("/trana/logg", allow_redirects=False)).status == 200


async def test_in_out_and_thrown_out(make_client: ClientMaker, postgresql_database: str) -> None:
    client = await make_client(database_url=postgresql_database)
    assert client.app is not None
    name = await log_in(client)
    html = await (await client.get("/trana/logg")).text()
    assert (await client.get("/trana/logg?person=%00")).status == 404
    await client.post("/trana/logga-ut", data={"csrf": csrf_of(html)})
    assert not await is_in(client)
    assert (await try_to_log_in(client, name, "fel lösenord, men långt")).status == 422
    await log_in(client)
    assert await is_in(client)
    async with client.app[keys.DATABASE].begin() as connection:
        assert [row.name for row in await accounts.every(connection)] == [name]
        assert await accounts.remove(connection, name)
        await stored_sessions.delete_all_of(connection, name)
    assert not await is_in(client)
    kinds = [what for _, what, _ in await logged(client)]
    assert kinds == ["login", "logout", "login_failed", "login"]
    await client.close()


async def test_a_name_has_one_account(store: AsyncEngine) -> None:
    async with store.begin() as connection:
        await accounts.add(connection, "anna", "reader", "h", NOW)
    with pytest.raises(IntegrityError):
        async with store.begin() as connection:
            await accounts.add(connection, "anna", "trainer", "h", NOW)
    async with store.connect() as connection:
        (row,) = await accounts.every(connection)
        assert (row.name, row.role, row.created_at) == ("anna", "reader", NOW.timestamp())


@pytest.mark.parametrize("changed", [{"role": "reader"}, {"password_hash": "h2"}, None])
async def test_an_account_that_changes_while_its_password_is_checked_is_not_confirmed(
    store: AsyncEngine, changed: dict[str, str] | None
) -> None:
    async with store.begin() as connection:
        await accounts.add(connection, "anna", "trainer", "h1", NOW)
        account = await accounts.find(connection, "anna")
        assert account is not None
        assert await accounts.confirm(connection, "anna", account, "h1")
    async with store.begin() as connection:
        if changed is None:
            assert await accounts.remove(connection, "anna")
        else:
            assert await accounts.change(connection, "anna", **changed)
    async with store.begin() as connection:
        assert not await accounts.confirm(connection, "anna", account, "h3")
        row = await accounts.find(connection, "anna")
        assert (row is None) == (changed is None)


async def test_what_there_is_not_cannot_be_changed(store: AsyncEngine) -> None:
    async with store.begin() as connection:
        assert await accounts.find(connection, "bo") is None
        assert not await accounts.change(connection, "bo", role="reader")
        assert not await accounts.remove(connection, "bo")


async def test_failed_logins_are_deleted_by_age_and_nothing_else_is(store: AsyncEngine) -> None:
    then = NOW - timedelta(days=91)
    async with store.begin() as connection:
        for what in ("login", "login_failed"):
            for at in (then, NOW):
                await audit.note(connection, "anna", what, "", at)
        await audit.clean(connection, NOW - timedelta(days=90))
        lines = await audit.read(connection, LineFilters(), 0, 10)
    assert sorted((line.what, line.at) for line in lines) == [
        ("login", then.timestamp()),
        ("login", NOW.timestamp()),
        ("login_failed", NOW.timestamp()),
    ]
