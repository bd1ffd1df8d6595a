"""The press office's place is a channel in Teams: a question comes there, and is answered."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from desk.cards import topic_card
from desk.facts.model import Facts
from desk.hours import local_now
from tests.web.channels.teams.adaptive_cards import elements
from tests.web.channels.teams.bot_connector import TENANT, BotConnector, Delivery
from tests.web.conftest import ClientMaker, StandInEngine, store
from web import keys
from web.settings.office import OfficeSettings

OFFICE = "19:office@thread.tacv2"
QUESTION, ANSWER = "Varför dröjer besluten?", "Vi återkommer före tolv."
PERSON = {"id": "29:1officer", "name": "Olle Press"}

_number = itertools.count(1)


@pytest.fixture
async def client(
    make_client: ClientMaker, engine: StandInEngine, connector: BotConnector, facts: Facts
) -> TestClient:
    human = topic_card(facts, "human_handoff", "sv", local_now())
    engine.answer = [{"text": human["text"], "custom": human}]
    engine.masks = lambda body: {"text": body["text"].replace("Anna Andersson", "[namn]")}
    office = OfficeSettings(teams_channel=OFFICE)
    return await make_client(teams=connector.settings, office=office)


async def sent(
    client: TestClient, connector: BotConnector, engine: StandInEngine, database: Path
) -> Delivery:
    """Ask in the web chat, and send the question; what the press office gets."""
    response = await client.post("/api/messages", json={"text": QUESTION})
    card = (await response.json())["messages"][0]
    user = {"event": "user", "text": QUESTION, "metadata": {}}
    bot = {"event": "bot", "text": card["text"], "data": {"custom": card}, "metadata": {}}
    await store(database, engine.received[-1]["sender"], user, bot)
    form = {"question": QUESTION, "contact": "070-123 45 67"}
    response = await client.post("/till-en-manniska", data=form, allow_redirects=False)
    assert response.status == 303
    await client.app[keys.OUTGOING].settle()
    return connector.messages[-1]


def button(question: Delivery, title: str) -> dict[str, Any]:
    """What a button of a question sends."""
    (attached,) = question.activity["attachments"]
    actions = [a for s in elements(attached["content"], "ActionSet") for a in s["actions"]]
    return next(action["data"] for action in actions if action["title"] == title)


def there(question: Delivery, connector: BotConnector, channel: str = OFFICE) -> dict[str, Any]:
    """Where somebody presses, as Teams says it: in the question's thread."""
    id = f"{channel};messageid=sent-{connector.sent.index(question) + 1}"
    conversation = {"id": id, "conversationType": "channel", "isGroup": True, "tenantId": TENANT}
    team = {"tenant": {"id": TENANT}, "team": {"id": "19:team@thread.tacv2"}}
    return {
        "conversation": conversation,
        "channelData": team,
        "from": PERSON,
        "id": f"17{next(_number)}",
    }


async def take(client: TestClient, connector: BotConnector, question: Delivery) -> None:
    value = button(question, "Jag tar den")["msteams"]["value"]
    activity = connector.activity("Jag tar den", value=value, **there(question, connector))
    assert await connector.say(client, activity) == 202
    await client.app[keys.OUTGOING].settle()


async def ask_for(
    client: TestClient, connector: BotConnector, question: Delivery, **more: Any
) -> Any:
    """Press *Svara*; what Teams is to show."""
    value = {"data": button(question, "Svara"), "context": {"theme": "default"}}
    where = there(question, connector, **more)
    return await connector.invoke(client, "task/fetch", value, **where)


async def write(
    client: TestClient, connector: BotConnector, question: Delivery, dialog: Any, text: str
) -> Any:
    """Fill in a dialog and send it; what Teams is to show then."""
    (action,) = card_of(dialog)["actions"]
    value = {"data": {**action["data"], "answer": text}}
    shown = await connector.invoke(client, "task/submit", value, **there(question, connector))
    await client.app[keys.OUTGOING].settle()
    return shown


def card_of(dialog: Any) -> dict[str, Any]:
    assert dialog["task"]["type"] == "continue"
    content: dict[str, Any] = dialog["task"]["value"]["card"]["content"]
    return content


def field(dialog: Any) -> dict[str, Any]:
    return next(one for one in card_of(dialog)["body"] if one["type"] == "Input.Text")


async def seen(client: TestClient) -> tuple[str, list[str]]:
    """How far the question has come for its journalist, and what people have answered."""
    messages = (await (await client.get("/api/messages")).json())["messages"]
    (state,) = [one["state"] for one in messages if one["from"] == "handoff"]
    return state, [one["text"] for one in messages if one["from"] == "person"]


async def test_a_question_is_taken_and_answered_in_a_dialog_and_all_are_told_in_its_thread(
    client: TestClient, connector: BotConnector, engine: StandInEngine, database: Path
) -> None:
    question = await sent(client, connector, engine, database)
    assert (question.conversation, question.reply_to) == (OFFICE, None)
    shown = json.dumps(question.activity, ensure_ascii=False)
    assert QUESTION in shown
    assert "070-123 45 67" in shown
    assert await seen(client) == ("sent", [])
    thread = there(question, connector)["conversation"]["id"]
    await take(client, connector, question)
    told = connector.messages[-1]
    assert (told.conversation, told.activity["text"]) == (thread, "Olle Press tar den.")
    assert await seen(client) == ("taken", [])
    await take(client, connector, question)
    assert "Någon har redan tagit den" in connector.messages[-1].activity["text"]
    dialog = await ask_for(client, connector, question)
    assert "value" not in field(dialog)
    done = await write(client, connector, question, dialog, ANSWER)
    assert done["task"] == {"type": "message", "value": "Svaret är skickat."}
    told = connector.messages[-1]
    assert told.conversation == thread
    assert told.activity["text"] == f"Olle Press svarade journalisten:\n{ANSWER}"
    assert await seen(client) == ("answered", [ANSWER])
    assert len([sent for sent in engine.received if sent.get("sender")]) == 1


async def test_an_answer_with_personal_data_comes_back_without_it_and_nothing_is_given(
    client: TestClient, connector: BotConnector, engine: StandInEngine, database: Path
) -> None:
    question = await sent(client, connector, engine, database)
    dialog = await ask_for(client, connector, question)
    before = len(connector.messages)
    again = await write(client, connector, question, dialog, "Ring Anna Andersson.")
    assert field(again)["value"] == "Ring [namn]."
    assert "personuppgifter är borttagna" in json.dumps(again, ensure_ascii=False)
    assert len(connector.messages) == before
    assert await seen(client) == ("sent", [])
    await write(client, connector, question, again, field(again)["value"])
    assert await seen(client) == ("answered", ["Ring [namn]."])


async def test_of_a_question_that_is_deleted_the_dialog_says_so(
    client: TestClient, connector: BotConnector, engine: StandInEngine, database: Path
) -> None:
    question = await sent(client, connector, engine, database)
    dialog = await ask_for(client, connector, question)
    assert (await client.delete("/api/conversation")).status == 204
    for shown in (
        await ask_for(client, connector, question),
        await write(client, connector, question, dialog, ANSWER),
    ):
        assert shown["task"]["type"] == "message"
        assert "har raderat samtalet" in shown["task"]["value"]


async def test_the_buttons_are_the_offices_own(
    client: TestClient, connector: BotConnector, engine: StandInEngine, database: Path
) -> None:
    question = await sent(client, connector, engine, database)
    elsewhere = await ask_for(client, connector, question, channel="19:other@thread.tacv2")
    assert elsewhere == {}
    forged = {"data": {"payload": "forged"}}
    where = there(question, connector)
    assert await connector.invoke(client, "task/fetch", forged, **where) == {}


async def test_an_empty_answer_is_asked_for_again(
    client: TestClient, connector: BotConnector, engine: StandInEngine, database: Path
) -> None:
    question = await sent(client, connector, engine, database)
    dialog = await ask_for(client, connector, question)
    again = await write(client, connector, question, dialog, "  ")
    assert field(again)["type"] == "Input.Text"
    assert await seen(client) == ("sent", [])


async def test_what_is_said_of_the_place_is_true_of_teams(
    client: TestClient, connector: BotConnector, engine: StandInEngine, database: Path
) -> None:
    await sent(client, connector, engine, database)
    assert "presstjänstens Teams" in await (await client.get("/integritet")).text()
