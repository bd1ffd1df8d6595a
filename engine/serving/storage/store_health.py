"""Whether conversations can be read and saved: two things, as a full disk can still be read."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from contracts.tables import events

log = logging.getLogger(__name__)

Act = Literal["read", "saved"]
Run = Callable[[Callable[[sa.Connection], Any]], Awaitable[Any]]

_READ = sa.select(events.c.id).limit(1)
# Of no conversation, and gone before its transaction ends; what is written is written all the same.
_PROBE = {
    "sender_id": "health",
    "type_name": "health",
    "timestamp": 0.0,
    "intent_name": None,
    "action_name": None,
    "data": "{}",
    "message_id": None,
}


class StoreHealth:
    """What the last read and the last save came to.

    A failure stands until the same act succeeds: where nobody writes, that is tried.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self._failing: set[Act] = set()
        self._looking: asyncio.Task[None] | None = None

    @property
    def failing(self) -> bool:
        """Whether reading or writing fails as far as is known."""
        return bool(self._failing)

    def fails(self, act: Act) -> bool:
        """Whether the last attempt at this act failed."""
        return act in self._failing

    def note(self, act: Act, *, failed: bool) -> None:
        """Remember whether the last attempt at an act failed."""
        if failed:
            self._failing.add(act)
        else:
            self._failing.discard(act)

    def look_again(self) -> None:
        """Try what failed last; it goes on beside whoever asks, who may be in a hurry."""
        if self._failing and (self._looking is None or self._looking.done()):
            self._looking = asyncio.create_task(self._look())

    async def looked(self) -> None:
        """Wait until what `look_again` began is done."""
        if self._looking:
            await self._looking

    async def close(self) -> None:
        """Give up what is under way."""
        if self._looking:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)

    async def _look(self) -> None:
        for act in tuple(self._failing):
            try:
                await self._run(_read if act == "read" else write_probe)
            except (SQLAlchemyError, OSError):
                continue  # the failure was logged where it was met
            self.note(act, failed=False)
            log.warning("conversations are %s again", act)


def _read(connection: sa.Connection) -> None:
    connection.execute(_READ).all()


def write_probe(connection: sa.Connection) -> bool:
    """Write a row of no conversation and take it away again."""
    result = connection.execute(sa.insert(events).values(_PROBE))
    (id,) = result.inserted_primary_key or (None,)
    connection.execute(sa.delete(events).where(events.c.id == id))
    return True
