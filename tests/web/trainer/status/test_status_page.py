"""A releaser sees what works, what waits and what failed."""

from __future__ import annotations

import logging
from collections import namedtuple
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient

from tests.web.conftest import ClientMaker, StandInEngine
from tests.web.trainer.conftest import log_in
from web.trainer.status import page
from web.trainer.status.view import LEAST_FREE_BYTES

ADDRESS = "/trana/drift"


@pytest.fixture
async def releaser(client: TestClient) -> TestClient:
    await log_in(client, "releaser")
    return client


async def shown(client: TestClient) -> str:
    response = await client.get(ADDRESS)
    assert response.status == 200
    return await response.text()


@pytest.mark.parametrize(("role", "status"), [("reader", 403), ("trainer", 403), ("releaser", 200)])
async def test_it_is_for_releasers(client: TestClient, role: str, status: int) -> None:
    await log_in(client, role)
    assert (await client.get(ADDRESS)).status == status
    leads_there = ADDRESS in await (await client.get("/trana/logg")).text()
    assert leads_there is (role == "releaser")


async def test_what_does_not_work_stands_out(releaser: TestClient, engine: StandInEngine) -> None:
    assert "Fungerar inte" not in await shown(releaser)
    engine.health |= {"store": "degraded", "store_writes": "down"}
    html = await shown(releaser)
    assert html.count("<strong>Fungerar inte</strong>") == 1
    row = html[html.index("Sparande i databasen") :]
    assert row.index("Fungerar inte") < row.index("</tr>")


async def test_a_channel_that_is_off_is_said_to_be(releaser: TestClient) -> None:
    html = await shown(releaser)
    for title in ("Slack", "Teams"):
        assert f"<li>{title}: Avstängd: hemligheterna är inte satta</li>" in html


async def test_without_an_engine_it_is_shown_all_the_same(
    make_client: ClientMaker, unused_tcp_port: int
) -> None:
    client = await make_client(engine_urls=(f"http://127.0.0.1:{unused_tcp_port}",))
    await log_in(client, "releaser")
    html = await shown(client)
    assert html.count("<strong>Fungerar inte</strong>") == 2
    assert html.count("Okänt: motorn svarar inte") == 2
    assert "Ingen motor har hört av sig" in html


async def test_errors_are_shown_by_where_they_were_and_not_what_they_said(
    releaser: TestClient,
) -> None:
    logging.getLogger("web.prov").error("hemligt")
    html = await shown(releaser)
    assert "<code>web.prov</code>" in html
    assert "hemligt" not in html


async def test_facts_that_were_refused_are_told_of(releaser: TestClient, facts_file: Path) -> None:
    assert "Den senaste ändringen gäller." in await shown(releaser)
    facts_file.write_text(facts_file.read_text().replace("0771-524 524", "ring oss"))
    assert "Den senaste ändringen gäller inte" in await shown(releaser)


async def test_a_disk_that_gets_full_is_told_of(
    releaser: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    space = usage(100 * LEAST_FREE_BYTES, 99 * LEAST_FREE_BYTES, LEAST_FREE_BYTES - 1)
    monkeypatch.setattr(page.shutil, "disk_usage", lambda folder: space)
    html = await shown(releaser)
    assert "1,0 GB är lediga, 99 % är använt." in html
    assert "Blir disken full sparas inga samtal." in html
