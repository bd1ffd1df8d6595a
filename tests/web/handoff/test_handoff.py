"""A question goes from the web chat to the press office's Slack channel, and the answer back."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from desk.cards import topic_card
from desk.facts.model import Facts
from desk.hours import STOCKHOLM, local_now
from tests.databases import stored_bytes
from tests.web.channels.slack.slack_api import Call, SlackApi
from tests.web.channels.slack.slack_workspace import (
    CHANNEL,
    USER,
    Workspace,
    buttons,
    open_workspace,
    running,
)
from tests.web.clocks import TestClock
from tests.web.conftest import StandInEngine, store
from web import keys
from web.channels.browser import handoff
from web.settings.office import OfficeSettings

OFFICE, PATH = "C0OFFICE", "/till-en-manniska"
QUESTION, CONTACT, ANSWER = "Varför dröjer besluten?", "070-123 45 67", "Vi återkommer före tolv."


@pytest.fixture
async def api() -> AsyncIterator[SlackApi]:
    async with running(SlackApi()) as workspace:
        yield workspace


@pytest.fixture
async def slack(
    engine: StandInEngine, database: Path, facts_file: Path, api: SlackApi, facts: Facts
) -> AsyncIterator[Workspace]:
    human = topic_card(facts, "human_handoff", "sv", local_now())
    engine.answer = [{"text": human["text"], "custom": human}]
    engine.masks = lambda body: {"text": body["text"].replace("Anna Andersson", "[namn]")}
    async with opened(engine, database, facts_file, api) as workspace:
        yield workspace


def opened(
    engine: StandInEngine, database: Path, facts_file: Path, api: SlackApi, **changed: Any
) -> AbstractAsyncContextManager[Workspace]:
    changed = {"office": OfficeSettings(OFFICE), **changed}
    return open_workspace(engine, database, facts_file, api, **changed)


async def ask(slack: Workspace, engine: StandInEngine, database: Path) -> str:
    """Write in the chat; what the page then draws. The engine stores the turn."""
    response = await slack.client.post("/api/messages", json={"text": QUESTION})
    card = (await response.json())["messages"][0]
    user = {"event": "user", "text": QUESTION, "metadata": {}}
    bot = {"event": "bot", "text": card["text"], "data": {"custom": card}, "metadata": {}}
    await store(database, engine.received[-1]["sender"], user, bot)
    clock(slack).move(60)
    return await page(slack)


def clock(slack: Workspace) -> TestClock:
    clock = slack.client.app[keys.CLOCK]
    assert isinstance(clock, TestClock)
    return clock


async def page(slack: Workspace, path: str = "/") -> str:
    return unescape(await (await slack.client.get(path)).text())


async def send(slack: Workspace, question: str = QUESTION, contact: str = "") -> tuple[int, str]:
    form = {"question": question, "contact": contact}
    response = await slack.client.post(PATH, data=form, allow_redirects=False)
    return response.status, unescape(await response.text())


async def sent(slack: Workspace, api: SlackApi, **form: str) -> Call:
    """What the press office gets."""
    assert (await send(slack, **form))[0] == 303
    await slack.settle()
    return api.calls[-1]


async def dialog(slack: Workspace, api: SlackApi, call: Call) -> dict[str, Any]:
    """What *Svara* opens."""
    await slack.press(call, "Svara", message={**call.body, "ts": call.ts})
    await slack.settle()
    (opened,) = [one for one in api.calls if one.method == "views.open"]
    view: dict[str, Any] = opened.body["view"]
    return view


async def test_with_the_setting_off_nothing_of_it_is_seen(
    engine: StandInEngine, database: Path, facts_file: Path, api: SlackApi
) -> None:
    async with opened(engine, database, facts_file, api, office=OfficeSettings()) as slack:
        assert PATH not in await ask(slack, engine, database)
        assert (await slack.client.get(PATH)).status == 404
        assert (await slack.client.post(PATH)).status in (404, 405)


async def test_the_way_is_shown_after_an_answer_that_leads_to_a_human_alone(
    slack: Workspace, engine: StandInEngine, database: Path, facts: Facts
) -> None:
    assert f'href="{PATH}"' in (await ask(slack, engine, database)).partition('id="feedback"')[0]
    html = {"Accept": "text/html"}
    response = await slack.client.post("/api/messages", json={"text": "hej"}, headers=html)
    assert PATH in await response.text()
    card = topic_card(facts, "statistics", "sv", local_now())
    engine.answer = [{"text": card["text"], "custom": card}]
    response = await slack.client.post("/api/messages", json={"text": "hej"}, headers=html)
    assert PATH not in await response.text()


async def test_what_is_sent_is_shown_first_and_nothing_goes_by_itself(
    slack: Workspace, api: SlackApi, engine: StandInEngine, database: Path
) -> None:
    await ask(slack, engine, database)
    assert f"{QUESTION}</textarea>" in await page(slack, PATH)
    await slack.settle()
    assert api.calls == []


@pytest.mark.parametrize(
    ("now", "says"),
    [
        (datetime(2026, 7, 11, 12, tzinfo=STOCKHOLM), "Presstjänsten är inte bemannad nu."),
        (datetime(2026, 7, 10, 12, tzinfo=STOCKHOLM), "Presstjänsten är bemannad nu"),
    ],
)
async def test_the_form_says_whether_anybody_is_there_as_the_facts_state_it(
    slack: Workspace,
    engine: StandInEngine,
    database: Path,
    monkeypatch: pytest.MonkeyPatch,
    now: datetime,
    says: str,
) -> None:
    monkeypatch.setattr(handoff, "local_now", lambda: now)
    await ask(slack, engine, database)
    assert says in await page(slack, PATH)


async def test_the_press_office_gets_the_question_and_the_contact_that_was_given(
    slack: Workspace, api: SlackApi, engine: StandInEngine, database: Path
) -> None:
    await ask(slack, engine, database)
    call = await sent(slack, api, contact=CONTACT)
    assert call.body["channel"] == OFFICE
    assert QUESTION in call.body["text"]
    assert f"nås så här: {CONTACT}" in call.body["text"]
    assert [button["text"]["text"] for button in buttons(call)] == ["Jag tar den", "Svara"]
    assert "Ingen har tagit frågan än" in await page(slack)


async def test_without_a_contact_none_is_made_up(
    slack: Workspace, api: SlackApi, engine: StandInEngine, database: Path
) -> None:
    await ask(slack, engine, database)
    assert "inte lämnat någon kontakt" in (await sent(slack, api)).body["text"]


async def test_personal_data_is_taken_out_and_shown_so_before_it_is_sent(
    slack: Workspace, api: SlackApi, engine: StandInEngine, database: Path
) -> None:
    await ask(slack, engine, database)
    status, shown = await send(slack, "Vad hände Anna Andersson?", CONTACT)
    assert status == 422
    assert "Vad hände [namn]?</textarea>" in shown
    assert f'value="{CONTACT}"' in shown
    assert api.calls == []
    call = await sent(slack, api, question="Vad hände [namn]?")
    assert "Vad hände [namn]?" in call.body["text"]


async def test_what_is_seen_once_other_data_is_gone_is_taken_out_at_once(
    slack: Workspace, api: SlackApi, engine: StandInEngine, database: Path
) -> None:
    await ask(slack, engine, database)
    further = {"Anna och Bo": "[namn] och Bo", "[namn] och Bo": "[namn] och [namn]"}
    engine.masks = lambda body: {"text": further.get(body["text"], body["text"])}
    assert "[namn] och [namn]</textarea>" in (await send(slack, "Anna och Bo"))[1]


async def test_what_cannot_be_masked_is_not_sent(
    slack: Workspace, api: SlackApi, engine: StandInEngine, database: Path
) -> None:
    await ask(slack, engine, database)
    engine.masks = None
    status, shown = await send(slack)
    assert (status, api.calls) == (503, [])
    assert f"{QUESTION}</textarea>" in shown


@pytest.mark.parametrize(
    ("question", "contact", "says"),
    [("  ", "", "tomt"), ("a" * 2001, "", "2000"), (QUESTION, "0" * 201, "200")],
)
async def test_what_cannot_be_used_is_said_and_not_sent(
    slack: Workspace,
    api: SlackApi,
    engine: StandInEngine,
    database: Path,
    question: str,
    contact: str,
    says: str,
) -> None:
    await ask(slack, engine, database)
    status, shown = await send(slack, question, contact)
    assert (status, api.calls) == (422, [])
    assert says in shown


async def test_whoever_has_written_nothing_is_sent_to_the_chat(slack: Workspace) -> None:
    assert (await slack.client.get(PATH)).status == 404
    assert (await send(slack))[0] == 404


async def test_one_question_at_a_time(
    slack: Workspace, api: SlackApi, engine: StandInEngine, database: Path
) -> None:
    await ask(slack, engine, database)
    call = await sent(slack, api)
    assert PATH not in (await page(slack)).partition('id="feedback"')[0]
    assert (await slack.client.get(PATH)).status == 409
    assert (await send(slack))[0] == 409
    await slack.submit(await dialog(slack, api, call), ANSWER)
    assert (await send(slack))[0] == 303


async def test_a_form_that_is_sent_twice_at_once_is_sent_once(
    slack: Workspace, api: SlackApi, engine: StandInEngine, database: Path
) -> None:
    await ask(slack, engine, database)
    statuses = [status for status, _ in await asyncio.gather(send(slack), send(slack))]
    await slack.settle()
    assert (sorted(statuses), len(api.calls)) == ([303, 409], 1)


async def test_the_page_on_privacy_tells_of_it(slack: Workspace) -> None:
    assert "Det du själv skickar till presstjänsten" in await page(slack, "/integritet")
    assert "send to the press service yourself" in await page(slack, "/integritet?lang=en")


async def test_who_takes_it_is_told_in_the_thread_and_the_journalist_that_somebody_did(
    slack: Workspace, api: SlackApi, engine: StandInEngine, database: Path
) -> None:
    await ask(slack, engine, database)
    call = await sent(slack, api)
    await slack.press(call, "Jag tar den", message={**call.body, "ts": call.ts})
    await slack.settle()
    assert api.calls[-1].body["text"] == f"<@{USER}> tar den."
    assert api.calls[-1].body["thread_ts"] == call.ts
    assert "Någon på presstjänsten har tagit frågan" in await page(slack)
    await slack.press(call, "Jag tar den", message={**call.body, "ts": call.ts})
    await slack.settle()
    assert (api.calls[-1].method, "redan tagit" in api.calls[-1].body["text"]) == ("respond", True)


async def test_the_reply_comes_to_the_chat_as_a_persons_and_to_the_colleagues(
    slack: Workspace, api: SlackApi, engine: StandInEngine, database: Path
) -> None:
    await ask(slack, engine, database)
    call = await sent(slack, api)
    view = await dialog(slack, api, call)
    assert await slack.submit(view, ANSWER) is None
    await slack.settle()
    told = api.calls[-1].body
    assert (told["channel"], told["thread_ts"]) == (OFFICE, call.ts)
    assert told["text"] == f"<@{USER}> svarade journalisten:\n{ANSWER}"
    drawn = await page(slack)
    assert drawn.index("Presstjänsten svarar:") < drawn.index(ANSWER)
    found = (await (await slack.client.get("/api/messages")).json())["messages"]
    assert [message["from"] for message in found] == ["user", "bot", "handoff", "person"]
    assert found[-1] == {"from": "person", "text": ANSWER}
    assert ANSWER in await page(slack, "/samtal/kopia")


async def test_a_reply_with_personal_data_is_shown_without_it_first(
    slack: Workspace, api: SlackApi, engine: StandInEngine, database: Path
) -> None:
    await ask(slack, engine, database)
    view = await dialog(slack, api, await sent(slack, api))
    answer = await slack.submit(view, "Anna Andersson ringer.")
    assert answer["response_action"] == "update"
    field = answer["view"]["blocks"][-1]
    assert field["element"]["initial_value"] == "[namn] ringer."
    assert field["block_id"] != view["blocks"][-1]["block_id"]
    assert "ringer" not in await page(slack)
    assert await slack.submit(answer["view"], "[namn] ringer.") is None
    assert "[namn] ringer." in await page(slack)


async def test_a_reply_that_cannot_be_kept_stays_in_the_dialog(
    slack: Workspace, api: SlackApi, engine: StandInEngine, database: Path
) -> None:
    await ask(slack, engine, database)
    view = await dialog(slack, api, await sent(slack, api))
    engine.masks = None
    assert (await slack.submit(view, ANSWER))["response_action"] == "errors"
    assert (await slack.submit(view, None))["response_action"] == "errors"


async def test_with_the_conversation_all_is_deleted_and_no_answer_goes_anywhere(
    slack: Workspace,
    api: SlackApi,
    engine: StandInEngine,
    database: Path,
) -> None:
    await ask(slack, engine, database)
    call = await sent(slack, api)
    view = await dialog(slack, api, call)
    await slack.submit(view, ANSWER)
    assert (await slack.client.delete("/api/conversation")).status == 204
    assert "raderat" in str(await slack.submit(view, "Ett svar till."))
    await slack.press(call, "Jag tar den", message={**call.body, "ts": call.ts})
    await slack.settle()
    assert "raderat" in api.calls[-1].body["text"]
    stored = stored_bytes(database)
    assert [text for text in (QUESTION, ANSWER, "Ett svar") if text.encode() in stored] == []


async def test_a_button_counts_in_the_press_offices_channel_alone(
    slack: Workspace, api: SlackApi, engine: StandInEngine, database: Path
) -> None:
    await ask(slack, engine, database)
    call = await sent(slack, api)
    await slack.press(call, "Svara", channel={"id": CHANNEL, "name": "nyheter"})
    await slack.settle()
    assert "views.open" not in [one.method for one in api.calls]


async def test_what_slack_does_not_take_is_said_not_to_be_sent_and_may_be_tried_again(
    slack: Workspace, api: SlackApi, engine: StandInEngine, database: Path
) -> None:
    await ask(slack, engine, database)
    api.failures.append((200, "channel_not_found"))
    await send(slack)
    await slack.settle()
    clock(slack).move(121)
    assert "Det gick inte att skicka" in await page(slack)
    assert QUESTION in (await sent(slack, api)).body["text"]


async def test_neither_the_database_nor_the_log_has_the_contact_or_who_answered(
    slack: Workspace,
    api: SlackApi,
    engine: StandInEngine,
    database: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.DEBUG):
        await ask(slack, engine, database)
        call = await sent(slack, api, contact=CONTACT)
        await slack.press(call, "Jag tar den", message={**call.body, "ts": call.ts})
        await slack.submit(await dialog(slack, api, call), ANSWER)
        await slack.settle()
    stored = stored_bytes(database)
    for secret in (CONTACT, USER):
        assert secret.encode() not in stored
        assert secret not in caplog.text
    assert ANSWER not in caplog.text
