"""Knows in which threads of channels the bot takes part."""

from __future__ import annotations

import logging

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from web.in_time import in_time
from web.store.conversations.history import is_known

log = logging.getLogger(__name__)

_RECENT_THREADS = 10_000


class Threads:
    """Threads by their conversation's name: what is stored, and what may not be stored yet."""

    def __init__(self, database: AsyncEngine) -> None:
        self._database = database
        self._recent: dict[str, None] = {}

    def add(self, conversation: str) -> None:
        """Note a thread; the longest noted are forgotten when there are many."""
        self._recent.pop(conversation, None)
        self._recent[conversation] = None
        if len(self._recent) > _RECENT_THREADS:
            del self._recent[next(iter(self._recent))]

    async def has(self, conversation: str) -> bool:
        """Whether the bot takes part; without its database it knows only the recent ones."""
        if conversation in self._recent:
            return True
        try:
            return await in_time(is_known(self._database, conversation))
        except (SQLAlchemyError, TimeoutError) as error:
            log.error("threads of before are not known: %s", type(error).__name__)
            return False
