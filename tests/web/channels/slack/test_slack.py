"""What people do in Slack, and what they get: over HTTP, with Slack's Web API on loopback."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from contracts.tables import events
from desk.cards import message_card, topic_card
from desk.facts.model import Facts
from desk.hours import local_now
from tests.web.channels.slack.slack_api import Call, SlackApi
from tests.web.channels.slack.slack_workspace import (
    BERTIL,
    BOT,
    CHANNEL,
    DIRECT,
    GROUP,
    TEAM,
    TOKEN,
    USER,
    Workspace,
    buttons,
    open_workspace,
    running,
)
from tests.web.conftest import ClientMaker, StandInEngine, store
from web import keys
from web.channels.slack.text import plain_text
from web.store.tables import feedback

ENGLISH = {"language": "en"}


@pytest.fixture
async def api() -> AsyncIterator[SlackApi]:
    async with running(SlackApi()) as workspace:
        yield workspace


@pytest.fixture
async def slack(
    engine: StandInEngine, database: Path, facts_file: Path, api: SlackApi
) -> AsyncIterator[Workspace]:
    async with open_workspace(engine, database, facts_file, api) as workspace:
        yield workspace


def text_in(call: Call) -> str:
    return str(call.body["text"])


def first_line(call: Call) -> str:
    block = call.body["blocks"][0]
    text = block["elements"][0]["text"] if block["type"] == "context" else block["text"]["text"]
    return str(text)


# Off and on.


async def test_the_address_is_there_only_where_slack_is_on(
    make_client: ClientMaker, slack: Workspace
) -> None:
    off = await make_client()
    assert (await off.post("/slack/events", json={})).status == 404
    assert (await slack.client.post("/slack/events", json={})).status == 401
    health = await (await slack.client.get("/health")).json()
    assert health["slack"] == "on"


async def test_slack_finds_out_that_the_address_is_ours(slack: Workspace) -> None:
    response = await slack.send(b'{"type": "url_verification", "challenge": "3eZbrw1aB"}')
    assert response.status == 200
    assert (await response.json())["challenge"] == "3eZbrw1aB"
    assert slack.api.attempts == 0


# Direct messages.


async def test_a_direct_message_is_answered_there(
    slack: Workspace, engine: StandInEngine, facts: Facts
) -> None:
    await slack.write("Hur många vabbade i fjol?")
    call = await slack.api.next()
    assert call.method == "chat.postMessage"
    assert call.token == f"Bearer {TOKEN}"
    assert call.body["channel"] == DIRECT
    assert "thread_ts" not in call.body
    assert call.body["unfurl_links"] is False
    assert text_in(call) == engine.answer[0]["text"]
    (sent,) = engine.received
    assert sent["message"] == "Hur många vabbade i fjol?"
    assert sent["input_channel"] == "slack"
    assert sent["sender"].startswith("slack-")


async def test_a_thread_in_a_direct_conversation_goes_on_there_and_is_no_other_conversation(
    slack: Workspace, engine: StandInEngine
) -> None:
    first = await slack.write("Statistik tack")
    await slack.api.next()
    await slack.write("och mejlen?", thread_ts=first["ts"])
    assert (await slack.api.next()).body["thread_ts"] == first["ts"]
    assert len({sent["sender"] for sent in engine.received}) == 1


async def test_two_wishes_are_answered_in_one_message(
    slack: Workspace, engine: StandInEngine, facts: Facts
) -> None:
    cards = [topic_card(facts, topic, "sv", local_now()) for topic in ("newsletter", "statistics")]
    engine.answer = [{"text": card["text"], "custom": card} for card in cards]
    await slack.write("Nyhetsbrevet och statistik")
    call = await slack.api.next()
    assert text_in(call) == f"{cards[0]['text']}\n\n{cards[1]['text']}"


async def test_an_answer_has_its_address_where_the_outside_finds_us(
    engine: StandInEngine, database: Path, facts_file: Path, api: SlackApi
) -> None:
    workspace = open_workspace(
        engine, database, facts_file, api, public_url="https://press.example"
    )
    async with workspace as slack:
        # On a busy machine the first may go out before it is stored.
        for _ in range(2):
            await slack.write("Statistik tack")
            await slack.settle()
    assert any("<https://press.example/svar/" in str(call.body["blocks"]) for call in api.calls)


async def test_of_a_long_message_the_beginning_is_read_and_the_writer_is_told(
    slack: Workspace, engine: StandInEngine
) -> None:
    await slack.write("å" * 2001)
    assert "Jag har läst de första 2000 tecknen." in text_in(await slack.api.next())
    assert engine.received[0]["message"] == "å" * 2000


async def test_that_there_are_too_many_messages_is_said_once_and_to_their_writer_alone(
    slack: Workspace, engine: StandInEngine, facts: Facts
) -> None:
    first = await slack.mention("hur många?")
    for _ in range(23):
        await slack.mention("hur många?", thread_ts=first["ts"])
    await slack.mention("och jag då?", thread_ts=first["ts"], user=BERTIL)
    await slack.settle()
    assert (len(engine.received), len(slack.api.calls)) == (21, 22)
    (refusal,) = [call for call in slack.api.calls if call.method == "chat.postEphemeral"]
    assert refusal.body["user"] == USER
    assert text_in(refusal).startswith("För många meddelanden. Vänta")
    assert facts.contacts["press_phone"].value in text_in(refusal)


@pytest.mark.parametrize("typed", ["Help", "help!", "HELP", "*help*", "Hello", "HI!"])
async def test_english_commands_are_answered_in_english_before_anything_else_is_spoken(
    slack: Workspace, engine: StandInEngine, database: Path, typed: str
) -> None:
    await slack.write(typed)
    await slack.api.next()
    command = "/help" if "help" in typed.lower() else "/greet"
    (request,) = engine.received
    assert request["message"] == command
    assert request["metadata"] == {"title": typed, "language": "en"}
    answer = {"event": "bot", "text": "Hej", "data": {}, "metadata": {}}
    await store(database, request["sender"], answer)
    await slack.write(typed)
    await slack.api.next()
    assert engine.received[1]["metadata"] == {"title": typed}


async def test_what_became_of_personal_data_is_told_to_the_writer_alone(
    slack: Workspace, engine: StandInEngine, facts: Facts
) -> None:
    told = {**message_card(facts.wording["privacy_slack"]["sv"], "sv"), "private": True}
    engine.answer = [*engine.answer, {"custom": told}]
    event = await slack.mention("Bengt Hallqvist har fått avslag")
    calls = {call.method: call for call in (await slack.api.next(), await slack.api.next())}
    assert "Slack" not in text_in(calls["chat.postMessage"])
    aside = calls["chat.postEphemeral"]
    assert (aside.body["user"], aside.body["thread_ts"]) == (USER, event["ts"])
    assert text_in(aside) == told["text"]
    await slack.write("Bengt Hallqvist har fått avslag")
    assert told["text"] in text_in(await slack.api.next())


async def test_an_aside_that_slack_does_not_take_costs_no_answer(
    slack: Workspace, engine: StandInEngine, caplog: pytest.LogCaptureFixture
) -> None:
    engine.answer = [
        *engine.answer,
        {"custom": {**message_card("Bara du.", "sv"), "private": True}},
    ]
    slack.api.refuses["chat.postEphemeral"] = "user_not_in_channel"
    await slack.mention("hur många?")
    await slack.settle()
    assert [call.method for call in slack.api.calls] == ["chat.postMessage"]
    assert "Slack took no answer: user_not_in_channel" in caplog.text
    assert "Bara du" not in caplog.text


async def test_the_press_line_is_given_when_the_engine_fails(
    slack: Workspace, engine: StandInEngine, facts: Facts
) -> None:
    engine.status = 500
    await slack.write("hej")
    assert facts.contacts["press_phone"].value in text_in(await slack.api.next())


# Channels.


async def test_a_mention_is_answered_once_in_a_thread(
    slack: Workspace, engine: StandInEngine
) -> None:
    event = await slack.mention("hur får jag en intervju?")
    call = await slack.api.next()
    assert call.body["channel"] == CHANNEL
    assert call.body["thread_ts"] == event["ts"]
    await slack.settle()
    assert len(slack.api.calls) == 1
    assert [sent["message"] for sent in engine.received] == ["hur får jag en intervju?"]


async def test_a_mention_in_a_thread_of_others_is_answered_in_that_thread(
    slack: Workspace,
) -> None:
    await slack.mention("vad gäller?", thread_ts="1699999999.000001")
    assert (await slack.api.next()).body["thread_ts"] == "1699999999.000001"


@pytest.mark.parametrize(
    "said",
    [
        "toppen, jag ringer direkt",
        "de svarade inte, provar igen om en kvart",
        "<@U0ANNA> kan du ta det här?",
        "nej, vi hörs efter lunch",
        ":+1:",
        "<https://tidning.example/nyhet>",
        "statistik om föräldrapenning",
    ],
)
async def test_what_people_say_to_each_other_in_a_thread_of_ours_is_left_alone(
    slack: Workspace, engine: StandInEngine, said: str
) -> None:
    """Slack tells of it where an older manifest still asks for that."""
    event = await slack.mention("hur får jag en intervju?")
    await slack.api.next()
    for user in (USER, BERTIL):
        await slack.write(said, CHANNEL, thread_ts=event["ts"], user=user)
        await slack.write(said, GROUP, thread_ts=event["ts"], user=user)
    await slack.settle()
    assert (len(slack.api.calls), len(engine.received)) == (1, 1)


async def test_two_who_ask_in_one_thread_have_a_conversation_each(
    slack: Workspace, engine: StandInEngine
) -> None:
    event = await slack.mention("kan ni kommentera ett fall?")
    await slack.mention("nej", thread_ts=event["ts"], user=BERTIL)
    await slack.mention("ja", thread_ts=event["ts"])
    await slack.settle()
    assert {call.body["thread_ts"] for call in slack.api.calls} == {event["ts"]}
    sender = {sent["message"]: sent["sender"] for sent in engine.received}
    assert sender["ja"] == sender["kan ni kommentera ett fall?"] != sender["nej"]


async def test_anothers_button_answers_nothing_and_the_one_who_pressed_is_told_so_alone(
    slack: Workspace, engine: StandInEngine, facts: Facts
) -> None:
    engine.answer = [{"text": "Finns samtycke?", "buttons": [{"title": "Ja", "payload": "/ja"}]}]
    event = await slack.mention("kan ni kommentera ett fall?")
    call = await slack.api.next()
    await slack.press(call, "Ja", user={"id": BERTIL, "team_id": TEAM})
    told = await slack.api.next()
    assert (told.method, told.body["user"]) == ("chat.postEphemeral", BERTIL)
    assert (told.body["channel"], told.body["thread_ts"]) == (CHANNEL, event["ts"])
    assert text_in(told).startswith("Knapparna är för den som frågade.")
    assert len(engine.received) == 1
    # What is offered instead is anybody's.
    title = facts.topics["statistics"].choice["sv"]
    in_thread = {"message": {**told.body, "ts": "17.1"}, "user": {"id": BERTIL, "team_id": TEAM}}
    await slack.press(told, title, **in_thread)
    await slack.api.next()
    assert engine.received[-1]["message"] == "/statistics"
    await slack.press(call, "Ja")
    await slack.api.next()
    assert engine.received[-1]["message"] == "/ja"
    assert engine.received[-1]["sender"] == engine.received[0]["sender"]


async def test_a_reply_in_our_thread_with_a_mention_is_answered_once(slack: Workspace) -> None:
    event = await slack.mention("hur får jag en intervju?")
    await slack.mention("och statistik?", thread_ts=event["ts"])
    await slack.settle()
    assert len(slack.api.calls) == 2


@pytest.mark.parametrize("more", [{}, {"thread_ts": "1699999999.000001"}])
async def test_what_others_say_in_a_channel_is_left_alone(
    slack: Workspace, engine: StandInEngine, more: dict[str, Any]
) -> None:
    await slack.write("vi ses vid kaffet", CHANNEL, **more)
    await slack.settle()
    assert slack.api.attempts == 0
    assert engine.received == []


async def test_a_mention_and_nothing_else_gets_help(
    slack: Workspace, engine: StandInEngine, facts: Facts
) -> None:
    event = await slack.mention()
    call = await slack.api.next()
    choices = [topic.choice["sv"] for topic in facts.topics.values() if topic.choice]
    assert [button["text"]["text"] for button in buttons(call)] == choices
    assert call.body["thread_ts"] == event["ts"]
    assert engine.received == []


# The slash command.


async def test_only_the_one_who_asks_sees_the_answer_to_a_command(
    slack: Workspace, engine: StandInEngine
) -> None:
    response = await slack.command("hur många vabbade i fjol?")
    assert response.status == 200
    assert await response.text() == ""
    call = await slack.api.next()
    assert call.method == "respond"
    assert call.body["response_type"] == "ephemeral"
    assert call.body["replace_original"] is False
    assert text_in(call) == engine.answer[0]["text"]
    assert engine.received[0]["message"] == "hur många vabbade i fjol?"


@pytest.mark.parametrize("text", ["", "  "])
async def test_a_command_without_a_question_gets_help(slack: Workspace, text: str) -> None:
    await slack.command(text)
    call = await slack.api.next()
    assert "Skriv vad du behöver" in text_in(call)
    assert len(buttons(call)) >= 5


# Buttons.


async def test_a_button_is_answered_where_it_is(
    slack: Workspace, engine: StandInEngine, facts: Facts
) -> None:
    event = await slack.mention()
    help_call = await slack.api.next()
    title = facts.topics["statistics"].choice["sv"]
    await slack.press(help_call, title)
    call = await slack.api.next()
    assert (call.body["channel"], call.body["thread_ts"]) == (CHANNEL, event["ts"])
    (sent,) = engine.received
    assert sent["message"] == "/statistics"
    assert sent["metadata"]["title"] == title


async def test_a_button_in_a_direct_message_goes_on_with_that_conversation(
    slack: Workspace, engine: StandInEngine, facts: Facts
) -> None:
    engine.answer = [{"text": "Vad gäller det?", "buttons": [{"title": "Ja", "payload": "/ja"}]}]
    await slack.write("hej")
    await slack.press(await slack.api.next(), "Ja")
    call = await slack.api.next()
    assert call.body["channel"] == DIRECT
    assert "thread_ts" not in call.body
    assert len({sent["sender"] for sent in engine.received}) == 1
    assert engine.received[1]["message"] == "/ja"


async def test_a_button_that_one_alone_sees_is_answered_to_that_one_alone(
    slack: Workspace, engine: StandInEngine, facts: Facts
) -> None:
    engine.answer = [{"text": "Vad gäller det?", "buttons": [{"title": "Ja", "payload": "/ja"}]}]
    await slack.command("hej")
    response = await slack.press(await slack.api.next(), "Ja")
    assert response.status == 200
    call = await slack.api.next()
    assert call.method == "respond"
    assert call.body["response_type"] == "ephemeral"
    assert first_line(call) == "Du valde: Ja"
    assert len({sent["sender"] for sent in engine.received}) == 1


@pytest.mark.parametrize("value", ["/restart", "WyIvc3RhdGlzdGljcyIsIlMiXQ.c2lnbmF0dXI", ""])
async def test_a_forged_or_old_button_is_refused(
    slack: Workspace, engine: StandInEngine, value: str
) -> None:
    await slack.mention()
    call = await slack.api.next()
    button = {**buttons(call)[0], "value": value, "action_ts": "17.1"}
    await slack.press(call, button["text"]["text"], actions=[button])
    refusal = await slack.api.next()
    assert "Knappen gäller inte längre" in text_in(refusal)
    assert "Du valde" not in first_line(refusal)
    assert engine.received == []


async def test_the_same_person_has_a_conversation_in_each_place(
    slack: Workspace, engine: StandInEngine
) -> None:
    await slack.write("hej")
    await slack.mention("hej")
    await slack.mention("hej")
    await slack.command("hej")
    await slack.command("hej", channel_id=DIRECT)
    await slack.command("hej", user_id=BERTIL)
    await slack.settle()
    assert len({sent["sender"] for sent in engine.received}) == 6


# The app's home.


async def test_the_home_says_what_the_app_can_do_and_its_buttons_are_answered_as_messages(
    slack: Workspace, engine: StandInEngine, facts: Facts
) -> None:
    opened = {"type": "app_home_opened", "user": USER, "channel": DIRECT, "event_ts": "17.1"}
    await slack.event({**opened, "tab": "home"})
    home = await slack.api.next()
    assert home.method == "views.publish"
    assert home.body["user_id"] == USER
    choices = [topic.choice["sv"] for topic in facts.topics.values() if topic.choice]
    assert [button["text"]["text"] for button in buttons(home)] == [*choices, "Vad sparas?"]
    await slack.press(home, choices[0])
    call = await slack.api.next()
    assert (call.method, call.body["channel"]) == ("chat.postMessage", DIRECT)
    assert first_line(call) == f"Du valde: {choices[0]}"
    await slack.write("och statistik?")
    await slack.api.next()
    assert len({sent["sender"] for sent in engine.received}) == 1


async def test_the_home_says_what_is_kept_in_the_language_that_was_spoken_last(
    slack: Workspace, engine: StandInEngine, database: Path
) -> None:
    await slack.write("what is this?")
    await slack.api.next()
    answer = {"event": "bot", "text": "Hello", "data": {}, "metadata": {"metadata": ENGLISH}}
    await store(database, engine.received[0]["sender"], answer)
    opened = {"type": "app_home_opened", "user": USER, "channel": DIRECT, "tab": "home"}
    await slack.event(opened)
    home = str((await slack.api.next()).body)
    assert "I am a bot, no human. The conversation is kept for 90 days" in home
    assert "Statistics and figures" in home


async def test_the_other_tab_of_the_home_is_slacks_own(slack: Workspace) -> None:
    await slack.event({"type": "app_home_opened", "user": USER, "channel": DIRECT, "tab": "about"})
    await slack.settle()
    assert slack.api.attempts == 0


# What is no message to us.


@pytest.mark.parametrize(
    "more",
    [
        {"bot_id": "B0OTHER"},
        {"bot_id": "B0OTHER", "subtype": "bot_message", "user": None},
        {"user": BOT},
        {"user": "USLACKBOT"},
        {"user": None},
        {"subtype": "message_changed", "message": {"text": "hej", "user": USER}},
        {"subtype": "message_deleted", "previous_message": {"text": "hej", "user": USER}},
        {"subtype": "channel_join"},
        {"subtype": "me_message"},
        {"subtype": "assistant_app_thread"},
    ],
    ids=str,
)
async def test_edits_deletions_notices_and_bots_are_ignored(
    slack: Workspace, engine: StandInEngine, more: dict[str, Any]
) -> None:
    await slack.write("hej", **more)
    await slack.settle()
    assert slack.api.attempts == 0
    assert engine.received == []


async def test_a_bot_that_mentions_us_gets_no_answer(slack: Workspace) -> None:
    await slack.mention("hej", bot_id="B0OTHER")
    await slack.settle()
    assert slack.api.attempts == 0


async def test_the_text_beside_a_file_is_answered(slack: Workspace, engine: StandInEngine) -> None:
    await slack.write("vad gäller för den här?", subtype="file_share", files=[{"id": "F1"}])
    told = text_in(await slack.api.next())
    assert engine.received[0]["message"] == "vad gäller för den här?"
    assert "Jag läser inte bilagor. Svaret gäller det du skrev." in told


async def test_a_forwarded_message_alone_is_told_that_it_is_not_read(
    slack: Workspace, engine: StandInEngine
) -> None:
    await slack.write("", attachments=[{"is_share": True, "text": "vad någon annan skrev"}])
    assert "läser inte vidarebefordrade meddelanden" in text_in(await slack.api.next())
    assert engine.received == []


async def test_a_reply_that_is_also_sent_to_the_channel_is_answered(
    slack: Workspace, engine: StandInEngine
) -> None:
    await slack.write("och mejlen?", subtype="thread_broadcast")
    await slack.api.next()
    assert engine.received[0]["message"] == "och mejlen?"


async def test_a_file_alone_is_told_that_files_are_not_read(
    slack: Workspace, engine: StandInEngine
) -> None:
    await slack.write("", subtype="file_share", files=[{"id": "F1"}])
    assert "läser inte bilagor" in text_in(await slack.api.next())
    assert engine.received == []


async def test_an_event_or_an_action_that_nobody_listens_to_is_acknowledged(
    slack: Workspace,
) -> None:
    await slack.event({"type": "reaction_added", "user": USER, "reaction": "tada"})
    await slack.settle()
    assert slack.api.attempts == 0


# What a message says.


@pytest.mark.parametrize(
    ("sent", "text"),
    [
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("&amp;lt;", "&lt;"),
        ("<@U0BOT> hej", "hej"),
        ("<@U0BOT|press>: hej", "hej"),
        ("hej <@U0BOT>", "hej"),
        ("<@U0BOT>", ""),
        ("frågan gäller <@U0ANNA> och <@W0BO|bo.ek>", "frågan gäller [namn] och [namn]"),
        ("mejla <mailto:anna@x.example|anna@x.example>", "mejla anna@x.example"),
        ("<mailto:anna@x.example>", "anna@x.example"),
        ("<tel:+4684650400|08-465 04 00>", "08-465 04 00"),
        ("se <https://x.example/a?b=1&amp;c=2>", "se https://x.example/a?b=1&c=2"),
        ("se <https://x.example/|vår sida>", "se vår sida"),
        ("i <#C0NEWS|nyheter> och <#C0NEWS>", "i #kanal och #kanal"),
        ("<!here> <!subteam^S1|@redaktionen> <!subteam^S1>", "@here @redaktionen @subteam"),
        ("<!date^1392734382^{date}|18 februari>", "18 februari"),
        ("om 2 < 3 och 5 > 4", "om 2 < 3 och 5 > 4"),
    ],
)
def test_the_engine_gets_what_was_written_and_nobodys_id(sent: str, text: str) -> None:
    assert plain_text(sent, "U0BOT") == text


async def test_a_mention_is_taken_away_where_slack_does_not_say_who_we_are(
    slack: Workspace, engine: StandInEngine
) -> None:
    body = (
        b'{"type": "event_callback", "event_id": "Ev0", "team_id": "T1", "event": {"type": '
        b'"app_mention", "user": "U1", "ts": "1.1", "channel": "C1", "text": "<@U9> och sen"}}'
    )
    assert (await slack.send(body)).status == 200
    await slack.api.next()
    assert engine.received[0]["message"] == "och sen"


async def test_neither_words_nor_people_are_logged_and_people_are_not_told_to_the_engine(
    engine: StandInEngine,
    database: Path,
    facts_file: Path,
    api: SlackApi,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    api.failures.extend([(500, "fatal_error"), (200, "invalid_blocks")])
    async with open_workspace(engine, database, facts_file, api) as slack:
        await slack.write("Bengt Hallqvist har fått avslag <@U0BERTIL>")
        await slack.settle()
        await slack.command("Bengt Hallqvist igen")
        await slack.mention("Bengt Hallqvist till sist")
        await slack.event({"type": "reaction_added", "user": USER, "text": "Hallqvist"})
        await slack.event({"type": "app_home_opened", "user": USER, "tab": "home"})
        await slack.event(
            {"type": "app_home_opened", "user": USER, "channel": DIRECT, "tab": "home"}
        )
        await slack.write("Hallqvist", ts=None)
        await slack.send(b'{"text": "Hallqvist U0ANNA"}', X_Slack_Request_Timestamp="1")
    # The log of requests is the test server's own: ours keeps none.
    logged = str([r.getMessage() for r in caplog.records if r.name != "aiohttp.access"])
    assert "invalid_blocks" in logged
    people = (USER, BERTIL, "anna.andersson", DIRECT, CHANNEL)
    for secret in ("Hallqvist", *people, TOKEN, "/respond/"):
        assert secret not in logged
        assert secret not in str([{**sent, "message": ""} for sent in engine.received])
    assert "U0" not in str([sent["message"] for sent in engine.received])


# The conversation's deletion.


def offer_deletion(engine: StandInEngine) -> None:
    replies = [{"title": "Radera samtalet", "payload": "/delete_conversation"}]
    engine.answer = [{"custom": message_card("Ja.", "sv", replies)}]


async def conversation(slack: Workspace, engine: StandInEngine, database: Path) -> tuple[Call, str]:
    """What was answered last, and the name of its conversation, of which something is stored."""
    call = await slack.api.next()
    name = engine.received[-1]["sender"]
    await store(database, name, {"event": "user", "text": "hemligt", "metadata": {}})
    return call, name


async def names_stored(slack: Workspace) -> set[str]:
    async with slack.client.app[keys.DATABASE].connect() as connection:
        return set(await connection.scalars(sa.select(events.c.sender_id)))


async def test_a_direct_conversation_is_deleted_and_a_new_one_begins(
    slack: Workspace, engine: StandInEngine, database: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    offer_deletion(engine)
    await slack.write("ta bort det jag skrev")
    call, name = await conversation(slack, engine, database)
    asked = len(engine.received)
    await slack.press(call, "Radera samtalet")
    answer = await slack.api.next()
    assert text_in(answer) == (
        "Samtalet är raderat. Svar med egen länk finns kvar, men går inte att koppla till dig. "
        "Det som står i Slack raderar du själv där."
    )
    assert (len(engine.received), await names_stored(slack)) == (asked, set())
    await slack.write("en ny fråga")
    await slack.api.next()
    start = {"event": "session_started"}
    await store(database, name, start, {"event": "user", "text": "ny", "metadata": {}})
    await slack.press(call, "Radera samtalet")
    assert text_in(await slack.api.next()).startswith("Här finns inget samtal att radera längre.")
    assert await names_stored(slack) == {name}
    assert "hemligt" not in caplog.text


async def test_in_a_channel_the_one_who_asked_deletes_that_thread_alone(
    slack: Workspace, engine: StandInEngine, database: Path
) -> None:
    offer_deletion(engine)
    await slack.write("i direktmeddelande")
    _, direct = await conversation(slack, engine, database)
    await slack.mention("i en annan tråd")
    _, other = await conversation(slack, engine, database)
    first = await slack.mention("radera det här")
    call, thread = await conversation(slack, engine, database)
    await slack.press(call, "Radera samtalet", user={"id": BERTIL, "team_id": TEAM})
    assert text_in(await slack.api.next()).startswith("Knappen raderar bara för den som bad")
    assert await names_stored(slack) == {direct, other, thread}
    await slack.press(call, "Radera samtalet")
    assert text_in(await slack.api.next()).startswith("Samtalet är raderat.")
    assert await names_stored(slack) == {direct, other}
    await slack.mention("och en fråga till", thread_ts=first["ts"])
    await slack.api.next()
    assert engine.received[-1]["sender"] == thread


async def test_what_the_command_was_asked_is_deleted_from_its_own_answer(
    slack: Workspace, engine: StandInEngine, database: Path
) -> None:
    offer_deletion(engine)
    await slack.command("radera det jag skrev")
    call, _ = await conversation(slack, engine, database)
    await slack.press(call, "Radera samtalet")
    assert text_in(await slack.api.next()).startswith("Samtalet är raderat.")
    assert await names_stored(slack) == set()


# Feedback.


async def verdicts(slack: Workspace) -> list[tuple[str, bool, str | None]]:
    columns = feedback.c
    query = sa.select(columns.conversation, columns.helped, columns.comment)
    async with slack.client.app[keys.DATABASE].connect() as connection:
        return [tuple(row) for row in await connection.execute(query)]


async def test_what_was_thought_of_an_answer_is_kept_as_on_the_page_and_a_no_asks_why(
    slack: Workspace, engine: StandInEngine, database: Path
) -> None:
    await slack.mention("hur många?")
    call, name = await conversation(slack, engine, database)
    await slack.judge(call, "negative")
    asked = await slack.api.next()
    assert (asked.method, asked.body["user"]) == ("chat.postEphemeral", USER)
    assert text_in(asked) == "Vad saknades?"
    assert await verdicts(slack) == [(name, False, None)]
    await slack.press(asked, "Fel kontakt")
    thanks = await slack.api.next()
    assert (thanks.method, text_in(thanks)) == ("respond", "Tack. Presstjänsten läser det.")
    assert await verdicts(slack) == [(name, False, "Fel kontakt")]
    await slack.judge(call, "positive")
    assert text_in(await slack.api.next()) == "Tack. Presstjänsten läser det."
    assert await verdicts(slack) == [(name, True, None)]
    assert len(engine.received) == 1


async def test_feedback_is_about_the_answer_that_it_stands_below(
    slack: Workspace, engine: StandInEngine, database: Path
) -> None:
    await slack.write("hur många?")
    call, name = await conversation(slack, engine, database)
    answered_at = f"{time.time():.6f}"
    later = {"event": "user", "text": "senare", "metadata": {}, "timestamp": time.time() + 60}
    await store(database, name, later)
    await slack.judge(call, "positive", container={"message_ts": answered_at})
    await slack.api.next()
    async with slack.client.app[keys.DATABASE].connect() as connection:
        (about,) = await connection.scalars(sa.select(feedback.c.about))
        query = sa.select(events.c.timestamp).where(events.c.id == about)
        assert await connection.scalar(query) < float(answered_at)


async def test_only_the_one_who_asked_says_whether_it_helped(
    slack: Workspace, engine: StandInEngine, database: Path
) -> None:
    await slack.mention("hur många?")
    call, _ = await conversation(slack, engine, database)
    await slack.judge(call, "positive", user={"id": BERTIL, "team_id": TEAM})
    told = await slack.api.next()
    assert told.body["user"] == BERTIL
    assert "Bara den som frågade kan säga om svaret hjälpte." in text_in(told)
    assert await verdicts(slack) == []


async def test_nothing_is_asked_of_a_question_back(slack: Workspace, engine: StandInEngine) -> None:
    engine.answer = [{"text": "Vad gäller det?", "buttons": [{"title": "Ja", "payload": "/ja"}]}]
    await slack.write("press?")
    kinds = [block["type"] for block in (await slack.api.next()).body["blocks"]]
    assert "context_actions" not in kinds


# What no answer depends on: the status, what is suggested first, menus that were used.


async def test_a_direct_conversation_shows_that_an_answer_comes_until_it_is_there(
    slack: Workspace, engine: StandInEngine
) -> None:
    event = await slack.write("hur många?")
    await slack.mention("hur många?")
    await slack.settle()
    statuses = [call.body for call in slack.api.unanswered]
    assert [status["status"] for status in statuses] == ["söker svar …", ""]
    assert {(s["channel_id"], s["thread_ts"]) for s in statuses} == {(DIRECT, event["ts"])}


async def test_that_an_answer_comes_is_said_in_the_language_spoken_last(
    slack: Workspace, engine: StandInEngine, database: Path
) -> None:
    await slack.write("hello")
    await slack.settle()
    name = engine.received[0]["sender"]
    answer = {"event": "bot", "text": "Hello", "data": {}, "metadata": {"metadata": ENGLISH}}
    await store(database, name, {"event": "user", "text": "hello"}, answer)
    slack.api.unanswered.clear()
    await slack.write("how many?")
    await slack.settle()
    statuses = [call.body["status"] for call in slack.api.unanswered]
    assert statuses == ["is looking for an answer …", ""]


async def test_an_empty_conversation_suggests_what_may_be_asked(
    slack: Workspace, facts: Facts
) -> None:
    opened = {"type": "app_home_opened", "user": USER, "channel": DIRECT, "tab": "messages"}
    await slack.event(opened)
    await slack.settle()
    (call,) = slack.api.unanswered
    assert call.method == "assistant.threads.setSuggestedPrompts"
    choices = [topic.choice["sv"] for topic in facts.topics.values() if topic.choice]
    assert [prompt["message"] for prompt in call.body["prompts"]] == choices[:4]
    assert "thread_ts" not in call.body
    assert slack.api.calls == []


async def test_a_menu_that_was_used_makes_way_for_what_was_chosen_and_by_whom(
    slack: Workspace, engine: StandInEngine, facts: Facts
) -> None:
    await slack.mention()
    menu = await slack.api.next()
    title = facts.topics["statistics"].choice["sv"]
    pressed = {"message": {**menu.body, "ts": "17.1", "user": BOT}}
    for _ in range(2):  # a double click
        await slack.press(menu, title, **pressed, user={"id": BERTIL, "team_id": TEAM})
    answer = await slack.api.next()
    await slack.settle()
    assert "Du valde" not in first_line(answer)
    assert (len(slack.api.calls), len(engine.received)) == (2, 1)
    (update,) = slack.api.unanswered
    assert (update.method, update.body["ts"]) == ("chat.update", "17.1")
    kinds = [block["type"] for block in update.body["blocks"]]
    assert kinds == ["section", "context"]
    assert update.body["blocks"][1]["elements"][0]["text"] == f"<@{BERTIL}> valde: {title}"


async def test_where_a_menu_cannot_be_replaced_the_answer_says_what_was_chosen(
    slack: Workspace, engine: StandInEngine, facts: Facts
) -> None:
    slack.api.refuses["chat.update"] = "cant_update_message"
    await slack.write("")
    title = facts.topics["statistics"].choice["sv"]
    await slack.press(await slack.api.next(), title)
    assert first_line(await slack.api.next()) == f"Du valde: {title}"
