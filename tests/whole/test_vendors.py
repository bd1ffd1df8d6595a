"""What is said in Slack and Teams, through the whole stack: signed requests in, answers out."""

from __future__ import annotations

import re
import signal
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from tests.web.channels.slack.slack_api import SlackApi
from tests.web.channels.slack.slack_workspace import (
    BERTIL,
    CHANNEL,
    SECRET,
    TOKEN,
    Workspace,
    running,
)

from .conftest import Stack, start_stack


@pytest.fixture
async def api() -> AsyncIterator[SlackApi]:
    async with running(SlackApi()) as api:
        yield api


@pytest.fixture
async def vendors(api: SlackApi, tmp_path: Path) -> AsyncIterator[Stack]:
    """A stack that is on in Slack."""
    slack = {
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": f"{api.url}/api/",
    }
    stack = start_stack(tmp_path, **slack)
    yield stack
    stack.process.send_signal(signal.SIGINT)
    stack.process.communicate()


@pytest.fixture
async def slack(vendors: Stack, api: SlackApi) -> AsyncIterator[Workspace]:
    async with aiohttp.ClientSession(vendors.address) as session:
        yield Workspace(session, api)


def stored(stack: Stack) -> str:
    """All that is in the database, in every table; its JSON has letters as they are."""
    (path,) = stack.var.glob("*.db")
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        text = "\n".join(connection.iterdump())
    connection.close()
    return re.sub(r"\\u([0-9a-f]{4})", lambda letter: chr(int(letter[1], 16)), text)


async def test_nothing_is_stored_or_answered_of_what_is_not_said_to_the_bot(
    slack: Workspace, vendors: Stack
) -> None:
    asked = await slack.mention("Kan ni kommentera varför hon fick avslag på sjukpenningen?")
    thread = (await slack.api.next()).body["thread_ts"]
    assert thread == asked["ts"]
    said = ("har ni kollat med Sydnytt?", "nej, vi hörs efter lunch", "grymt jobbat kompis")
    for text in said:
        await slack.write(text, CHANNEL, thread_ts=thread, user=BERTIL)
        await slack.write(text, "G0EDITORS", user=BERTIL)
    # Another's no, said to the bot, is another's conversation.
    await slack.mention("nej", thread_ts=thread, user=BERTIL)
    await slack.api.next()
    await slack.mention("ja, det finns ett skriftligt samtycke", thread_ts=thread)
    verdict = await slack.api.next()
    assert "samtycke" in verdict.body["text"].casefold()
    assert len(slack.api.calls) == 3
    database = stored(vendors)
    assert "varför hon fick avslag" in database
    assert not [text for text in said if text in database]
