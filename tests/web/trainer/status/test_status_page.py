"""A releaser sees what works, what waits and what failed."""

from __future__ import annotations

import logging
from collections import namedtuple
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient

from contracts.paths import ROOT
from tests.press_page import CUSTOMER_PHONE
from tests.web.conftest import ClientMaker, StandInEngine
from tests.web.trainer.conftest import log_in
from web.trainer.formats import iso_time
from web.trainer.status import page
from web.trainer.status.errors import where
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
    assert html.count("Okänt: motorn svarar inte") == 3
    assert "Vad som väntar hos motorn är okänt" in html
    assert "Ingen motor har hört av sig" in html


async def test_errors_are_shown_by_where_they_were_and_not_what_they_said(
    releaser: TestClient,
) -> None:
    logging.getLogger("web.prov").error("hemligt")
    html = await shown(releaser)
    assert "<li>Webbdelen i övrigt: " in html
    assert "hemligt" not in html
    assert "web.prov" not in html


async def test_what_waits_and_failed_in_the_engine_is_told_in_words(
    releaser: TestClient, engine: StandInEngine
) -> None:
    at = 1_795_000_000.0
    errors = {"engine.serving.storage.spool": [2, at], "engine.serving.storage": [1, at - 9]}
    engine.state = {"started": at, "spooled": 12, "errors": errors}
    html = await shown(releaser)
    assert f'Motorn har varit i gång sedan <time datetime="{iso_time(at)}">' in html
    assert "<li>Turer på motorns disk som väntar på databasen: 12</li>" in html
    assert "<li>Meddelanden till Slack, Teams och brevlådan som inte är skickade: 0</li>" in html
    assert "<li>Sparandet av samtal: 3, det senaste " in html
    row = html[html.index("<td>Redis</td>") :]
    assert row.index("Används inte") < row.index("</tr>")
    main = html[html.index("<main") : html.index("</main>")]
    assert "<code>" not in main
    assert "engine" not in main


def test_every_module_of_ours_that_logs_has_words() -> None:
    folders = ("web", "engine", "actions", "desk", "contracts")
    logs = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for folder in folders
        for path in (ROOT / folder).rglob("*.py")
        if "getLogger(__name__)" in path.read_text()
    ]
    assert len(logs) > 40
    assert not [kind for kind in logs if where(kind) == where("somebody")]


async def test_facts_that_were_refused_are_told_of(releaser: TestClient, facts_file: Path) -> None:
    assert "Den senaste ändringen gäller." in await shown(releaser)
    facts_file.write_text(facts_file.read_text().replace(CUSTOMER_PHONE, "ring oss"))
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
