"""What running copies of web share: in memory, or in Redis when there are several.

One storage counts all that is limited; whoever counts gives their counters names of their own.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter
from limits.errors import StorageError
from limits.storage import storage_from_string

_EXPIRY_SECONDS = 60.0


class SparingMemory(MemoryStorage):
    """Counters in memory, swept once a minute.

    limits 5 sweeps at every hit, through the counters of all visitors, with a hop to a thread for
    each: a quarter of the time for a message, and more with each visitor
    (limits/aio/storage/memory.py, `__schedule_expiry`).
    """

    _next_sweep = 0.0

    async def _MemoryStorage__schedule_expiry(self) -> None:
        if time.monotonic() >= self._next_sweep:
            self._next_sweep = time.monotonic() + _EXPIRY_SECONDS
            await super()._MemoryStorage__schedule_expiry()  # type: ignore[misc]


class Shared:
    """A counter over moving windows, and marks that are set once and expire.

    `address` is `async+memory://` or a Redis address with `async+` before it; `clock` gives
    seconds, for the marks in memory.
    """

    def __init__(self, address: str, clock: Callable[[], float] = time.monotonic) -> None:
        in_memory = address.startswith("async+memory")
        self._storage = (
            SparingMemory() if in_memory else storage_from_string(address, wrap_exceptions=True)
        )
        self.counter = MovingWindowRateLimiter(self._storage)
        self._clock = clock
        self._marks: dict[str, float] = {}  # until when each is set

    @property
    def marks(self) -> int:
        """How many marks are in this process's memory."""
        return len(self._marks)

    async def mark(self, key: str, seconds: int) -> bool:
        """Set a mark that expires after `seconds`; False if it is set already.

        Raises:
            StorageError: Redis is down.
        """
        if not isinstance(self._storage, RedisStorage):
            return self._mark_in_memory(key, seconds)
        # Here, and not above: without Redis nobody needs its client, which takes 30 MB.
        from coredis import PureToken
        from limits.aio.storage.redis.coredis import CoredisBridge

        bridge = self._storage.bridge
        assert isinstance(bridge, CoredisBridge), "limits counts by another client"
        redis = bridge.get_connection()
        try:
            return bool(await redis.set(key, "", condition=PureToken.NX, ex=seconds))
        except self._storage.base_exceptions as error:
            raise StorageError(error) from error

    def _mark_in_memory(self, key: str, seconds: int) -> bool:
        now = self._clock()
        # They expire in the order in which they were set, as long as all last as long.
        while self._marks and next(iter(self._marks.values())) <= now:
            del self._marks[next(iter(self._marks))]
        if self._marks.get(key, now) > now:
            return False
        self._marks.pop(key, None)  # so that it stands last
        self._marks[key] = now + seconds
        return True
