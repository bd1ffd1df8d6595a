"""One message of a conversation at a time, among several engines, as long as Redis is there.

An answer is worth more than its order: without Redis each engine keeps the order of its own
messages alone. Rasa's lock in Redis is polled once a second, stays for a minute where its engine
is killed, and gives no answer without Redis.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import override

from redis.asyncio import Redis
from redis.exceptions import RedisError

from engine.serving.storage.locks import LocalLocks

log = logging.getLogger(__name__)

# A lock is renewed while its turn lasts: it outlives a killed engine by no more than this.
LIFETIME_SECONDS = 3.0
_RENEWAL_SECONDS = 1.0
# Redis answers in a millisecond. One that has not is left alone for a while.
REDIS_SECONDS = 0.5
AWAY_SECONDS = 2.0
PREFIX = "presstjanst:lock:"

# Only whoever has the lock gives it back, and wakes one who waits. What nobody waited for expires.
_RELEASE = """
if redis.call("GET", KEYS[1]) ~= ARGV[1] then return 0 end
redis.call("DEL", KEYS[1], KEYS[2])
redis.call("RPUSH", KEYS[2], "")
redis.call("PEXPIRE", KEYS[2], ARGV[2])
return 1
"""
_RENEW = """
if redis.call("GET", KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call("PEXPIRE", KEYS[1], ARGV[2])
"""


class RedisLocks(LocalLocks):
    """Locks in Redis, within one engine those in memory besides."""

    def __init__(self, address: str, clock: Callable[[], float] = time.monotonic) -> None:
        """Of the Redis (6.2 or later) at an address; nothing is asked of it yet.

        Raises:
            ValueError: it is no address.
        """
        self._redis = Redis.from_url(
            address, socket_connect_timeout=REDIS_SECONDS, socket_timeout=None
        )
        super().__init__()
        self._clock = clock
        self._away_until = 0.0

    @override
    @asynccontextmanager
    async def lock(
        self, conversation_id: str, *args: object, **kwargs: object
    ) -> AsyncIterator[None]:
        """Have the conversation to oneself; while Redis is away, within this engine alone."""
        async with super().lock(conversation_id):
            # The braces keep both keys in one place of a cluster.
            keys = [f"{PREFIX}{{{conversation_id}}}{end}" for end in ("", ":free")]
            token = await self._acquire(*keys)
            if token is None:
                yield
                return
            renewing = asyncio.create_task(self._renew(keys[0], token))
            try:
                yield
            finally:
                renewing.cancel()
                await self._try(lambda: self._run(_RELEASE, keys, token))

    @override
    async def close(self) -> None:
        await self._redis.aclose()

    async def _acquire(self, key: str, free: str) -> str | None:
        """What proves that the lock is ours; None while Redis is away."""
        token = secrets.token_hex(8)
        while True:
            taken = await self._try(
                lambda: self._redis.set(key, token, nx=True, px=_milliseconds(), get=False)
            )
            if taken or self._is_away():
                return token if taken else None
            # Until it is given back, or expires because nobody is left to give it back.
            left = await self._try(lambda: self._redis.pttl(key)) or 0
            if left > 0:
                seconds = left / 1000
                await self._try(
                    lambda seconds=seconds: self._redis.blpop([free], timeout=seconds),  # type: ignore[misc]
                    seconds + REDIS_SECONDS,
                )
            if self._is_away():
                return None

    async def _renew(self, key: str, token: str) -> None:
        while True:
            await asyncio.sleep(_RENEWAL_SECONDS)
            await self._try(lambda: self._run(_RENEW, [key], token))

    def _run(self, script: str, keys: list[str], token: str) -> Awaitable[object]:
        return self._redis.eval(script, len(keys), *keys, token, str(_milliseconds()))

    async def _try[T](
        self, work: Callable[[], Awaitable[T]], seconds: float | None = None
    ) -> T | None:
        """What the work gives; None if Redis is away."""
        if self._is_away():
            return None
        try:
            async with asyncio.timeout(REDIS_SECONDS if seconds is None else seconds):
                return await work()
        except (RedisError, OSError) as error:  # TimeoutError is an OSError
            log.error("conversations are not locked: %s", type(error).__name__)
            self._away_until = self._clock() + AWAY_SECONDS
            return None

    def _is_away(self) -> bool:
        return self._clock() < self._away_until


def _milliseconds() -> int:
    return int(LIFETIME_SECONDS * 1000)
