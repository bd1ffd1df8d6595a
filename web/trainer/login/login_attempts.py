"""Slows down those who guess passwords."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import math
import time

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.errors import StorageError

from web.shared import Counter, SharedState

log = logging.getLogger(__name__)

# From one place, that nobody elsewhere keeps anybody out.
_PER_NAME_AND_PLACE = RateLimitItemPerMinute(5, 15, "login")
# From everywhere: a guesser may have many addresses.
_PER_NAME = RateLimitItemPerMinute(50, 15, "login")
# An office may be behind one address.
_PER_ADDRESS = RateLimitItemPerMinute(30, 15, "login")


class Attempts:
    """Counts attempts to log in, by name and place, by name and by address.

    A browser that has been in before is a place of its own, and the counts of its name and its
    address are not its: whatever strangers try, its owner gets in. A right attempt clears what was
    counted of its name at its place.

    While Redis is away each web counts for itself: a guesser has as many tries more as there are
    webs, and nobody is kept out.
    """

    def __init__(self, shared: SharedState) -> None:
        self._counter = shared.counter
        self._meanwhile = SharedState("async+memory://").counter

    async def wait(self, address: str, name: str | None = None, browser: str | None = None) -> int:
        """Count one; the seconds to wait if there have been too many, and it is not to be tried.

        `browser` is what a browser is called that this name has logged in with.
        """
        if name is not None and browser is not None:
            return await self._hit(_PER_NAME_AND_PLACE, name, browser)
        seconds = await self._hit(_PER_ADDRESS, "address", address)
        if not seconds and name is not None:
            seconds = await self._hit(_PER_NAME_AND_PLACE, name, address)
            seconds = seconds or await self._hit(_PER_NAME, "name", name)
        return seconds

    async def succeeded(self, address: str, name: str, browser: str | None = None) -> None:
        """Forget the attempts of a name at this place."""
        for counter in (self._meanwhile, self._counter):
            with contextlib.suppress(StorageError):
                await counter.clear(_PER_NAME_AND_PLACE, _hashed(name), _hashed(browser or address))

    async def _hit(self, limit: RateLimitItem, *key: str) -> int:
        hashed = [_hashed(part) for part in key]
        try:
            return await _hit(self._counter, limit, *hashed)
        except StorageError as error:
            kind = type(error.storage_error).__name__
            log.error("attempts to log in are counted in memory: %s", kind)
            return await _hit(self._meanwhile, limit, *hashed)


async def _hit(counter: Counter, limit: RateLimitItem, *key: str) -> int:
    if await counter.hit(limit, *key):
        return 0
    resets, _ = await counter.get_window_stats(limit, *key)
    return max(1, math.ceil(resets - time.time()))


def _hashed(key: str) -> str:
    """The key as it is counted: a password may have been typed in the name's place."""
    return hashlib.sha256(key.encode()).hexdigest()
