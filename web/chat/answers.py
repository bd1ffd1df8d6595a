"""Gives answers addresses of their own, at which they can be read again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from desk.cards import Card
from web.store.conversations import answers

log = logging.getLogger(__name__)

STORING_SECONDS = 0.5
_STOP_SECONDS = 5.0
_REMEMBERED_IDS = 10_000


class Answers:
    """Stores answers as they go out; a database that is slow or down costs the address alone."""

    def __init__(self, database: AsyncEngine, address_of: Callable[[str], str]) -> None:
        """`address_of` makes the address of an answer's id."""
        self._database = database
        self._address_of = address_of
        self._storing: set[asyncio.Task[set[str]]] = set()
        # Ids, the newest last: nearly every answer has been given before, and none is deleted.
        self._stored: dict[str, None] = {}

    async def keep(self, cards: list[Card]) -> list[Card]:
        """The cards, each with an address if it answers a topic and was stored in time."""
        names = [_name_of(card) for card in cards]
        new = [
            card
            for card, name in zip(cards, names, strict=True)
            if name and name not in self._stored
        ]
        if new:
            await self._store(new)
        return self._with_addresses(cards, names, self._stored)

    async def find(self, cards: list[Card]) -> list[Card]:
        """The cards, each with its address if it is stored."""
        names = [_name_of(card) for card in cards]
        ids = await answers.stored_ids(self._database, {name for name in names if name})
        return self._with_addresses(cards, names, ids)

    async def close(self) -> None:
        """Let what is under way finish, for a while."""
        if self._storing:
            await asyncio.wait(self._storing, timeout=_STOP_SECONDS)

    async def _store(self, cards: list[Card]) -> None:
        """Store the cards, and remember that; whoever waits is let go after a while."""
        task = asyncio.create_task(answers.keep(self._database, cards, datetime.now(UTC)))
        self._storing.add(task)
        task.add_done_callback(self._settle)
        # What takes longer is let finish: cut off, its connection would be left open.
        await asyncio.wait({task}, timeout=STORING_SECONDS)

    def _settle(self, task: asyncio.Task[set[str]]) -> None:
        self._storing.discard(task)
        if task.cancelled():
            return
        if error := task.exception():
            log.error("an answer was not stored: %s", type(error).__name__)
            return
        self._stored.update(dict.fromkeys(task.result()))
        while len(self._stored) > _REMEMBERED_IDS:
            del self._stored[next(iter(self._stored))]

    def _with_addresses(
        self, cards: list[Card], names: list[str | None], ids: Collection[str]
    ) -> list[Card]:
        """The cards, each with its address if that is among the stored, and with none if not."""
        return [self._with_address(card, n, ids) for card, n in zip(cards, names, strict=True)]

    def _with_address(self, card: Card, name: str | None, ids: Collection[str]) -> Card:
        bare = card.copy()
        bare.pop("address", None)
        return {**bare, "address": self._address_of(name)} if name and name in ids else bare


def _name_of(card: Card) -> str | None:
    """The id of the answer; None for one of no topic, or in the words of whoever it was given."""
    is_own = "letter" in card and "own_words" in card["letter"]
    return answers.answer_id(card) if card["topic"] and not is_own else None
