"""What is stored is seen, copied and deleted by words, command and button, in Slack."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from aiohttp.test_utils import TestClient

from contracts.tables import events
from desk.cards import message_card
from tests.databases import spoil
from tests.web.channels.slack.slack_api import Call, SlackApi
from tests.web.channels.slack.slack_workspace import (
    DIRECT,
    USER,
    Workspace,
    buttons,
    open_workspace,
    running,
)
from tests.web.conftest import StandInEngine, store
from web import keys
from web.chat import stored
from web.chat.stored import StoredWish, wish_in

SAID = "Hur många vabbade i fjol?"


@pytest.fixture
async def slack(
    engine: StandInEngine, database: Path, facts_file: Path
) -> AsyncIterator[Workspace]:
    async with (
        running(SlackApi()) as api,
        open_workspace(engine, database, facts_file, api) as workspace,
    ):
        yield workspace


async def keep(engine: StandInEngine, database: Path, *texts: str) -> str:
    """Store what was asked last, as the engine does; the conversation's name."""
    name: str = engine.received[-1]["sender"]
    said = [{"event": "user", "text": text, "metadata": {}} for text in texts or (SAID,)]
    answer = {"event": "bot", "text": "Svaret.", "data": {}, "metadata": {}}
    await store(database, name, {"event": "session_started"}, *said, answer)
    return name


async def names_stored(slack: Workspace) -> set[str]:
    async with slack.client.app[keys.DATABASE].connect() as connection:
        return set(await connection.scalars(sa.select(events.c.sender_id)))


async def answer(slack: Workspace) -> Call:
    return await slack.api.next()


def titles(call: Call) -> list[str]:
    return [button["text"]["text"] for button in buttons(call)]


@pytest.mark.parametrize(
    ("text", "is_command", "wish"),
    [
        ("Vad sparas?", False, StoredWish("see", "sv")),
        ("  VAD  SPARAS om mig ", False, StoredWish("see", "sv")),
        ("Vad sparar du om mig?", False, StoredWish("see", "sv")),
        ("Kan jag få en kopia av det här samtalet?", False, StoredWish("copy", "sv")),
        ("What is kept?", True, StoredWish("see", "en")),
        ("kopia", True, StoredWish("copy", "sv")),
        ("Radera!", True, StoredWish("delete", "sv")),
        ("kopia", False, None),
        ("radera", False, None),
        ("vad sparas av beslut i ett ärende?", True, None),
        ("radera handlingen", True, None),
        ("", True, None),
        (None, True, None),
    ],
)
def test_a_wish_is_what_is_said_alone(text: Any, is_command: bool, wish: StoredWish | None) -> None:
    assert wish_in(text, is_command=is_command) == wish


async def test_in_a_direct_conversation_all_is_done_by_words_and_buttons(
    slack: Workspace, engine: StandInEngine, database: Path
) -> None:
    await slack.write("vad sparas?")
    assert (await answer(slack)).body["text"] == "Inget är sparat än."
    await slack.write(SAID)
    await answer(slack)
    name = await keep(engine, database)
    asked = len(engine.received)
    await slack.write("Vad sparas?")
    seen = await answer(slack)
    assert "sparas i 90 dagar" in seen.body["text"]
    assert name in seen.body["text"]
    assert titles(seen) == ["Spara en kopia", "Radera samtalet"]
    await slack.press(seen, "Spara en kopia")
    copy = await answer(slack)
    assert SAID in copy.body["text"]
    assert "Svaret." in copy.body["text"]
    await slack.press(seen, "Radera samtalet")
    assert (await answer(slack)).body["text"].startswith("Samtalet är raderat.")
    assert await names_stored(slack) == set()
    assert len(engine.received) == asked


async def test_the_engines_offer_to_delete_offers_to_see(
    slack: Workspace, engine: StandInEngine, database: Path
) -> None:
    replies = [{"title": "Delete the conversation", "payload": "/delete_conversation"}]
    engine.answer = [{"custom": message_card("Yes.", "en", replies)}]
    await slack.write("do you keep what I write here?")
    call = await answer(slack)
    assert titles(call) == ["Delete the conversation", "What is kept?"]
    await keep(engine, database)
    await slack.press(call, "What is kept?")
    assert "is kept for 90 days" in (await answer(slack)).body["text"]


async def test_a_command_is_about_what_it_was_asked_and_the_direct_conversation(
    slack: Workspace, engine: StandInEngine, database: Path
) -> None:
    await slack.write(SAID)
    await answer(slack)
    direct = await keep(engine, database, "i direktmeddelande")
    await slack.command("statistik", channel_id=DIRECT)
    await answer(slack)
    asked = await keep(engine, database, "med kommandot")
    await slack.command("statistik")
    await answer(slack)
    elsewhere = await keep(engine, database, "i en kanal")
    number = len(engine.received)
    await slack.command("vad sparas", channel_id=DIRECT)
    text = (await answer(slack)).body["text"]
    assert direct in text
    assert asked in text
    await slack.command("kopia", channel_id=DIRECT)
    texts = [(await answer(slack)).body["text"]]
    await slack.settle()
    texts += [call.body["text"] for call in slack.api.calls[-1:]]
    assert "i direktmeddelande" in "".join(texts)
    assert "med kommandot" in "".join(texts)
    assert "i en kanal" not in "".join(texts)
    await slack.command("radera", channel_id=DIRECT)
    await slack.settle()
    assert slack.api.calls[-1].body["text"].startswith("Samtalet är raderat.")
    assert {call.method for call in slack.api.calls[-3:]} == {"respond"}
    assert await names_stored(slack) == {elsewhere}
    await slack.command("radera", channel_id=DIRECT)
    await slack.settle()
    assert slack.api.calls[-1].body["text"].startswith("Här finns inget samtal att radera")
    assert len(engine.received) == number


async def test_home_leads_to_the_direct_conversation(
    slack: Workspace, engine: StandInEngine, database: Path
) -> None:
    await slack.write(SAID)
    await answer(slack)
    name = await keep(engine, database)
    opened = {"type": "app_home_opened", "user": USER, "channel": DIRECT, "tab": "home"}
    await slack.event(opened)
    await slack.press(await answer(slack), "Vad sparas?")
    call = await answer(slack)
    assert (call.method, call.body["channel"]) == ("chat.postMessage", DIRECT)
    assert name in call.body["text"]


async def test_a_long_conversation_is_copied_whole(
    slack: Workspace, engine: StandInEngine, database: Path
) -> None:
    await slack.write(SAID)
    seen = await answer(slack)
    said = [f"fråga nummer {number} " + "lång " * 100 for number in range(60)]
    await keep(engine, database, *said)
    await slack.command("statistik", channel_id=DIRECT)
    await answer(slack)
    await slack.write("vad sparas")
    seen = await answer(slack)
    before = len(slack.api.calls)
    await slack.press(seen, "Spara en kopia")
    await slack.settle()
    copied = str([call.body["blocks"] for call in slack.api.calls[before:]])
    assert [number for number in range(60) if f"nummer {number} " not in copied] == []


async def test_a_database_that_is_away_is_told_of(slack: Workspace, database: Path) -> None:
    await spoil(database)
    await slack.write("vad sparas?")
    assert "inget är ändrat" in (await answer(slack)).body["text"]


async def test_the_page_has_its_own_and_nobody_makes_up_a_button(
    client: TestClient, engine: StandInEngine
) -> None:
    replies = [{"title": "Radera samtalet", "payload": "/delete_conversation"}]
    engine.answer = [{"custom": message_card("Ja.", "sv", replies)}]
    response = await client.post("/api/messages", json={"text": "vad sparas?"})
    (card,) = (await response.json())["messages"]
    assert [reply["title"] for reply in card["quick_replies"]] == ["Radera samtalet"]
    response = await client.post("/api/messages", json={"payload": "/stored copy sv"})
    assert response.status == 422
    assert stored.wish_of("/press_contact") is None
