"""One queue for each conversation: its messages are answered one at a time, as they came."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass
class _Queue:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0
    holder: asyncio.Task[object] | None = None


class ConversationTurns:
    """The turns of conversations in this process; whoever is next is woken, nothing is polled.

    The engine's own clock for an answer starts when the turn does, so that nobody is given up for
    what others wrote before. Several copies of web, or engines, keep apart by the engine's locks.
    """

    def __init__(self) -> None:
        self._queues: dict[str, _Queue] = {}

    @property
    def waiting(self) -> int:
        """How many conversations have a turn under way, or somebody who waits for one."""
        return len(self._queues)

    @asynccontextmanager
    async def turn(self, conversation: str) -> AsyncIterator[None]:
        """Have the conversation to oneself, after all who asked before.

        The task that has the turn may take it again: a channel takes it before anything else it
        waits for, and keeps it until the answer stands in its outgoing queue.
        """
        queue, task = self._queues.setdefault(conversation, _Queue()), asyncio.current_task()
        if queue.holder is task:
            yield
            return
        queue.users += 1
        try:
            async with queue.lock:
                queue.holder = task
                try:
                    yield
                finally:
                    queue.holder = None
        finally:
            queue.users -= 1
            if not queue.users:
                del self._queues[conversation]
