"""What Teams does not take at once reaches the conversation all the same, once and in order."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
import sqlalchemy as sa
from aiohttp.test_utils import TestClient

from tests.web.channels.teams.bot_connector import PERSONAL, TENANT, BotConnector, TeamsMaker
from tests.web.clocks import TestClock
from tests.web.conftest import StandInEngine
from web import keys
from web.channels.teams import channel, drawing
from web.outgoing import outgoing
from web.store.tables import outgoing as table


async def rows(client: TestClient) -> int:
    assert client.app is not None
    async with client.app[keys.DATABASE].connect() as connection:
        return await connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0


@pytest.mark.parametrize("failure", [408, 412, 429, 500, 502, 503, 504, None], ids=str)
async def test_what_may_pass_is_tried_again(
    teams: TestClient, connector: BotConnector, failure: int | None
) -> None:
    connector.failures, connector.retry_after = [failure] * 3, None
    assert await connector.say(teams, connector.activity()) == 202
    assert len(connector.messages) == 1
    assert await rows(teams) == 0


async def test_teams_is_left_alone_for_as_long_as_it_asks(
    make_teams: TeamsMaker, connector: BotConnector
) -> None:
    clock = TestClock()
    client = await make_teams(clock=clock)
    connector.failures, connector.retry_after = [429, 429], "10"
    assert await connector.say(client, connector.activity()) == 202
    assert len(connector.messages) == 1
    assert clock.slept == [10, 10]


@pytest.mark.parametrize(("retry_after", "attempts"), [("120", 1), (None, range(6, 13))])
async def test_it_is_given_up_after_ninety_seconds(
    make_teams: TeamsMaker,
    connector: BotConnector,
    retry_after: str | None,
    attempts: int | range,
    caplog: pytest.LogCaptureFixture,
) -> None:
    clock = TestClock()
    client = await make_teams(clock=clock)
    connector.failures, connector.retry_after = [503] * 100, retry_after
    assert await connector.say(client, connector.activity()) == 202
    assert connector.messages == []
    assert sum(clock.slept) <= 90
    tried = 100 - len(connector.failures)
    assert tried in attempts if isinstance(attempts, range) else tried == attempts
    assert "an answer was not delivered: status 503" in caplog.text
    assert await rows(client) == 0


@pytest.mark.parametrize("status", [400, 413])
async def test_a_form_that_teams_does_not_take_is_said_in_words(
    teams: TestClient, connector: BotConnector, engine: StandInEngine, status: int
) -> None:
    connector.failures = [status]
    assert await connector.say(teams, connector.activity()) == 202
    (delivery,) = connector.messages
    assert delivery.activity["text"] == engine.answer[0]["text"]
    assert "attachments" not in delivery.activity


async def test_words_that_teams_does_not_take_either_are_given_up(
    teams: TestClient, connector: BotConnector
) -> None:
    connector.failures = [400, 400]
    assert await connector.say(teams, connector.activity()) == 202
    assert connector.messages == []
    assert await rows(teams) == 0


async def test_answers_keep_their_order_when_the_first_is_not_taken(
    teams: TestClient, connector: BotConnector, engine: StandInEngine
) -> None:
    connector.failures, connector.retry_after = [429], "2"
    activities = [connector.activity(str(n), id=str(n)) for n in range(10)]
    said = [connector.say(teams, activity) for activity in activities]
    assert await asyncio.gather(*said) == [202] * 10
    asked = [sent["message"] for sent in engine.received]
    assert [delivery.reply_to for delivery in connector.messages] == asked
    assert len(asked) == 10


async def test_an_answer_may_come_after_the_response(
    make_teams: TeamsMaker, connector: BotConnector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel, "RESPONSE_SECONDS", 0.05)
    clock = TestClock(held=True)
    client = await make_teams(clock=clock)
    connector.failures = [503, 503]
    assert await connector.say(client, connector.activity()) == 202
    await clock.is_waited_for.wait()
    assert connector.messages == []
    clock.release()
    assert client.app is not None
    await client.app[keys.OUTGOING].settle()
    assert len(connector.messages) == 1


async def test_a_turn_that_fails_is_sent_again_by_teams_and_answered(
    teams: TestClient, connector: BotConnector, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(drawing, "message", fail)
        assert await connector.say(teams, connector.activity()) == 503
    assert await connector.say(teams, connector.activity()) == 202
    assert await connector.say(teams, connector.activity()) == 202
    assert len(connector.messages) == 1


async def test_what_waits_is_sent_after_a_restart(
    make_teams: TeamsMaker,
    connector: BotConnector,
    monkeypatch: pytest.MonkeyPatch,
    database: Path,
) -> None:
    monkeypatch.setattr(outgoing, "STOP_SECONDS", 0.0)
    monkeypatch.setattr(channel, "RESPONSE_SECONDS", 0.05)
    clock = TestClock(held=True)
    client = await make_teams(clock=clock)
    connector.failures = [503]
    for number in range(3):
        assert await connector.say(client, connector.activity(id=str(number))) == 202
    assert client.app is not None
    async with client.app[keys.TURNS].turn(
        client.app[keys.NAMES].of("teams", PERSONAL, TENANT, PERSONAL)
    ):
        pass  # all that came before has had its turn
    assert await rows(client) == 3
    # Whoever wrote is in no row.
    assert b"29:1writer" not in await asyncio.to_thread(database.read_bytes)
    await client.close()
    client = await make_teams()
    assert client.app is not None
    await client.app[keys.OUTGOING].settle()
    assert [delivery.reply_to for delivery in connector.messages] == ["0", "1", "2"]
    assert await rows(client) == 0
