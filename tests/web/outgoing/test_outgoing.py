"""Cards are sent to kept addresses of any channel, and taken over from processes that died."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from desk.cards import Card, message_card
from tests.web.clocks import TestClock
from web.outgoing.message import Address, OutgoingMessage, TryLater
from web.outgoing.outgoing import ChannelOff, Outgoing
from web.outgoing.queue import LEASE_SECONDS, ChannelQueue
from web.store.conversations import outgoing as store
from web.store.database import open_database
from web.store.tables import outgoing as table

ADDRESS = Address("sms", "sms-a", {"number": 7})


class Sms:
    """The sender of a third channel."""

    def __init__(self) -> None:
        self.sent: list[tuple[dict[str, Any], str]] = []
        self.failures = 0

    def draw(self, cards: Sequence[Card]) -> list[OutgoingMessage]:
        return [OutgoingMessage({"text": card["text"]}, card["text"]) for card in cards]

    def in_words(self, text: str) -> dict[str, Any]:
        return {"text": text}

    def pace(self, place: dict[str, Any]) -> None:
        return None

    async def send(self, place: dict[str, Any], body: dict[str, Any]) -> str:
        if self.failures:
            self.failures -= 1
            raise TryLater("later")
        self.sent.append((place, body["text"]))
        return f"id-{len(self.sent)}"


@pytest.fixture
async def opened(address: str) -> AsyncIterator[AsyncEngine]:
    database = open_database(address)
    yield database
    await database.dispose()


async def count(opened: AsyncEngine) -> int:
    async with opened.connect() as connection:
        return await connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0


async def test_cards_are_sent_to_an_address_that_was_kept(opened: AsyncEngine) -> None:
    outgoing, sms, told = Outgoing(opened, TestClock()), Sms(), []

    async def listen(address: Address, message: OutgoingMessage, vendor_id: str | None) -> None:
        told.append((address.conversation, message.text, vendor_id))

    outgoing.when_sent(listen)
    kept = Address.from_json(json.loads(json.dumps(ADDRESS.as_json())))
    async with outgoing.running("sms", sms):
        cards = [message_card(text, "sv", []) for text in ("ett", "två")]
        assert await (await outgoing.send(kept, cards)) == "id-2"
    assert [text for _, text in sms.sent] == ["ett", "två"]
    assert told == [("sms-a", "ett", "id-1"), ("sms-a", "två", "id-2")]
    assert await count(opened) == 0


async def test_what_waits_is_told_of(opened: AsyncEngine) -> None:
    outgoing, sms = Outgoing(opened, TestClock()), Sms()
    waiting = []

    async def send(place: dict[str, Any], body: dict[str, Any]) -> str:
        waiting.append(outgoing.waiting)
        return "id"

    sms.send = send  # type: ignore[method-assign]
    async with outgoing.running("sms", sms):
        cards = [message_card(text, "sv", []) for text in ("ett", "två")]
        await (await outgoing.send(ADDRESS, cards))
        await outgoing.settle()
        waiting.append(outgoing.waiting)
    assert waiting == [2, 1, 0]


async def test_nobody_sends_for_a_channel_that_is_off(opened: AsyncEngine) -> None:
    outgoing = Outgoing(opened, TestClock())
    with pytest.raises(ChannelOff):
        await outgoing.send(ADDRESS, [message_card("ett", "sv", [])])


def row(text: str, conversation: str, put_at: float) -> store.OutgoingRow:
    return store.OutgoingRow(None, conversation, {"number": 7}, {"text": text}, text, put_at)


async def test_what_is_removed_late_is_no_other_message(opened: AsyncEngine) -> None:
    (sent,) = await store.put(opened, "sms", [row("ett", "sms-a", 1.0)], 2.0)
    await store.remove(opened, {sent})  # its conversation is deleted
    (answer,) = await store.put(opened, "sms", [row("raderat", "sms-a", 1.0)], 2.0)
    await store.remove(opened, {sent})  # it has been sent
    assert await store.exists(opened, answer)


async def test_what_a_process_left_is_taken_over_once_and_what_another_has_is_not(
    opened: AsyncEngine,
) -> None:
    clock, sms = TestClock(), Sms()
    now = clock.time()
    dead = [row(text, "sms-a", now - 60) for text in ("ett", "två")]
    await store.put(opened, "sms", dead, now - 1)
    await store.put(opened, "sms", [row("en annans", "sms-a", now)], now + LEASE_SECONDS)
    await store.put(opened, "fax", [row("ett fax", "fax-a", now)], now - 1)
    await store.put(opened, "sms", [row("i går", "sms-b", now - 3601)], now - 1)
    queues = [ChannelQueue("sms", sms, opened, clock, []) for _ in range(2)]
    for queue in queues:
        await queue.sweep()
    for queue in queues:
        await queue.settle()
    assert [text for _, text in sms.sent] == ["ett", "två"]
    clock.move(LEASE_SECONDS)
    await queues[0].sweep()
    await queues[0].settle()
    assert [text for _, text in sms.sent] == ["ett", "två", "en annans"]
    assert await count(opened) == 2


async def test_who_is_alive_keeps_what_it_has(opened: AsyncEngine) -> None:
    held, sms = TestClock(held=True), Sms()
    sms.failures = 1
    one, other = (ChannelQueue("sms", sms, opened, held, []) for _ in range(2))
    await one.put(ADDRESS, [OutgoingMessage({"text": "ett"}, "ett")])
    await held.is_waited_for.wait()
    for _ in range(5):
        held.move(LEASE_SECONDS / 2)
        await one.sweep()
        await other.sweep()
    held.release()
    await one.settle()
    await other.settle()
    assert len(sms.sent) == 1
