"""Sends messages as fast as they are answered, from so many users at once, in a process apart.

stdin holds a `Load` as JSON, stdout a `Tally`. Each user writes one conversation after the other,
and the next message when the last one is answered.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

import aiohttp

from bench.engine_token import ENGINE_TOKEN

ANSWER_SECONDS = 30.0


@dataclass(frozen=True)
class Load:
    """What is sent, and where: `door` is `rest` (Rasa's REST channel) or `web`.

    No conversation is begun after `seconds`.
    """

    door: str
    address: str
    users: int
    seconds: float
    conversations: list[list[str]]


@dataclass
class Tally:
    """What came of it: the answered messages' times in ms, and how many got no good answer."""

    seconds: float = 0.0
    times_ms: list[float] = field(default_factory=list)
    answers: dict[str, int] = field(
        default_factory=lambda: {"good": 0, "fallback": 0, "empty": 0, "failed": 0}
    )


def judge(messages: Any) -> str:
    """`good`, `empty`, or `fallback`: the press line, which is given when nothing else is known.

    `messages` are cards of web's, or messages of a REST channel with cards in `custom`.
    """
    cards = [message.get("custom") or message for message in messages]
    if not any(card.get("text") or card.get("title") or card.get("lead") for card in cards):
        return "empty"
    return "fallback" if any(card.get("topic") == "fallback" for card in cards) else "good"


class RestConversation:
    """A conversation at a REST channel of Rasa's."""

    def __init__(self, session: aiohttp.ClientSession, address: str, number: int) -> None:
        self._session = session
        self._address = address
        self._sender = f"load-{number}-{secrets.token_hex(8)}"

    async def ask(self, text: str) -> Any:
        """The messages that answer a text, as Rasa's REST channel gives them."""
        body = {"sender": self._sender, "message": text}
        headers = {"Authorization": f"Bearer {ENGINE_TOKEN}"}  # Rasa's own asks for none
        async with self._session.post(self._address, json=body, headers=headers) as response:
            response.raise_for_status()
            return await response.json()


class WebConversation:
    """A conversation in a browser that has no cookie yet, at an address of its own."""

    def __init__(self, session: aiohttp.ClientSession, address: str, number: int) -> None:
        self._session = session
        self._address = address
        self._headers = {"X-Forwarded-For": f"2001:db8:0:{number + 1:x}::1"}

    async def ask(self, text: str) -> Any:
        """The cards that answer a text; the first answer gives the conversation its name."""
        async with self._session.post(
            self._address, json={"text": text}, headers=self._headers
        ) as response:
            response.raise_for_status()
            if cookie := response.cookies.get("conversation"):
                self._headers["Cookie"] = f"conversation={cookie.value}"
            return (await response.json())["messages"]


CONVERSATIONS: dict[str, type[RestConversation | WebConversation]] = {
    "rest": RestConversation,
    "web": WebConversation,
}


async def send(load: Load) -> Tally:
    """Send it all, or what there is time for."""
    tally = Tally()
    waiting = iter(enumerate(load.conversations))
    started = time.perf_counter()
    async with aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=ANSWER_SECONDS), cookie_jar=aiohttp.DummyCookieJar()
    ) as session:
        users = (_write(load, session, waiting, tally, started) for _ in range(load.users))
        await asyncio.gather(*users)
    tally.seconds = time.perf_counter() - started
    return tally


async def _write(
    load: Load,
    session: aiohttp.ClientSession,
    waiting: Iterator[tuple[int, list[str]]],
    tally: Tally,
    started: float,
) -> None:
    for number, texts in waiting:
        if time.perf_counter() - started > load.seconds:
            return
        conversation = CONVERSATIONS[load.door](session, load.address, number)
        for text in texts:
            before = time.perf_counter()
            try:
                outcome = judge(await conversation.ask(text))
            except (aiohttp.ClientError, TimeoutError, ValueError):
                outcome = "failed"
            else:
                tally.times_ms.append((time.perf_counter() - before) * 1000)
            tally.answers[outcome] += 1


def main() -> None:
    """Send the `Load` that stdin holds as JSON, and print its `Tally` as JSON."""
    load = Load(**json.load(sys.stdin))
    print(json.dumps(asdict(asyncio.run(send(load)))))


if __name__ == "__main__":
    main()
