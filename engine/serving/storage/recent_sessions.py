"""Remembers the conversations of the last minutes, for while the database cannot be read."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable

MOST = 200  # some 5 MB
LIFETIME_SECONDS = 1800.0


class RecentSessions:
    """The masked events of each conversation's last session, as the column `data` holds them.

    What is older than `LIFETIME_SECONDS` is forgotten by itself, and the oldest where there are
    more than `MOST`. To be used within a running event loop.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._sessions: OrderedDict[str, tuple[float, list[str]]] = OrderedDict()
        self._clock = clock
        self._forgetting: asyncio.TimerHandle | None = None

    def put(self, conversation: str, data: Iterable[str]) -> None:
        """Remember a session as it has been read."""
        self._sessions.pop(conversation, None)
        self._sessions[conversation] = (self._clock(), list(data))
        if len(self._sessions) > MOST:
            self._sessions.popitem(last=False)
        if self._forgetting is None:
            self._forget_later(LIFETIME_SECONDS)

    def add(self, conversation: str, data: Iterable[str]) -> None:
        """Remember what has been said in a session since."""
        self.put(conversation, [*self.get(conversation), *data])

    def get(self, conversation: str) -> list[str]:
        """The session, oldest event first; empty where it is not remembered."""
        _, data = self._sessions.get(conversation, (0.0, []))
        return data

    def forget(self) -> None:
        """Forget all."""
        self._sessions.clear()
        if self._forgetting:
            self._forgetting.cancel()
            self._forgetting = None

    def _forget_later(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        self._forgetting = loop.call_later(seconds, self._forget_old)

    def _forget_old(self) -> None:
        self._forgetting = None
        since = self._clock() - LIFETIME_SECONDS
        while self._sessions:
            remembered_at, _ = next(iter(self._sessions.values()))
            if remembered_at > since:
                self._forget_later(remembered_at - since)
                return
            self._sessions.popitem(last=False)
