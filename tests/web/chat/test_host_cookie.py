"""Behind TLS no other host can plant a conversation, and those that were begun before go on."""

from __future__ import annotations

import pytest
from aiohttp.test_utils import TestClient

from tests.web.conftest import ClientMaker, StandInEngine

SECURE = "https://press.example"
OLD, NEW = "conversation", "__Host-conversation"


async def ask(client: TestClient, **cookies: str) -> dict[str, str]:
    """The cookies that come with an answer, where these are sent."""
    header = "; ".join(f"{name}={value}" for name, value in cookies.items())
    headers = {"Cookie": header} if header else {}
    response = await client.post("/api/messages", json={"text": "hej"}, headers=headers)
    assert response.status == 200
    client.session.cookie_jar.clear()
    return {name: morsel.value for name, morsel in response.cookies.items()}


@pytest.fixture
async def before(make_client: ClientMaker) -> TestClient:
    """The app as it was: without TLS its cookie has the old name."""
    return await make_client()


@pytest.fixture
async def client(make_client: ClientMaker) -> TestClient:
    return await make_client(public_url=SECURE)


def conversations(engine: StandInEngine) -> list[str]:
    return [message["sender"] for message in engine.received if "sender" in message]


async def test_a_conversation_of_before_goes_on_under_the_new_name(
    before: TestClient, client: TestClient, engine: StandInEngine
) -> None:
    old = await ask(before)
    new = await ask(client, conversation=old[OLD])
    assert set(new) == {NEW}
    await ask(client, **new)
    assert len(set(conversations(engine))) == 1


async def test_what_is_planted_under_the_old_name_is_not_taken(
    client: TestClient, engine: StandInEngine
) -> None:
    attackers = await ask(client)
    await ask(client, conversation=attackers[NEW])
    victims = await ask(client)
    await ask(client, conversation=attackers[NEW], **victims)
    first, second, third, fourth = conversations(engine)
    assert len({first, second, third}) == 3
    assert fourth == third


async def test_a_cookie_of_before_goes_with_its_conversation(
    before: TestClient, client: TestClient
) -> None:
    old = await ask(before)
    headers = {"Cookie": f"{OLD}={old[OLD]}"}
    response = await client.delete("/api/conversation", headers=headers)
    assert response.status == 204
    deleted = response.headers.getall("Set-Cookie")
    assert sorted(cookie.split("=")[0] for cookie in deleted) == [NEW, OLD]
    assert all("Max-Age=0" in cookie for cookie in deleted)
    assert all("Secure" in cookie for cookie in deleted)
