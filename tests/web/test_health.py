"""`/health` is green only when all three can answer, and tells of facts that need mending."""

from __future__ import annotations

from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient

from tests.databases import redis_server

from .conftest import ClientMaker, StandInEngine


async def test_all_is_well(client: TestClient) -> None:
    response = await client.get("/health")
    assert response.status == 200
    assert await response.json() == {
        "status": "ok",
        "engine": "ok",
        "store": "ok",
        "actions": "ok",
        "redis": "off",
        "slack": "off",
        "teams": "off",
        "facts": "ok",
    }


@pytest.mark.parametrize("part", ["engine", "store", "actions"])
async def test_a_part_that_is_down(client: TestClient, engine: StandInEngine, part: str) -> None:
    engine.health[part] = "down"
    response = await client.get("/health")
    assert response.status == 503
    body = await response.json()
    assert [name for name in ("engine", "store", "actions") if body[name] == "down"] == [part]


async def test_without_an_engine_nothing_answers(
    make_client: ClientMaker, unused_tcp_port: int
) -> None:
    client = await make_client(engine_url=f"http://127.0.0.1:{unused_tcp_port}")
    response = await client.get("/health")
    assert response.status == 503
    body = await response.json()
    assert {body[name] for name in ("engine", "store", "actions")} == {"down"}


async def test_a_redis_that_is_away_is_told_of_and_costs_no_answer(
    make_client: ClientMaker, unused_tcp_port: int, tmp_path: Path
) -> None:
    address = f"async+redis://127.0.0.1:{unused_tcp_port}/0"
    response = await (await make_client(shared_storage=address)).get("/health")
    assert (response.status, (await response.json())["redis"]) == (200, "down")
    with redis_server(tmp_path) as address:
        response = await (await make_client(shared_storage=f"async+{address}")).get("/health")
        assert (response.status, (await response.json())["redis"]) == (200, "ok")


async def test_bad_facts_are_told_of_while_the_last_good_ones_answer(
    client: TestClient, facts_file: Path
) -> None:
    facts_file.write_text(facts_file.read_text().replace("0771-524 524", "ring oss"))
    response = await client.get("/health")
    assert response.status == 200
    sentence = (await response.json())["facts"]
    assert "press_service.yml, rad" in sentence
    assert "contacts.customer_centre_phone.value" in sentence
