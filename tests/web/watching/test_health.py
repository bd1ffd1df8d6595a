"""Health is true: under load, while nothing can be stored, and of facts that need mending."""

from __future__ import annotations

import asyncio
from pathlib import Path

import aiohttp
import pytest
from aiohttp.test_utils import TestClient

from contracts.watching.metrics import REGISTRY
from tests.databases import redis_server
from tests.press_page import CUSTOMER_PHONE
from tests.web.conftest import ClientMaker, StandInEngine
from web.engines import Engine
from web.watching.health import BUSY_SECONDS, EngineProbe

# More than a client of aiohttp has connections.
MANY = 120


async def test_all_is_well(client: TestClient) -> None:
    response = await client.get("/health")
    assert response.status == 200
    assert await response.json() == {
        "status": "ok",
        "engine": "ok",
        "store": "ok",
        "store_reads": "ok",
        "store_writes": "ok",
        "actions": "ok",
        "redis": "off",
        "slack": "off",
        "teams": "off",
        "facts": "ok",
    }


@pytest.mark.parametrize("part", ["engine", "actions"])
async def test_a_part_that_is_down(client: TestClient, engine: StandInEngine, part: str) -> None:
    engine.health[part] = "down"
    response = await client.get("/health")
    assert response.status == 503
    body = await response.json()
    assert body["status"] == "down"
    assert [name for name in ("engine", "store", "actions") if body[name] == "down"] == [part]


async def test_a_store_that_fails_is_told_of_and_takes_nothing_away(
    client: TestClient, engine: StandInEngine
) -> None:
    engine.health |= {"store": "degraded", "store_writes": "down"}
    for address in ("/health", "/health/ready"):
        response = await client.get(address)
        assert response.status == 200
        body = await response.json()
        assert (body["status"], body["store_reads"], body["store_writes"]) == (
            "degraded",
            "ok",
            "down",
        )


async def test_without_an_engine_people_are_sent_here_all_the_same(
    make_client: ClientMaker, unused_tcp_port: int
) -> None:
    client = await make_client(engine_urls=(f"http://127.0.0.1:{unused_tcp_port}",))
    response = await client.get("/health")
    assert response.status == 503
    body = await response.json()
    assert [body[name] for name in ("engine", "actions", "store")] == ["down", "down", "unknown"]
    ready = await client.get("/health/ready")
    assert (ready.status, (await ready.json())["status"]) == (200, "degraded")
    assert (await client.get("/health/live")).status == 200


async def test_one_of_two_engines_that_is_away_is_told_of_and_takes_nothing_away(
    make_client: ClientMaker, engine: StandInEngine, unused_tcp_port: int
) -> None:
    away = f"http://127.0.0.1:{unused_tcp_port}"
    client = await make_client(engine_urls=(engine.url, away))
    response = await client.get("/health")
    body = await response.json()
    assert (response.status, body["status"]) == (200, "degraded")
    assert [body[name] for name in ("engine", "actions", "store")] == ["degraded", "degraded", "ok"]


async def test_probes_do_not_wait_behind_messages(
    make_client: ClientMaker, engine: StandInEngine
) -> None:
    client, engine.hangs = await make_client(proxy_hops=1), True
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(client.make_url("/"), connector=connector) as session:

        async def ask(number: int) -> int:
            headers = {"X-Forwarded-For": f"192.0.2.{number}"}
            body = {"text": "hej"}
            async with session.post("/api/messages", json=body, headers=headers) as response:
                return response.status

        messages = [asyncio.create_task(ask(number)) for number in range(MANY)]
        for _ in range(100):
            await engine.message_came.acquire()
        async with session.get("/health") as response:
            assert (response.status, (await response.json())["engine"]) == (200, "ok")
        engine.hanging.set()
        assert set(await asyncio.gather(*messages)) == {200}


async def test_probes_at_once_are_one(client: TestClient, engine: StandInEngine) -> None:
    engine.probes_hang = True
    probes = [asyncio.create_task(client.get("/health")) for _ in range(20)]
    await engine.probe_came.acquire()
    engine.hanging.set()
    assert {(await probe).status for probe in probes} == {200}
    assert engine.probes == 1


async def test_an_engine_that_answered_lately_is_busy_and_not_down(engine: StandInEngine) -> None:
    now, probed = 1000.0, Engine(engine.url)
    timeout = aiohttp.ClientTimeout(total=0.05)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        probe = EngineProbe(session, probed, lambda: now)
        engine.probes_hang = True
        assert (await probe.parts())["engine"] == "down"
        probed.answered_at = now - BUSY_SECONDS / 2
        assert (await probe.parts())["engine"] == "ok"
        now += BUSY_SECONDS
        assert (await probe.parts())["engine"] == "down"
        await probe.close()


async def test_a_redis_that_is_away_is_told_of_and_costs_no_answer(
    make_client: ClientMaker, unused_tcp_port: int, tmp_path: Path
) -> None:
    address = f"async+redis://127.0.0.1:{unused_tcp_port}/0"
    client = await make_client(shared_storage=address)
    response = await client.get("/health")
    assert (response.status, (await response.json())["redis"]) == (200, "down")
    await client.close()
    with redis_server(tmp_path) as address:
        client = await make_client(shared_storage=f"async+{address}")
        response = await client.get("/health")
        assert (response.status, (await response.json())["redis"]) == (200, "ok")
        assert REGISTRY.get_sample_value("press_redis_down") == 0
        await client.close()


async def test_bad_facts_are_told_of_while_the_last_good_ones_answer(
    client: TestClient, facts_file: Path
) -> None:
    facts_file.write_text(facts_file.read_text().replace(CUSTOMER_PHONE, "ring oss"))
    response = await client.get("/health")
    assert response.status == 200
    sentence = (await response.json())["facts"]
    assert "press_service.yml, rad" in sentence
    assert "contacts.customer_centre_phone.value" in sentence
