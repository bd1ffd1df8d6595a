"""Gives a message that comes again the answer that it got: a page sends again what it got lost."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import re
import time
from collections.abc import Awaitable, Callable
from typing import Any

from limits.errors import StorageError

from desk.cards import Card
from web.http.problems import Problem
from web.shared import SharedState

log = logging.getLogger(__name__)

REMEMBERED_SECONDS = 600
MOST_REMEMBERED = 2000
# Longer than an answer takes; if this process dies on the way another may answer after it.
_UNDER_WAY_SECONDS = 20
# The engine has five, and the stores half of one each.
WAITING_SECONDS = 7.0
_STOP_SECONDS = 6.0
_RETRY_SECONDS = 1

_KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")

Answer = Callable[[], Awaitable[list[Card]]]


def clean_key(raw: Any) -> str:
    """The key of a message.

    Raises:
        Problem: it is no string of 8 to 64 letters, digits, `-` and `_`.
    """
    if not isinstance(raw, str) or not _KEY.fullmatch(raw):
        raise Problem("wrong_key")
    return raw


class Repeats:
    """The answers of ten minutes by conversation and key, in memory and in Redis if there is one.

    They are the cards alone, under a hash: nothing that was written, and no name.
    """

    def __init__(self, shared: SharedState, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` gives seconds that nobody sets back."""
        self._shared = shared
        self._clock = clock
        # Cards as JSON: each who asks gets copies of their own.
        self._under_way: dict[str, asyncio.Task[str]] = {}
        self._answered: dict[str, tuple[float, str]] = {}  # until when each is remembered

    @property
    def remembered(self) -> int:
        """How many answers are in this process's memory."""
        return len(self._answered)

    async def once(
        self, conversation: str, key: str, answer: Answer, words: object = None
    ) -> list[Card]:
        """What `answer` gives, or gave to the same key and words; what raises is not remembered.

        A page that is gone back to may send other words with a key that it has sent before. It is
        let finish when nobody waits for it any longer.

        Raises:
            Problem: it is under way in another copy of web, or `answer` raises it.
        """
        name = _name_of(conversation, key, words)
        self._forget_old()
        if name in self._answered:
            return _cards(self._answered[name][1])
        task = self._under_way.get(name)
        if task is None:
            task = self._under_way[name] = asyncio.create_task(self._answer(name, answer))
            task.add_done_callback(lambda task: self._settle(name, task))
        return _cards(await asyncio.shield(task))

    async def close(self) -> None:
        """Let what is under way finish, for a while."""
        if self._under_way:
            await asyncio.wait(self._under_way.values(), timeout=_STOP_SECONDS)

    async def _answer(self, name: str, answer: Answer) -> str:
        if not self._shared.is_in_redis:
            return json.dumps(await answer())
        try:
            if not await self._shared.mark(name, _UNDER_WAY_SECONDS):
                found = await self._shared.wait_for(name, WAITING_SECONDS)
                if found is None:
                    raise Problem("under_way", limit=_RETRY_SECONDS)
                return found
        except StorageError as error:
            _log(error)
            return json.dumps(await answer())
        try:
            cards = json.dumps(await answer())
        except BaseException:
            await self._tell(lambda: self._shared.unmark(name))
            raise
        await self._tell(lambda: self._shared.put(name, cards, REMEMBERED_SECONDS))
        return cards

    async def _tell(self, work: Callable[[], Awaitable[None]]) -> None:
        """Tell the other copies; without Redis they answer by themselves."""
        try:
            await work()
        except StorageError as error:
            _log(error)

    def _settle(self, name: str, task: asyncio.Task[str]) -> None:
        del self._under_way[name]
        # Asked for, so that asyncio does not log what nobody waited for.
        if task.cancelled() or task.exception():
            return
        self._answered[name] = (self._clock() + REMEMBERED_SECONDS, task.result())
        if len(self._answered) > MOST_REMEMBERED:
            del self._answered[next(iter(self._answered))]

    def _forget_old(self) -> None:
        now = self._clock()
        while self._answered and next(iter(self._answered.values()))[0] <= now:
            del self._answered[next(iter(self._answered))]


def _name_of(conversation: str, key: str, words: object) -> str:
    digest = hashlib.sha256(json.dumps([conversation, key, words]).encode()).hexdigest()
    return f"answer/{digest}"


def _cards(text: str) -> list[Card]:
    cards: list[Card] = json.loads(text)
    return cards


def _log(error: StorageError) -> None:
    log.error("repeats are not seen: %s", type(error.storage_error).__name__)
