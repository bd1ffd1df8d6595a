"""The app in several workspaces and organisations: each is answered with its own token."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.tables import events
from desk.cards import topic_card
from desk.facts.model import Facts
from desk.hours import local_now
from tests.web.channels.slack.slack_api import Call
from tests.web.channels.slack.slack_cloud import (
    EXPIRES_IN,
    PUBLIC_URL,
    CloudPlace,
    SlackCloud,
    install,
)
from tests.web.channels.slack.slack_socket import APP_TOKEN, SocketApi, SocketWorkspace
from tests.web.channels.slack.slack_workspace import USER, Workspace, open_workspace, running
from tests.web.clocks import TestClock
from tests.web.conftest import SECRET_KEY, StandInEngine, store
from tests.web.trainer.conftest import log_in
from web import keys
from web.channels.slack.oauth import pages
from web.channels.slack.oauth.installations import RENEW_AHEAD_SECONDS
from web.chat import press_line_turns
from web.settings.office import OfficeSettings
from web.store import slack_installations
from web.store.slack_installations import SlackInstallation

PAPER, RADIO = CloudPlace("T0PAPER", "Tidningen"), CloudPlace("T0RADIO", "Radion")
HOUSE = CloudPlace("E0HOUSE", "Mediehuset", is_organisation=True)
PLACES = [PAPER, RADIO, HOUSE]
# A direct conversation and a channel in each.
DIRECT = {"T0PAPER": "D0PAPER", "T0RADIO": "D0RADIO", "T0HOUSE1": "D0HOUSE", "T0HOUSE2": "D0HOUSE"}
CHANNELS = {
    "D0PAPER": "T0PAPER",
    "C0PAPER": "T0PAPER",
    "D0RADIO": "T0RADIO",
    "C0RADIO": "T0RADIO",
    "D0HOUSE": "E0HOUSE",
    "C0HOUSE": "E0HOUSE",
}
NEW_KEY = "another key for tests, also not guessed"


@pytest.fixture
async def cloud() -> AsyncIterator[SlackCloud]:
    async with running(SlackCloud(channels=CHANNELS)) as cloud:
        yield cloud


class WebCopies:
    """Opens copies of web that share a database and the stand-in."""

    def __init__(self, stack: AsyncExitStack, *made: Any) -> None:
        self._stack = stack
        self._made = made

    async def __call__(self, **changed: Any) -> Workspace:
        engine, database, facts_file, cloud = self._made
        values = {"slack": cloud.settings, "public_url": PUBLIC_URL, **changed}
        opened = open_workspace(engine, database, facts_file, cloud, **values)
        return await self._stack.enter_async_context(opened)


@pytest.fixture
async def opened(
    engine: StandInEngine, database: Path, facts_file: Path, cloud: SlackCloud
) -> AsyncIterator[WebCopies]:
    async with AsyncExitStack() as stack:
        yield WebCopies(stack, engine, database, facts_file, cloud)


@pytest.fixture
async def slack(opened: WebCopies) -> Workspace:
    return await opened()


def at(slack: Workspace, team: str, organisation: str | None = None, **more: Any) -> Workspace:
    """What people do in another place, told to the same copy of web."""
    return type(slack)(slack.client, slack.api, team, organisation, **more)


async def answer_in(slack: Workspace, team: str) -> Call:
    """Ask in a direct conversation there; what is answered."""
    await at(slack, team).write("hur många?", DIRECT[team])
    await slack.settle()
    return [c for c in slack.api.calls if c.body.get("channel") == DIRECT[team]][-1]


def begun(slack: Workspace, place: CloudPlace) -> str:
    """How the names of a place's conversations begin."""
    return slack.client.app[keys.NAMES].all_of("slack", place.id)


async def stored(slack: Workspace) -> list[SlackInstallation]:
    return await slack_installations.every(slack.client.app[keys.DATABASE])


# Several workspaces.


async def test_two_workspaces_are_answered_each_with_its_own_token(
    slack: Workspace, cloud: SlackCloud, engine: StandInEngine, facts: Facts
) -> None:
    await install(slack, PAPER)
    await install(slack, RADIO)
    paper, radio = at(slack, PAPER.id), at(slack, RADIO.id)
    await asyncio.gather(
        *(paper.write(f"fråga {n}", "D0PAPER") for n in range(2)),
        *(radio.write(f"fråga {n}", "D0RADIO") for n in range(2)),
        paper.mention("fråga", channel="C0PAPER"),
        radio.mention("fråga", channel="C0RADIO"),
    )
    await slack.settle()
    assert len(cloud.calls) == 6
    assert {(call.body["channel"], cloud.sent_by(call)) for call in cloud.calls} == {
        (channel, CHANNELS[channel]) for channel in ("D0PAPER", "D0RADIO", "C0PAPER", "C0RADIO")
    }
    # One person in both is in two conversations.
    assert len({sent["sender"] for sent in engine.received}) == 4


async def test_home_suggestions_status_menus_and_command_speak_for_their_workspace(
    slack: Workspace, cloud: SlackCloud, facts: Facts
) -> None:
    await install(slack, PAPER)
    await install(slack, RADIO)
    radio = at(slack, RADIO.id)
    for tab in ("home", "messages"):
        opened = {"type": "app_home_opened", "user": USER, "channel": "D0RADIO", "tab": tab}
        await radio.event(opened)
    await radio.write("", "D0RADIO")
    await slack.settle()
    menu = next(call for call in cloud.calls if call.method == "chat.postMessage")
    await radio.press(menu, facts.topics["statistics"].choice["sv"])
    await radio.command("hur många?", response_url=f"{cloud.url}/respond/command")
    await slack.settle()
    told = [*cloud.calls, *cloud.unanswered]
    assert {call.method for call in told} == {
        "assistant.threads.setStatus",
        "assistant.threads.setSuggestedPrompts",
        "chat.postMessage",
        "chat.update",
        "respond",
        "views.publish",
    }
    assert {cloud.sent_by(call) for call in told if call.method != "respond"} == {RADIO.id}


async def test_where_nobody_has_installed_it_nothing_is_answered_and_nothing_stored(
    slack: Workspace, cloud: SlackCloud, engine: StandInEngine, caplog: pytest.LogCaptureFixture
) -> None:
    await install(slack, PAPER)
    engine.status = 500  # web itself would store the turn
    radio = at(slack, RADIO.id)
    await radio.write("hemlig fråga", "D0RADIO")
    await radio.mention("hemlig fråga", channel="C0RADIO")
    await radio.command("hemlig fråga")
    await slack.settle()
    assert (cloud.calls, engine.received) == ([], [])
    async with slack.client.app[keys.DATABASE].connect() as connection:
        assert (await connection.execute(sa.select(events.c.id))).all() == []
    assert "nobody has installed the app" in caplog.text
    assert "hemlig" not in caplog.text


# An organisation (Enterprise Grid).


async def test_an_app_that_is_installed_for_all_speaks_with_the_organisations_token(
    slack: Workspace, cloud: SlackCloud, engine: StandInEngine, facts: Facts
) -> None:
    await install(slack, HOUSE)
    one, two = (at(slack, team, HOUSE.id, is_for_all=True) for team in ("T0HOUSE1", "T0HOUSE2"))
    await one.write("", "D0HOUSE")
    menu = await cloud.next()
    # With such an app Slack names no workspace when a button is pressed.
    await two.press(menu, facts.topics["statistics"].choice["sv"])
    await cloud.next()
    await two.mention("hur många?", channel="C0HOUSE")
    await cloud.next()
    await two.command("hur många?", response_url=f"{cloud.url}/respond/command")
    await slack.settle()
    sent = [call for call in cloud.calls if call.method != "respond"]
    assert {cloud.sent_by(call) for call in sent} == {HOUSE.id}
    assert (len(sent), len(cloud.calls)) == (3, 4)
    assert all(sent["sender"].startswith(begun(slack, HOUSE)) for sent in engine.received)


async def test_an_organisation_and_another_workspace_do_not_mix(
    slack: Workspace, cloud: SlackCloud
) -> None:
    await install(slack, HOUSE)
    await install(slack, PAPER)
    await at(slack, "T0HOUSE1", HOUSE.id, is_for_all=True).write("hej", "D0HOUSE")
    await at(slack, PAPER.id).write("hej", "D0PAPER")
    await slack.settle()
    told = {(call.body["channel"], cloud.sent_by(call)) for call in cloud.calls}
    assert told == {("D0HOUSE", HOUSE.id), ("D0PAPER", PAPER.id)}


# Tokens that expire.


@pytest.fixture
async def rotating(slack: Workspace, cloud: SlackCloud) -> Workspace:
    cloud.rotates = True
    await install(slack, PAPER)
    await install(slack, RADIO)
    return slack


def near_the_end(cloud: SlackCloud) -> None:
    """So late that a token is to be renewed, and is still good."""
    cloud.clock.move(EXPIRES_IN - RENEW_AHEAD_SECONDS + 1)


async def test_a_token_is_renewed_before_it_expires_and_not_sooner(
    rotating: Workspace, cloud: SlackCloud
) -> None:
    first = cloud.token_of(PAPER.id)
    cloud.clock.move(EXPIRES_IN - RENEW_AHEAD_SECONDS - 60)
    assert (await answer_in(rotating, PAPER.id)).token == f"Bearer {first}"
    assert cloud.renewals == 0
    for count in (1, 2, 3):  # with what it was given each time
        near_the_end(cloud)
        await answer_in(rotating, PAPER.id)
        assert cloud.renewals == count
        new = (await answer_in(rotating, PAPER.id)).token
        assert new == f"Bearer {cloud.token_of(PAPER.id)}" != f"Bearer {first}"


async def test_a_token_that_has_expired_long_ago_is_renewed_when_somebody_writes(
    rotating: Workspace, cloud: SlackCloud
) -> None:
    cloud.clock.move(30 * 24 * 3600)
    call = await answer_in(rotating, PAPER.id)
    assert cloud.sent_by(call) == PAPER.id
    assert cloud.renewals == 1


@pytest.mark.parametrize("after", ["before the end", "after the end"])
async def test_of_two_copies_that_renew_at_once_one_does(
    rotating: Workspace, cloud: SlackCloud, opened: WebCopies, after: str
) -> None:
    other = await opened()
    old = cloud.token_of(PAPER.id)
    near_the_end(cloud)
    if after == "after the end":
        cloud.clock.move(EXPIRES_IN)
    cloud.is_held = asyncio.Event()
    channels = ("C0PAPER", "D0PAPER")
    await at(rotating, PAPER.id).mention("hur många?", channel="C0PAPER")
    await at(other, PAPER.id).write("hur många?", "D0PAPER")
    if after == "before the end":
        (early,) = [await cloud.next()]  # whoever does not renew goes on with the old one
        assert early.token == f"Bearer {old}"
    cloud.is_held.set()
    await rotating.settle()
    await other.settle()
    sent = [call for call in cloud.calls if call.method == "chat.postMessage"]
    assert sorted(call.body["channel"] for call in sent) == sorted(channels)
    assert cloud.renewals == 1
    if after == "after the end":
        assert {call.token for call in sent} == {f"Bearer {cloud.token_of(PAPER.id)}"}


async def test_while_slack_renews_nothing_a_token_is_used_as_long_as_it_is_good(
    rotating: Workspace, cloud: SlackCloud, caplog: pytest.LogCaptureFixture
) -> None:
    near_the_end(cloud)
    cloud.access_failures.extend([None, "internal_error", "internal_error", None] * 5)
    assert cloud.sent_by(await answer_in(rotating, PAPER.id)) == PAPER.id
    assert "Slack could not be reached" in caplog.text
    cloud.access_failures.clear()
    await rotating.settle()
    cloud.clock.move(EXPIRES_IN)
    # Past its end an answer waits for the new one.
    cloud.access_failures.extend([None, "internal_error"])
    await at(rotating, PAPER.id).mention("hur många?", channel="C0PAPER")
    await rotating.settle()
    call = cloud.calls[-1]
    assert (call.body["channel"], cloud.sent_by(call)) == ("C0PAPER", PAPER.id)


async def test_a_token_that_slack_holds_for_expired_is_renewed_and_the_answer_sent(
    rotating: Workspace, cloud: SlackCloud
) -> None:
    token = cloud.token_of(PAPER.id)
    place, _ = cloud._tokens[token]
    cloud._tokens[token] = (place, 0.0)  # its clock is another
    call = await answer_in(rotating, PAPER.id)
    assert cloud.sent_by(call) == PAPER.id
    assert cloud.renewals == 1


async def test_a_renewed_token_that_was_not_stored_is_not_lost(
    rotating: Workspace, cloud: SlackCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    await answer_in(rotating, PAPER.id)
    near_the_end(cloud)

    async def fail(*_: Any) -> bool:
        raise sa.exc.OperationalError("", {}, Exception())

    with monkeypatch.context() as patch:
        patch.setattr(slack_installations, "change", fail)
        await answer_in(rotating, PAPER.id)
    assert cloud.renewals == 1
    for _ in range(2):
        await answer_in(rotating, PAPER.id)
    assert cloud.renewals == 1
    (paper, _) = await stored(rotating)
    assert paper.expires_at is not None
    assert paper.expires_at > cloud.clock.time() + RENEW_AHEAD_SECONDS


@pytest.mark.parametrize("is_read_at_last", [True, False], ids=["read", "not read"])
async def test_a_row_read_before_a_renewal_that_was_not_stored_takes_no_token_back(
    rotating: Workspace, cloud: SlackCloud, monkeypatch: pytest.MonkeyPatch, is_read_at_last: bool
) -> None:
    await answer_in(rotating, PAPER.id)
    near_the_end(cloud)
    installations = rotating.client.app[pages.INSTALLATIONS]
    find, is_read, is_let = slack_installations.find, asyncio.Event(), asyncio.Event()

    async def find_late(database: AsyncEngine, id: str) -> SlackInstallation | bool | None:
        row = await find(database, id)
        is_read.set()
        await is_let.wait()
        return row if is_read_at_last else await fail()

    async def fail(*_: Any) -> bool:
        raise sa.exc.OperationalError("", {}, Exception())

    with monkeypatch.context() as patch:
        patch.setattr(slack_installations, "change", fail)
        patch.setattr(slack_installations, "find", find_late)
        late = asyncio.create_task(installations.of(PAPER.id))
        await is_read.wait()
        patch.setattr(slack_installations, "find", find)
        await installations.of(PAPER.id)
        is_let.set()
        assert await late == cloud.token_of(PAPER.id)
    await answer_in(rotating, PAPER.id)
    assert cloud.renewals == 1


async def test_while_the_database_is_down_the_tokens_read_last_are_used(
    slack: Workspace, cloud: SlackCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    await install(slack, PAPER)
    await answer_in(slack, PAPER.id)

    async def fail(*_: Any) -> None:
        raise sa.exc.OperationalError("", {}, Exception())

    monkeypatch.setattr(slack_installations, "find", fail)
    assert cloud.sent_by(await answer_in(slack, PAPER.id)) == PAPER.id


# Tokens that are no longer good.


async def test_a_revoked_token_is_said_to_the_log_and_to_releasers_until_it_is_installed_anew(
    slack: Workspace, opened: WebCopies, cloud: SlackCloud, caplog: pytest.LogCaptureFixture
) -> None:
    # Where the cookies of the trainers' pages are sent without TLS.
    releasers = await opened(public_url="http://127.0.0.1:1")
    await install(slack, PAPER)
    await install(slack, RADIO)
    assert "<li>Slack: På, installerad på 2 ställen</li>" in await status_page(releasers)
    cloud.revoke(PAPER.id)
    await at(slack, PAPER.id).write("hur många?", "D0PAPER")
    await slack.settle()
    assert cloud.calls == []
    assert "Slack refuses the token of an installation (token_revoked)" in caplog.text
    assert PAPER.id not in caplog.text
    assert "tar inte emot svar i T0PAPER: installera om där" in await status_page(releasers)
    assert cloud.sent_by(await answer_in(slack, RADIO.id)) == RADIO.id
    await install(slack, PAPER)
    assert cloud.sent_by(await answer_in(slack, PAPER.id)) == PAPER.id
    assert "tar inte emot" not in await status_page(releasers)


async def test_what_an_old_key_encrypted_is_read_and_encrypted_anew(
    opened: WebCopies, cloud: SlackCloud, caplog: pytest.LogCaptureFixture
) -> None:
    before = await opened()
    await install(before, PAPER)
    (old,) = await stored(before)
    changing = await opened(secret_key=NEW_KEY, old_secret_key=SECRET_KEY)
    assert cloud.sent_by(await answer_in(changing, PAPER.id)) == PAPER.id
    (new,) = await stored(changing)
    assert new == replace(old, sealed=new.sealed)
    after = await opened(secret_key=NEW_KEY)
    assert cloud.sent_by(await answer_in(after, PAPER.id)) == PAPER.id
    assert "another SECRET_KEY" not in caplog.text
    await opened(secret_key="a third key that nobody can guess, for tests")
    assert "1 installations in Slack are encrypted by another SECRET_KEY" in caplog.text


async def test_a_row_that_was_moved_to_another_workspace_gives_it_no_token(
    slack: Workspace, cloud: SlackCloud
) -> None:
    await install(slack, PAPER)
    (paper,) = await stored(slack)
    await slack_installations.save(slack.client.app[keys.DATABASE], replace(paper, id=RADIO.id))
    await at(slack, RADIO.id).write("hur många?", "D0RADIO")
    await slack.settle()
    assert cloud.calls == []


# The app is removed.

UNINSTALLED = {"type": "app_uninstalled"}
REVOKED = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["U0BOT"]}}


async def said_in(slack: Workspace) -> list[CloudPlace]:
    """The places from which conversations are stored."""
    async with slack.client.app[keys.DATABASE].connect() as connection:
        names = (await connection.scalars(sa.select(events.c.sender_id).distinct())).all()
    places = [place for name in names for place in PLACES if name.startswith(begun(slack, place))]
    assert len(places) == len(names)
    return sorted(places, key=PLACES.index)


@pytest.fixture
async def talked(
    slack: Workspace, engine: StandInEngine, monkeypatch: pytest.MonkeyPatch
) -> Workspace:
    """In two workspaces and an organisation something was said, and is stored."""
    monkeypatch.setattr(press_line_turns, "STORING_SECONDS", 60.0)
    engine.status = 500
    for place in PLACES:
        await install(slack, place)
    await at(slack, PAPER.id).write("hej", "D0PAPER")
    await at(slack, RADIO.id).write("hej", "D0RADIO")
    await at(slack, "T0HOUSE1", HOUSE.id, is_for_all=True).write("hej", "D0HOUSE")
    await slack.settle()
    assert await said_in(slack) == PLACES
    return slack


@pytest.mark.parametrize("order", [(UNINSTALLED, REVOKED), (REVOKED, UNINSTALLED)])
async def test_an_app_that_is_removed_forgets_its_token_and_what_was_said_there_alone(
    talked: Workspace, cloud: SlackCloud, order: tuple[dict[str, Any], ...]
) -> None:
    cloud.revoke(PAPER.id)
    for event in order:
        await at(talked, PAPER.id).event(event)
        await talked.settle()
    assert [one.id for one in await stored(talked)] == [HOUSE.id, RADIO.id]
    assert await said_in(talked) == [RADIO, HOUSE]
    assert cloud.sent_by(await answer_in(talked, RADIO.id)) == RADIO.id


async def test_an_organisation_that_removes_the_app_is_forgotten_and_no_workspace_beside_it(
    talked: Workspace, cloud: SlackCloud
) -> None:
    cloud.revoke(HOUSE.id)
    # Slack names a workspace of it, and not what kind of installation it was.
    await at(talked, "T0HOUSE2", HOUSE.id).event(UNINSTALLED)
    await talked.settle()
    assert [one.id for one in await stored(talked)] == [PAPER.id, RADIO.id]
    assert await said_in(talked) == [PAPER, RADIO]


@pytest.mark.parametrize(
    ("team", "organisation", "event"),
    [
        (PAPER.id, None, REVOKED),  # an older token of the same workspace, for one
        ("T0HOUSE2", HOUSE.id, UNINSTALLED),  # the workspace had an installation of its own
    ],
    ids=["a token", "a workspace of an organisation"],
)
async def test_where_slack_takes_the_token_all_the_same_nothing_is_deleted(
    talked: Workspace, team: str, organisation: str | None, event: dict[str, Any]
) -> None:
    await at(talked, team, organisation).event(event)
    await talked.settle()
    assert len(await stored(talked)) == len(await said_in(talked)) == 3


# With the rest of the house.


async def test_a_question_goes_to_the_press_offices_workspace_and_the_answer_back_to_the_askers(
    opened: WebCopies, cloud: SlackCloud, engine: StandInEngine, facts: Facts, database: Path
) -> None:
    cloud.channels = {**CHANNELS, "C0OFFICE": RADIO.id}
    slack = await opened(office=OfficeSettings("C0OFFICE", RADIO.id))
    await install(slack, PAPER)
    await install(slack, RADIO)
    human = topic_card(facts, "human_handoff", "sv", local_now())
    engine.answer = [{"text": human["text"], "custom": human}]
    engine.masks = lambda body: {"text": body["text"]}
    paper, office = at(slack, PAPER.id), at(slack, RADIO.id)
    await paper.write("Varför dröjer besluten?", "D0PAPER")
    answer = await cloud.next()
    user = {"event": "user", "text": "Varför dröjer besluten?", "metadata": {}}
    bot = {"event": "bot", "text": human["text"], "data": {"custom": human}, "metadata": {}}
    await store(database, engine.received[0]["sender"], user, bot)
    await paper.press(answer, "Skicka frågan till presstjänsten")
    await slack.settle()
    await paper.press(cloud.calls[-1], "Skicka till presstjänsten")
    await slack.settle()
    question = next(call for call in cloud.calls if call.body["channel"] == "C0OFFICE")
    assert cloud.sent_by(question) == RADIO.id
    # The same channel in another workspace is not the press office's.
    await paper.press(question, "Svara")
    await slack.settle()
    assert not any(call.method == "views.open" for call in cloud.calls)
    await office.press(question, "Svara")
    await slack.settle()
    dialog = next(call for call in cloud.calls if call.method == "views.open")
    assert cloud.sent_by(dialog) == RADIO.id
    await office.submit(dialog.body["view"], "Vi återkommer före tolv.")
    await slack.settle()
    told = [call for call in cloud.calls if "Vi återkommer före tolv." in call.body.get("text", "")]
    assert {(call.body["channel"], cloud.sent_by(call)) for call in told} == {
        ("D0PAPER", PAPER.id),
        ("C0OFFICE", RADIO.id),
    }


@dataclass
class SocketCloud(SlackCloud, SocketApi):
    """Slack where the app is installed by OAuth, and opens the connection itself."""


async def test_over_a_connection_of_ours_it_is_installed_and_answers_alike(
    engine: StandInEngine, database: Path, facts_file: Path
) -> None:
    async with running(SocketCloud(channels=CHANNELS, clock=TestClock())) as cloud:
        settings = replace(cloud.settings, signing_secret="", app_token=APP_TOKEN)
        changed: dict[str, Any] = {"slack": settings, "public_url": PUBLIC_URL}
        async with open_workspace(
            engine, database, facts_file, cloud, workspace=SocketWorkspace, **changed
        ) as slack:
            assert (await install(slack, PAPER)).status == 200
            assert cloud.sent_by(await answer_in(slack, PAPER.id)) == PAPER.id


async def status_page(slack: Workspace) -> str:
    """What a releaser sees."""
    await log_in(slack.client, "releaser")
    return await (await slack.client.get("/trana/drift")).text()
