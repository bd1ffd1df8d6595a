"""What is deleted in Teams is deleted here, and found by Teams' ids."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from aiohttp.test_utils import TestClient

from contracts.tables import events
from tests.databases import spoil
from tests.web.channels.teams.bot_connector import PERSONAL, TENANT, WRITER, BotConnector
from tests.web.conftest import SECRET_KEY, StandInEngine
from web import keys
from web.store import __main__ as command

TEAM = "19:team@thread.tacv2"
THREAD = "19:channel@thread.tacv2;messageid=1700000000000"
IN_TEAM: dict[str, Any] = {
    "conversation": {"id": THREAD, "conversationType": "channel", "tenantId": TENANT},
    "channelData": {"tenant": {"id": TENANT}, "team": {"id": TEAM}},
}


async def stored(teams: TestClient) -> list[str]:
    assert teams.app is not None
    async with teams.app[keys.DATABASE].connect() as connection:
        return list(await connection.scalars(sa.select(events.c.sender_id).order_by(events.c.id)))


@pytest.fixture(autouse=True)
def engine_is_down(engine: StandInEngine) -> None:
    """Web stores what is said then, with the press line."""
    engine.status = 500


async def test_a_question_that_is_deleted_goes_with_its_answer(
    teams: TestClient, connector: BotConnector
) -> None:
    for id in ("1", "2"):
        await connector.say(teams, connector.activity(id=id))
    assert len(await stored(teams)) == 4
    gone = {"type": "messageDelete", "channelData": {"eventType": "softDeleteMessage"}}
    assert await connector.say(teams, connector.activity(id="1", **gone)) == 202
    assert len(await stored(teams)) == 2
    assert await connector.say(teams, connector.activity(id="3", **gone)) == 202
    assert len(await stored(teams)) == 2


async def test_an_app_that_is_removed_forgets_what_was_said_there_and_nothing_else(
    teams: TestClient, connector: BotConnector
) -> None:
    await connector.say(teams, connector.activity(id="1"))
    await connector.say(teams, connector.activity(id="2", **IN_TEAM))
    here, _, there, _ = await stored(teams)
    general = {"id": TEAM, "conversationType": "channel", "tenantId": TENANT}
    update = {**IN_TEAM, "conversation": general, "type": "installationUpdate", "id": "3"}
    for action, left in (("add", 4), ("upgrade", 4), ("remove", 2)):
        assert await connector.say(teams, connector.activity(**update, action=action)) == 202
        assert len(await stored(teams)) == left
    assert set(await stored(teams)) == {here}
    personal = {"type": "installationUpdate", "action": "remove", "id": "4"}
    assert await connector.say(teams, connector.activity(**personal)) == 202
    assert await stored(teams) == []
    assert here != there


async def test_teams_comes_again_when_the_database_is_away(
    teams: TestClient, connector: BotConnector, database: Path
) -> None:
    await spoil(database)
    personal = {"type": "installationUpdate", "action": "remove", "id": "4"}
    assert await connector.say(teams, connector.activity(**personal)) == 503


async def test_a_conversation_is_named_from_teams_ids(
    teams: TestClient,
    connector: BotConnector,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("SECRET_KEY", SECRET_KEY)
    await connector.say(teams, connector.activity(id="1"))
    await connector.say(teams, connector.activity(id="2", **IN_TEAM))
    names = set(await stored(teams))
    for place in ((PERSONAL,), (THREAD, "--team", TEAM, "--asker", WRITER["id"])):
        monkeypatch.setattr(sys, "argv", ["web.store", "name", "teams", TENANT, *place])
        assert command.main() == 0
        names.remove(capsys.readouterr().out.strip())
    assert names == set()
