"""Writes conversations whose answers are known, and holds what is stored against what was sent."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from contracts.events import NOT_KEPT

USERS = 8
PAUSE_SECONDS = 0.3
TIMEOUT_SECONDS = 15.0
TURNS = (
    ("Hur många vabbade i fjol?", "statistics"),
    ("Hur begär jag ut en handling?", "public_records"),
    ("Hur många vabbade i fjol?", "statistics"),
)
PRESS_LINE = "fallback"


@dataclass
class Conversation:
    """What was sent in a conversation and came back: the topic, None where nothing did."""

    headers: dict[str, str]
    turns: list[tuple[str, str | None]] = field(default_factory=list)


@dataclass
class Tally:
    """A row of the table; `last_wrong_at` is when the last message got no right answer."""

    sent: int = 0
    right: int = 0
    press_line: int = 0
    lost: int = 0
    doubled: int = 0
    mixed: int = 0
    not_stored: int = 0
    last_wrong_at: float = 0.0

    def count(self, topic: str | None, expected: str) -> None:
        """Count a message by the topic of its answer."""
        self.sent += 1
        self.right += topic == expected
        self.press_line += topic == PRESS_LINE
        self.lost += topic is None
        self.mixed += topic not in (expected, PRESS_LINE, None)
        if topic != expected:
            self.last_wrong_at = time.monotonic()


class Load:
    """Users who write one conversation after the other until they are told to stop."""

    def __init__(
        self,
        address: str,
        connector: Callable[[], aiohttp.BaseConnector] | None = None,
        users: int = USERS,
    ) -> None:
        """Write to web at an address, over connections of one's own if it is not found by it."""
        self._address = address
        self._connector = connector or aiohttp.TCPConnector
        self._users = users
        self._conversations: list[Conversation] = []
        self._stopping = asyncio.Event()
        self._forgotten = 0
        self.tally = Tally()

    async def run(self) -> None:
        """Write until `stop`."""
        timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
        async with aiohttp.ClientSession(
            self._address,
            connector=self._connector(),
            timeout=timeout,
            cookie_jar=aiohttp.DummyCookieJar(),
        ) as session:
            await asyncio.gather(*(self._write(session) for _ in range(self._users)))
            for conversation in self._conversations[self._forgotten :]:
                if "Cookie" in conversation.headers:
                    self._compare(conversation, await _stored(session, conversation))

    def stop(self) -> None:
        """Begin no more conversations."""
        self._stopping.set()

    def forget(self) -> None:
        """Hold nothing against what is stored of the conversations that were begun until now."""
        self._forgotten = len(self._conversations)

    async def _write(self, session: aiohttp.ClientSession) -> None:
        while not self._stopping.is_set():
            number = len(self._conversations) + 1
            # An address of its own, as the limits count.
            conversation = Conversation({"X-Forwarded-For": f"2001:db8:{number:x}::1"})
            self._conversations.append(conversation)
            for text, expected in TURNS:
                topic = await _ask(session, conversation, text)
                conversation.turns.append((text, topic))
                self.tally.count(topic, expected)
                await asyncio.sleep(PAUSE_SECONDS)

    def _compare(self, conversation: Conversation, stored: list[tuple[str, str]]) -> None:
        """Count what is missing, stands twice, or stands with another answer than was given."""
        answered = [turn for turn in conversation.turns if turn[1] is not None]
        tally = self.tally
        rest = list(stored)
        for text, topic in answered:
            # The press line's texts wait for the engine to mask them.
            for turn in ((text, str(topic)), (NOT_KEPT, str(topic))):
                if turn in rest:
                    rest.remove(turn)
                    break
            else:
                tally.not_stored += 1
        # A message that was lost on its way back may have been answered all the same.
        tally.doubled += max(0, len(rest) - (len(conversation.turns) - len(answered)))


async def _ask(session: aiohttp.ClientSession, conversation: Conversation, text: str) -> str | None:
    headers = conversation.headers
    try:
        async with session.post("/api/messages", json={"text": text}, headers=headers) as response:
            response.raise_for_status()
            for name, cookie in response.cookies.items():
                if name.endswith("conversation"):
                    headers["Cookie"] = f"{name}={cookie.value}"
            return str((await response.json())["messages"][0]["topic"])
    except (aiohttp.ClientError, TimeoutError):
        return None


async def _stored(
    session: aiohttp.ClientSession, conversation: Conversation
) -> list[tuple[str, str]]:
    """The messages of a conversation with the topics of their answers, as its writer sees them."""
    async with session.get("/api/conversation", headers=conversation.headers) as response:
        messages: list[Any] = (await response.json()).get("messages", [])
    pairs = zip(messages[::2], messages[1::2], strict=False)
    return [(user["text"], bot["card"]["topic"]) for user, bot in pairs if "card" in bot]
