"""The outgoing queues of all channels that are on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncEngine

from desk.cards import Card
from web.background import Repeated
from web.outgoing.attempts import Clock
from web.outgoing.message import Address, OutgoingMessage, Sender
from web.outgoing.queue import SWEEP_SECONDS, ChannelQueue, Listener, Sent

STOP_SECONDS = 6.0


class ChannelOff(LookupError):
    """There is nobody to send for this channel: it is off, or shows only what is asked for."""


class Outgoing:
    """Sends to the channels' vendors: in order, at their pace, again for ninety seconds.

    `send` is what other code needs: cards to an address, which is plain data (`Address.as_json`)
    and may be kept for as long as one likes. What waits survives a restart for an hour, and is
    deleted with its conversation.
    """

    def __init__(self, database: AsyncEngine, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._senders: dict[str, Sender] = {}
        self._queues: dict[str, ChannelQueue] = {}
        self._listeners: list[Listener] = []

    async def send(self, address: Address, cards: Sequence[Card]) -> Sent:
        """Send cards whose quick replies are signed; see `put`.

        Raises:
            ChannelOff: the address is of a channel that nobody sends for.
        """
        if address.channel not in self._senders:
            raise ChannelOff(address.channel)
        return await self.put(address, self._senders[address.channel].draw(cards))

    async def put(self, address: Address, messages: Sequence[OutgoingMessage]) -> Sent:
        """Keep messages, at least one, and send them after what was put for the conversation.

        Returns as soon as they are kept. Who wants to may wait for what it gives: the vendor's id
        of the last message, or None if that was given up or deleted; it is cancelled when web ends
        first, and another process sends the message.

        Raises:
            ChannelOff: the address is of a channel that nobody sends for.
        """
        if address.channel not in self._queues:
            raise ChannelOff(address.channel)
        return await self._queues[address.channel].put(address, messages)

    def when_sent(self, listener: Listener) -> None:
        """Call `listener` with each message that was sent: where to, as what, the vendor's id.

        The id is None of one that was given up. Also of those that another process had put.
        """
        self._listeners.append(listener)

    @property
    def waiting(self) -> int:
        """How many messages of this process wait to be sent. Any thread may ask."""
        return sum(queue.waiting for queue in list(self._queues.values()))

    async def settle(self) -> None:
        """Wait until nothing waits to be sent."""
        # What one channel gives up may be told of in another.
        while busy := [queue for queue in self._queues.values() if queue.is_busy]:
            for queue in busy:
                await queue.settle()

    @asynccontextmanager
    async def running(self, channel: str, sender: Sender) -> AsyncIterator[None]:
        """Send for a channel; what was left by a process that ended is sent first."""
        queue = ChannelQueue(channel, sender, self._database, self._clock, self._listeners)
        self._senders[channel], self._queues[channel] = sender, queue
        sweep = Repeated(queue.sweep, SWEEP_SECONDS, "what waits to be sent was not read")
        stopping = asyncio.Event()
        await sweep.once()
        sweeping = asyncio.create_task(sweep.go_on(stopping))
        try:
            yield
        finally:
            stopping.set()
            await sweeping
            await queue.close(STOP_SECONDS)
            del self._senders[channel], self._queues[channel]
