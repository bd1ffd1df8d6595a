"""Knows what has been handled before: vendors send the same event again when in doubt."""

from __future__ import annotations

import logging

from limits import RateLimitItemPerHour
from limits.aio.strategies import MovingWindowRateLimiter
from limits.errors import StorageError
from limits.storage import storage_from_string

log = logging.getLogger(__name__)

# One an hour is the limit of a thing that happens once: Slack gives up after an hour, the
# Bot Connector after seconds.
_ONCE = RateLimitItemPerHour(1)


class Once:
    """Counts in memory or in Redis, where running copies share what they know."""

    def __init__(self, storage: str) -> None:
        self._limiter = MovingWindowRateLimiter(storage_from_string(storage, wrap_exceptions=True))

    async def first(self, *key: str) -> bool:
        """Whether `key` is here for the first time in an hour.

        While Redis is down all is taken for the first time: two answers are better than none.
        """
        try:
            return await self._limiter.hit(_ONCE, "once", *key)
        except StorageError as error:
            log.error("repeats are not seen: %s", type(error.storage_error).__name__)
            return True
