"""One message of a conversation at a time, in the order that they came, within one engine.

Rasa's lock in memory looks once a second whether it is its turn; here the next message is woken.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from rasa.core.lock_store import LockStore


class LocalLocks(LockStore):
    """Locks in memory, each kept for as long as somebody has it or waits for it."""

    def __init__(self) -> None:
        self._locks: dict[str, asyncio.Lock] = {}
        self._users: dict[str, int] = {}

    async def close(self) -> None:
        """Do nothing: these locks are in memory, unlike Redis's."""

    @asynccontextmanager
    async def lock(  # type: ignore[override]
        self, conversation_id: str, *args: object, **kwargs: object
    ) -> AsyncIterator[None]:
        """Have the conversation to oneself."""
        lock = self._locks.setdefault(conversation_id, asyncio.Lock())
        self._users[conversation_id] = self._users.get(conversation_id, 0) + 1
        try:
            async with lock:
                yield
        finally:
            self._users[conversation_id] -= 1
            if not self._users[conversation_id]:
                del self._locks[conversation_id], self._users[conversation_id]
