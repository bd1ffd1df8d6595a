"""A card whose button was pressed shows what was chosen; where Teams refuses nothing is lost."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from desk.cards import message_card, topic_card
from desk.facts.model import Facts
from desk.hours import local_now
from tests.web.channels.teams.adaptive_cards import elements, faults, texts
from tests.web.channels.teams.bot_connector import PERSONAL, BotConnector, TeamsMaker
from tests.web.conftest import StandInEngine

GROUP = {"id": "19:group@thread.v2", "conversationType": "groupChat", "isGroup": True}


async def menu(teams: TestClient, connector: BotConnector, **changed: Any) -> dict[str, Any]:
    """What is given to somebody who says nothing: its activity."""
    assert await connector.say(teams, connector.activity(text=None, **changed, id="1")) == 202
    return dict(connector.messages[-1].activity)


async def press(
    teams: TestClient, connector: BotConnector, activity: dict[str, Any], **changed: Any
) -> str:
    """Press the first button of the last card that was sent; what stands on it."""
    (content,) = (attached["content"] for attached in activity["attachments"])
    button = next(elements(content, "Action.Submit"))
    fields = {
        "value": button["data"]["msteams"]["value"],
        "text": button["title"],
        "replyToId": f"sent-{len(connector.sent)}",
        "id": "2",
        **changed,
    }
    assert await connector.say(teams, connector.activity(**fields)) == 202
    return str(button["title"])


async def test_the_choice_takes_the_place_of_the_buttons(
    teams: TestClient, connector: BotConnector, engine: StandInEngine
) -> None:
    given = await menu(teams, connector)
    id = f"sent-{len(connector.sent)}"
    title = await press(teams, connector, given)
    (change,) = connector.changed
    assert (change.conversation, change.reply_to) == (PERSONAL, id)
    (attached,) = change.activity["attachments"]
    assert faults(attached["content"]) == []
    assert not list(elements(attached["content"], "Action.Submit"))
    (before,) = given["attachments"]
    assert texts(attached["content"])[-1] == f"Du valde: {title}"
    assert texts(attached["content"])[0] == texts(before["content"])[0]
    assert "Statistik" in str(connector.messages[-1].activity)


async def test_contacts_and_the_buttons_that_lead_away_stay(
    teams: TestClient, connector: BotConnector, engine: StandInEngine, facts: Facts
) -> None:
    replies = [{"title": "Nej", "payload": "/deny"}]
    card = topic_card(facts, "press_contact", "sv", local_now(), replies)
    engine.answer = [{"custom": card}]
    await connector.say(teams, connector.activity(id="1"))
    (before,) = connector.messages[-1].activity["attachments"]
    await press(teams, connector, connector.messages[-1].activity)
    (change,) = connector.changed
    (after,) = change.activity["attachments"]
    assert [a["title"] for a in elements(after["content"], "Action.OpenUrl") if "title" in a] == [
        a["title"] for a in elements(before["content"], "Action.OpenUrl") if "title" in a
    ]
    assert set(texts(before["content"])) <= set(texts(after["content"]))


@pytest.mark.parametrize(
    ("sender", "locale", "says"),
    [
        ({"id": "29:1writer", "name": "Vera Reporter"}, "sv-SE", "Vera Reporter valde: {}"),
        ({"id": "29:1writer"}, "sv-SE", "Valt: {}"),
        ({"id": "29:1writer"}, "en-GB", "Chosen: {}"),
    ],
)
async def test_in_a_group_it_says_who_chose_if_teams_does(
    teams: TestClient,
    connector: BotConnector,
    engine: StandInEngine,
    facts: Facts,
    sender: dict[str, str],
    locale: str,
    says: str,
) -> None:
    engine.answer = [{"custom": topic_card(facts, "statistics", locale[:2], local_now())}]
    place = {"conversation": GROUP, "from": sender, "locale": locale}
    title = await press(teams, connector, await menu(teams, connector, **place), **place)
    (attached,) = connector.changed[0].activity["attachments"]
    assert texts(attached["content"])[-1] == says.format(title)


async def test_a_button_of_anothers_leaves_the_card_as_it_is(
    teams: TestClient, connector: BotConnector, engine: StandInEngine
) -> None:
    engine.answer = [
        {"custom": message_card("Gäller det?", "sv", [{"title": "Ja", "payload": "/affirm"}])}
    ]
    await connector.say(teams, connector.activity(id="1", conversation=GROUP))
    given = connector.messages[-1].activity
    await press(teams, connector, given, conversation=GROUP, **{"from": {"id": "29:another"}})
    assert connector.changed == []


@pytest.mark.parametrize("status", [403, 404, 429, 500, None])
async def test_where_teams_refuses_the_answer_comes_all_the_same(
    teams: TestClient,
    connector: BotConnector,
    engine: StandInEngine,
    caplog: pytest.LogCaptureFixture,
    status: int | None,
) -> None:
    connector.change_status = status
    with caplog.at_level(logging.WARNING):
        title = await press(teams, connector, await menu(teams, connector))
    assert (len(connector.messages), connector.changed) == (2, [])
    assert "a menu that was used was not replaced" in caplog.text
    assert title not in caplog.text


async def test_another_copy_of_web_knows_the_card(
    make_teams: TeamsMaker, connector: BotConnector
) -> None:
    given = await menu(await make_teams(), connector)
    await press(await make_teams(), connector, given)
    assert len(connector.changed) == 1


async def test_a_card_that_is_not_kept_stays_as_it_is(
    teams: TestClient, connector: BotConnector
) -> None:
    given = await menu(teams, connector)
    await press(teams, connector, given, replyToId="sent-99")
    await press(teams, connector, given, replyToId=None, id="3")
    assert (len(connector.messages), connector.changed) == (3, [])
