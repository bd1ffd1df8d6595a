"""Recognises events that come again: vendors send the same one again when in doubt."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from limits.errors import StorageError

from web.shared import SharedState

log = logging.getLogger(__name__)

# Slack gives up after an hour, the Bot Connector after seconds.
_REMEMBERED_SECONDS = 3600
# An answer takes the engine five seconds at most. What a web that was killed had under way is new
# again after this.
_UNDER_WAY_SECONDS = 10

First = Callable[..., Awaitable[bool]]


class UnderWay(Exception):
    """It is being handled, or was by a web that was killed just now: who told of it may again."""


class Deduplicator:
    """Marks events as handled, once they are, for all running copies."""

    def __init__(self, shared: SharedState) -> None:
        self._shared = shared

    @asynccontextmanager
    async def handling(self) -> AsyncIterator[First]:
        """Handle an event: gives what says whether a key of its (`*key: str`) is new, in an hour.

        It raises UnderWay where the key is being handled elsewhere. What was new is so again if
        the event could not be handled: an error is raised, or web is killed.

        While Redis is down all is new: two answers are better than none.
        """
        names: list[str] = []

        async def first(*key: str) -> bool:
            name = "/".join(("once", *key))
            try:
                if not await self._shared.mark(_under_way(name), _UNDER_WAY_SECONDS):
                    raise UnderWay
                names.append(name)
                return not await self._shared.is_marked(name)
            except StorageError as error:
                log.error("repeats are not seen: %s", type(error.storage_error).__name__)
                return True

        try:
            yield first
        except BaseException:
            await self._end(names, handled=False)
            raise
        await self._end(names, handled=True)

    async def _end(self, names: list[str], handled: bool) -> None:
        try:
            for name in names:
                if handled:
                    await self._shared.mark(name, _REMEMBERED_SECONDS)
                await self._shared.unmark(_under_way(name))
        except StorageError as error:
            log.error("repeats are not seen: %s", type(error.storage_error).__name__)


def _under_way(name: str) -> str:
    return f"{name}/under way"
