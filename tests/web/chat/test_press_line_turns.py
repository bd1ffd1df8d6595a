"""What the press line answers is stored too: masked, in its place, once, and not in any log."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from aiohttp.test_utils import TestClient
from sqlalchemy.ext.asyncio import AsyncEngine

import web.engine_client
from contracts.events import NOT_KEPT, PRESS_LINE
from desk.cards import message_card
from tests.databases import make_sqlite, spoil, stored_bytes
from tests.web.conftest import ClientMaker, StandInEngine, store
from web.chat import press_line_turns
from web.chat.press_line_turns import PressLineTurns
from web.store.conversations.history import delete, read_history
from web.store.conversations.press_line_turns import PressLineTurn
from web.store.database import open_database

SECRET = "Bengt Hallqvist har fått avslag"


async def ask(client: TestClient, text: str = SECRET) -> None:
    response = await client.post("/api/messages", json={"text": text})
    assert (await response.json())["messages"][0]["topic"] == "fallback"


async def said(client: TestClient) -> list[str]:
    rows = (await (await client.get("/api/messages")).json())["messages"]
    return [row["text"] if "text" in row else row["card"]["topic"] for row in rows]


@pytest.fixture
def filled_in(monkeypatch: pytest.MonkeyPatch) -> asyncio.Queue[bool]:
    """Says each time that a text was filled in, or had nowhere to go."""
    outcomes: asyncio.Queue[bool] = asyncio.Queue()
    fill_in = press_line_turns.press_line_turns.fill_in

    async def note(*args: Any) -> bool:
        outcome = await fill_in(*args)
        outcomes.put_nowait(outcome)
        return outcome

    monkeypatch.setattr(press_line_turns.press_line_turns, "fill_in", note)
    monkeypatch.setattr(press_line_turns, "FIRST_PAUSE_SECONDS", 0.01)
    return outcomes


async def next_of(outcomes: asyncio.Queue[bool]) -> bool:
    async with asyncio.timeout(60):
        return await outcomes.get()


async def test_a_question_that_the_engine_fails_on_is_in_the_history_and_in_the_copy(
    client: TestClient, engine: StandInEngine, filled_in: asyncio.Queue[bool]
) -> None:
    engine.answer, engine.masks = [], {"text": "[namn] har fått avslag"}
    await ask(client)
    assert await next_of(filled_in)
    assert await said(client) == ["[namn] har fått avslag", "fallback"]
    document = await (await client.get("/api/conversation")).json()
    assert [message["from"] for message in document["messages"]] == ["user", "bot"]
    assert SECRET not in str(document)


async def test_until_the_engine_masks_again_the_text_is_nowhere_but_in_memory(
    client: TestClient,
    engine: StandInEngine,
    database: Path,
    filled_in: asyncio.Queue[bool],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    engine.status = 500
    await ask(client)
    assert await said(client) == [NOT_KEPT, "fallback"]
    response = await client.post("/api/feedback", json={"helped": False})
    assert response.status == 200
    assert b"Hallqvist" not in stored_bytes(database)
    engine.status, engine.masks = 200, {"text": "[namn] undrar"}
    assert await next_of(filled_in)
    assert await said(client) == ["[namn] undrar", "fallback"]
    assert "Hallqvist" not in caplog.text


async def test_turns_keep_their_order_when_the_engine_is_back(
    client: TestClient,
    engine: StandInEngine,
    database: Path,
    filled_in: asyncio.Queue[bool],
) -> None:
    engine.status, engine.masks = 500, None
    await ask(client)
    engine.status = 200
    await client.post("/api/messages", json={"text": "nästa"})
    name = next(r["sender"] for r in reversed(engine.received) if "sender" in r)
    await store(database, name, {"event": "user", "text": "nästa", "metadata": {}})
    engine.masks = {"text": "den första"}
    assert await next_of(filled_in)
    assert await said(client) == ["den första", "fallback", "nästa"]


async def test_a_conversation_deleted_meanwhile_takes_nothing_in(
    client: TestClient,
    engine: StandInEngine,
    database: Path,
    filled_in: asyncio.Queue[bool],
) -> None:
    engine.answer, engine.masks = [], None
    await ask(client)
    assert (await client.delete("/api/conversation")).status == 204
    engine.masks = {"text": "[namn] undrar"}
    assert not await next_of(filled_in)
    assert b"undrar" not in stored_bytes(database)


async def test_the_engine_is_told_a_new_name_for_each_message(
    client: TestClient, engine: StandInEngine
) -> None:
    for _ in range(2):
        await client.post("/api/messages", json={"text": "samma"})
    first, second = (received["message_id"] for received in engine.received)
    assert first != second
    assert 0 < len(first) <= 64


async def test_a_database_that_is_down_costs_half_a_second_and_no_answer(
    make_client: ClientMaker,
    engine: StandInEngine,
    database: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    client = await make_client()
    await spoil(database)
    engine.answer = []
    await ask(client)
    assert "a turn was not stored" in caplog.text
    assert "Hallqvist" not in caplog.text


# Without the app.


@pytest.fixture
async def opened(database: Path) -> Any:
    opened = open_database(make_sqlite(database))
    yield opened
    await opened.dispose()


def turn(number: int = 0, asked_at: float = 1000.0) -> PressLineTurn:
    card = message_card("Ring.", "sv")
    name = f"browser-{number}"
    return PressLineTurn(f"id-{number}", name, "browser", asked_at, asked_at + 5, card)


async def never(text: str) -> str | None:
    return None


async def text_of(opened: AsyncEngine, number: int = 0) -> str:
    first, _ = await read_history(opened, f"browser-{number}")
    return str(first["text"])


async def test_at_the_end_what_is_not_cleaned_is_not_kept_and_said_to_be_so(
    opened: AsyncEngine, caplog: pytest.LogCaptureFixture
) -> None:
    turns = PressLineTurns(never, opened, lambda: 1000.0)
    await turns.keep(turn(), SECRET)
    assert turns.waiting == 1
    await turns.close()
    assert (turns.waiting, await text_of(opened)) == (0, NOT_KEPT)
    assert "1 texts were not cleaned" in caplog.text


async def test_no_more_than_so_many_texts_are_in_memory(
    opened: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(press_line_turns, "MOST_WAITING", 3)
    turns = PressLineTurns(never, opened, lambda: 1000.0)
    for number in range(5):
        await turns.keep(turn(number), SECRET)
    assert turns.waiting == 3
    assert [await text_of(opened, number) for number in range(5)] == [NOT_KEPT] * 5
    await turns.close()


async def test_after_an_hour_a_text_is_given_up(
    opened: AsyncEngine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(press_line_turns, "FIRST_PAUSE_SECONDS", 0.01)
    now, tried, given_up = 1000.0, asyncio.Event(), asyncio.Event()

    async def mask(text: str) -> str | None:
        if text != SECRET:
            given_up.set()
            return text
        tried.set()
        return None

    turns = PressLineTurns(mask, opened, lambda: now)
    async with asyncio.timeout(60):
        await turns.keep(turn(), SECRET)
        await tried.wait()
        now += 3601
        await turns.keep(turn(1, now), "annat")
        await given_up.wait()
    await turns.close()
    assert [await text_of(opened, number) for number in (0, 1)] == [NOT_KEPT, "annat"]
    assert "could not be cleaned for an hour" in caplog.text


async def test_one_text_that_cannot_be_masked_holds_up_no_other(
    opened: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(press_line_turns, "FIRST_PAUSE_SECONDS", 0.01)
    cleaned = asyncio.Event()

    async def mask(text: str) -> str | None:
        if text == SECRET:
            return None
        cleaned.set()
        return text

    turns = PressLineTurns(mask, opened, lambda: 1000.0)
    async with asyncio.timeout(60):
        await turns.keep(turn(0), SECRET)
        await turns.keep(turn(1), "annat")
        await cleaned.wait()
    await turns.close()
    assert [await text_of(opened, number) for number in (0, 1)] == [NOT_KEPT, "annat"]


async def test_one_that_the_database_refuses_holds_up_no_other(
    opened: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(press_line_turns, "FIRST_PAUSE_SECONDS", 0.01)
    cleaned = asyncio.Event()

    async def mask(text: str) -> str | None:
        cleaned.set()
        return text

    refused = sa.text(
        "CREATE TRIGGER refusal BEFORE INSERT ON events "
        f"WHEN NEW.message_id = '{turn(0).message_id}' BEGIN SELECT RAISE(ABORT, 'no'); END"
    )
    async with opened.begin() as connection:
        await connection.execute(refused)
    turns = PressLineTurns(mask, opened, lambda: 1000.0)
    async with asyncio.timeout(60):
        await turns.keep(turn(0), "ett")
        await turns.keep(turn(1), "annat")
        await cleaned.wait()
    await turns.close()
    assert await text_of(opened, 1) == "annat"


async def test_pauses_grow_to_a_minute(
    opened: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    enough = asyncio.Event()
    wait_for = asyncio.wait_for

    async def pass_at_once(work: Any, seconds: float | None) -> Any:
        if seconds is None or enough.is_set():
            return await wait_for(work, None)
        pauses.append(seconds)
        if len(pauses) == 9:
            enough.set()
        return await wait_for(work, 0)

    monkeypatch.setattr(press_line_turns.asyncio, "wait_for", pass_at_once)
    turns = PressLineTurns(never, opened, lambda: 1000.0)
    async with asyncio.timeout(60):
        await turns.keep(turn(), SECRET)
        await enough.wait()
    await turns.close()
    assert pauses[:9] == [1, 2, 4, 8, 16, 32, 60, 60, 60]


async def test_a_turn_that_could_not_be_stored_is_stored_when_the_database_is_back(
    opened: AsyncEngine, monkeypatch: pytest.MonkeyPatch, database: Path
) -> None:
    monkeypatch.setattr(press_line_turns, "FIRST_PAUSE_SECONDS", 0.01)
    whole = database.read_bytes()
    done = asyncio.Event()

    async def mask(text: str) -> str | None:
        done.set()
        return "[namn]"

    turns = PressLineTurns(mask, opened, lambda: 1000.0)
    await spoil(database)
    await opened.dispose()
    await turns.keep(turn(), SECRET)
    assert not done.is_set()
    database.write_bytes(whole)
    async with asyncio.timeout(60):
        await done.wait()
    await turns.close()
    assert await text_of(opened) == "[namn]"


async def test_what_is_deleted_at_the_very_end_stays_deleted(opened: AsyncEngine) -> None:
    masking, may_go_on = asyncio.Event(), asyncio.Event()

    async def mask(text: str) -> str | None:
        masking.set()
        await may_go_on.wait()
        return "[namn]"

    turns = PressLineTurns(mask, opened, lambda: 1000.0)
    async with asyncio.timeout(60):
        await turns.keep(turn(), SECRET)
        await masking.wait()
        await delete(opened, "browser-0", datetime.now(UTC))
        may_go_on.set()
        await turns.close()
    assert await read_history(opened, "browser-0") == []


async def test_an_engine_that_hangs_is_answered_for_and_stored(
    client: TestClient,
    engine: StandInEngine,
    monkeypatch: pytest.MonkeyPatch,
    filled_in: asyncio.Queue[bool],
) -> None:
    monkeypatch.setattr(web.engine_client, "ANSWER_SECONDS", 0.05)
    monkeypatch.setattr(web.engine_client, "MASK_SECONDS", 0.05)
    engine.hangs = True
    await ask(client)
    engine.hangs, engine.masks = False, {"text": "[namn] undrar"}
    assert await next_of(filled_in)
    assert await said(client) == ["[namn] undrar", "fallback"]


# The engine was first after all.


async def engine_stores(database: Path, number: int = 0) -> None:
    """A turn as the engine stores it, and the start of the next one."""
    card = message_card("Mejla huvudkontoret.", "sv")
    message = {"event": "user", "text": "[namn] undrar", "metadata": {}}
    await store(
        database,
        f"browser-{number}",
        {**message, "message_id": f"id-{number}"},
        {"event": "slot", "name": "topic", "value": "public_records"},
        {"event": "action", "name": "action_public_records"},
        {"event": "bot", "text": card["text"], "data": {"custom": card}, "metadata": {}},
        {"event": "action", "name": "action_listen"},
        {"event": "user", "text": "och sedan?", "metadata": {}},
    )


async def of_conversation(opened: AsyncEngine, number: int = 0) -> list[str]:
    rows = await read_history(opened, f"browser-{number}")
    return [row["text"] if "text" in row else row["card"]["text"] for row in rows]


async def test_who_still_waits_is_given_what_the_engine_has_stored(
    opened: AsyncEngine, database: Path
) -> None:
    await engine_stores(database)
    turns = PressLineTurns(never, opened, lambda: 1000.0)
    (card,) = await turns.keep(turn(), SECRET)
    assert card["text"] == "Mejla huvudkontoret."
    assert turns.waiting == 0
    await turns.close()
    assert await of_conversation(opened) == ["[namn] undrar", card["text"], "och sedan?"]


async def test_who_was_given_the_press_line_finds_it_in_the_place_of_the_late_answer(
    opened: AsyncEngine, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(press_line_turns, "STORING_SECONDS", 0)
    await engine_stores(database)
    turns = PressLineTurns(never, opened, lambda: 1000.0)
    assert await turns.keep(turn(), SECRET) == [turn().card]
    await turns.close()
    assert await of_conversation(opened) == ["[namn] undrar", "Ring.", "och sedan?"]
    async with opened.connect() as connection:
        rows = (await connection.execute(sa.text("SELECT * FROM events ORDER BY id"))).all()
    # To the engine the question has not been put, and what it did about it is gone.
    assert [(row.type_name, row.intent_name) for row in rows] == [
        ("user", PRESS_LINE),
        ("bot", PRESS_LINE),
        ("user", None),
    ]
