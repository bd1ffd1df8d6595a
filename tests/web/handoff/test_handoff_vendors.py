"""A journalist in Slack or Teams sends a question to the press office, and is answered there."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest

from desk.cards import topic_card
from desk.facts.model import Facts
from desk.hours import local_now
from tests.databases import stored_bytes
from tests.web.channels.slack.slack_api import Call, SlackApi
from tests.web.channels.slack.slack_workspace import (
    BERTIL,
    CHANNEL,
    DIRECT,
    USER,
    Workspace,
    buttons,
    open_workspace,
    running,
)
from tests.web.channels.teams.adaptive_cards import elements
from tests.web.channels.teams.bot_connector import PERSONAL, BotConnector
from tests.web.conftest import StandInEngine, store
from web import keys
from web.settings.office import OfficeSettings

OFFICE = "C0OFFICE"
QUESTION, ANSWER = "Varför dröjer besluten?", "Vi återkommer före tolv."
ASK, SEND = "Skicka frågan till presstjänsten", "Skicka till presstjänsten"
GROUP = {"id": "19:group@thread.v2", "conversationType": "groupChat", "isGroup": True}


@pytest.fixture
async def api() -> AsyncIterator[SlackApi]:
    async with running(SlackApi()) as workspace:
        yield workspace


@pytest.fixture
async def slack(
    engine: StandInEngine,
    database: Path,
    facts_file: Path,
    api: SlackApi,
    facts: Facts,
    connector: BotConnector,
) -> AsyncIterator[Workspace]:
    """An app with the press office in Slack, and journalists in Slack and in Teams."""
    human = topic_card(facts, "human_handoff", "sv", local_now())
    engine.answer = [{"text": human["text"], "custom": human}]
    engine.masks = lambda body: {"text": body["text"].replace("Anna Andersson", "[namn]")}
    settings = {"office": OfficeSettings(OFFICE), "teams": connector.settings}
    async with open_workspace(engine, database, facts_file, api, **settings) as workspace:
        yield workspace


async def keep(
    slack: Workspace, engine: StandInEngine, database: Path, text: str = QUESTION
) -> None:
    """Store the last turn, as the engine does."""
    card = engine.answer[0]["custom"]
    sender = [one["sender"] for one in engine.received if "sender" in one][-1]
    at = slack.client.app[keys.CLOCK].time()
    user = {"event": "user", "text": text, "metadata": {}, "timestamp": at}
    bot = {"event": "bot", "text": card["text"], "data": {"custom": card}, "metadata": {}}
    await store(database, sender, user, {**bot, "timestamp": at})
    slack.client.app[keys.CLOCK].move(60)


class VendorPlace(Protocol):
    """Where a journalist writes and presses; what is said there."""

    async def write(self, text: str) -> None: ...

    async def press(self, title: str) -> None: ...

    def said(self) -> list[str]: ...

    @property
    def is_shared(self) -> bool: ...


@dataclass
class InSlack:
    """In a direct message, or in a thread of a channel."""

    slack: Workspace
    channel: str

    async def write(self, text: str) -> None:
        if self.channel == DIRECT:
            await self.slack.write(text)
        else:
            await self.slack.mention(text, thread_ts="17.0001", ts=f"17.{next(_number):04}")
        await self.slack.settle()

    async def press(self, title: str) -> None:
        call = next(c for c in reversed(self._calls()) if title in _titles(c))
        message = {"ts": call.ts, "user": "U0BOT", **call.body}
        if self.channel != DIRECT:
            message["thread_ts"] = "17.0001"
        await self.slack.press(call, title, message=message)
        await self.slack.settle()

    def said(self) -> list[str]:
        return [call.body["text"] for call in self._calls()]

    @property
    def is_shared(self) -> bool:
        return self.channel != DIRECT

    def _calls(self) -> list[Call]:
        calls = self.slack.api.calls
        return [call for call in calls if call.body.get("channel") == self.channel]


@dataclass
class InTeams:
    """In a personal chat, or in a group."""

    slack: Workspace
    connector: BotConnector
    conversation: dict[str, Any] | None

    async def write(self, text: str) -> None:
        await self._say(text=text)

    async def press(self, title: str) -> None:
        contents = [
            attached["content"]
            for sent in reversed(self.connector.messages)
            for attached in sent.activity.get("attachments", ())
        ]
        button = next(
            button
            for content in contents
            for button in elements(content, "Action.Submit")
            if button["title"] == title
        )
        await self._say(text=title, value=button["data"]["msteams"]["value"])

    def said(self) -> list[str]:
        where = self.conversation["id"] if self.conversation else PERSONAL
        return [
            str(sent.activity) for sent in self.connector.messages if sent.conversation == where
        ]

    @property
    def is_shared(self) -> bool:
        return self.conversation is not None

    async def _say(self, **changed: Any) -> None:
        where = {"conversation": self.conversation} if self.conversation else {}
        activity = self.connector.activity(**changed, **where, id=str(next(_number)))
        assert await self.connector.say(self.slack.client, activity) == 202
        await self.slack.settle()


_number = itertools.count(1)


@pytest.fixture(params=["slack", "slack thread", "teams", "teams group"])
def place(request: pytest.FixtureRequest, slack: Workspace, connector: BotConnector) -> VendorPlace:
    return {
        "slack": InSlack(slack, DIRECT),
        "slack thread": InSlack(slack, CHANNEL),
        "teams": InTeams(slack, connector, None),
        "teams group": InTeams(slack, connector, GROUP),
    }[request.param]


async def asked(
    place: VendorPlace,
    slack: Workspace,
    engine: StandInEngine,
    database: Path,
    text: str = QUESTION,
) -> None:
    """Ask, be led to a human, and see what would be sent."""
    await place.write(text)
    await keep(slack, engine, database, text)
    await place.press(ASK)


def at_the_office(api: SlackApi) -> list[Call]:
    return [call for call in api.calls if call.body.get("channel") == OFFICE]


async def reply(slack: Workspace, api: SlackApi, text: str = ANSWER) -> Any:
    """Somebody at the press office answers."""
    call = at_the_office(api)[0]
    await slack.press(call, "Svara", message={**call.body, "ts": call.ts})
    await slack.settle()
    view = [one for one in api.calls if one.method == "views.open"][-1].body["view"]
    answer = await slack.submit(view, text)
    await slack.settle()
    return answer


async def test_what_is_sent_is_shown_first_and_goes_by_one_press(
    place: VendorPlace, slack: Workspace, api: SlackApi, engine: StandInEngine, database: Path
) -> None:
    await asked(place, slack, engine, database)
    assert QUESTION in place.said()[-1]
    assert "där en människa läser det" in place.said()[-1]
    assert at_the_office(api) == []
    await place.press(SEND)
    (question,) = at_the_office(api)
    assert QUESTION in question.body["text"]
    title = "Slack" if isinstance(place, InSlack) else "Teams"
    assert f"En journalist som har skrivit i {title}" in question.body["text"]
    assert "inte lämnat någon kontakt" in question.body["text"]
    assert ("läses av alla" in question.body["text"]) is place.is_shared
    assert "Presstjänsten har fått din fråga" in place.said()[-1]
    assert [one["message"] for one in engine.received if "message" in one] == [QUESTION]


async def test_the_answer_comes_there_as_a_persons(
    place: VendorPlace, slack: Workspace, api: SlackApi, engine: StandInEngine, database: Path
) -> None:
    await asked(place, slack, engine, database)
    await place.press(SEND)
    call = at_the_office(api)[0]
    await slack.press(call, "Jag tar den", message={**call.body, "ts": call.ts})
    await slack.settle()
    assert "Någon på presstjänsten har tagit din fråga" in place.said()[-1]
    assert await reply(slack, api) is None
    said = place.said()[-1]
    assert said.index("En människa på presstjänsten svarar:") < said.index(ANSWER)
    if isinstance(place, InSlack) and place.channel == CHANNEL:
        calls = [call for call in api.calls if call.body.get("channel") == CHANNEL]
        assert {call.body["thread_ts"] for call in calls} == {"17.0001"}


async def test_the_press_office_is_told_of_an_answer_that_does_not_arrive(
    place: VendorPlace,
    slack: Workspace,
    api: SlackApi,
    connector: BotConnector,
    engine: StandInEngine,
    database: Path,
) -> None:
    await asked(place, slack, engine, database)
    await place.press(SEND)
    (question,) = at_the_office(api)
    api.unknown |= {DIRECT, CHANNEL}
    connector.failures.append(403)
    said = len(place.said())
    await reply(slack, api)
    missed = "Svaret nådde inte journalisten"
    (told,) = [call.body for call in at_the_office(api) if missed in call.body["text"]]
    assert told["thread_ts"] == question.ts
    assert ANSWER not in "".join(place.said()[said:])


async def test_one_question_at_a_time_and_the_next_one_is_what_was_written_since(
    place: VendorPlace, slack: Workspace, api: SlackApi, engine: StandInEngine, database: Path
) -> None:
    await asked(place, slack, engine, database)
    await place.press(SEND)
    await place.write("till presstjänsten")
    assert "Du har en fråga hos presstjänsten" in place.said()[-1]
    await place.write("Och nu då?")
    assert ASK not in place.said()[-1]
    await reply(slack, api)
    await keep(slack, engine, database, "Och nu då?")
    await place.write("till presstjänsten")
    assert "Och nu då?" in place.said()[-1]
    assert QUESTION not in place.said()[-1]


async def test_what_was_written_since_it_was_shown_is_shown_before_it_is_sent(
    place: VendorPlace, slack: Workspace, api: SlackApi, engine: StandInEngine, database: Path
) -> None:
    await asked(place, slack, engine, database)
    await place.write("En sak till.")
    await keep(slack, engine, database, "En sak till.")
    await place.press(SEND)
    assert at_the_office(api) == []
    assert "En sak till." in place.said()[-1]
    await place.press(SEND)
    assert "En sak till." in at_the_office(api)[0].body["text"]


async def test_personal_data_is_taken_out_of_what_is_shown(
    place: VendorPlace, slack: Workspace, api: SlackApi, engine: StandInEngine, database: Path
) -> None:
    await asked(place, slack, engine, database, "Vad hände Anna Andersson?")
    assert "Vad hände [namn]?" in place.said()[-1]
    engine.masks = None
    await place.press(SEND)
    assert "Det är inte skickat" in place.said()[-1]
    assert at_the_office(api) == []


async def test_the_words_of_the_button_are_the_button_and_nothing_to_send_is_said(
    place: VendorPlace, slack: Workspace, engine: StandInEngine
) -> None:
    await place.write(ASK)
    assert "Skriv frågan först" in place.said()[-1]
    await place.write("To the press service!")
    assert "Write your question first" in place.said()[-1]
    assert engine.received == []


async def test_what_the_press_office_does_not_get_is_told_of(
    place: VendorPlace, slack: Workspace, api: SlackApi, engine: StandInEngine, database: Path
) -> None:
    await asked(place, slack, engine, database)
    api.unknown.add(OFFICE)
    await place.press(SEND)
    said = place.said()[-2:]
    assert ["Frågan skickas nu" in text for text in said] == [True, False]
    assert "Det gick inte att skicka frågan" in said[1]
    assert "Pressjour" in said[1]


async def test_with_the_conversation_it_is_deleted_and_no_answer_comes(
    place: VendorPlace, slack: Workspace, api: SlackApi, engine: StandInEngine, database: Path
) -> None:
    await asked(place, slack, engine, database)
    await place.press(SEND)
    await place.write("Vad sparas?")
    await place.press("Radera samtalet")
    said = len(place.said())
    call = at_the_office(api)[0]
    await slack.press(call, "Jag tar den", message={**call.body, "ts": call.ts})
    await slack.settle()
    assert "raderat" in api.calls[-1].body["text"]
    assert len(place.said()) == said
    assert QUESTION.encode() not in stored_bytes(database)


async def test_anothers_press_sends_nothing(
    slack: Workspace, api: SlackApi, engine: StandInEngine, database: Path
) -> None:
    place = InSlack(slack, CHANNEL)
    await asked(place, slack, engine, database)
    call = place._calls()[-1]
    message = {"ts": call.ts, "user": "U0BOT", "thread_ts": "17.0001", **call.body}
    await slack.press(call, SEND, message=message, user={"id": BERTIL, "team_id": "T0PRESS"})
    await slack.settle()
    assert at_the_office(api) == []


async def test_from_the_command_nothing_is_sent_for_no_answer_would_come_there(
    slack: Workspace, api: SlackApi, engine: StandInEngine
) -> None:
    await slack.command("Varför dröjer besluten?")
    await slack.settle()
    assert ASK not in _titles(api.calls[-1])
    await slack.command("till presstjänsten")
    await slack.settle()
    assert "i ett direktmeddelande" in api.calls[-1].body["text"]


async def test_of_the_journalist_the_database_has_no_name_but_the_place(
    slack: Workspace, engine: StandInEngine, database: Path
) -> None:
    place = InSlack(slack, CHANNEL)
    await asked(place, slack, engine, database)
    await place.press(SEND)
    stored = stored_bytes(database)
    assert USER.encode() not in stored
    assert CHANNEL.encode() in stored


async def test_who_was_not_helped_is_told_of_the_way(
    slack: Workspace, engine: StandInEngine, database: Path, facts: Facts
) -> None:
    card = topic_card(facts, "statistics", "sv", local_now())
    engine.answer = [{"text": card["text"], "custom": card}]
    place = InSlack(slack, DIRECT)
    await place.write(QUESTION)
    call = place._calls()[-1]
    assert ASK not in _titles(call)
    await keep(slack, engine, database)
    at = f"{slack.client.app[keys.CLOCK].time() - 59:.6f}"
    await slack.judge(call, "negative", container={"type": "message", "message_ts": at})
    await slack.settle()
    assert "Skriv ”till presstjänsten”" in slack.api.calls[-1].body["text"]


def _titles(call: Call) -> list[str]:
    return [b["text"]["text"] for b in buttons(call)] if "blocks" in call.body else []
