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


class Answers:
    """Stores answers as they go out; a database that is slow or down costs the address alone."""

    def __init__(self, database: AsyncEngine, address_of: Callable[[str], str]) -> None:
        """`address_of` makes the address of an answer's id."""
        self._database = database
        self._address_of = address_of
        self._storing: set[asyncio.Task[set[str]]] = set()

    async def keep(self, cards: list[Card]) -> list[Card]:
        """The cards, each with an address if it answers a topic and was stored in time."""
        answering = [card for card in cards if card["topic"]]
        task = asyncio.create_task(answers.keep(self._database, answering, datetime.now(UTC)))
        self._storing.add(task)
        task.add_done_callback(self._settle)
        # What takes longer is let finish: cut off, its connection would be left open.
        done, _ = await asyncio.wait({task}, timeout=STORING_SECONDS)
        ids = task.result() if done and not task.exception() else set()
        return [self._with_address(card, ids) for card in cards]

    async def find(self, cards: list[Card]) -> list[Card]:
        """The cards, each with its address if it is stored."""
        wanted = {answers.answer_id(card) for card in cards if card["topic"]}
        ids = await answers.stored(self._database, wanted)
        return [self._with_address(card, ids) for card in cards]

    async def close(self) -> None:
        """Let what is under way finish, for a while."""
        if self._storing:
            await asyncio.wait(self._storing, timeout=_STOP_SECONDS)

    def _settle(self, task: asyncio.Task[set[str]]) -> None:
        self._storing.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("an answer was not stored: %s", type(error).__name__)

    def _with_address(self, card: Card, ids: Collection[str]) -> Card:
        """The card with its address if that is among the stored, and with none if not."""
        name = answers.answer_id(card) if card["topic"] else None
        bare = card.copy()
        bare.pop("address", None)
        return {**bare, "address": self._address_of(name)} if name and name in ids else bare
