"""Stores conversations without what points at a person, and says so when it cannot store."""

from __future__ import annotations

import logging
from collections import deque
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from sqlalchemy.exc import SQLAlchemyError

from engine.privacy.masker import make_masker
from engine.privacy.masking import Masker, mask_echoes, masked
from engine.privacy.numbers import Span

log = logging.getLogger(__name__)

_MASKED = "masked"


class StoreState:
    """Whether the last thing asked of the store succeeded; read by the channel's health."""

    failing = False


class MaskingTrackerStore(SQLTrackerStore):
    """Rasa's SQL store, with every event masked before it is saved or streamed.

    The conversation in memory keeps the original for the turn at hand; the next turn reads what
    was stored. A database that fails in flight costs the memory of the conversation, not the
    answer: Rasa would fall back to memory silently, and log the error with its parameters.
    """

    def __init__(
        self,
        domain: Domain | None = None,
        host: str | None = None,
        event_broker: EventBroker | None = None,
        masker: Masker | None = None,
        **kwargs: Any,
    ) -> None:
        """Connect to the database at the address `host`.

        Raises:
            RasaException: the database cannot be reached or written to.
        """
        if not host or "://" not in host:
            raise RasaException("DATABASE_URL saknas eller är ingen databasadress.")
        _check(host)
        self._masker = masker or make_masker()
        super().__init__(domain=domain, host=host, event_broker=event_broker, **kwargs)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Save and stream the masked conversation."""
        try:
            await super().save(self._masked(tracker))
            StoreState.failing = False
        except SQLAlchemyError as error:
            _failed("saved", error)

    async def _retrieve(
        self, sender_id: str, fetch_events_from_all_sessions: bool
    ) -> DialogueStateTracker | None:
        try:
            found = await super()._retrieve(sender_id, fetch_events_from_all_sessions)
            StoreState.failing = False
        except SQLAlchemyError as error:
            _failed("read", error)
            return None
        return found

    def _masked(self, tracker: DialogueStateTracker) -> DialogueStateTracker:
        """A copy of the tracker whose events hold no personal data."""
        copy = DialogueStateTracker(tracker.sender_id, tracker.slots.values())
        secrets: dict[str, str] = {}
        copy.events = deque(self._masked_event(event, secrets) for event in tracker.events)
        return copy

    def _masked_event(self, event: Event, secrets: dict[str, str]) -> Event:
        if isinstance(event, UserUttered):
            if (event.metadata or {}).get(_MASKED):
                return event
            return self._masked_user(event, secrets)
        if isinstance(event, BotUttered) and secrets:
            return BotUttered(
                mask_echoes(event.text, secrets),
                mask_echoes(event.data, secrets),
                mask_echoes(event.metadata, secrets),
                event.timestamp,
            )
        if isinstance(event, SlotSet) and secrets:
            value = mask_echoes(event.value, secrets)
            return SlotSet(event.key, value, event.timestamp, event.metadata)
        return event

    def _masked_user(self, event: UserUttered, secrets: dict[str, str]) -> UserUttered:
        text = event.text or ""
        spans = self._masker.find(text)
        for start, end, kind in spans:
            secrets[text[start:end]] = f"[{kind}]"
        clean = masked(text, spans)
        parse_data = mask_echoes(dict(event.parse_data), secrets)
        parse_data["text"] = clean
        parse_data.pop("text_tokens", None)  # offsets into a text that is gone
        if spans:
            parse_data["entities"] = [
                _without_place(entity, spans) for entity in event.parse_data.get("entities") or []
            ]
            parse_data["entities"] = mask_echoes(parse_data["entities"], secrets)
        return UserUttered(
            clean,
            intent=parse_data.get("intent"),
            entities=parse_data.get("entities"),
            parse_data=parse_data,
            timestamp=event.timestamp,
            input_channel=event.input_channel,
            message_id=event.message_id,
            metadata={**mask_echoes(event.metadata or {}, secrets), _MASKED: True},
        )


def _without_place(entity: dict[str, Any], spans: list[Span]) -> dict[str, Any]:
    """The entity without offsets; a person's name, however short, as its placeholder."""
    value = entity.get("value")
    start, end = entity.get("start"), entity.get("end")
    if entity.get("entity") == "person":
        inside = [s.kind for s in spans if (s.start, s.end) == (start, end)]
        value = f"[{inside[0]}]" if inside else value
    rest = {k: v for k, v in entity.items() if k not in ("start", "end")}
    return {**rest, "value": value}


def _check(address: str) -> None:
    """Raise RasaException unless the database can be reached and written to."""
    try:
        engine = sa.create_engine(address, poolclass=sa.NullPool)
        file = engine.url.database if engine.dialect.name == "sqlite" else None
        if file and not file.startswith("file:"):
            Path(file).parent.mkdir(parents=True, exist_ok=True)
        with engine.begin() as connection:
            connection.execute(sa.text("CREATE TABLE IF NOT EXISTS start_check (at INTEGER)"))
            connection.execute(sa.text("DROP TABLE start_check"))
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


def _failed(what: str, error: Exception) -> None:
    StoreState.failing = True
    log.error("a conversation was not %s: %s", what, type(error).__name__)
