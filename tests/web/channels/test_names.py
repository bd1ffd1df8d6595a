"""A channel is known to the trainers' pages by the name and the title that it gives itself."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from aiohttp.test_utils import TestClient

import web.app
from contracts.paths import ROOT
from tests.web.conftest import ClientMaker
from tests.web.stores import say, user
from tests.web.trainer.conftest import log_in
from web import keys
from web.trainer.inbox.intake import take_in


@pytest.fixture
async def client(make_client: ClientMaker, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """Web with a channel more, at which six have written."""
    third = SimpleNamespace(CHANNEL="sms", TITLE="Sms till oss")
    monkeypatch.setattr(web.app, "CHANNELS", (*web.app.CHANNELS, third))
    client = await make_client()
    assert client.app is not None
    database, now = client.app[keys.DATABASE], datetime.now(UTC)
    for number in range(6):
        written = user(f"nummer {number}", "statistics", 0.6, channel="sms")
        await say(database, f"sms-{number}", now, written)
    await take_in(database, now)
    await log_in(client, "reader")
    return client


async def test_a_third_channel_is_shown_and_filtered_by_its_title(client: TestClient) -> None:
    for path in ("/trana", "/trana/oversikt"):
        html = await (await client.get(path)).text()
        assert '<option value="sms">Sms till oss</option>' in html, path
        response = await client.get(f"{path}?kanal=sms")
        assert response.status == 200
        assert '<option value="sms" selected>Sms till oss</option>' in await response.text()
    table = await (await client.get("/trana/oversikt.csv?tabell=kanaler")).text()
    assert "Sms till oss;5" in table
    assert "Sms till oss, " in await (await client.get("/trana/samtal/sms-1")).text()
    inbox = await (await client.get("/trana?kanal=sms")).text()
    assert '<span class="where">Sms till oss</span>' in inbox
    assert (await client.get("/trana/oversikt?kanal=fax")).status == 422


async def test_channels_that_are_off_are_known_too(client: TestClient) -> None:
    assert client.app is not None
    assert client.app[keys.CHANNELS] == {
        "browser": "Webben",
        "slack": "Slack",
        "teams": "Teams",
        "sms": "Sms till oss",
    }


def test_the_name_of_teams_is_known_without_its_sdk() -> None:
    program = "import sys, web.app; sys.exit('microsoft_agents.activity' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False, cwd=ROOT).returncode == 0
