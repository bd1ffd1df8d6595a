"""Over a connection that the app opens it answers as over HTTP, and opens it again when it ends."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from desk.facts.model import Facts
from tests.web.channels.slack.slack_socket import APP_TOKEN, SocketApi, SocketWorkspace
from tests.web.channels.slack.slack_workspace import (
    CHANNEL,
    DIRECT,
    SECRET,
    TOKEN,
    Workspace,
    open_workspace,
    running,
)
from tests.web.conftest import StandInEngine
from tests.web.trainer.conftest import log_in
from web.channels.slack import channel, event_handlers, socket_mode
from web.settings.slack import SlackSettings


@pytest.fixture
async def api() -> AsyncIterator[SocketApi]:
    api = SocketApi()
    async with running(api):
        yield api


def opened(
    engine: StandInEngine,
    database: Path,
    facts_file: Path,
    api: SocketApi,
    app_token: str = APP_TOKEN,
) -> AbstractAsyncContextManager[Workspace]:
    slack = SlackSettings(TOKEN, "", f"{api.url}/api/", app_token)
    return open_workspace(engine, database, facts_file, api, workspace=SocketWorkspace, slack=slack)


@pytest.fixture
async def slack(
    engine: StandInEngine, database: Path, facts_file: Path, api: SocketApi
) -> AsyncIterator[Workspace]:
    async with opened(engine, database, facts_file, api) as workspace:
        yield workspace


async def test_messages_mentions_commands_and_buttons_are_answered(
    slack: Workspace, api: SocketApi, engine: StandInEngine, facts: Facts
) -> None:
    await slack.write("Hur många tog ut?")
    answer = await api.next()
    assert (answer.body["channel"], answer.token) == (DIRECT, f"Bearer {TOKEN}")
    await slack.mention("hur många?")
    assert (await api.next()).body["channel"] == CHANNEL
    await slack.command("")
    menu = await api.next()
    assert menu.method == "respond"
    await slack.press(menu, facts.topics["statistics"].choice["sv"])
    await slack.settle()
    assert engine.received[-1]["message"] == "/statistics"
    assert (api.opened, api.told) == (1, {})


async def test_there_is_no_address_for_the_outside(slack: Workspace) -> None:
    assert (await slack.client.post(channel.PATH, data=b"{}")).status == 404


async def test_what_nobody_listens_to_is_acknowledged(slack: Workspace, api: SocketApi) -> None:
    assert await api.tell("interactive", {"type": "shortcut", "callback_id": "x"}) is None
    await slack.event({"type": "reaction_added", "user": "U0ANNA"})
    assert api.told == {}


async def test_it_is_acknowledged_when_the_answer_is_kept_also_as_web_ends(
    engine: StandInEngine,
    database: Path,
    facts_file: Path,
    api: SocketApi,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(event_handlers, "ANSWER_SECONDS", 60.0)  # however busy the machine is
    engine.hangs = True
    async with opened(engine, database, facts_file, api) as slack:
        told = asyncio.create_task(slack.write("hur många?"))
        await engine.message_came.acquire()
        assert len(api.told) == 1
        asyncio.get_running_loop().call_later(0.1, engine.hanging.set)
    await told
    assert (api.told, len(api.calls)) == ({}, 1)


@pytest.mark.parametrize("ends", ["closes", "asks"])
async def test_a_connection_that_ends_is_opened_again_and_nothing_is_answered_twice(
    slack: Workspace, api: SocketApi, engine: StandInEngine, ends: str
) -> None:
    await api.connections(1)
    if ends == "closes":
        await api.sockets[0].close()
    else:
        await api.sockets[0].send_json({"type": "disconnect", "reason": "refresh_requested"})
    await api.connections(2)
    event = await slack.write("hur många?")
    await slack.event(event)  # as Slack does when in doubt
    await slack.settle()
    assert (len(engine.received), len(api.calls)) == (1, 1)
    assert api.opened == 2


async def test_while_slack_gives_no_address_it_is_asked_again_and_the_log_says_why(
    engine: StandInEngine,
    database: Path,
    facts_file: Path,
    api: SocketApi,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(socket_mode, "PING_SECONDS", 0.01)
    api.open_failures.extend(["internal_error", "internal_error", "invalid_auth"])
    with caplog.at_level(logging.DEBUG):
        async with opened(engine, database, facts_file, api) as slack:
            await api.connections(1)
            await slack.write("hur många?")
            await api.next()
    said = [line for line in caplog.messages if "SLACK_APP_TOKEN" in line]
    assert [line.rpartition(": ")[2] for line in said] == ["internal_error", "invalid_auth"]
    assert [word for word in (APP_TOKEN, TOKEN, "hur många") if word in caplog.text] == []


async def test_web_starts_and_ends_without_reaching_slack_and_says_that_it_does_not(
    engine: StandInEngine, database: Path, facts_file: Path, api: SocketApi
) -> None:
    api.open_failures.extend(["internal_error"] * 9)
    async with opened(engine, database, facts_file, api) as slack:
        assert await slack_state(slack) == "down"
        said = "<strong>Tar inte emot, förbindelsen (Socket Mode) står inte</strong>"
        assert f"<li>Slack: {said}</li>" in await status_page(slack)


async def test_a_connection_that_stands_is_on(slack: Workspace, api: SocketApi) -> None:
    await api.connections(1)
    await slack.write("hur många?")  # what was told over it was acknowledged: it is taken into use
    assert await slack_state(slack) == "on"
    assert "<li>Slack: På, förbindelsen (Socket Mode) står</li>" in await status_page(slack)


async def test_beside_an_address_of_ours_a_connection_that_does_not_stand_is_no_outage(
    engine: StandInEngine, database: Path, facts_file: Path, api: SocketApi
) -> None:
    api.open_failures.extend(["internal_error"] * 9)
    both = SlackSettings(TOKEN, SECRET, f"{api.url}/api/", APP_TOKEN)
    async with open_workspace(engine, database, facts_file, api, slack=both) as slack:
        assert await slack_state(slack) == "on"
        said = "<strong>På, förbindelsen (Socket Mode) står inte</strong>"
        assert f"<li>Slack: {said}</li>" in await status_page(slack)


async def slack_state(slack: Workspace) -> str:
    """What health says of the channel."""
    health = await (await slack.client.get("/health")).json()
    return str(health["slack"])


async def status_page(slack: Workspace) -> str:
    """What a releaser sees."""
    await log_in(slack.client, "releaser")
    return await (await slack.client.get("/trana/drift")).text()
