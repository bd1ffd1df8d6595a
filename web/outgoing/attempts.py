"""How often, and for how long, what a vendor does not take is sent again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception_type,
    wait_exponential_jitter,
)

from web.outgoing.message import TryLater

GIVE_UP_SECONDS = 90.0
# Half a second, one, two …, each with up to a second of chance: whoever failed together does not
# come again together.
_WAIT = wait_exponential_jitter(multiplier=0.5, max=20.0, jitter=1.0)


class Clock:
    """Tells the time and waits; a test has one that it moves."""

    def time(self) -> float:
        """Seconds since 1970, the same for all who use one database."""
        return time.time()

    def monotonic(self) -> float:
        """Seconds that nobody sets back."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait for so many seconds."""
        await asyncio.sleep(seconds)


async def persist[T](send: Callable[[], Awaitable[T]], clock: Clock) -> T:
    """What `send` gives; it is called again while it raises TryLater.

    The vendor's own word on how long to wait goes before ours. It is given up where the next
    attempt would come more than ninety seconds after the first that failed.

    Raises:
        NotTaken: what the last attempt raised.
    """
    failed_at: float | None = None

    def wait(state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        asked = error.retry_after if isinstance(error, TryLater) else None
        return _WAIT(state) if asked is None else asked

    def is_given_up(state: RetryCallState) -> bool:
        nonlocal failed_at
        now = clock.monotonic()
        failed_at = now if failed_at is None else failed_at
        return now + state.upcoming_sleep - failed_at > GIVE_UP_SECONDS

    attempts = AsyncRetrying(
        retry=retry_if_exception_type(TryLater),
        wait=wait,
        stop=is_given_up,
        sleep=clock.sleep,
        reraise=True,
    )
    return await attempts(send)
