"""Stores conversations without what points at a person, and says so when it cannot store."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import dropwhile, islice, takewhile
from typing import Any, NamedTuple, TypeVar, override

import sqlalchemy as sa
from prometheus_client import Counter
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from contracts.conversation import FIRST, State, state_of_slots
from contracts.watching.metrics import REGISTRY
from engine.prefetch_cache import PrefetchCache
from engine.privacy.event_masking import MaskedEvent, mask_events
from engine.privacy.masking import Masker
from engine.serving.storage.database_check import check
from engine.serving.storage.event_rows import (
    CONVERSATION,
    KEYS,
    SESSION,
    StoredAlready,
    count,
    insert,
    insert_late,
    row_of,
    rows_of,
)
from engine.serving.storage.late_turns import last_session
from engine.serving.storage.recent_sessions import RecentSessions
from engine.serving.storage.spool import MAX_AGE_SECONDS, Spool
from engine.serving.storage.store_health import Act, StoreHealth, write_probe
from engine.serving.storage.transactions import open_transactions
from engine.settings import engine_settings
from engine.understanding.masker import make_masker

log = logging.getLogger(__name__)

_T = TypeVar("_T")

# Nobody has seen this answer: the conversation goes on as its writer knows it.
_TOO_LATE = "a turn came too late: it is stored with the press line as its answer"

# A database that takes this long to fail is left alone for a while: the next message has an answer
# to get in time.
SLOW_SECONDS = 0.5
AWAY_SECONDS = 2.0
RETRY_SECONDS = 1.0
STOP_SECONDS = 4.0
# Errors of a database that is away, or has no room: what waits is tried again until it is back.
_AWAY = (OperationalError, InterfaceError, PoolTimeout, OSError)
# How often a turn is refused, by a database that takes another row just then, before it is set
# aside.
MOST_REFUSALS = 3

TURNS_REFUSED = Counter(
    "press_turns_refused_total", "Turns that the database refused for good", registry=REGISTRY
)


class TurnRefused(Exception):
    """The database answers, and does not take what it was given; says by what kind of error."""


class PrefetchedConversation(NamedTuple):
    """A conversation that has been read; None when nothing of it is stored."""

    tracker: DialogueStateTracker | None


class MaskingTrackerStore(TrackerStore):
    """Rasa's table of events, each masked before it is saved or streamed.

    A turn reads its conversation's session once and writes what is new once, in one transaction.
    The conversation in memory keeps the original for the turn at hand; the next turn reads what
    was stored. Turns that the press line answered are web's: they are not read, and what the
    engine makes of such a message all the same is not saved. While the database fails, turns are
    kept in a spool and stored when it is back, once and in order; of what was said before the last
    conversations are known here, and one that is slow is left alone for a while, so that an answer
    comes in time. Rasa would fall back to memory silently, and log the error with its parameters.
    """

    def __init__(
        self,
        domain: Domain | None = None,
        host: str | None = None,
        event_broker: EventBroker | None = None,
        masker: Masker | None = None,
        spool: Spool | None = None,
        **kwargs: Any,
    ) -> None:
        """Connect to the database at the address `host`, or else at DATABASE_URL.

        Without a `spool` on disk what the database does not take is kept in memory.

        Raises:
            RasaException: the database cannot be reached or written to.
        """
        address = host if host is not None else engine_settings().database_url
        if not address or "://" not in address:
            raise RasaException("DATABASE_URL saknas eller är ingen databasadress.")
        check(address)
        self._masker = masker or make_masker()
        self._transactions = open_transactions(address)
        self.health = StoreHealth(self._transactions.run)
        self._is_closed = False
        self._away_until = 0.0
        self._spool = Spool() if spool is None else spool
        self._recent = RecentSessions()
        self._emptying: asyncio.Task[None] | None = None
        self._prefetched: PrefetchCache[str, PrefetchedConversation] = PrefetchCache()
        super().__init__(domain, event_broker, **kwargs)

    @property
    def waiting(self) -> int:
        """How many turns wait in the spool."""
        return len(self._spool)

    def store_what_waits(self) -> None:
        """Begin to store what is in the spool, if anything is."""
        if len(self._spool) and self._emptying is None:
            self._emptying = asyncio.create_task(self._empty_spool())

    async def close(self) -> None:
        """Store what can be stored in a few seconds, and close the connections.

        What is left in the spool is for the next engine.
        """
        if self._is_closed:
            return
        self._is_closed = True
        await self.health.close()
        if self._emptying:
            await asyncio.wait({self._emptying}, timeout=STOP_SECONDS)
        if self._emptying:
            self._emptying.cancel()
            await asyncio.wait({self._emptying})
        self._spool.close()
        self._recent.forget()
        await self._transactions.close()

    @property
    def failing(self) -> bool:
        """Whether what was tried last could not be read, or not be saved."""
        return self.health.failing

    @override
    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation since its last session began; None if nothing is stored."""
        prefetched = self._prefetched.take(sender_id)
        if prefetched is not None:
            return prefetched.tracker
        return await self._read(sender_id, SESSION)

    async def prefetch(self, sender_id: str) -> State:
        """Read the conversation for the turn that is about to ask for it; the state that it is in.

        Only for whoever has the conversation's lock: what is written meanwhile would be missed.
        """
        tracker = await self._read(sender_id, SESSION)
        self._prefetched.put(sender_id, PrefetchedConversation(tracker))
        return state_of_slots(tracker.current_slot_values()) if tracker else FIRST

    def answer_to(self, sender_id: str, message_id: str | None) -> list[dict[str, Any]]:
        """How a message was answered in the conversation just prefetched; empty if it is new.

        As Rasa's channels are given answers, but masked.
        """
        prefetched = self._prefetched.get(sender_id)
        events = prefetched.tracker.events if prefetched and prefetched.tracker else ()
        after = dropwhile(
            lambda e: not (isinstance(e, UserUttered) and e.message_id == message_id), events
        )
        answers = takewhile(lambda e: not isinstance(e, UserUttered), islice(after, 1, None))
        return [
            {"text": e.text, **e.data, "metadata": e.metadata.get("metadata")}
            for e in answers
            if isinstance(e, BotUttered)
        ]

    @override
    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """The whole conversation; None if nothing is stored."""
        return await self._read(conversation_id, CONVERSATION)

    @override
    async def create_tracker(
        self, sender_id: str, append_action_listen: bool = True
    ) -> DialogueStateTracker:
        """A new conversation, of which nothing is stored before its first turn has been."""
        tracker = self.init_tracker(sender_id)
        if append_action_listen:
            tracker.update(ActionExecuted(ACTION_LISTEN_NAME))
        _note_stored(tracker, 0)
        return tracker

    @override
    async def save(self, tracker: DialogueStateTracker) -> None:
        """Write and stream what is new in the conversation, masked."""
        stored = getattr(tracker, "_stored", None)
        if stored is None:  # a tracker that was not read here
            stored = await self._attempt("read", lambda c: count(c, tracker.sender_id))
            if stored is None:
                return
        new = mask_events(islice(tracker.events, stored, None), self._masker)
        if not new:
            return
        rows = [row_of(tracker.sender_id, event) for event in new]
        # After what waits already: the order of the rows is that of the conversation.
        waits = self.health.fails("saved") or self._spool.holds(tracker.sender_id)
        try:
            is_stored = not waits and await self._attempt("saved", lambda c: insert(c, rows))
        except StoredAlready:
            log.warning(_TOO_LATE)
            return
        except TurnRefused:
            is_stored = False
        if is_stored or self._spool.add(rows):
            self._recent.add(tracker.sender_id, (row["data"] for row in rows))
            _note_stored(tracker, len(tracker.events))
        self.store_what_waits()
        self._stream(tracker.sender_id, new)

    @override
    async def keys(self) -> Iterable[str]:
        rows = await self._attempt("read", lambda c: rows_of(c, KEYS))
        return [name for (name,) in rows or ()]

    async def _read(self, sender_id: str, query: sa.Select[Any]) -> DialogueStateTracker | None:
        rows = await self._attempt("read", lambda c: rows_of(c, query, sender=sender_id))
        known = self._recent.get(sender_id) if rows is None else [data for (data,) in rows]
        # Of what was being stored just now some may be in both.
        waiting = [data for data in self._spool.data_of(sender_id) if data not in known]
        known = [*known, *waiting]
        if query is SESSION:
            self._recent.put(sender_id, known)
        stored = [json.loads(data) for data in known]
        if query is SESSION and (waiting or rows is None):
            stored = last_session(stored)
        if not stored:
            return None
        events = [Event.from_parameters(event) for event in stored]
        tracker = DialogueStateTracker.from_events(
            sender_id, [event for event in events if event], self.domain.slots
        )
        _note_stored(tracker, len(tracker.events))
        return tracker

    async def _attempt(self, act: Act, work: Callable[[sa.Connection], _T]) -> _T | None:
        """What the work gives, in a transaction of its own; None if the database fails.

        One that was slow to fail is left alone for a while.

        Raises:
            TurnRefused: it does not fail, and does not save this.
        """
        began = time.monotonic()
        if began < self._away_until:
            return None
        try:
            result = await self._transactions.run(work)
        except StoredAlready:
            raise
        except Exception as error:  # noqa: BLE001  (its message may hold what was written)
            if not self.health.fails(act):
                log.error("a conversation was not %s: %s", act, type(error).__name__)
            self.health.note(act, failed=True)
            if act == "saved" and not isinstance(error, _AWAY):
                raise TurnRefused(type(error).__name__) from None
            if time.monotonic() - began >= SLOW_SECONDS:
                self._away_until = time.monotonic() + AWAY_SECONDS
            return None
        self.health.note(act, failed=False)
        return result

    async def _empty_spool(self) -> None:
        """Store what waits, one turn after the other, until nothing does."""
        number, refusals, kind = 0, 0, ""
        while len(self._spool):
            rows = self._spool.first()
            if rows is None:  # another engine stores them
                await self._takes_others()
                await asyncio.sleep(RETRY_SECONDS)
                continue
            try:
                is_done = await self._attempt("saved", partial(insert_late, rows))
            except StoredAlready:
                log.warning(_TOO_LATE)
                is_done = True
            except TurnRefused as error:
                is_done, kind = False, str(error)
                refusals = refusals + 1 if await self._takes_others() else 0
            if is_done:
                self._spool.remove_first()
                number, refusals = number + 1, 0
            elif refusals >= MOST_REFUSALS:
                self._set_aside_first(kind)
                refusals = 0
            else:
                self._spool.note_attempt()
                await asyncio.sleep(RETRY_SECONDS)
        if number:
            log.warning("%d turns that had waited for the database are stored", number)
        self._emptying = None

    async def _takes_others(self) -> bool:
        """Whether the database takes another row just now."""
        try:
            return bool(await self._attempt("saved", write_probe))
        except TurnRefused:
            return False

    def _set_aside_first(self, kind: str) -> None:
        TURNS_REFUSED.inc()
        try:
            self._spool.set_aside_first()
        except OSError as error:  # the others are worth more
            log.error("a turn that the database refuses is not kept: %s", type(error).__name__)
            self._spool.remove_first()
            return
        log.error("a turn that the database refuses (%s) is set aside", kind)
        asyncio.get_running_loop().call_later(MAX_AGE_SECONDS + 1, self._spool.forget_refused)

    def _stream(self, sender_id: str, new: Sequence[MaskedEvent]) -> None:
        if self.event_broker is not None:
            for event in new:
                self.event_broker.publish({"sender_id": sender_id, **event.data})


def _note_stored(tracker: DialogueStateTracker, number: int) -> None:
    """Remember on the tracker how many of its events the database holds."""
    tracker._stored = number  # type: ignore[attr-defined]
