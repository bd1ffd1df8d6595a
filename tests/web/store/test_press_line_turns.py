"""A turn that the press line answered is stored once, and never of what is deleted; both stores."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.events import NOT_KEPT
from contracts.tables import events
from desk.cards import message_card
from tests.web.stores import NOW, say, user
from web.store.conversations import history
from web.store.conversations.feedback import give
from web.store.conversations.press_line_turns import PressLineTurn, fill_in, keep, put_in_place
from web.trainer.inbox.intake import take_in

AT = NOW.timestamp()
TURN = PressLineTurn(
    message_id="one",
    conversation="browser-a",
    channel="browser",
    asked_at=AT,
    answered_at=AT + 5,
    card=message_card("Ring pressjouren.", "sv"),
)
LATER = NOW + timedelta(minutes=1)
ANSWER = {"event": "bot", "text": "svar", "data": {}}


async def said(store: AsyncEngine, name: str = "browser-a") -> list[str]:
    rows = await history.read_history(store, name)
    return [m["text"] if "text" in m else m["card"]["lead"] for m in rows]


async def texts_in_the_inbox(store: AsyncEngine, now: datetime = LATER) -> list[tuple[str, str]]:
    await take_in(store, now)
    query = sa.text("SELECT text, intent FROM messages ORDER BY id")
    async with store.connect() as connection:
        return [tuple(row) for row in await connection.execute(query)]


async def stored_by_the_engine(store: AsyncEngine, *more: dict[str, Any]) -> None:
    """As its tracker store writes the turn, all or nothing."""
    rows = [user("Hur många?"), *more]
    async with store.begin() as connection:
        for number, event in enumerate(rows):
            row = {"sender_id": "browser-a", "type_name": event["event"], "data": json.dumps(event)}
            row |= {"timestamp": AT + number, "message_id": None if number else "one"}
            row |= {"intent_name": None if number else "statistics"}
            await connection.execute(sa.insert(events).values(row))


async def test_it_stands_in_its_place_before_its_text_is_cleaned(store: AsyncEngine) -> None:
    assert await keep(store, TURN) is None
    await say(store, "browser-a", LATER, user("nästa"))
    assert await said(store) == [NOT_KEPT, "Ring pressjouren.", "nästa"]
    assert await fill_in(store, TURN, "[namn] undrar")
    assert await said(store) == ["[namn] undrar", "Ring pressjouren.", "nästa"]
    document = await history.export(store, "browser-a", NOW)
    assert document is not None
    first, answer = document["messages"][:2]
    assert (first["at"], answer["at"]) == (
        NOW.isoformat(timespec="seconds"),
        (NOW + timedelta(seconds=5)).isoformat(timespec="seconds"),
    )


async def test_it_is_stored_once_however_often_it_is_tried(store: AsyncEngine) -> None:
    assert await asyncio.gather(*(keep(store, TURN) for _ in range(4))) == [None] * 4
    await fill_in(store, TURN, "cleaned")
    assert await keep(store, TURN) is None
    assert await said(store) == ["cleaned", "Ring pressjouren."]


async def test_what_the_engine_has_stored_and_answered_stands(store: AsyncEngine) -> None:
    await stored_by_the_engine(store, ANSWER)
    cards = await keep(store, TURN)
    assert cards and [card["lead"] for card in cards] == ["svar"]
    assert not await fill_in(store, TURN, "andra ord")
    assert await said(store) == ["Hur många?", "svar"]


@pytest.mark.parametrize("did", [(), ("action_answer", "action_listen")])
async def test_what_the_engine_has_stored_without_an_answer_gets_the_press_line(
    store: AsyncEngine, did: tuple[str, ...]
) -> None:
    await stored_by_the_engine(store, *({"event": "action", "name": name} for name in did))
    assert await keep(store, TURN) is None
    assert await keep(store, TURN) is None
    assert await said(store) == ["Hur många?", "Ring pressjouren."]


async def test_the_press_line_that_was_given_takes_the_late_answers_place(
    store: AsyncEngine,
) -> None:
    await stored_by_the_engine(store, ANSWER, {"event": "action", "name": "action_listen"})
    await say(store, "browser-a", LATER, user("nästa"))
    await put_in_place(store, TURN)
    await put_in_place(store, TURN)
    assert await said(store) == ["Hur många?", "Ring pressjouren.", "nästa"]
    assert await keep(store, TURN) is None


async def test_of_the_engine_and_web_at_once_one_stores_the_turn(store: AsyncEngine) -> None:
    engine = stored_by_the_engine(store, ANSWER)
    outcomes = await asyncio.gather(keep(store, TURN), engine, return_exceptions=True)
    assert all(isinstance(o, list | None | sa.exc.IntegrityError) for o in outcomes)
    assert await said(store) in ([NOT_KEPT, "Ring pressjouren."], ["Hur många?", "svar"])


async def test_a_button_is_stored_as_it_was_pressed(store: AsyncEngine) -> None:
    turn = replace(TURN, payload="/statistics", title="Statistik")
    assert await keep(store, turn) is None
    assert await said(store) == ["Statistik", "Ring pressjouren."]
    assert await texts_in_the_inbox(store) == []


async def test_what_is_deleted_in_between_is_never_stored(store: AsyncEngine) -> None:
    await keep(store, TURN)
    await history.delete(store, "browser-a", LATER)
    assert not await fill_in(store, TURN, "[namn] undrar")
    assert await keep(store, TURN) is None
    assert await said(store) == []


async def test_a_deletion_at_the_same_time_leaves_nothing(store: AsyncEngine) -> None:
    for number in range(10):
        turn = replace(TURN, message_id=str(number), conversation=f"browser-{number}")
        await asyncio.gather(keep(store, turn), history.delete(store, turn.conversation, LATER))
        assert await said(store, turn.conversation) == []


async def test_at_a_vendors_place_what_is_asked_after_the_deletion_stays(
    store: AsyncEngine,
) -> None:
    await say(store, "slack-a", NOW - timedelta(hours=1), user("förut"))
    await history.delete(store, "slack-a", NOW - timedelta(minutes=1))
    turn = replace(TURN, conversation="slack-a")
    assert await keep(store, turn) is None
    await fill_in(store, turn, "nu")
    await history.clean(store, LATER, timedelta(days=90))
    assert await said(store, "slack-a") == ["nu", "Ring pressjouren."]
    assert await texts_in_the_inbox(store) == [("nu", "fallback")]


async def test_trainers_see_it_once_its_text_is_there(store: AsyncEngine) -> None:
    await keep(store, TURN)
    assert await texts_in_the_inbox(store) == []
    # Long after, when all that was written since has been taken in.
    much_later = NOW + timedelta(minutes=50)
    await say(store, "browser-b", NOW + timedelta(minutes=20), user("annat"))
    assert await texts_in_the_inbox(store, much_later) == [("annat", "statistics")]
    await fill_in(store, TURN, "[namn] undrar")
    expected = [("[namn] undrar", "fallback"), ("annat", "statistics")]
    assert await texts_in_the_inbox(store, much_later) == expected
    assert await texts_in_the_inbox(store, much_later) == expected


@pytest.mark.parametrize("days", [0, 30])
async def test_whether_it_helped_is_known_of_it_as_of_any_other_even_long_after(
    store: AsyncEngine, days: int
) -> None:
    await keep(store, TURN)
    await fill_in(store, TURN, "cleaned")
    await take_in(store, LATER)
    judged = NOW + timedelta(days=days)
    assert await give(store, "browser-a", False, None, judged)
    await take_in(store, judged + timedelta(minutes=1))
    async with store.connect() as connection:
        assert not await connection.scalar(sa.text("SELECT helped FROM messages"))
        assert await connection.scalar(sa.text("SELECT helped IS NOT NULL FROM messages"))


async def test_it_goes_by_age_as_all_that_is_stored(store: AsyncEngine) -> None:
    await keep(store, TURN)
    assert await history.clean(store, datetime.now(UTC) + timedelta(days=900), timedelta(90)) == 2
