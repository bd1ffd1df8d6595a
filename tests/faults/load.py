"""Writes conversations whose answers are known, and holds what is stored against what was sent."""

from __future__ import annotations

import asyncio
import itertools
import re
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from contracts.events import NOT_KEPT

USERS = 8
PAUSE_SECONDS = 0.3
TIMEOUT_SECONDS = 15.0
# Of the page's script: between a message that got no answer and the next attempt.
AGAIN_SECONDS = 1.0
# For what waits in web to be stored, and for the texts of the press line's turns to be masked.
STORED_SECONDS = 30.0
READERS = 8  # of what is stored, at once
READ_AGAIN_SECONDS = 2.0  # a reading counts as a message, of which there may be 20 a minute
PLACES = (
    *("Blekinge", "Gotland", "Halland", "Kalmar", "Norrbotten", "Skåne", "Stockholm", "Uppsala"),
    *("Värmland", "Västerbotten", "Örebro"),
)
BENEFITS = (
    "barnbidrag",
    "bostadsbidrag",
    "sjukersättning",
    "aktivitetsersättning",
    "underhållsstöd",
)
FIRST_YEAR, YEARS = 2005, 20
QUESTIONS = (
    ("Hur många i {place} fick {benefit} {year}?", "statistics"),
    ("Hur begär jag ut en handling från {year} om {benefit} i {place}?", "public_records"),
    ("Kan jag få intervjua någon om {benefit} i {place} {year}?", "press_contact"),
)
MESSAGES = 3
PRESS_LINE = "fallback"


def questions(number: int) -> list[tuple[str, str]]:
    """What is asked in a conversation, and the topics of the answers; 1,100 ask otherwise each.

    Those beside each other ask for the topics in another order.
    """
    rest, place = divmod(number, len(PLACES))
    year, benefit = divmod(rest, len(BENEFITS))
    about = {
        "place": PLACES[place],
        "benefit": BENEFITS[benefit],
        "year": FIRST_YEAR + year % YEARS,
    }
    turned = [QUESTIONS[(number + turn) % len(QUESTIONS)] for turn in range(MESSAGES)]
    return [(question.format(**about), topic) for question, topic in turned]


@dataclass
class LoadConversation:
    """What was sent in a conversation and came back: the topic, None where nothing did.

    `name` is what the page offers, so that the first message is the same when it comes again.
    `cookies` are those that its writer was given, by what they name: one, unless a clock jumps so
    far that web takes it for too old.
    """

    headers: dict[str, str]
    name: str | None = None
    cookies: dict[str, str] = field(default_factory=dict)
    turns: list[tuple[str, str | None]] = field(default_factory=list)


@dataclass
class LoadTally:
    """A row of the table; `last_wrong_at` is when a message last got no right answer at once.

    A message without an answer is sent once more, as the page's script does: `again` are those
    that were answered then, which count by that answer, and `lost` those that were not. `mixed` are
    answers of another topic and what stands in the history without having been asked there,
    `not_kept` turns of the press line that stand without their text, `moved` conversations that
    are stored in another order than they were written.
    """

    sent: int = 0
    right: int = 0
    again: int = 0
    press_line: int = 0
    lost: int = 0
    doubled: int = 0
    mixed: int = 0
    not_stored: int = 0
    not_kept: int = 0
    moved: int = 0
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


class LoadUsers:
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
        self._conversations: list[LoadConversation] = []
        self._stopping = asyncio.Event()
        self._forgotten = 0
        self._counted = asyncio.Event()
        self.tally = LoadTally()

    async def run(self) -> None:
        """Write until `stop`, and hold what is stored against what was sent."""
        async with self._session(self._connector()) as session:
            await asyncio.gather(*(self._write(session) for _ in range(self._users)))
            begun = iter([c for c in self._conversations[self._forgotten :] if c.cookies])
            until = time.monotonic() + STORED_SECONDS
            await asyncio.gather(*(self._read_back(session, begun, until) for _ in range(READERS)))

    async def rush(self, rate: float, seconds: float) -> None:
        """Have so many others a second write a message each, whatever the answers take."""
        everybody = aiohttp.TCPConnector(limit=0)  # nobody waits for another's connection
        async with self._session(everybody) as session, asyncio.TaskGroup() as under_way:
            began = time.monotonic()
            for number in range(round(rate * seconds)):
                await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
                under_way.create_task(self._write_once(session))

    def stop(self) -> None:
        """Begin no more conversations."""
        self._stopping.set()

    async def until_right(self, more: int) -> None:
        """Wait until so many more messages have had their right answer."""
        wanted = self.tally.right + more
        while self.tally.right < wanted:
            self._counted.clear()
            await self._counted.wait()

    def forget(self) -> None:
        """Hold nothing against what is stored of the conversations that were begun until now."""
        self._forgotten = len(self._conversations)

    def _session(self, connector: aiohttp.BaseConnector) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            self._address,
            connector=connector,
            timeout=aiohttp.ClientTimeout(total=TIMEOUT_SECONDS),
            cookie_jar=aiohttp.DummyCookieJar(),
        )

    async def _write(self, session: aiohttp.ClientSession) -> None:
        while not self._stopping.is_set():
            conversation, asked = self._begin()
            conversation.name = await _offered(session, conversation)
            for text, expected in asked:
                await self._turn(session, conversation, text, expected)
                await asyncio.sleep(PAUSE_SECONDS)

    async def _write_once(self, session: aiohttp.ClientSession) -> None:
        conversation, asked = self._begin()
        await self._turn(session, conversation, *asked[0])

    def _begin(self) -> tuple[LoadConversation, list[tuple[str, str]]]:
        number = len(self._conversations) + 1
        # An address of its own, as the limits count.
        conversation = LoadConversation({"X-Forwarded-For": f"2001:db8:{number:x}::1"})
        self._conversations.append(conversation)
        return conversation, questions(number)

    async def _turn(
        self,
        session: aiohttp.ClientSession,
        conversation: LoadConversation,
        text: str,
        expected: str,
    ) -> None:
        topic = await self._ask(session, conversation, text)
        conversation.turns.append((text, topic))
        self.tally.count(topic, expected)
        self._counted.set()

    async def _ask(
        self, session: aiohttp.ClientSession, conversation: LoadConversation, text: str
    ) -> str | None:
        """The topic of the answer; None if there is none, neither at once nor sent again."""
        message = {"text": text, "key": uuid.uuid4().hex, "conversation": conversation.name}
        if topic := await _post(session, conversation, message):
            return topic
        self.tally.last_wrong_at = time.monotonic()
        await asyncio.sleep(AGAIN_SECONDS)
        topic = await _post(session, conversation, message)
        self.tally.again += topic is not None
        return topic

    async def _read_back(
        self,
        session: aiohttp.ClientSession,
        conversations: Iterator[LoadConversation],
        until: float,
    ) -> None:
        for conversation in conversations:
            histories = await _histories(session, conversation)
            while not _is_whole(conversation, histories) and time.monotonic() < until:
                await asyncio.sleep(READ_AGAIN_SECONDS)
                histories = await _histories(session, conversation)
            self.compare(conversation, [*itertools.chain(*histories)])
            self.tally.moved += not all(is_in_order(conversation, each) for each in histories)

    def compare(self, conversation: LoadConversation, stored: list[tuple[str, str]]) -> None:
        """Count what is missing, stands twice, or stands with another answer than was given."""
        answered = [turn for turn in conversation.turns if turn[1] is not None]
        own, tally = {text for text, _ in conversation.turns} | {NOT_KEPT}, self.tally
        rest = [turn for turn in stored if turn[0] in own]
        tally.mixed += len(stored) - len(rest)
        for text, topic in answered:
            for turn in ((text, str(topic)), (NOT_KEPT, str(topic))):
                if turn in rest:
                    rest.remove(turn)
                    tally.not_kept += turn[0] == NOT_KEPT
                    break
            else:
                tally.not_stored += 1
        # A message that was lost on its way back may have been answered all the same.
        tally.doubled += max(0, len(rest) - (len(conversation.turns) - len(answered)))


def _is_whole(conversation: LoadConversation, histories: list[list[tuple[str, str]]]) -> bool:
    """Whether all that was answered is stored, with its text."""
    stored = [*itertools.chain(*histories)]
    return all(turn in stored for turn in conversation.turns if turn[1] is not None)


async def _offered(session: aiohttp.ClientSession, conversation: LoadConversation) -> str | None:
    """The name that the page offers for a conversation; None if it does not come."""
    try:
        async with session.get("/", headers=conversation.headers) as response:
            found = re.search(r'name="conversation" value="([^"]+)"', await response.text())
    except (aiohttp.ClientError, TimeoutError):
        return None
    return found[1] if found else None


async def _post(
    session: aiohttp.ClientSession, conversation: LoadConversation, message: dict[str, str | None]
) -> str | None:
    headers = conversation.headers
    try:
        async with session.post("/api/messages", json=message, headers=headers) as response:
            response.raise_for_status()
            for name, cookie in response.cookies.items():
                if name.endswith("conversation"):
                    headers["Cookie"] = f"{name}={cookie.value}"
                    conversation.cookies[cookie.value.partition(".")[0]] = headers["Cookie"]
            return str((await response.json())["messages"][0]["topic"])
    except (aiohttp.ClientError, TimeoutError):
        return None


def is_in_order(conversation: LoadConversation, history: list[tuple[str, str]]) -> bool:
    """Whether the messages of a history stand as they were written, those without text apart."""
    asked = [text for text, _ in conversation.turns]
    places = [asked.index(text) for text, _ in history if text in asked]
    return places == sorted(places)


async def _histories(
    session: aiohttp.ClientSession, conversation: LoadConversation
) -> list[list[tuple[str, str]]]:
    """By each of its cookies, the messages of a conversation with their answers' topics."""
    histories = []
    for cookie in conversation.cookies.values():
        headers = {**conversation.headers, "Cookie": cookie}
        async with session.get("/api/conversation", headers=headers) as response:
            histories.append(answered((await response.json()).get("messages", [])))
    return histories


def answered(history: list[Any]) -> list[tuple[str, str]]:
    """The messages of a history, each with the topic of the first card that answers it.

    Of two wishes each has a card.
    """
    pairs = itertools.pairwise(history)
    return [(user["text"], str(bot["card"]["topic"])) for user, bot in pairs if _is_pair(user, bot)]


def _is_pair(user: dict[str, Any], bot: dict[str, Any]) -> bool:
    return user["from"] == "user" and "card" in bot
