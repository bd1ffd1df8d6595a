"""Slows down those who guess passwords."""

from __future__ import annotations

import hashlib
import math
import time

from limits import RateLimitItem, RateLimitItemPerMinute

from web.shared import Shared

_PER_NAME = RateLimitItemPerMinute(5, 15, "login")
# An office may be behind one address.
_PER_ADDRESS = RateLimitItemPerMinute(30, 15, "login")


class Attempts:
    """Counts attempts to log in; a right one clears its name's count, not its address's."""

    def __init__(self, shared: Shared) -> None:
        self._counter = shared.counter

    async def wait(self, address: str, name: str | None = None) -> int:
        """Count one; the seconds to wait if there have been too many, and it is not to be tried.

        Raises:
            StorageError: Redis is down.
        """
        seconds = await self._hit(_PER_ADDRESS, "address", address)
        if not seconds and name is not None:
            seconds = await self._hit(_PER_NAME, "name", name)
        return seconds

    async def succeeded(self, name: str) -> None:
        """Forget the attempts of a name."""
        await self._counter.clear(_PER_NAME, "name", _hashed(name))

    async def _hit(self, limit: RateLimitItem, kind: str, key: str) -> int:
        if await self._counter.hit(limit, kind, _hashed(key)):
            return 0
        resets, _ = await self._counter.get_window_stats(limit, kind, _hashed(key))
        return max(1, math.ceil(resets - time.time()))


def _hashed(key: str) -> str:
    """The key as it is counted: a password may have been typed in the name's place."""
    return hashlib.sha256(key.encode()).hexdigest()
