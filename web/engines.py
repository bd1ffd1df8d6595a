"""Chooses which of the engines answers a message."""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import aiohttp

# One that refuses a connection is started anew in seconds; one that keeps silent may hang for long,
# and costs whoever is sent there the whole time for an answer.
REFUSED_SECONDS = 1.0
SILENT_SECONDS = 30.0
# How many messages more than the idlest one an engine may have before it is passed by.
_MOST_AHEAD = 1


class Engine:
    """An engine, by its address: what it has under way, and how it has done."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.under_way = 0
        self.away_until = 0.0  # until then it is left alone
        self.answered_at = -math.inf


class Engines:
    """The engines that serve the same conversations.

    A conversation goes to one of its own as long as that one is there and not busier than others:
    without Redis the order of messages is kept by it alone, and what waits for a database that is
    away is known to others only where they share a folder. `clock` gives seconds.
    """

    def __init__(self, urls: Sequence[str], clock: Callable[[], float] = time.monotonic) -> None:
        self._engines = [Engine(url) for url in urls]
        self._clock = clock

    def __len__(self) -> int:
        return len(self._engines)

    def __iter__(self) -> Iterator[Engine]:
        return iter(self._engines)

    @contextmanager
    def engine_for(self, conversation: str) -> Iterator[str]:
        """The address of an engine, which is left alone for a while if it cannot be reached.

        Where all are left alone it is the one that will be back first.
        """
        engine = self._choose(conversation)
        engine.under_way += 1
        try:
            yield engine.url
        except (aiohttp.ClientConnectionError, TimeoutError) as error:
            is_silent = isinstance(error, TimeoutError)
            seconds = SILENT_SECONDS if is_silent else REFUSED_SECONDS
            engine.away_until = self._clock() + seconds
            raise
        else:
            engine.away_until, engine.answered_at = 0.0, self._clock()
        finally:
            engine.under_way -= 1

    def _choose(self, conversation: str) -> Engine:
        now = self._clock()
        there = [engine for engine in self._engines if engine.away_until <= now]
        if not there:
            return min(self._engines, key=lambda engine: engine.away_until)
        most = min(engine.under_way for engine in there) + _MOST_AHEAD
        free = [engine for engine in there if engine.under_way <= most]
        return max(free, key=lambda engine: _rank(engine.url, conversation))


def _rank(url: str, conversation: str) -> bytes:
    """Rendezvous hashing: where an engine goes, others' conversations stay where they are."""
    return hashlib.blake2b(f"{url} {conversation}".encode(), digest_size=8).digest()
