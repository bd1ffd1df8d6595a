"""Decides when a part that has died is started again, and when that is given up."""

from __future__ import annotations

import time
from collections.abc import Callable

MINUTE = 60.0
MOST_DEATHS = 5  # in a minute
FIRST_PAUSE_SECONDS = 0.2


class Restarts:
    """The deaths of one part in the last minute; `clock` gives seconds."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, first_pause: float = FIRST_PAUSE_SECONDS
    ) -> None:
        self._clock = clock
        self._first_pause = first_pause
        self._deaths: list[float] = []

    def pause(self) -> float | None:
        """Note a death: seconds to wait before the next start, twice as long each time.

        None when there have been `MOST_DEATHS` in a minute.
        """
        now = self._clock()
        self._deaths = [at for at in self._deaths if at > now - MINUTE] + [now]
        if len(self._deaths) >= MOST_DEATHS:
            return None
        return float(self._first_pause * 2 ** (len(self._deaths) - 1))
