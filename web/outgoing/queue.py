"""One channel's outgoing queue: conversations beside each other, each in order, at a pace."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from web.outgoing.attempts import GIVE_UP_SECONDS, Clock, persist
from web.outgoing.message import (
    Address,
    MessageRefused,
    NotTaken,
    OutgoingMessage,
    Sender,
    TryLater,
    WrongForm,
)
from web.store.conversations import outgoing as store

log = logging.getLogger(__name__)

# Whoever has a message says so as often; one whose owner is silent for three and a half times as
# long is taken over, by this process when it is back or by another copy of web.
SWEEP_SECONDS = 10.0
LEASE_SECONDS = 3.5 * SWEEP_SECONDS

Listener = Callable[[Address, OutgoingMessage, str | None], Awaitable[None]]
Sent = asyncio.Future[str | None]


@dataclass
class _WaitingMessage:
    """A message that is to be sent; without an `id` it is in memory alone."""

    address: Address
    message: OutgoingMessage
    id: int | None
    put_at: float
    sent: Sent = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    in_words: bool = False


@dataclass
class _Lane:
    """What shares a pace at the vendor's."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0


class ChannelQueue:
    """What is put here is sent in its conversation's order, and kept in the database until then.

    While the database is down it is in memory alone. A message may be sent twice where a process
    ends in the middle of a request: better that than not at all.
    """

    def __init__(
        self,
        channel: str,
        sender: Sender,
        database: AsyncEngine,
        clock: Clock,
        listeners: Sequence[Listener],
    ) -> None:
        self._channel = channel
        self._sender = sender
        self._database = database
        self._clock = clock
        self._listeners = listeners
        self._waiting: dict[str, deque[_WaitingMessage]] = {}  # by conversation
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._lanes: dict[str, _Lane] = {}
        self._sent_ids: set[int] = set()  # whose rows could not be removed yet

    async def put(self, address: Address, messages: Sequence[OutgoingMessage]) -> Sent:
        """Keep the messages and begin to send them; see `Outgoing.put`."""
        now = self._clock.time()
        rows = [
            store.OutgoingRow(
                None, address.conversation, address.place, message.body, message.text, now
            )
            for message in messages
        ]
        ids: Sequence[int | None] = [None] * len(rows)
        try:
            ids = await store.put(self._database, self._channel, rows, now + LEASE_SECONDS)
        except (SQLAlchemyError, OSError) as error:
            log.error("what is to be sent is in memory alone: %s", type(error).__name__)
        for message, id in zip(messages, ids, strict=True):
            last = _WaitingMessage(address, message, id, now)
            self._add(last)
        return last.sent

    async def sweep(self) -> None:
        """Say what this process still has, and take over what nobody has.

        Raises:
            SQLAlchemyError: the database is down.
        """
        now = self._clock.time()
        if sent := set(self._sent_ids):
            await store.remove(self._database, sent)
            self._sent_ids -= sent
        await store.renew(self._database, self._ids(), now + LEASE_SECONDS)
        for row in await store.claim(self._database, self._channel, now, now + LEASE_SECONDS):
            address = Address(self._channel, row.conversation, row.place)
            self._add(
                _WaitingMessage(address, OutgoingMessage(row.body, row.text), row.id, row.put_at)
            )

    @property
    def is_busy(self) -> bool:
        """Whether anything waits to be sent."""
        return bool(self._workers)

    @property
    def waiting(self) -> int:
        """How many messages of this process wait to be sent. Any thread may ask."""
        return sum(len(messages) for messages in list(self._waiting.values()))

    async def settle(self) -> None:
        """Wait until nothing waits to be sent."""
        while self._workers:
            await asyncio.wait(self._workers.values())

    async def close(self, seconds: float) -> None:
        """Let what is under way be sent; the rest stays in the database for whoever comes next."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.settle(), seconds)
        ids, workers = self._ids(), list(self._workers.values())
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
        try:
            await store.renew(self._database, ids, 0.0)
        except (SQLAlchemyError, OSError) as error:
            log.error("%d messages wait for their lease to end: %s", len(ids), type(error).__name__)

    def _ids(self) -> set[int]:
        waiting = (waiting for queue in self._waiting.values() for waiting in queue)
        return {waiting.id for waiting in waiting if waiting.id is not None}

    def _add(self, waiting: _WaitingMessage) -> None:
        conversation = waiting.address.conversation
        self._waiting.setdefault(conversation, deque()).append(waiting)
        if conversation not in self._workers:
            self._workers[conversation] = asyncio.create_task(self._work(conversation))

    async def _work(self, conversation: str) -> None:
        """Send what waits in a conversation, one after the other."""
        queue = self._waiting[conversation]
        try:
            while queue:
                vendor_id = await self._deliver(queue[0])
                done = queue.popleft()
                if not done.sent.done():
                    done.sent.set_result(vendor_id)
        finally:
            for left in queue:
                left.sent.cancel()
            del self._waiting[conversation], self._workers[conversation]

    async def _deliver(self, waiting: _WaitingMessage) -> str | None:
        """Send a message, and forget it; None if it was given up, or deleted meanwhile."""
        vendor_id, is_given_up = None, True
        try:
            vendor_id = await persist(partial(self._attempt, waiting), self._clock)
            is_given_up = False
        except NotTaken as error:
            log.error("%s", error)
        except Exception as error:  # noqa: BLE001  (its message could hold what was to be sent)
            log.error("a message to %s failed: %s", self._channel, type(error).__name__)
        if waiting.id is not None:
            await self._remove(waiting.id)
        if vendor_id is not None or is_given_up:
            await self._tell(waiting, vendor_id)
        return vendor_id

    async def _tell(self, waiting: _WaitingMessage, vendor_id: str | None) -> None:
        for listener in self._listeners:
            try:
                await listener(waiting.address, waiting.message, vendor_id)
            except Exception as error:  # noqa: BLE001  (the next message waits)
                log.error("a listener failed: %s", type(error).__name__)

    async def _attempt(self, waiting: _WaitingMessage) -> str | None:
        async with self._paced(waiting.address):
            if not await self._is_wanted(waiting):
                return None
            try:
                return await self._sender.send(waiting.address.place, waiting.message.body)
            except WrongForm as error:
                if waiting.in_words:
                    raise MessageRefused(str(error)) from None
                log.error("%s: the words are sent alone", error)
                text, waiting.in_words = waiting.message.text, True
                waiting.message = OutgoingMessage(self._sender.in_words(text), text)
                raise TryLater(str(error), 0.0) from None

    @asynccontextmanager
    async def _paced(self, address: Address) -> AsyncIterator[None]:
        """Where the vendor counts: one at a time, at its pace, and not before it is free again."""
        pace = self._sender.pace(address.place)
        if pace is None:
            yield
            return
        key, seconds = pace
        lane = self._lanes.setdefault(key, _Lane())
        async with lane.lock:
            if (wait := lane.free_at - self._clock.monotonic()) > 0:
                await self._clock.sleep(wait)
            try:
                yield
            except TryLater as error:
                seconds = max(seconds, min(error.retry_after or 0.0, GIVE_UP_SECONDS))
                raise
            finally:
                lane.free_at = self._clock.monotonic() + seconds
        self._forget_lanes()

    def _forget_lanes(self) -> None:
        now = self._clock.monotonic()
        idle = [key for key, lane in self._lanes.items() if lane.free_at <= now]
        for key in idle:
            if not self._lanes[key].lock.locked():
                del self._lanes[key]

    async def _is_wanted(self, waiting: _WaitingMessage) -> bool:
        """Whether its conversation has not been deleted while it waited."""
        if waiting.id is None or self._clock.time() - waiting.put_at < 1.0:
            return True
        try:
            return await store.exists(self._database, waiting.id)
        except (SQLAlchemyError, OSError):
            return True

    async def _remove(self, id: int) -> None:
        try:
            await store.remove(self._database, {id})
        except (SQLAlchemyError, OSError) as error:
            log.error("what was sent is still kept: %s", type(error).__name__)
            self._sent_ids.add(id)
