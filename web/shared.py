"""What running copies of web share: in memory, or in Redis when there are several.

One storage counts all that is limited; whoever counts gives their counters names of their own.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, override

from limits import RateLimitItem
from limits.aio.storage import MemoryStorage, RedisStorage, Storage
from limits.aio.strategies import MovingWindowRateLimiter
from limits.errors import StorageError
from limits.storage import storage_from_string
from limits.util import WindowStats

if TYPE_CHECKING:
    from coredis import Redis, RedisCluster

_EXPIRY_SECONDS = 60.0
_CLOCK_STEP_SECONDS = 1.0
# Redis answers in a millisecond or two. One that has not is left alone for a while: whoever writes
# has half a second to lose, not half a second for each question.
REDIS_SECONDS = 0.5
AWAY_SECONDS = 2.0
WAITING_PIECE_SECONDS = 1.0


class SparingMemory(MemoryStorage):
    """Counters in memory, swept once a minute.

    limits 5 sweeps at every hit, through the counters of all visitors, with a hop to a thread for
    each: a quarter of the time for a message, and more with each visitor. With many of them a sweep
    takes so long that they are kept for minutes after they have expired
    (limits/aio/storage/memory.py, `__schedule_expiry`, `__expire_events`).
    """

    _next_sweep = 0.0
    _last_hit = 0.0

    @override
    async def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Count a hit; a clock that was set back begins all counts anew.

        Hits of what is then the future would count for as long as the clock was ahead.
        """
        now = time.time()
        if now < self._last_hit - _CLOCK_STEP_SECONDS:
            await self.reset()
        self._last_hit = now
        return await super().acquire_entry(key, limit, expiry, amount)

    async def _MemoryStorage__schedule_expiry(self) -> None:
        if time.monotonic() >= self._next_sweep:
            self._next_sweep = time.monotonic() + _EXPIRY_SECONDS
            self._sweep()

    def _sweep(self) -> None:
        """Forget hits that have expired: a millisecond for a thousand visitors.

        Nobody is in the middle of counting: that is done in one go.
        """
        now = time.time()
        for key, hits in list(self.events.items()):
            self.events[key] = left = [hit for hit in hits if hit.expiry > now]
            if not left:
                del self.events[key]
                self.locks.pop(key, None)


class InTime:
    """Does what asks Redis, within half a second; one that is away is left alone for a while."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._away: tuple[float, StorageError] | None = None  # until when, and why

    @property
    def is_away(self) -> bool:
        """Whether it did not answer in time when it was asked last."""
        return self._away is not None

    async def __call__[T](
        self, work: Callable[[], Awaitable[T]], seconds: float | None = None
    ) -> T:
        """What the work gives, in REDIS_SECONDS or those given; in memory it has all the time.

        Raises:
            StorageError: Redis is down or late, or was so just now.
        """
        if not isinstance(self._storage, RedisStorage):
            return await work()
        if self._away and time.monotonic() < self._away[0]:
            raise self._away[1]
        errors = self._storage.base_exceptions
        try:
            async with asyncio.timeout(REDIS_SECONDS if seconds is None else seconds):
                result = await work()
        except StorageError as error:
            self._note(error)
            raise
        except (TimeoutError, OSError) as error:
            raise self._note(StorageError(error)) from error
        except errors as error:
            raise self._note(StorageError(error)) from error
        self._away = None
        return result

    def _note(self, error: StorageError) -> StorageError:
        from coredis.exceptions import ConnectionError, TimeoutError

        # What it refuses it has answered.
        if isinstance(error.storage_error, OSError | ConnectionError | TimeoutError):
            self._away = (time.monotonic() + AWAY_SECONDS, error)
        return error


class Counter(MovingWindowRateLimiter):
    """Counts over moving windows; every method raises StorageError while Redis is down."""

    def __init__(self, storage: Storage, in_time: InTime) -> None:
        super().__init__(storage)
        self._in_time = in_time

    @override
    async def hit(self, item: RateLimitItem, *identifiers: str, cost: int = 1) -> bool:
        work = super().hit
        return await self._in_time(lambda: work(item, *identifiers, cost=cost))

    @override
    async def get_window_stats(self, item: RateLimitItem, *identifiers: str) -> WindowStats:
        work = super().get_window_stats
        return await self._in_time(lambda: work(item, *identifiers))

    @override
    async def clear(self, item: RateLimitItem, *identifiers: str) -> None:
        work = super().clear
        await self._in_time(lambda: work(item, *identifiers))


class SharedState:
    """A counter over moving windows, marks that are set once and expire, and answers.

    `address` is `async+memory://` or a Redis address with `async+` before it, of Redis 6.2 or
    later; `clock` gives seconds, for the marks in memory.
    """

    def __init__(self, address: str, clock: Callable[[], float] = time.monotonic) -> None:
        in_memory = address.startswith("async+memory")
        storage = (
            SparingMemory() if in_memory else storage_from_string(address, wrap_exceptions=True)
        )
        assert isinstance(storage, Storage)
        self._storage = storage
        self._in_time = InTime(self._storage)
        self.counter = Counter(self._storage, self._in_time)
        self._clock = clock
        self._marks: dict[str, float] = {}  # until when each is set

    @property
    def marks(self) -> int:
        """How many marks are in this process's memory."""
        return len(self._marks)

    @property
    def is_in_redis(self) -> bool:
        """Whether other copies of web see what is put here."""
        return isinstance(self._storage, RedisStorage)

    @property
    def is_away(self) -> bool:
        """Whether Redis did not answer in time when it was asked last."""
        return self._in_time.is_away

    async def mark(self, key: str, seconds: int) -> bool:
        """Set a mark that expires after `seconds`; False if it is set already.

        Raises:
            StorageError: Redis is down, or does not answer within half a second.
        """
        if not self.is_in_redis:
            return self._mark_in_memory(key, seconds)
        # Here, and not above: without Redis nobody needs its client, which takes 30 MB.
        from coredis import PureToken

        own = secrets.token_hex(8)

        async def set_once() -> bool:
            redis = self._redis()
            if await redis.set(key, own, condition=PureToken.NX, ex=seconds):
                return True
            # The client sends again what it got no answer to: the mark may be from the first time.
            return await redis.get(key) == own.encode()

        return await self._in_time(set_once)

    async def is_marked(self, key: str) -> bool:
        """Whether a mark is set.

        Raises:
            StorageError: Redis is down.
        """
        if not self.is_in_redis:
            return self._marks.get(key, 0.0) > self._clock()

        async def exists() -> bool:
            return bool(await self._redis().exists([key]))

        return await self._in_time(exists)

    async def unmark(self, key: str) -> None:
        """Take back a mark.

        Raises:
            StorageError: Redis is down.
        """

        if not self.is_in_redis:
            self._marks.pop(key, None)
            return

        async def delete() -> None:
            await self._redis().delete([key])

        await self._in_time(delete)

    async def put(self, key: str, value: str, seconds: int) -> None:
        """Put a value beside a mark in Redis, both for `seconds` from now.

        Raises:
            StorageError: Redis is down.
        """

        async def put() -> None:
            async with await self._redis().pipeline(transaction=True) as pipe:
                pipe.set(key, "", ex=seconds)
                pipe.delete([_value(key)])
                pipe.rpush(_value(key), [value])
                pipe.expire(_value(key), seconds)
                await pipe.execute()

        await self._in_time(put)

    async def wait_for(self, key: str, seconds: float) -> str | None:
        """The value beside a mark in Redis, once it is there; None after `seconds` without it.

        Raises:
            StorageError: Redis is down.
        """
        from coredis import PureToken

        async def move() -> str | None:
            # The list has one element, which stays there for the next who waits.
            found = await self._redis().blmove(
                _value(key), _value(key), PureToken.LEFT, PureToken.RIGHT, piece
            )
            return None if found is None else str(found, "utf-8")

        # In pieces: a Redis that hangs meanwhile is not waited for to the end.
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            piece = min(left, WAITING_PIECE_SECONDS)
            value = await self._in_time(move, piece + REDIS_SECONDS)
            if value is not None:
                return value
        return None

    async def state(self) -> str:
        """`ok`, `down`, or `off` where there is no Redis."""
        if not self.is_in_redis:
            return "off"

        async def ping() -> None:
            await self._redis().ping()

        try:
            await self._in_time(ping)
        except StorageError:
            return "down"
        return "ok"

    def _redis(self) -> Redis[bytes] | RedisCluster[bytes]:
        from limits.aio.storage.redis.coredis import CoredisBridge

        assert isinstance(self._storage, RedisStorage)
        bridge = self._storage.bridge
        assert isinstance(bridge, CoredisBridge), "limits counts by another client"
        return bridge.get_connection()

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


def _value(key: str) -> str:
    """The name of the value beside a mark; in a cluster both lie in one place."""
    return f"{{{key}}}/value"
