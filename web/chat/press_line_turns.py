"""Keeps the turns that the press line answered, their texts only once they are cleaned."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine

from desk.cards import Card
from web.store.conversations import press_line_turns
from web.store.conversations.press_line_turns import PressLineTurn

log = logging.getLogger(__name__)

MOST_WAITING = 2_000
MOST_SECONDS = 3600.0
STORING_SECONDS = 0.5
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0
_STOP_SECONDS = 5.0

# Errors of a database that is away: the oldest turn is tried first until it is back.
_AWAY = (OperationalError, InterfaceError, PoolTimeout, OSError)

Mask = Callable[[str], Awaitable[str | None]]


@dataclass
class _WaitingTurn:
    """A turn whose text is in memory alone, until it is cleaned; or that is not stored at all."""

    turn: PressLineTurn
    text: str
    storing: asyncio.Task[bool] | None = None
    is_stored: bool = False
    is_refused: bool = False  # by a database that answers
    engines: list[Card] | None = None  # if the engine was first, and the writer still waited
    is_answered: bool = False  # so the writer has the press line, if not those


class PressLineTurns:
    """Stores each turn at once without its text, and fills that in when the engine can mask it.

    Until then the text is in memory alone: of `MOST_WAITING` turns, for `MOST_SECONDS`. What
    stands for it in the store says that it was not kept, and is there to stay if it never comes.
    """

    def __init__(
        self, mask: Mask, database: AsyncEngine, clock: Callable[[], float] = time.time
    ) -> None:
        """`mask` gives a text without personal data, or None; `clock` seconds since 1970."""
        self._mask = mask
        self._database = database
        self._clock = clock
        self._waiting: dict[str, _WaitingTurn] = {}  # the oldest first, but those that failed
        self._woken = asyncio.Event()
        self._stopping = False
        self._task = asyncio.create_task(self._run())

    @property
    def waiting(self) -> int:
        """How many turns wait to be stored, or to have their text filled in."""
        return len(self._waiting)

    async def keep(self, turn: PressLineTurn, text: str) -> list[Card]:
        """Store a turn; the cards that answer it, which are the engine's if it was first after all.

        The engine may have stored its answer just before, and been killed or too late to give it.
        Who waits is let go with the press line after half a second, and the turn is stored when
        it can be. `text` is as it was written. Of a button's press nothing needs cleaning.
        """
        waiting = self._waiting[turn.message_id] = _WaitingTurn(turn, text)
        if len(self._waiting) > MOST_WAITING:
            del self._waiting[next(iter(self._waiting))]
            log.error("too many texts wait to be cleaned: the oldest is not kept")
        waiting.storing = asyncio.create_task(self._store(waiting))
        waiting.storing.add_done_callback(lambda _: self._woken.set())
        await asyncio.wait({waiting.storing}, timeout=STORING_SECONDS)
        waiting.is_answered = True
        return waiting.engines or [turn.card]

    async def close(self) -> None:
        """Store what is not stored yet, without texts; those that are not cleaned are not kept."""
        self._stopping = True
        self._woken.set()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_STOP_SECONDS):
                await self._task
                for waiting in list(self._waiting.values()):
                    if waiting.storing:
                        await waiting.storing
                    if not waiting.is_stored and not await self._store(waiting):
                        break
        if self._waiting:
            log.error("%d texts were not cleaned and are not kept", len(self._waiting))
        self._waiting.clear()

    async def _run(self) -> None:
        """Try again with growing pauses, and at once when there is a new turn."""
        pause = FIRST_PAUSE_SECONDS
        while not self._stopping:
            is_new = True
            try:
                await asyncio.wait_for(self._woken.wait(), pause if self._waiting else None)
            except TimeoutError:
                is_new = False
            self._woken.clear()
            try:
                is_any_done = await self._try_all()
            except Exception as error:  # noqa: BLE001  (its message could hold what was written)
                log.error("texts were not cleaned: %s", type(error).__name__)
                is_any_done = False
            if is_any_done:
                pause = FIRST_PAUSE_SECONDS
            elif not is_new:
                pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    async def _try_all(self) -> bool:
        """Clean one turn after the other until one fails; whether any came to its end."""
        self._forget_old()
        is_any_done = False
        for waiting in list(self._waiting.values()):
            if self._stopping:
                break
            if waiting.storing and not waiting.storing.done():
                continue
            if not await self._finish(waiting):
                break
            is_any_done = True
        return is_any_done

    async def _finish(self, waiting: _WaitingTurn) -> bool:
        name = waiting.turn.message_id
        if not waiting.is_stored and not await self._store(waiting):
            if waiting.is_refused:
                self._put_last(name)
            return False
        if name not in self._waiting:
            return True
        masked = await self._mask(waiting.text)
        if masked is None:
            self._put_last(name)
            return False
        try:
            await press_line_turns.fill_in(self._database, waiting.turn, masked)
        except SQLAlchemyError as error:
            log.error("a cleaned text was not stored: %s", type(error).__name__)
            return False
        self._waiting.pop(name, None)
        return True

    def _put_last(self, name: str) -> None:
        """Let others go on: it may be this one alone that cannot be masked or stored."""
        if name in self._waiting:
            self._waiting[name] = self._waiting.pop(name)

    async def _store(self, waiting: _WaitingTurn) -> bool:
        """Store the turn without its text; False while the database is down, or refuses it."""
        turn = waiting.turn
        try:
            cards = await press_line_turns.keep(self._database, turn)
            if cards and waiting.is_answered:
                await press_line_turns.put_in_place(self._database, turn)
        except Exception as error:  # noqa: BLE001  (its message could hold what was written)
            log.error("a turn was not stored: %s", type(error).__name__)
            waiting.is_refused = not isinstance(error, _AWAY)
            return False
        waiting.engines = cards
        waiting.is_stored = True
        if cards or turn.payload is not None:
            self._waiting.pop(turn.message_id, None)
        return True

    def _forget_old(self) -> None:
        oldest = self._clock() - MOST_SECONDS
        old = [n for n, waiting in self._waiting.items() if waiting.turn.asked_at < oldest]
        for name in old:
            del self._waiting[name]
        if old:
            log.error("%d texts could not be cleaned for an hour and are not kept", len(old))
