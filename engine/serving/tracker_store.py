"""Stores conversations without what points at a person, and says so when it cannot store."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, override

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SessionStarted
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from contracts.conversation import FIRST, State, state_of_slots
from contracts.database_urls import AddressError, blocking_url
from contracts.events import NO_ANSWER
from contracts.tables import events as events_table
from engine.prefetch_cache import PrefetchCache
from engine.privacy.event_masking import MaskedEvent, mask_events
from engine.privacy.masker import make_masker
from engine.privacy.masking import Masker
from engine.serving.store_health import Act, StoreHealth
from engine.serving.transactions import open_transactions
from engine.settings import engine_settings

log = logging.getLogger(__name__)

_T = TypeVar("_T")

# Statements are made once: to make one takes longer than to run it.
_CONVERSATION = (
    sa.select(events_table.c.data)
    .where(
        events_table.c.sender_id == sa.bindparam("sender"),
        events_table.c.intent_name.is_distinct_from(NO_ANSWER),
    )
    .order_by(events_table.c.id)
)
_LAST_START = sa.select(sa.func.max(events_table.c.timestamp)).where(
    events_table.c.sender_id == sa.bindparam("sender"),
    events_table.c.type_name == SessionStarted.type_name,
)
# Since the last start of a session, or all where none has started.
_SESSION = _CONVERSATION.where(
    events_table.c.timestamp >= sa.func.coalesce(_LAST_START.scalar_subquery(), 0.0)
)
_COUNT = sa.select(sa.func.count()).select_from(_SESSION.subquery())
_KEYS = sa.select(events_table.c.sender_id).distinct()
_INSERT = sa.insert(events_table)


class StoredAlready(Exception):
    """A message of the turn has been stored by web, which gave up waiting for its answer."""


class Prefetched(NamedTuple):
    """A conversation that has been read; None when nothing of it is stored."""

    tracker: DialogueStateTracker | None


class MaskingTrackerStore(TrackerStore):
    """Rasa's table of events, each masked before it is saved or streamed.

    A turn reads its conversation's session once and writes what is new once, in one transaction.
    The conversation in memory keeps the original for the turn at hand; the next turn reads what
    was stored. Turns that the press line answered are web's: they are not read, and what the
    engine makes of such a message all the same is not saved. A database that fails in flight costs
    the memory of the conversation, not the answer: Rasa would fall back to memory silently, and log
    the error with its parameters.
    """

    def __init__(
        self,
        domain: Domain | None = None,
        host: str | None = None,
        event_broker: EventBroker | None = None,
        masker: Masker | None = None,
        **kwargs: Any,
    ) -> None:
        """Connect to the database at the address `host`, or else at DATABASE_URL.

        Raises:
            RasaException: the database cannot be reached or written to.
        """
        address = host if host is not None else engine_settings().database_url
        if not address or "://" not in address:
            raise RasaException("DATABASE_URL saknas eller är ingen databasadress.")
        _prepare(address)
        self._masker = masker or make_masker()
        self._transactions = open_transactions(address)
        self.health = StoreHealth(self._transactions.run)
        self._prefetched: PrefetchCache[str, Prefetched] = PrefetchCache()
        super().__init__(domain, event_broker, **kwargs)

    async def close(self) -> None:
        """Close the connections."""
        await self.health.close()
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
        return await self._read(sender_id, _SESSION)

    async def prefetch(self, sender_id: str) -> State:
        """Read the conversation for the turn that is about to ask for it; the state that it is in.

        Only for whoever has the conversation's lock: what is written meanwhile would be missed.
        """
        tracker = await self._read(sender_id, _SESSION)
        self._prefetched.put(sender_id, Prefetched(tracker))
        return state_of_slots(tracker.current_slot_values()) if tracker else FIRST

    @override
    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """The whole conversation; None if nothing is stored."""
        return await self._read(conversation_id, _CONVERSATION)

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
            stored = await self._attempt("read", lambda c: _count(c, tracker.sender_id))
            if stored is None:
                return
        new = mask_events(islice(tracker.events, stored, None), self._masker)
        if not new:
            return
        rows = [_row(tracker.sender_id, event) for event in new]
        try:
            if await self._attempt("saved", lambda c: _insert(c, rows)):
                _note_stored(tracker, len(tracker.events))
        except StoredAlready:
            # Nobody has seen this answer: the conversation goes on as its writer knows it.
            log.warning("a turn came too late: it is stored with the press line as its answer")
            return
        self._stream(tracker.sender_id, new)

    @override
    async def keys(self) -> Iterable[str]:
        rows = await self._attempt("read", lambda c: _rows(c, _KEYS))
        return [name for (name,) in rows or ()]

    async def _read(self, sender_id: str, query: sa.Select[Any]) -> DialogueStateTracker | None:
        rows = await self._attempt("read", lambda c: _rows(c, query, sender=sender_id))
        if not rows:
            return None
        events = [Event.from_parameters(json.loads(data)) for (data,) in rows]
        tracker = DialogueStateTracker.from_events(
            sender_id, [event for event in events if event], self.domain.slots
        )
        _note_stored(tracker, len(tracker.events))
        return tracker

    async def _attempt(self, act: Act, work: Callable[[sa.Connection], _T]) -> _T | None:
        """What the work gives, in a transaction of its own; None if the database fails."""
        try:
            result = await self._transactions.run(work)
        except (SQLAlchemyError, OSError) as error:
            self.health.note(act, failed=True)
            log.error("a conversation was not %s: %s", act, type(error).__name__)
            return None
        self.health.note(act, failed=False)
        return result

    def _stream(self, sender_id: str, new: Sequence[MaskedEvent]) -> None:
        if self.event_broker is not None:
            for event in new:
                self.event_broker.publish({"sender_id": sender_id, **event.data})


def _note_stored(tracker: DialogueStateTracker, number: int) -> None:
    """Remember on the tracker how many of its events the database holds."""
    tracker._stored = number  # type: ignore[attr-defined]


def _row(sender_id: str, event: MaskedEvent) -> dict[str, Any]:
    """The event as a row of the table.

    Raises:
        TypeError: nobody has masked it.
    """
    if type(event) is not MaskedEvent:
        raise TypeError(f"{type(event).__name__} is not masked: it is not stored")
    data = event.data
    return {
        "sender_id": sender_id,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": ((data.get("parse_data") or {}).get("intent") or {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data),
        "message_id": data.get("message_id"),
    }


def _count(connection: sa.Connection, sender_id: str) -> int:
    return int(connection.execute(_COUNT, {"sender": sender_id}).scalar_one())


def _rows(connection: sa.Connection, query: sa.Select[Any], **parameters: str) -> Sequence[Any]:
    return connection.execute(query, parameters).all()


def _insert(connection: sa.Connection, rows: list[dict[str, Any]]) -> bool:
    """Add the rows.

    Raises:
        StoredAlready: one has the `message_id` of a row that is there.
    """
    try:
        connection.execute(_INSERT, rows)
    except IntegrityError:
        raise StoredAlready from None
    return True


def _prepare(address: str) -> None:
    """Raise RasaException unless the database can be reached, has the table and can be written."""
    try:
        database = sa.create_engine(blocking_url(address), poolclass=sa.NullPool)
        file = database.url.database if database.dialect.name == "sqlite" else None
        if file and not file.startswith("file:"):
            Path(file).parent.mkdir(parents=True, exist_ok=True)
        with database.begin() as connection:
            events_table.create(connection, checkfirst=True)
            connection.execute(sa.delete(events_table).where(sa.false()))
    except AddressError as error:
        raise RasaException(str(error)) from None
    except (SQLAlchemyError, OSError, ImportError) as error:
        raise RasaException(
            f"Databasen {_without_password(address)} går inte att nå eller skriva till "
            f"({type(error).__name__})."
        ) from None


def _without_password(address: str) -> str:
    try:
        return repr(sa.engine.make_url(address))
    except SQLAlchemyError:
        return "i DATABASE_URL"
