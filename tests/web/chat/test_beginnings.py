"""A conversation's name lasts: from the page that was drawn, and for as long as it is stored."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from aiohttp.test_utils import TestClient

from tests.web.conftest import ClientMaker, StandInEngine, store
from web import keys
from web.chat.conversation_names import ConversationNames

KEY = "a-key_of-the-page1"


def names_of(client: TestClient) -> ConversationNames:
    app: Any = client.app
    names: ConversationNames = app[keys.NAMES]
    return names


async def send(client: TestClient, token: object, key: str = KEY):
    body = {"text": "Hur många?", "key": key, "conversation": token}
    return await client.post("/api/messages", json=body)


async def test_a_first_message_whose_answer_was_lost_comes_to_the_same_conversation(
    client: TestClient, engine: StandInEngine
) -> None:
    token = names_of(client).offer("browser")
    first = await (await send(client, token)).json()
    client.session.cookie_jar.clear()  # it was lost
    assert await (await send(client, token)).json() == first
    assert len(engine.received) == 1
    await client.post("/api/messages", json={"text": "och i år?"})  # by the cookie of the second
    first_name, second_name = (r["sender"] for r in engine.received)
    assert first_name == second_name == names_of(client).name_in(token)


async def test_the_cookie_goes_before_the_token(client: TestClient, engine: StandInEngine) -> None:
    await client.post("/api/messages", json={"text": "hej"})
    await send(client, names_of(client).offer("browser"))
    first, second = (r["sender"] for r in engine.received)
    assert first == second


async def test_what_was_offered_is_no_cookie_and_a_cookie_no_offer(
    client: TestClient, engine: StandInEngine
) -> None:
    names, token = names_of(client), names_of(client).offer("browser")
    client.session.cookie_jar.update_cookies({"conversation": token})
    response = await client.post("/api/messages", json={"text": "hej"})
    assert engine.received[-1]["sender"] != names.name_in(token)
    assert names.name_in(response.cookies["conversation"].value) is None
    assert names.name_in(names.offer("browser")) is not None
    assert names.offer("browser") != names.offer("browser")


@pytest.mark.parametrize("token", [None, "", "forged", "WyJhIl0.x.y"])
async def test_a_token_that_is_none_of_ours_begins_a_new_conversation(
    client: TestClient, engine: StandInEngine, token: str | None
) -> None:
    assert (await send(client, token)).status == 200
    assert engine.received[0]["sender"] not in ("forged", "a")


async def test_a_token_of_the_day_before_begins_a_new_conversation(
    client: TestClient, engine: StandInEngine
) -> None:
    names = names_of(client)
    token = names.offer("browser")
    offered = names.name_in(token)
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=25), tick=True):
        assert (await send(client, token)).status == 200
    assert engine.received[0]["sender"] != offered


@pytest.mark.parametrize("token", [7, ["x"], {}])
async def test_a_token_that_is_no_string_is_refused(
    client: TestClient, engine: StandInEngine, token: object
) -> None:
    response = await send(client, token)
    assert (response.status, (await response.json())["code"]) == (422, "wrong_conversation")
    assert engine.received == []


async def test_after_a_deletion_the_token_begins_another_and_the_same_each_time(
    client: TestClient, engine: StandInEngine, database: Path
) -> None:
    token = names_of(client).offer("browser")
    await send(client, token)
    first = engine.received[-1]["sender"]
    await store(database, first, {"event": "user", "text": "Hur många?", "metadata": {}})
    assert (await client.delete("/api/conversation")).status == 204
    for _ in range(2):
        client.session.cookie_jar.clear()
        await send(client, token)
    second = {r["sender"] for r in engine.received[1:]}
    assert len(engine.received) == 2
    assert len(second) == 1 and first not in second


async def test_the_cookie_lives_as_long_as_what_is_stored_from_the_last_message(
    make_client: ClientMaker, engine: StandInEngine
) -> None:
    client = await make_client(keep_days=30)
    response = await client.post("/api/messages", json={"text": "hej"})
    first = response.cookies["conversation"]
    assert first["max-age"] == str(30 * 24 * 3600)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=29), tick=True):
        client.session.cookie_jar.update_cookies({"conversation": first.value})
        again = (await client.post("/api/messages", json={"text": "hej"})).cookies["conversation"]
    assert again["max-age"] == str(30 * 24 * 3600)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=31), tick=True):
        for cookie in (again, first):
            client.session.cookie_jar.clear()
            client.session.cookie_jar.update_cookies({"conversation": cookie.value})
            await client.post("/api/messages", json={"text": "hej"})
    name, renewed, still_good, too_old = (r["sender"] for r in engine.received)
    assert name == renewed == still_good != too_old


async def test_a_clock_that_was_set_back_takes_nobodys_conversation(
    client: TestClient, engine: StandInEngine
) -> None:
    names, ahead = names_of(client), datetime.now(UTC) + timedelta(hours=3)
    with time_machine.travel(ahead, tick=True):
        token = names.offer("browser")
        cookie = (await client.post("/api/messages", json={"text": "hej"})).cookies["conversation"]
    client.session.cookie_jar.update_cookies({"conversation": cookie.value})
    await client.post("/api/messages", json={"text": "hej"})
    first, second = (r["sender"] for r in engine.received)
    assert first == second
    assert names.name_in(token) is not None
