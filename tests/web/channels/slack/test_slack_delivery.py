"""What Slack does not take at once comes all the same, once, in order and at Slack's pace."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.databases import spoil
from tests.web.channels.slack.slack_api import SlackApi
from tests.web.channels.slack.slack_workspace import (
    DIRECT,
    TEAM,
    USER,
    Workspace,
    open_workspace,
    running,
)
from tests.web.clocks import TestClock
from tests.web.conftest import StandInEngine
from web import keys
from web.channels.slack import channel
from web.outgoing import outgoing
from web.store.conversations import history
from web.store.tables import outgoing as table

FILES = {"subtype": "file_share", "files": [{"id": "F1"}]}


@pytest.fixture
async def api() -> AsyncIterator[SlackApi]:
    async with running(SlackApi()) as api:
        yield api


@pytest.fixture
async def slack(
    engine: StandInEngine, database: Path, facts_file: Path, api: SlackApi
) -> AsyncIterator[Workspace]:
    async with open_workspace(engine, database, facts_file, api) as workspace:
        yield workspace


async def rows(slack: Workspace) -> list[Any]:
    async with slack.client.app[keys.DATABASE].connect() as connection:
        return list((await connection.execute(sa.select(table))).all())


@pytest.mark.parametrize(
    "failure",
    [
        (503, "x"),
        (500, "fatal_error"),
        (200, "ratelimited"),
        (200, "internal_error"),
        (200, "fatal_error"),
        (429, "ratelimited"),
        None,
    ],
    ids=str,
)
async def test_nothing_is_lost_when_slack_stumbles_three_times(
    slack: Workspace, failure: tuple[int, str] | None
) -> None:
    slack.api.failures.extend([failure] * 3)
    await slack.write("hej")
    await slack.settle()
    assert (len(slack.api.calls), slack.api.attempts, slack.api.too_soon) == (1, 4, 0)
    assert await rows(slack) == []


async def test_home_and_what_one_alone_sees_are_sent_again_too(slack: Workspace) -> None:
    slack.api.failures.extend([(503, "x")] * 3)
    opened = {"type": "app_home_opened", "user": USER, "channel": DIRECT, "tab": "home"}
    await slack.event(opened)
    await slack.settle()
    slack.api.failures.extend([None] * 3)
    await slack.command("hej")
    await slack.settle()
    assert [call.method for call in slack.api.calls] == ["views.publish", "respond"]


async def test_ten_mentions_at_once_are_answered_at_one_a_second(slack: Workspace) -> None:
    for _ in range(10):
        await slack.mention("hur många vabbade?")
    await slack.settle()
    assert (len(slack.api.calls), slack.api.too_soon) == (10, 0)
    assert len({call.body["thread_ts"] for call in slack.api.calls}) == 10


async def test_all_of_a_channel_waits_when_slack_asks_for_time(slack: Workspace) -> None:
    slack.api.retry_after = "7"
    slack.api.failures.append((429, "ratelimited"))
    for _ in range(3):
        await slack.mention("hur många vabbade?")
    await slack.settle()
    assert (len(slack.api.calls), slack.api.too_soon) == (3, 0)


async def test_answers_keep_their_order_when_the_first_is_not_taken(slack: Workspace) -> None:
    slack.api.retry_after = "2"
    slack.api.failures.append((429, "ratelimited"))
    await slack.write("hur många vabbade?")
    await slack.write("", **FILES)
    await slack.settle()
    first, second = slack.api.calls
    assert first.body["text"].startswith("STATISTIK")
    assert second.body["text"].startswith("Jag läser inte bilagor")


@pytest.mark.parametrize("error", ["invalid_blocks", "msg_too_long", "msg_blocks_too_long"])
async def test_a_form_that_slack_does_not_take_is_said_in_words(
    slack: Workspace, engine: StandInEngine, error: str
) -> None:
    slack.api.failures.append((200, error))
    await slack.write("hej")
    await slack.settle()
    (call,) = slack.api.calls
    assert call.body["text"] == engine.answer[0]["text"]
    assert "blocks" not in call.body


async def test_words_that_slack_does_not_take_either_are_given_up(slack: Workspace) -> None:
    slack.api.failures.extend([(200, "msg_too_long")] * 2)
    await slack.write("hej")
    await slack.settle()
    assert (slack.api.calls, slack.api.attempts) == ([], 2)
    assert await rows(slack) == []


async def test_what_waits_is_sent_after_a_restart_in_its_order(
    engine: StandInEngine,
    database: Path,
    facts_file: Path,
    api: SlackApi,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(outgoing, "STOP_SECONDS", 0.0)
    held = TestClock(held=True)
    api.failures.append((503, "x"))
    async with open_workspace(engine, database, facts_file, api, clock=held) as slack:
        await slack.write("Bengt Hallqvist: hur många vabbade?")
        await slack.write("", **FILES)
        await held.is_waited_for.wait()
        await slack.client.app[channel.EVENTS].finish(60)
        stored = await rows(slack)
        assert (len(stored), api.calls) == (2, [])
        assert not [row for row in stored if "Hallqvist" in str(row) or USER in str(row)]
    async with open_workspace(engine, database, facts_file, api) as slack:
        texts = [(await api.next()).body["text"] for _ in range(2)]
        await slack.settle()
        assert await rows(slack) == []
    assert [text.split()[0] for text in texts] == ["STATISTIK", "Jag"]


async def test_what_was_deleted_while_it_waited_is_not_sent(
    engine: StandInEngine, database: Path, facts_file: Path, api: SlackApi
) -> None:
    held = TestClock(held=True)
    api.failures.append((503, "x"))
    async with open_workspace(engine, database, facts_file, api, clock=held) as slack:
        await slack.write("hej")
        await held.is_waited_for.wait()
        app = slack.client.app
        name = app[keys.NAMES].of("slack", TEAM, DIRECT, USER)
        assert await history.delete(app[keys.DATABASE], name, datetime.now(UTC)) == 1
        held.move(5)
        held.release()
        await slack.settle()
    assert (api.calls, api.attempts) == ([], 1)


async def test_an_answer_is_given_while_the_database_is_away(
    slack: Workspace, database: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await spoil(database)
    await slack.write("hej")
    await slack.api.next()
    assert "what is to be sent is in memory alone" in caplog.text
