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
    USER,
    Workspace,
    running,
)
from tests.web.channels.teams.bot_connector import (
    APP_ID,
    PASSWORD,
    TENANT,
    BotConnector,
    Key,
    connector_with,
    make_certificate,
    make_keys,
)
from web.outgoing.attempts import Clock

from .conftest import Stack, start_stack

__all__ = ["make_certificate", "make_keys"]  # fixtures


@pytest.fixture(scope="module")
async def api() -> AsyncIterator[SlackApi]:
    async with running(SlackApi(clock=Clock())) as api:  # the stack's own, which nobody moves
        yield api


@pytest.fixture(scope="module", name="connector")
async def shared_connector(
    signing_keys: dict[str, Key], certificate: Path
) -> AsyncIterator[BotConnector]:
    async with connector_with(signing_keys, certificate) as connector:
        yield connector


@pytest.fixture(scope="module")
async def vendors(
    api: SlackApi,
    connector: BotConnector,
    certificate: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Stack]:
    """A stack that is on in Slack and in Teams."""
    slack = {
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": f"{api.url}/api/",
    }
    teams = {
        "TEAMS_APP_ID": APP_ID,
        "TEAMS_APP_PASSWORD": PASSWORD,
        "TEAMS_TENANT_ID": TENANT,
        "TEAMS_LOGIN_URL": connector.settings.login_url,
        "TEAMS_METADATA_URL": connector.settings.metadata_url,
        "REQUESTS_CA_BUNDLE": str(certificate),
    }
    stack = start_stack(tmp_path_factory.mktemp("vendors"), **slack, **teams)
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


@pytest.fixture
async def teams(vendors: Stack) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(vendors.address) as session:
        yield session


HELP = {"sv": "Välj, eller skriv med egna ord", "en": "Choose, or write in your own words"}
HELLO = {"sv": "Hej. Är du journalist?", "en": "Hello. Are you a journalist?"}
BYE = {"sv": "Hej då.", "en": "Goodbye."}
# What is answered to somebody whose Teams is in Swedish, or of whom nothing is known.
COMMANDS = {
    "help": HELP["en"],
    "hjälp": HELP["sv"],
    "hi": HELLO["en"],
    "hello": HELLO["en"],
    "hej": HELLO["sv"],
    "start": HELLO["sv"],
    "stop": BYE["sv"],
}
TYPED = [
    (form(word) + mark, answer)
    for word, answer in COMMANDS.items()
    for form in (str.lower, str.title, str.upper)
    for mark in ("", "!")
]


async def test_the_words_that_every_bot_is_tried_with_are_understood_however_they_are_typed(
    slack: Workspace, teams: aiohttp.ClientSession, connector: BotConnector
) -> None:
    for number, (typed, answer) in enumerate(TYPED):
        await slack.write(typed, f"D0{number}", user=f"U0{number}")
        assert answer in (await slack.api.next()).body["text"], typed
        chat = {"id": f"a:{number}", "conversationType": "personal", "tenantId": TENANT}
        activity = connector.activity(typed, conversation=chat, id=str(number))
        assert await connector.say(teams, activity) == 202
        assert answer in str(connector.messages[-1].activity), typed
    # From a Teams in English, what is of both languages is English, and so is what follows.
    chat = {"id": "a:english", "conversationType": "personal", "tenantId": TENANT}
    for number, (typed, answer) in enumerate((("Start", HELLO["en"]), ("STOP!", BYE["en"]))):
        changed = {"conversation": chat, "locale": "en-US", "id": f"en-{number}"}
        await connector.say(teams, connector.activity(typed, **changed))
        assert answer in str(connector.messages[-1].activity)


async def test_personal_data_is_not_kept_and_its_writer_is_told_what_is_true_of_the_place(
    slack: Workspace, teams: aiohttp.ClientSession, connector: BotConnector, vendors: Stack
) -> None:
    text = "Bengt Hallqvist, 19850312-1234, har fått avslag. Kan ni kommentera?"
    await slack.mention(text)
    calls = {call.method: call for call in (await slack.api.next(), await slack.api.next())}
    aside = calls["chat.postEphemeral"].body
    assert aside["user"] == USER
    assert "meddelandet står kvar i Slack: ta bort det." in aside["text"]
    assert "står kvar" not in calls["chat.postMessage"].body["text"]
    await connector.say(teams, connector.activity(text))
    assert "meddelandet står kvar i Teams: ta bort det." in str(connector.messages[-1].activity)
    assert not [secret for secret in ("Hallqvist", "19850312") if secret in stored(vendors)]


async def test_nothing_is_stored_or_answered_of_what_is_not_said_to_the_bot(
    slack: Workspace, vendors: Stack
) -> None:
    asked = await slack.mention("Kan ni kommentera varför hon fick avslag på sjukpenningen?")
    thread = (await slack.api.next()).body["thread_ts"]
    before = len(slack.api.calls)
    assert thread == asked["ts"]
    said = ("har ni kollat med Sydnytt?", "nej, vi hörs efter lunch", "grymt jobbat kompis")
    for text in said:
        await slack.write(text, CHANNEL, thread_ts=thread, user=BERTIL)
        await slack.write(text, "G0EDITORS", user=BERTIL)
    # Another's no, said to the bot, is another's conversation.
    await slack.mention("nej", thread_ts=thread, user=BERTIL)
    await slack.api.next()
    await slack.mention("ja, det finns ett skriftligt samtycke", thread_ts=thread)
    asked_next = await slack.api.next()  # and no verdict by another's no
    assert "var är ärendet nu" in asked_next.body["text"].casefold()
    assert len(slack.api.calls) == before + 2
    database = stored(vendors)
    assert "varför hon fick avslag" in database
    assert not [text for text in said if text in database]
