"""Says which channels are closed: by a setting, or by a releaser on the trainers' pages."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from types import MappingProxyType

from sqlalchemy.ext.asyncio import AsyncEngine

from desk.facts.live import LiveFacts
from web.http.problems import Problem
from web.store import channel_closures
from web.store.channel_closures import Closure


class Closures:
    """What is closed, as it was when it was last read; while the database is down that stands."""

    def __init__(
        self, database: AsyncEngine, facts: LiveFacts, by_setting: Collection[str] = ()
    ) -> None:
        self.by_setting = frozenset(by_setting)
        self.by_releaser: MappingProxyType[str, Closure] = MappingProxyType({})
        self._database = database
        self._facts = facts
        self._reading = asyncio.Lock()

    async def read(self) -> None:
        """See what releasers have closed and opened: whoever reads last has the last word.

        Raises:
            SQLAlchemyError: the database is down.
        """
        async with self._reading:
            self.by_releaser = MappingProxyType(await channel_closures.in_force(self._database))

    def is_closed(self, channel: str) -> bool:
        """Whether nothing is asked of the bot in this channel."""
        return channel in self.by_setting or channel in self.by_releaser

    def check(self, channel: str) -> None:
        """Refuse what is written in a closed channel, with the press line's number.

        Raises:
            Problem: the channel is closed.
        """
        if self.is_closed(channel):
            phone = self._facts.current().contacts["press_phone"].value
            raise Problem("closed", phone=phone)
