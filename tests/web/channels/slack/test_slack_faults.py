"""Forgeries, repeats, and a Slack that does not answer; and that nobody waits for the engine."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.databases import redis_server
from tests.web.channels.slack.slack_api import SlackApi
from tests.web.channels.slack.slack_workspace import (
    CHANNEL,
    DIRECT,
    SECRET,
    TEAM,
    USER,
    Workspace,
    buttons,
    open_workspace,
    running,
    signature,
)
from tests.web.conftest import StandInEngine
from web.channels.slack import channel, event_handlers
from web.channels.slack.delivery import is_slacks
from web.engine_client import EngineClient
from web.outgoing.queue import ChannelQueue

MESSAGE = {
    "type": "message",
    "user": USER,
    "text": "hej",
    "ts": "1700000000.000001",
    "channel": DIRECT,
    "channel_type": "im",
}
BODY = json.dumps(
    {"type": "event_callback", "team_id": TEAM, "event_id": "Ev0", "event": MESSAGE}
).encode()


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


# Who sends.


@pytest.mark.parametrize(
    "forged",
    [
        "v0=" + "0" * 64,
        "v0=å",
        "",
        pytest.param(("another secret", BODY), id="another secret"),
        pytest.param((SECRET, BODY + b" "), id="another body"),
    ],
)
async def test_what_slack_has_not_signed_is_refused(
    slack: Workspace, engine: StandInEngine, forged: str | tuple[str, bytes]
) -> None:
    now = str(int(time.time()))
    if isinstance(forged, tuple):
        secret, body = forged
        forged = signature(body, now, secret)
    headers = {"X_Slack_Request_Timestamp": now, "X_Slack_Signature": forged}
    assert (await slack.send(BODY, **headers)).status == 401
    await slack.settle()
    assert engine.received == []
    assert slack.api.attempts == 0


@pytest.mark.parametrize("seconds", [-301, 360])
async def test_what_slack_signed_at_another_time_is_refused(
    slack: Workspace, engine: StandInEngine, seconds: int
) -> None:
    then = str(int(time.time()) + seconds)
    assert (await slack.send(BODY, X_Slack_Request_Timestamp=then)).status == 401
    await slack.settle()
    assert engine.received == []


@pytest.mark.parametrize("timestamp", ["now", "9" * 5000, "", "1.5"])
async def test_a_time_that_is_none_is_refused(slack: Workspace, timestamp: str) -> None:
    assert (await slack.send(BODY, X_Slack_Request_Timestamp=timestamp)).status == 401


@pytest.mark.parametrize("missing", ["X-Slack-Signature", "X-Slack-Request-Timestamp"])
async def test_a_header_that_is_missing_is_refused(
    slack: Workspace, engine: StandInEngine, missing: str
) -> None:
    now = str(int(time.time()))
    headers = {"X-Slack-Request-Timestamp": now, "X-Slack-Signature": signature(BODY, now)}
    del headers[missing]
    response = await slack.client.post("/slack/events", data=BODY, headers=headers)
    assert response.status == 401
    await slack.settle()
    assert engine.received == []


async def test_a_form_that_slack_has_not_signed_is_refused(
    slack: Workspace, engine: StandInEngine
) -> None:
    form = {"command": "/presstjanst", "text": "hej", "response_url": f"{slack.api.url}/respond/x"}
    assert (await slack.client.post("/slack/events", data=form)).status == 401
    await slack.settle()
    assert engine.received == []
    assert slack.api.attempts == 0


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff", b"payload=%7B", b"{" + b'"a":{' * 90000])
async def test_what_is_no_request_of_slacks_is_refused(slack: Workspace, body: bytes) -> None:
    assert (await slack.send(body)).status in (400, 413)


async def test_a_whole_message_may_come_with_a_button_but_not_any_amount(
    slack: Workspace, engine: StandInEngine
) -> None:
    await slack.mention()
    call = await slack.api.next()
    title = buttons(call)[0]["text"]["text"]
    big = {"message": {**call.body, "ts": "17.1", "attachments": ["x" * 200_000]}}
    assert (await slack.press(call, title, **big)).status == 200
    await slack.api.next()
    assert len(engine.received) == 1
    bigger = {"message": {**call.body, "ts": "17.1", "attachments": ["x" * 300_000]}}
    response = await slack.press(call, title, **bigger)
    assert response.status == 413
    assert "262144" in (await response.json())["detail"]


# Repeats.


@pytest.mark.parametrize("reason", ["http_timeout", "http_error", "connection_failed"])
async def test_an_event_that_is_sent_again_is_answered_once(
    slack: Workspace, engine: StandInEngine, reason: str
) -> None:
    await slack.event(MESSAGE, "Ev1")
    for number in ("1", "2", "3"):
        again = {"X_Slack_Retry_Num": number, "X_Slack_Retry_Reason": reason}
        await slack.event(MESSAGE, "Ev1", **again)
    await slack.settle()
    assert len(engine.received) == len(slack.api.calls) == 1


async def test_an_event_is_known_again_by_its_id(slack: Workspace) -> None:
    opened = {"type": "app_home_opened", "user": USER, "channel": DIRECT, "tab": "home"}
    await slack.event(opened, "Ev1")
    await slack.event(opened, "Ev1", X_Slack_Retry_Num="1")
    await slack.event(MESSAGE, "Ev2")
    await slack.event({**MESSAGE, "ts": "1700000000.000002"}, "Ev2", X_Slack_Retry_Num="1")
    await slack.settle()
    assert sorted(call.method for call in slack.api.calls) == ["chat.postMessage", "views.publish"]


async def test_one_message_told_of_in_two_events_is_answered_once_whichever_comes_first(
    slack: Workspace, engine: StandInEngine
) -> None:
    """An older manifest asks for both."""
    mention = {**MESSAGE, "type": "app_mention", "channel": CHANNEL, "text": "<@U0BOT> hej"}
    message = {**mention, "type": "message", "channel_type": "channel"}
    for number, both in enumerate(((message, mention), (mention, message))):
        for event in both:
            await slack.event({**event, "ts": f"1700000000.00000{number}"})
        await slack.settle()
    assert len(engine.received) == len(slack.api.calls) == 2


async def test_a_command_or_a_button_that_is_sent_again_is_answered_once(
    slack: Workspace, engine: StandInEngine
) -> None:
    for _ in range(2):
        await slack.command("hej", trigger_id="13.0")
    for _ in range(2):
        await slack.command("", trigger_id="13.1")
    await slack.settle()
    assert len(slack.api.calls) == 2
    helping = next(call for call in slack.api.calls if buttons(call))
    title = buttons(helping)[0]["text"]["text"]
    for _ in range(2):
        await slack.press(helping, title, trigger_id="13.2")
    await slack.settle()
    assert len(slack.api.calls) == 3
    assert len(engine.received) == 2


async def test_two_running_copies_answer_once_between_them(
    engine: StandInEngine, database: Path, facts_file: Path, api: SlackApi, tmp_path: Path
) -> None:
    with redis_server(tmp_path) as address:
        shared = {"shared_storage": f"async+{address}"}
        async with (
            open_workspace(engine, database, facts_file, api, **shared) as one,
            open_workspace(engine, database, facts_file, api, **shared) as other,
        ):
            await one.event(MESSAGE, "Ev1")
            await other.event(MESSAGE, "Ev1", X_Slack_Retry_Num="1")
            await one.command("hej", trigger_id="13.0")
            await other.command("hej", trigger_id="13.0")
            await one.settle()
            await other.settle()
    assert len(engine.received) == len(api.calls) == 2


async def test_without_its_redis_messages_are_answered(
    engine: StandInEngine, database: Path, facts_file: Path, api: SlackApi, unused_tcp_port: int
) -> None:
    address = f"async+redis://127.0.0.1:{unused_tcp_port}/0"
    async with open_workspace(engine, database, facts_file, api, shared_storage=address) as slack:
        await slack.write("hej")
        assert (await api.next()).body["text"] == engine.answer[0]["text"]


async def test_a_fault_of_our_own_gets_the_press_line_and_no_words_are_logged(
    slack: Workspace, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(*_: object) -> None:
        raise RuntimeError("Bengt Hallqvist")

    monkeypatch.setattr(EngineClient, "ask", fail)
    await slack.write("Bengt Hallqvist")
    assert "KONTAKTA PRESSTJÄNSTEN" in (await slack.api.next()).body["text"]
    assert "got the press line: RuntimeError" in caplog.text
    assert "Hallqvist" not in caplog.text


# Time.


@pytest.fixture
def little_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Slack is not kept waiting for long."""
    monkeypatch.setattr(event_handlers, "ANSWER_SECONDS", 0.05)


@pytest.fixture
def much_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy the machine is."""
    monkeypatch.setattr(event_handlers, "ANSWER_SECONDS", 60.0)


@pytest.mark.usefixtures("little_patience")
async def test_slack_is_acknowledged_while_the_engine_thinks(
    slack: Workspace, engine: StandInEngine
) -> None:
    engine.hangs = True
    await slack.write("hej")
    assert (await slack.command("hej")).status == 200
    assert slack.api.attempts == 0
    engine.hanging.set()
    methods = {(await slack.api.next()).method, (await slack.api.next()).method}
    assert methods == {"chat.postMessage", "respond"}


@pytest.mark.usefixtures("much_patience")
async def test_slack_is_acknowledged_when_the_answer_is_kept_and_not_before(
    slack: Workspace, engine: StandInEngine
) -> None:
    """Else a web that is killed has lost it: Slack tells no more of what was acknowledged."""
    engine.hangs = True
    told = [
        asyncio.create_task(slack.event(MESSAGE, "Ev1")),
        asyncio.create_task(slack.command("hej")),
    ]
    for _ in told:
        await engine.message_came.acquire()
    assert [task.done() for task in told] == [False, False]
    engine.hanging.set()
    await asyncio.gather(*told)
    await slack.settle()
    assert len(slack.api.calls) == 2


@pytest.mark.usefixtures("much_patience")
async def test_what_is_told_again_while_it_is_under_way_is_not_acknowledged(
    engine: StandInEngine, database: Path, facts_file: Path, api: SlackApi, tmp_path: Path
) -> None:
    """It may have been under way in a web that was killed: then Slack's next time answers it."""
    with redis_server(tmp_path) as address:
        shared = {"shared_storage": f"async+{address}"}
        async with (
            open_workspace(engine, database, facts_file, api, **shared) as one,
            open_workspace(engine, database, facts_file, api, **shared) as other,
        ):
            engine.hangs = True
            told = asyncio.create_task(one.event(MESSAGE, "Ev0"))
            await engine.message_came.acquire()
            assert (await other.send(BODY, X_Slack_Retry_Num="1")).status == 503
            engine.hanging.set()
            await told
            assert (await other.send(BODY, X_Slack_Retry_Num="2")).status == 200
            await one.settle()
            await other.settle()
    assert len(engine.received) == len(api.calls) == 1


async def test_what_could_not_be_answered_is_when_slack_tells_of_it_again(
    slack: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise OSError

    with monkeypatch.context() as away:
        away.setattr(ChannelQueue, "put", fail)
        assert (await slack.send(BODY)).status == 503
    assert (await slack.send(BODY, X_Slack_Retry_Num="1")).status == 200
    await slack.api.next()


@pytest.mark.usefixtures("little_patience")
async def test_answers_under_way_are_given_before_the_app_ends(
    engine: StandInEngine, database: Path, facts_file: Path, api: SlackApi
) -> None:
    engine.hangs = True
    in_a_while = partial(asyncio.get_running_loop().call_later, 0.3, engine.hanging.set)
    workspace = open_workspace(engine, database, facts_file, api, when_ending=in_a_while)
    async with workspace as slack:
        await slack.write("hej")
        assert api.attempts == 0
    assert len(api.calls) == 1


@pytest.mark.usefixtures("little_patience")
async def test_an_answer_that_takes_too_long_does_not_keep_the_app_from_ending(
    engine: StandInEngine,
    database: Path,
    facts_file: Path,
    api: SlackApi,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(channel, "STOP_SECONDS", 0.05)
    engine.hangs = True
    async with open_workspace(engine, database, facts_file, api) as slack:
        await slack.write("hej")
    assert api.attempts == 0


# Slack does not take the answer.


@pytest.mark.parametrize("failure", [(429, "ratelimited"), (500, "fatal_error"), (503, "x"), None])
async def test_what_slack_does_not_take_at_once_is_sent_again(
    slack: Workspace, failure: tuple[int, str] | None
) -> None:
    slack.api.failures.append(failure)
    await slack.write("hej")
    await slack.api.next()
    assert slack.api.attempts == 2


async def test_slack_is_not_waited_for_without_end(
    slack: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    slack.api.retry_after = "3600"
    slack.api.failures.append((429, "ratelimited"))
    await slack.write("hej")
    await slack.settle()
    assert slack.api.calls == []
    assert slack.api.attempts == 1
    assert "Slack took no answer: ratelimited" in caplog.text


async def test_an_answer_that_one_alone_sees_is_sent_again_too(slack: Workspace) -> None:
    slack.api.failures.append((503, "x"))
    await slack.command("hej")
    await slack.api.next()
    assert slack.api.attempts == 2


@pytest.mark.parametrize(
    ("failure", "logged"),
    [
        ((500, "fatal_error"), "Slack took no answer: fatal_error"),
        (None, "Slack could not be reached: ServerDisconnectedError"),
    ],
)
async def test_what_slack_never_takes_is_given_up_and_the_next_is_answered(
    slack: Workspace,
    failure: tuple[int, str] | None,
    logged: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    begun = slack.api.clock.monotonic()
    slack.api.failures.extend([failure] * 100)
    await slack.write("hej")
    await slack.settle()
    assert 65 <= slack.api.clock.monotonic() - begun <= 91
    assert 6 <= slack.api.attempts <= 12
    assert logged in caplog.text
    slack.api.failures.clear()
    await slack.write("hej igen")
    await slack.api.next()


@pytest.mark.parametrize("error", ["invalid_auth", "token_revoked", "account_inactive"])
async def test_a_token_that_is_taken_back_is_told_of_in_the_log(
    slack: Workspace, error: str, caplog: pytest.LogCaptureFixture
) -> None:
    slack.api.failures.append((200, error))
    await slack.write("hej")
    await slack.settle()
    assert slack.api.attempts == 1
    assert f"Slack refuses SLACK_BOT_TOKEN ({error})" in caplog.text


async def test_a_response_address_that_is_no_longer_good_is_told_of_in_the_log(
    slack: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    slack.api.failures.append((404, "expired_url"))
    await slack.command("hej")
    await slack.settle()
    assert "Slack took no answer: status 404" in caplog.text
    assert "/respond/" not in caplog.text


@pytest.mark.parametrize(
    "event",
    [
        {"type": "app_uninstalled"},
        {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["U0BOT"]}},
    ],
)
async def test_an_app_that_is_removed_is_told_of_in_the_log(
    slack: Workspace, event: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    await slack.event(event)
    await slack.settle()
    assert "taken back" in caplog.text
    assert "U0BOT" not in caplog.text
    assert slack.api.attempts == 0


@pytest.mark.parametrize(
    ("url", "ours"),
    [
        ("https://hooks.slack.com/commands/T1/2/x", True),
        ("https://hooks.slack-gov.com/commands/T1/2/x", True),
        ("https://slack-gov.com/x", True),
        ("http://hooks.slack.com/x", False),
        ("https://hooks.slack.com:8443/x", False),
        ("https://hooks.slack.com.evil.example/x", False),
        ("https://u:p@hooks.slack.com/x", False),
        ("https://evil.example/hooks.slack.com", False),
        ("http://127.0.0.1:5005/webhooks/rest/webhook", False),
        ("", False),
        ("//", False),
        ("https://[", False),
    ],
)
def test_private_answers_go_to_slack_alone(url: str, ours: bool) -> None:
    assert is_slacks(url, "https://slack-gov.com/api/") is ours


async def test_an_answer_to_another_address_is_not_sent(
    slack: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    asked: list[str] = []

    async def note(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response()

    app = web.Application()
    app.router.add_post("/{path:.*}", note)
    async with TestServer(app) as elsewhere:
        await slack.command("hej", response_url=str(elsewhere.make_url("/x")))
        await slack.settle()
    assert asked == []
    assert "not Slack's" in caplog.text
