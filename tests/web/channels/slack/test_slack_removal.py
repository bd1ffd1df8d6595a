"""What is deleted in Slack is deleted here, and what the officer for data protection can find."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from contracts.tables import events
from tests.web.channels.slack.slack_api import SlackApi
from tests.web.channels.slack.slack_workspace import (
    CHANNEL,
    DIRECT,
    TEAM,
    USER,
    Workspace,
    open_workspace,
    running,
)
from tests.web.conftest import SECRET_KEY, StandInEngine, store
from web import keys
from web.chat import press_line_turns
from web.store import __main__ as command


@pytest.fixture
async def slack(
    engine: StandInEngine, database: Path, facts_file: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Workspace]:
    """An engine that is down: web stores what is said, with the press line."""
    engine.status = 500
    # However busy the machine: what is looked for afterwards is stored by then.
    monkeypatch.setattr(press_line_turns, "STORING_SECONDS", 60.0)
    async with (
        running(SlackApi()) as api,
        open_workspace(engine, database, facts_file, api) as workspace,
    ):
        yield workspace


async def stored(slack: Workspace) -> list[tuple[str, str]]:
    """The conversation and the kind of each event."""
    query = sa.select(events.c.sender_id, events.c.type_name).order_by(events.c.id)
    async with slack.client.app[keys.DATABASE].connect() as connection:
        return [(row.sender_id, row.type_name) for row in await connection.execute(query)]


def deletion(event: dict[str, Any], **more: Any) -> dict[str, Any]:
    """What Slack tells of a message that is deleted."""
    kept = ("channel", "channel_type")
    return {
        "type": "message",
        "subtype": "message_deleted",
        "hidden": True,
        "ts": "1700000002.000001",
        "deleted_ts": event["ts"],
        "previous_message": {k: v for k, v in event.items() if k not in kept},
        **{k: event[k] for k in kept},
        **more,
    }


async def test_a_question_that_is_deleted_goes_with_its_answer_and_the_others_stay(
    slack: Workspace,
) -> None:
    first = await slack.write("den första")
    await slack.settle()
    (name, _), *_ = await stored(slack)
    second = await slack.write("den andra")
    await slack.settle()
    assert await stored(slack) == [(name, "user"), (name, "bot")] * 2
    await slack.event(deletion(first))
    await slack.event(deletion(first))
    await slack.settle()
    assert await stored(slack) == [(name, "user"), (name, "bot")]
    await slack.event(deletion({**second, "ts": "1700000000.999999"}))
    await slack.settle()
    assert len(await stored(slack)) == 2
    tombstone = {"message": {"subtype": "tombstone", "ts": second["ts"], "user": "USLACKBOT"}}
    await slack.event(deletion(second, subtype="message_changed", **tombstone))
    await slack.settle()
    assert await stored(slack) == []
    assert len(slack.api.calls) == 2


@pytest.mark.parametrize(
    "event",
    [{"type": "app_uninstalled"}, {"type": "tokens_revoked", "tokens": {"bot": ["U0BOT"]}}],
    ids=["uninstalled", "revoked"],
)
async def test_an_app_that_is_removed_forgets_all_of_the_workspace_and_nothing_else(
    slack: Workspace, database: Path, event: dict[str, Any]
) -> None:
    other = slack.client.app[keys.NAMES].of("slack", "T0OTHER", DIRECT, USER)
    await store(database, other, {"event": "user", "text": "annans"})
    await slack.write("hej")
    await slack.mention("hej")
    await slack.command("hej")
    await slack.settle()
    assert len(await stored(slack)) == 7
    await slack.event({"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": []}})
    await slack.settle()
    assert len(await stored(slack)) == 7
    await slack.event(event)
    await slack.settle()
    assert await stored(slack) == [(other, "user")]


async def test_a_conversation_is_named_from_slacks_ids(
    slack: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SECRET_KEY", SECRET_KEY)
    await slack.write("hej")
    mention = await slack.mention("hej")
    await slack.command("hej")
    await slack.settle()
    names = {name for name, _ in await stored(slack)}
    for place in (
        (DIRECT, USER),
        (CHANNEL, mention["ts"], "--asker", USER),
        (CHANNEL, USER, "--command"),
    ):
        monkeypatch.setattr(sys, "argv", ["web.store", "name", "slack", TEAM, *place])
        assert command.main() == 0
        names.remove(capsys.readouterr().out.strip())
    assert names == set()
