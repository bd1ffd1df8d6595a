"""`/health` is green only when all three can answer, and tells of facts that need mending."""

from __future__ import annotations

from pathlib import Path

from aiohttp.test_utils import TestClient

from .conftest import ClientMaker, StandInEngine


async def test_all_is_well(client: TestClient) -> None:
    response = await client.get("/health")
    assert response.status == 200
    assert await response.json() == {
        "status": "ok",
        "engine": "ok",
        "store": "ok",
        "actions": "ok",
        "slack": "off",
        "teams": "off",
        "facts": "ok",
    }


async def test_an_engine_without_a_model_is_down(client: TestClient, engine: StandInEngine) -> None:
    engine.health = 409
    response = await client.get("/health")
    assert response.status == 503
    assert (await response.json())["engine"] == "down"


async def test_a_database_that_fails(client: TestClient, engine: StandInEngine) -> None:
    engine.store = 503
    response = await client.get("/health")
    assert response.status == 503
    assert (await response.json())["store"] == "down"


async def test_an_action_server_that_is_gone(
    make_client: ClientMaker, unused_tcp_port: int
) -> None:
    client = await make_client(actions_url=f"http://127.0.0.1:{unused_tcp_port}")
    response = await client.get("/health")
    assert response.status == 503
    assert (await response.json())["actions"] == "down"


async def test_bad_facts_are_told_of_while_the_last_good_ones_answer(
    client: TestClient, facts_file: Path
) -> None:
    facts_file.write_text(facts_file.read_text().replace("0771-524 524", "ring oss"))
    response = await client.get("/health")
    assert response.status == 200
    told = (await response.json())["facts"]
    assert "press_service.yml, rad" in told
    assert "contacts.customer_centre_phone.value" in told
