"""A journalist's message in Teams is answered where it was written, once, whatever happens."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from aiohttp.test_utils import TestClient

from contracts.tables import events
from desk.cards import message_card, topic_card
from desk.facts.model import Facts
from desk.hours import local_now
from tests.databases import redis_server
from tests.web.channels.teams.adaptive_cards import elements, faults, texts
from tests.web.channels.teams.bot_connector import (
    APP_ID,
    BOT,
    CONNECTOR_TOKEN,
    PASSWORD,
    PATH,
    PERSONAL,
    TENANT,
    WRITER,
    BotConnector,
    TeamsMaker,
)
from tests.web.conftest import ClientMaker, StandInEngine, store
from web import keys
from web.channels.teams.connector import make_adapter
from web.store.tables import feedback

THREAD = "19:channel@thread.tacv2;messageid=1700000000000"
YES = {"title": "Ja", "payload": "/ja"}
MENTION = {"type": "mention", "mentioned": BOT, "text": "<at>Presstjänst</at>"}


def cards_of(activity: dict[str, Any]) -> list[dict[str, Any]]:
    contents = [attachment["content"] for attachment in activity["attachments"]]
    assert [fault for content in contents for fault in faults(content)] == []
    return contents


def only_text(connector: BotConnector) -> str:
    """The text of the one message that was sent."""
    (delivery,) = connector.messages
    return str(delivery.activity["text"])


def menu_in(activity: dict[str, Any], facts: Facts, language: str = "sv") -> str:
    """The text of a card that offers all that can be asked for."""
    (card,) = cards_of(activity)
    choices = {topic.choice[language] for topic in facts.topics.values() if topic.choice}
    assert choices <= {action["title"] for action in elements(card, "Action.Submit")}
    return texts(card)[0]


async def test_a_message_is_answered_in_its_chat_with_typing_before(
    teams: TestClient, connector: BotConnector, engine: StandInEngine
) -> None:
    assert await connector.say(teams, connector.activity("Hur många tog ut?")) == 202
    assert [delivery.activity["type"] for delivery in connector.sent] == ["typing", "message"]
    for delivery in connector.sent:
        assert (delivery.conversation, delivery.reply_to) == (PERSONAL, "1700000000001")
        assert delivery.authorization == f"Bearer {CONNECTOR_TOKEN}"
        assert delivery.activity["from"]["id"] == BOT["id"]
    (card,) = cards_of(connector.messages[0].activity)
    assert "Statistik" in texts(card)
    assert connector.messages[0].activity["summary"].startswith("Statistik. ")
    (request,) = engine.received
    assert (request["message"], request["input_channel"]) == ("Hur många tog ut?", "teams")


async def test_in_a_group_the_bots_name_is_not_part_of_the_question(
    teams: TestClient, connector: BotConnector, engine: StandInEngine
) -> None:
    conversation = {"id": "19:group@thread.v2", "conversationType": "groupChat", "isGroup": True}
    activity = connector.activity(
        "<at>Presstjänst</at>&nbsp;hur många?", conversation=conversation, entities=[MENTION]
    )
    assert await connector.say(teams, activity) == 202
    assert engine.received[0]["message"] == "hur många?"
    assert {delivery.conversation for delivery in connector.sent} == {"19:group@thread.v2"}


async def test_in_a_channel_the_answer_goes_to_the_thread(
    teams: TestClient, connector: BotConnector, engine: StandInEngine
) -> None:
    conversation = {"id": THREAD, "conversationType": "channel", "isGroup": True}
    activity = connector.activity(
        "<at>Presstjänst</at> hur många?", conversation=conversation, entities=[MENTION]
    )
    assert await connector.say(teams, activity) == 202
    assert [(delivery.activity["type"], delivery.conversation) for delivery in connector.sent] == [
        ("message", THREAD)
    ]
    assert engine.received[0]["message"] == "hur många?"


async def test_each_thread_and_tenant_is_a_conversation_whose_name_tells_nothing(
    teams: TestClient, connector: BotConnector, engine: StandInEngine
) -> None:
    places = [(THREAD, TENANT), (f"{THREAD}9", TENANT), (THREAD, "another")]
    for conversation, tenant in [*places, places[0]]:
        place = {"id": conversation, "conversationType": "channel", "tenantId": tenant}
        number = str(1700000000001 + len(engine.received))
        await connector.say(teams, connector.activity(conversation=place, id=number))
    names = [request["sender"] for request in engine.received]
    assert len(set(names)) == 3
    assert names[3] == names[0]
    assert names[0].startswith("teams-")
    handed_on = str(engine.received)
    assert not [secret for secret in (THREAD, TENANT, *WRITER.values()) if secret in handed_on]


async def test_a_quick_reply_is_pressed_and_shows_what_was_chosen(
    teams: TestClient, connector: BotConnector, engine: StandInEngine, facts: Facts
) -> None:
    replies = [{"title": "Nej", "payload": "/deny"}]
    engine.answer = [{"custom": topic_card(facts, "statistics", "sv", local_now(), replies)}]
    await connector.say(teams, connector.activity())
    (button,) = elements(cards_of(connector.messages[0].activity)[0], "Action.Submit")
    sent_back = button["data"]["msteams"]
    assert (sent_back["type"], sent_back["displayText"]) == ("messageBack", "Nej")
    # What Teams sends back, what it may make of it, and what a simpler client sends.
    delivery = (sent_back["value"], json.loads(sent_back["value"]), button["data"])
    for number, value in enumerate(delivery):
        activity = connector.activity(sent_back["text"], value=value, id=f"f:{number}")
        assert await connector.say(teams, activity) == 202
        request = engine.received[-1]
        assert (request["message"], request["metadata"]["title"]) == ("/deny", "Nej")


@pytest.mark.parametrize("value", [{"payload": "made up"}, {"x": 1}, "x"], ids=str)
async def test_a_button_that_is_not_ours_is_refused_in_words(
    teams: TestClient, connector: BotConnector, engine: StandInEngine, facts: Facts, value: Any
) -> None:
    await connector.say(teams, connector.activity(text=None, value=value))
    assert menu_in(connector.messages[0].activity, facts).startswith("Okänd knapp.")
    assert engine.received == []


async def test_a_command_is_only_text(
    teams: TestClient, connector: BotConnector, engine: StandInEngine
) -> None:
    await connector.say(teams, connector.activity("/restart"))
    assert engine.received[0]["message"] == "restart"


async def test_two_answers_are_two_cards_in_one_message(
    teams: TestClient, connector: BotConnector, engine: StandInEngine, facts: Facts
) -> None:
    topics = ("statistics", "press_contact")
    engine.answer = [{"custom": topic_card(facts, topic, "sv", local_now())} for topic in topics]
    await connector.say(teams, connector.activity())
    (delivery,) = connector.messages
    assert [texts(card)[0] for card in cards_of(delivery.activity)] == [
        "Statistik",
        "Presstjänsten",
    ]


async def test_a_sentence_is_plain_text(
    teams: TestClient, connector: BotConnector, engine: StandInEngine
) -> None:
    engine.answer = [{"custom": message_card("Varsågod. Skriv om det är något mer.", "sv")}]
    await connector.say(teams, connector.activity("tack"))
    assert only_text(connector) == "Varsågod. Skriv om det är något mer."
    assert "attachments" not in connector.messages[0].activity


async def test_attachments_are_not_read_and_the_writer_is_told(
    teams: TestClient, connector: BotConnector, engine: StandInEngine, facts: Facts
) -> None:
    picture = [{"contentType": "image/png", "contentUrl": "https://example.org/x.png"}]
    await connector.say(teams, connector.activity(text=None, attachments=picture))
    told = menu_in(connector.messages[0].activity, facts)
    assert told == "Jag läser inte bilagor. Skriv frågan som text, eller välj här."
    assert engine.received == []
    await connector.say(teams, connector.activity("Hur många?", attachments=picture, id="2"))
    assert engine.received[0]["message"] == "Hur många?"
    (card,) = cards_of(connector.messages[1].activity)
    assert "Jag läser inte bilagor. Svaret gäller det du skrev." in texts(card)
    forwarded = [{"contentType": "forwardedMessageReference"}]
    await connector.say(teams, connector.activity(text=None, attachments=forwarded, id="3"))
    told = menu_in(connector.messages[2].activity, facts)
    assert told.startswith("Jag läser inte vidarebefordrade meddelanden.")


@pytest.mark.parametrize("text", ["&nbsp;", "<at>Presstjänst</at>"])
async def test_an_empty_message_gets_the_menu(
    teams: TestClient, connector: BotConnector, engine: StandInEngine, facts: Facts, text: str
) -> None:
    assert await connector.say(teams, connector.activity(text, entities=[MENTION])) == 202
    told = menu_in(connector.messages[0].activity, facts)
    assert told == "Skriv vad du behöver, eller välj något av det här."
    assert engine.received == []


async def test_of_a_long_message_the_beginning_is_read_and_the_writer_is_told(
    teams: TestClient, connector: BotConnector, engine: StandInEngine
) -> None:
    await connector.say(teams, connector.activity("Hur många? " + "långt " * 500))
    read = engine.received[0]["message"]
    assert read == ("Hur många? " + "långt " * 500)[: len(read)]
    assert 1990 < len(read) <= 2000
    assert read.endswith(" långt")
    (card,) = cards_of(connector.messages[0].activity)
    assert "Meddelandet är långt. Jag har läst de första 2000 tecknen." in texts(card)


async def test_that_there_are_too_many_messages_is_said_once_a_minute(
    teams: TestClient, connector: BotConnector, engine: StandInEngine, facts: Facts
) -> None:
    for number in range(24):
        await connector.say(teams, connector.activity(id=str(number)))
    assert (len(engine.received), len(connector.messages)) == (20, 21)
    (card,) = cards_of(connector.messages[-1].activity)
    assert [text for text in texts(card) if text.startswith("För många meddelanden. Vänta")]
    assert facts.contacts["press_phone"].value in str(card)


ENGLISH = {"locale": "en-US"}


async def test_the_bot_speaks_the_language_of_the_writers_teams_until_another_is_spoken(
    teams: TestClient,
    connector: BotConnector,
    engine: StandInEngine,
    database: Path,
    facts: Facts,
) -> None:
    added = {"type": "conversationUpdate", "text": None, "membersAdded": [BOT]}
    await connector.say(teams, connector.activity(**added, **ENGLISH, id="1"))
    assert only_text(connector).startswith("Hello. I show journalists the right contact")
    suggested = connector.messages[0].activity["suggestedActions"]["actions"]
    assert suggested[0]["title"] == facts.topics["press_contact"].choice["en"]
    await connector.say(teams, connector.activity(text=None, **ENGLISH, id="2"))
    told = menu_in(connector.messages[1].activity, facts, "en")
    assert told == "Write what you need, or choose one of these."
    await connector.say(teams, connector.activity("press?", **ENGLISH, id="3"))
    assert engine.received[0]["metadata"] == {"language": "en"}
    # The stand-in stores nothing: what the real engine would is stored for it.
    answer = {"event": "bot", "text": "Hej", "data": {}, "metadata": {}}
    await store(database, engine.received[0]["sender"], answer)
    await connector.say(teams, connector.activity(text=None, **ENGLISH, id="4"))
    menu_in(connector.messages[-1].activity, facts, "sv")
    engine.status = 500
    await connector.say(teams, connector.activity("press?", **ENGLISH, id="5"))
    (card,) = cards_of(connector.messages[-1].activity)
    assert card["lang"] == "sv"


async def test_the_bot_says_hello_when_it_is_added(
    teams: TestClient, connector: BotConnector, engine: StandInEngine, facts: Facts
) -> None:
    added = connector.activity(
        type="conversationUpdate", text=None, membersAdded=[WRITER, BOT], id="f:1"
    )
    assert await connector.say(teams, added) == 202
    assert await connector.say(teams, added) == 202  # as Teams does when in doubt
    assert "rätt kontakt på Försäkringskassan" in only_text(connector)
    actions = connector.messages[0].activity["suggestedActions"]["actions"]
    choices = [topic.choice["sv"] for topic in facts.topics.values() if topic.choice]
    assert [(a["type"], a["title"], a["value"]) for a in actions] == [
        ("imBack", choice, choice) for choice in choices[:3]
    ]
    assert engine.received == []


@pytest.mark.parametrize("kind", ["groupChat", "channel"])
async def test_the_bot_says_hello_to_a_group_with_buttons_that_work(
    teams: TestClient, connector: BotConnector, engine: StandInEngine, kind: str
) -> None:
    place = {"id": "19:group@thread.v2", "conversationType": kind, "isGroup": True}
    added = {"membersAdded": [BOT], "conversation": place, "type": "conversationUpdate"}
    await connector.say(teams, connector.activity(text=None, **added))
    (delivery,) = connector.messages
    assert "suggestedActions" not in delivery.activity
    assert delivery.activity["text"] == "<at>Vera Reporter</at> lade till mig här."
    (mention,) = delivery.activity["entities"]
    assert (mention["type"], mention["text"]) == ("mention", "<at>Vera Reporter</at>")
    assert mention["mentioned"]["id"] == WRITER["id"]
    (card,) = cards_of(delivery.activity)
    assert "Nämn mig med @ när du frågar här." in texts(card)
    await connector.say(teams, connector.activity(text=None, **added, id="again"))
    assert len(connector.messages) == 1
    button = next(elements(card, "Action.Submit"))
    value = button["data"]["msteams"]["value"]
    await connector.say(teams, connector.activity(value=value, conversation=place, id="2"))
    assert engine.received[0]["message"] == "/press_contact"


async def test_who_added_the_bot_is_named_in_their_language_also_where_teams_gives_no_name(
    teams: TestClient, connector: BotConnector
) -> None:
    place = {"id": "19:group@thread.v2", "conversationType": "channel", "isGroup": True}
    added = {"membersAdded": [BOT], "conversation": place, "type": "conversationUpdate"}
    nameless = {"from": {"id": WRITER["id"]}, "locale": "en-GB"}
    await connector.say(teams, connector.activity(text=None, **added, **nameless))
    (delivery,) = connector.messages
    assert delivery.activity["text"] == "<at>You</at> added me here."
    (card,) = cards_of(delivery.activity)
    assert "Mention me with @ when you ask here." in texts(card)


IGNORED: list[dict[str, Any]] = [
    {"type": "conversationUpdate", "membersAdded": [WRITER]},
    {"type": "conversationUpdate", "membersRemoved": [BOT]},
    {"type": "conversationUpdate", "channelData": {"eventType": "channelRenamed"}},
    {"type": "messageUpdate", "channelData": {"eventType": "editMessage"}},
    {"type": "messageDelete", "channelData": {"eventType": "softDeleteMessage"}},
    {"type": "messageReaction", "reactionsAdded": [{"type": "like"}], "replyToId": "1"},
    {"type": "installationUpdate", "action": "add"},
    {"type": "event", "name": "application/vnd.microsoft.meetingStart", "value": {}},
    {"type": "invoke", "name": "adaptiveCard/action", "value": {}},
    {"type": "typing"},
    {"type": "something new", "conversation": 7, "recipient": [], "entities": "x"},
    {"channelId": "webchat"},
]


@pytest.mark.parametrize("changed", IGNORED, ids=lambda changed: str(changed.get("type")))
async def test_all_else_is_taken_and_left_at_that(
    teams: TestClient,
    connector: BotConnector,
    engine: StandInEngine,
    changed: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    connector.endorsements = ["msteams", "webchat"]
    status = await connector.say(teams, connector.activity(**changed))
    assert status == (200 if changed.get("type") == "invoke" else 202)
    assert (connector.sent, engine.received, caplog.text) == ([], [], "")


async def test_what_comes_twice_is_answered_once(
    teams: TestClient, connector: BotConnector, engine: StandInEngine
) -> None:
    both = await asyncio.gather(
        *(connector.say(teams, connector.activity()) for _ in range(2)),
    )
    assert both == [202, 202]
    assert (len(connector.messages), len(engine.received)) == (1, 1)
    elsewhere = {"id": "a:another", "conversationType": "personal", "tenantId": TENANT}
    await connector.say(teams, connector.activity(conversation=elsewhere))
    await connector.say(teams, connector.activity(id="1700000000002"))
    assert len(connector.messages) == 3


async def test_two_copies_answer_once_between_them(
    make_teams: TeamsMaker, connector: BotConnector, engine: StandInEngine, tmp_path: Path
) -> None:
    with redis_server(tmp_path) as address:
        copies = [await make_teams(shared_storage=f"async+{address}") for _ in range(2)]
        for copy in copies:
            assert await connector.say(copy, connector.activity()) == 202
        assert (len(connector.messages), len(engine.received)) == (1, 1)
        await asyncio.gather(*(copy.close() for copy in copies))


async def test_a_message_may_be_larger_than_what_the_page_sends(
    teams: TestClient, connector: BotConnector, engine: StandInEngine
) -> None:
    html = [{"contentType": "text/html", "content": "<b>" * 40_000}]
    assert await connector.say(teams, connector.activity("Hur många?", attachments=html)) == 202
    assert engine.received[0]["message"] == "Hur många?"
    html = [{"contentType": "text/html", "content": "<b>" * 100_000}]
    assert await connector.say(teams, connector.activity(attachments=html, id="2")) == 413


@pytest.mark.parametrize("body", [b"{", b"[]", b"{}", b'"x"', b'{"type": 7}', b"\xff"])
async def test_what_is_no_activity_is_refused(
    teams: TestClient, connector: BotConnector, body: bytes
) -> None:
    headers = {"Authorization": f"Bearer {connector.token()}", "Content-Type": "application/json"}
    async with teams.post(PATH, data=body, headers=headers) as response:
        assert response.status == 400


async def test_a_message_from_nowhere_is_refused(
    teams: TestClient, connector: BotConnector
) -> None:
    assert await connector.say(teams, connector.activity(conversation=None)) == 400


async def test_without_its_secrets_the_address_does_not_exist(client: TestClient) -> None:
    async with client.post(PATH, json={}) as response:
        assert response.status == 404


@pytest.mark.parametrize("status", [401, 403, 404])
async def test_what_teams_does_not_take_is_given_up(
    teams: TestClient, connector: BotConnector, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    connector.failures = [status]
    assert await connector.say(teams, connector.activity()) == 202
    assert connector.messages == []
    assert f"an answer was not delivered: status {status}" in caplog.text
    await connector.say(teams, connector.activity(id="2"))
    assert len(connector.messages) == 1


async def test_when_nothing_listens_at_teams_the_page_is_served(
    teams: TestClient, connector: BotConnector, unused_tcp_port: int
) -> None:
    away = f"http://127.0.0.1:{unused_tcp_port}"
    activity = connector.activity(serviceUrl=away)
    assert await connector.say(teams, activity, serviceurl=away) == 202
    async with teams.get("/") as page:
        assert page.status == 200


async def test_a_token_is_fetched_once_from_the_bots_own_tenant(
    teams: TestClient, connector: BotConnector
) -> None:
    assert connector.token_requests == []
    await asyncio.gather(*(connector.say(teams, connector.activity(id=str(i))) for i in range(3)))
    ((tenant, form),) = connector.token_requests
    assert tenant == TENANT
    assert (form["grant_type"], form["client_id"]) == ("client_credentials", APP_ID)
    assert form["client_secret"] == PASSWORD
    assert form["scope"] == "https://api.botframework.com/.default"


async def test_a_bot_of_any_tenant_asks_microsofts_own(
    make_teams: TeamsMaker, connector: BotConnector
) -> None:
    client = await make_teams(teams=replace(connector.settings, tenant_id=""))
    assert await connector.say(client, connector.activity()) == 202
    assert [tenant for tenant, _ in connector.token_requests] == ["botframework.com"]


@pytest.mark.parametrize("status", [401, 403])
async def test_without_a_token_nothing_is_said_and_teams_is_asked_to_come_again(
    teams: TestClient,
    connector: BotConnector,
    engine: StandInEngine,
    status: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    connector.login_status = status
    assert await connector.say(teams, connector.activity()) == 503
    assert (connector.sent, engine.received) == ([], [])
    assert "no token for the Bot Connector: ValueError" in caplog.text
    assert APP_ID not in caplog.text
    connector.login_status = 200
    assert await connector.say(teams, connector.activity()) == 202
    assert len(connector.messages) == 1


async def test_an_unreachable_login_server_is_survived(
    make_teams: TeamsMaker, connector: BotConnector, unused_tcp_port: int
) -> None:
    away = f"https://127.0.0.1:{unused_tcp_port}"
    client = await make_teams(teams=replace(connector.settings, login_url=away))
    assert await connector.say(client, connector.activity()) == 503


async def test_a_login_server_that_hangs_keeps_nobody_else_waiting(
    teams: TestClient, connector: BotConnector
) -> None:
    connector.login_hangs = True
    said = asyncio.create_task(connector.say(teams, connector.activity()))
    await connector.token_request.wait()
    async with teams.get("/") as page:
        assert page.status == 200
    assert not said.done()
    connector.may_answer.set()
    assert await said == 202


async def test_the_press_line_is_given_when_the_engine_is_down(
    teams: TestClient, connector: BotConnector, engine: StandInEngine, facts: Facts
) -> None:
    engine.status = 500
    await connector.say(teams, connector.activity())
    (card,) = cards_of(connector.messages[0].activity)
    assert facts.contacts["press_phone"].value in texts(card)


async def test_an_answer_is_given_when_redis_is_down(
    make_teams: TeamsMaker, connector: BotConnector, facts: Facts, unused_tcp_port: int
) -> None:
    client = await make_teams(shared_storage=f"async+redis://127.0.0.1:{unused_tcp_port}/0")
    assert await connector.say(client, connector.activity()) == 202
    (card,) = cards_of(connector.messages[0].activity)
    assert facts.contacts["statistics_mail"].value in texts(card)


def test_a_turn_that_fails_is_not_printed_and_not_sent_to_the_chat(connector: BotConnector) -> None:
    adapter, _ = make_adapter(connector.settings)
    assert adapter.on_turn_error is None  # the SDK's own would


async def test_nothing_is_logged_of_who_wrote_what_where(
    teams: TestClient, connector: BotConnector, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    text = "Varför fick Vera avslag?"
    connector.failures = [503, None, 403]
    await connector.say(teams, connector.activity(text))
    await connector.say(teams, connector.activity(text), aud="somebody-else")
    odd = {"id": PERSONAL, "isGroup": {"no": "boolean"}}  # which the SDK does not take
    await connector.say(teams, connector.activity(text, conversation=odd, id="2"))
    # The stand-ins' own access logs aside: web keeps none.
    logged = [record for record in caplog.records if record.name != "aiohttp.access"]
    said = "\n".join(f"{record.getMessage()} {record.exc_text}" for record in logged)
    for sentence in (
        "an answer was not delivered: status 403",
        "a request was refused: InvalidAudienceError",
        "a turn failed: ValidationError",
    ):
        assert sentence in said
    secrets = [PERSONAL, PASSWORD, CONNECTOR_TOKEN, APP_ID, "Varför", "eyJ", *WRITER.values()]
    assert not [secret for secret in secrets if secret in said]


async def test_the_database_being_away_costs_no_answer(
    make_client: ClientMaker, connector: BotConnector, database: Path
) -> None:
    client = await make_client(teams=connector.settings)
    database.unlink()
    assert await connector.say(client, connector.activity()) == 202
    assert len(connector.messages) == 1


async def names_stored(teams: TestClient) -> set[str]:
    async with teams.app[keys.DATABASE].connect() as connection:
        return set(await connection.scalars(sa.select(events.c.sender_id)))


async def ask_to_delete(
    teams: TestClient,
    connector: BotConnector,
    engine: StandInEngine,
    database: Path,
    **changed: Any,
) -> tuple[str, dict[str, Any]]:
    """The name of a conversation of which something is stored, and what its button sends back."""
    replies = [{"title": "Radera samtalet", "payload": "/delete_conversation"}]
    engine.answer = [{"custom": message_card("Ja.", "sv", replies)}]
    await connector.say(teams, connector.activity("radera samtalet", **changed))
    card = cards_of(connector.messages[-1].activity)[0]
    button, stored = elements(card, "Action.Submit")
    assert (button["title"], stored["title"]) == ("Radera samtalet", "Vad sparas?")
    name = engine.received[-1]["sender"]
    await store(database, name, {"event": "user", "text": "hemligt", "metadata": {}})
    return name, button["data"]["msteams"]["value"]


async def test_a_personal_chat_is_deleted_once(
    teams: TestClient,
    connector: BotConnector,
    engine: StandInEngine,
    database: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    name, value = await ask_to_delete(teams, connector, engine, database)
    asked = len(engine.received)
    for number, words in enumerate(
        ("Samtalet är raderat. Svar med egen länk", "Här finns inget samtal att radera längre.")
    ):
        await connector.say(teams, connector.activity("Radera", value=value, id=f"f:{number}"))
        answer = connector.messages[-1].activity
        assert str(answer).count(words)
        assert ("Det som står i Teams raderar du själv där." in str(answer)) is (number == 0)
        assert await names_stored(teams) == set()
        assert len(engine.received) == asked
    await connector.say(teams, connector.activity("en ny fråga", id="1700000000099"))
    assert engine.received[-1]["sender"] == name
    assert "hemligt" not in caplog.text


async def test_in_a_channel_only_the_one_who_asked_deletes_the_thread(
    teams: TestClient, connector: BotConnector, engine: StandInEngine, database: Path
) -> None:
    place = {"id": THREAD, "conversationType": "channel", "tenantId": TENANT}
    name, value = await ask_to_delete(teams, connector, engine, database, conversation=place)
    await store(database, "teams-annan", {"event": "user", "text": "annans", "metadata": {}})
    another = {"id": "29:another", "name": "Bo"}
    activity = connector.activity("x", value=value, conversation=place, id="f:1")
    await connector.say(teams, {**activity, "from": another})
    assert "Knappen raderar bara för den som bad om det." in str(connector.messages[-1].activity)
    assert await names_stored(teams) == {name, "teams-annan"}
    await connector.say(teams, {**activity, "id": "f:2"})
    assert "Samtalet är raderat." in str(connector.messages[-1].activity)
    assert await names_stored(teams) == {"teams-annan"}


async def test_what_is_stored_is_seen_and_copied_where_it_was_said(
    teams: TestClient, connector: BotConnector, engine: StandInEngine, database: Path
) -> None:
    await connector.say(teams, connector.activity("hej", id="1"))
    name = engine.received[-1]["sender"]
    said = [f"fråga nummer {number} " + "lång " * 100 for number in range(60)]
    rows = [{"event": "user", "text": text, "metadata": {}} for text in said]
    await store(database, name, {"event": "session_started"}, *rows)
    await connector.say(teams, connector.activity("Vad sparas?", id="2"))
    (card,) = cards_of(connector.messages[-1].activity)
    assert name in str(texts(card))
    copy, delete = elements(card, "Action.Submit")
    assert (copy["title"], delete["title"]) == ("Spara en kopia", "Radera samtalet")
    before, value = len(connector.messages), copy["data"]["msteams"]["value"]
    await connector.say(teams, connector.activity("x", value=value, id="3"))
    copied = [delivery.activity["text"] for delivery in connector.messages[before:]]
    assert [number for number in range(60) if f"nummer {number} " not in "".join(copied)] == []
    assert len(engine.received) == 1


async def test_two_who_ask_in_one_thread_have_a_conversation_each_and_buttons_of_their_own(
    teams: TestClient, connector: BotConnector, engine: StandInEngine
) -> None:
    place = {"id": THREAD, "conversationType": "channel", "tenantId": TENANT}
    engine.answer = [{"custom": message_card("Finns samtycke?", "sv", [YES])}]
    await connector.say(teams, connector.activity("kan ni kommentera?", conversation=place))
    (button,) = elements(cards_of(connector.messages[0].activity)[0], "Action.Submit")
    value = button["data"]["msteams"]["value"]
    another = {"from": {"id": "29:another", "name": "Bo"}, "conversation": place}
    await connector.say(teams, connector.activity("nej", id="2", **another))
    await connector.say(teams, connector.activity("Ja", value=value, id="3", **another))
    refusal = texts(cards_of(connector.messages[-1].activity)[0])
    assert refusal[0].startswith("Knapparna är för den som frågade.")
    await connector.say(teams, connector.activity("Ja", value=value, conversation=place, id="4"))
    messages = [(request["message"], request["sender"]) for request in engine.received]
    assert [message for message, _ in messages] == ["kan ni kommentera?", "nej", "/ja"]
    assert messages[0][1] == messages[2][1] != messages[1][1]


def thumb(connector: BotConnector, reaction: str, comment: str, at: float) -> dict[str, Any]:
    """What Teams tells of a thumb below an answer, and of what was written in its form."""
    value = {"reaction": reaction, "feedback": json.dumps({"feedbackText": comment})}
    return connector.activity(
        type="invoke",
        name="message/submitAction",
        text=None,
        value={"actionName": "feedback", "actionValue": value},
        replyToId=str(int(at * 1000)),
    )


async def test_the_thumbs_below_an_answer_are_kept_as_the_pages_feedback_is(
    teams: TestClient, connector: BotConnector, engine: StandInEngine, database: Path
) -> None:
    await connector.say(teams, connector.activity("hur många?"))
    loop = connector.messages[0].activity["channelData"]
    assert loop == {"feedbackLoop": {"type": "default"}}
    name, now = engine.received[0]["sender"], time.time()
    for number, text in enumerate(("hur många?", "och senare")):
        said = {"event": "user", "text": text, "metadata": {}, "timestamp": now + 60 * number}
        await store(database, name, said)
    async with teams.app[keys.DATABASE].connect() as connection:
        first = await connection.scalar(sa.select(sa.func.min(events.c.id)))
    bad = thumb(connector, "dislike", "Bengt sa fel nummer", now + 1)
    assert await connector.say(teams, bad) == 200
    async with teams.app[keys.DATABASE].connect() as connection:
        (row,) = (await connection.execute(sa.select(feedback))).all()
    assert (row.conversation, row.about, row.helped) == (name, first, False)
    assert row.comment == "[namn]"  # what the engine makes of it
    assert len(connector.messages) == 1


async def test_a_thumb_without_a_conversation_or_by_another_name_is_taken_and_left_at_that(
    teams: TestClient, connector: BotConnector, caplog: pytest.LogCaptureFixture
) -> None:
    assert await connector.say(teams, thumb(connector, "like", "", time.time())) == 200
    assert "feedback was not kept: no_conversation" in caplog.text
    odd = {**thumb(connector, "love", "", 0.0), "replyToId": None}
    assert await connector.say(teams, odd) == 200
    assert connector.sent == []


async def test_where_several_read_nobody_is_asked_whether_it_helped(
    teams: TestClient, connector: BotConnector
) -> None:
    place = {"id": THREAD, "conversationType": "channel", "tenantId": TENANT}
    await connector.say(teams, connector.activity("hur många?", conversation=place))
    assert "channelData" not in connector.messages[0].activity
