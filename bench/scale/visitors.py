"""Journalists who write at a given rate whatever the answers take, and a trainer at work.

Every answer is judged, and at its end each conversation is read back: what is stored has to be
what was shown.
"""

from __future__ import annotations

import asyncio
import itertools
import random
import re
import secrets
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from bench.load.generator import judge
from bench.workbench.pages import PAGES

ANSWER_SECONDS = 15.0
# A person reads an answer before the next message.
READING_SECONDS = 2.0
TRAINER_SECONDS = 3.0
PASSWORD = "a password for the soak"


@dataclass
class Visits:
    """What came of the messages: each one's time of sending and seconds, and how many were what."""

    answered: list[tuple[float, float]] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)
    not_stored: int = 0
    doubled: int = 0
    pages: int = 0
    verdicts: int = 0
    pages_failed: int = 0


class Journalists:
    """Write the conversations over and over, so many messages a second."""

    def __init__(
        self, address: str, dialogues: Sequence[Sequence[str]], rate: float, seed: int = 0
    ) -> None:
        self.visits = Visits()
        self._address = address
        self._dialogues = dialogues
        self._rate = rate
        self._chance = random.Random(seed)
        self._number = 0

    async def write(self, seconds: float) -> None:
        """Begin conversations for so long, and end those that are begun."""
        timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
        connector = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(
            self._address, timeout=timeout, connector=connector, cookie_jar=aiohttp.DummyCookieJar()
        ) as session:
            began, due = time.monotonic(), 0.0
            async with asyncio.TaskGroup() as under_way:
                while due < seconds:
                    texts = self._chance.choice(self._dialogues)
                    under_way.create_task(self._converse(session, texts))
                    due += len(texts) / self._rate
                    await asyncio.sleep(max(0.0, began + due - time.monotonic()))

    async def _converse(self, session: aiohttp.ClientSession, texts: Sequence[str]) -> None:
        self._number += 1
        high, low = divmod(self._number, 65536)
        headers = {"X-Forwarded-For": f"2001:db8:{high:x}:{low:x}::1"}
        shown: list[str | None] = []
        for text in texts:
            body = {"text": text, "key": secrets.token_hex(8)}
            cards = await self._ask(session, headers, body)
            if cards is None:
                return  # it is counted; what is stored of it nobody can tell
            shown += [card["topic"] for card in cards]
            await asyncio.sleep(READING_SECONDS)
        try:
            async with session.get("/api/conversation", headers=headers) as response:
                messages: list[Any] = (await response.json()).get("messages", [])
        except (aiohttp.ClientError, TimeoutError, ValueError):
            self.visits.pages_failed += 1
            return
        users = sum(message["from"] == "user" for message in messages)
        self.visits.not_stored += max(0, len(texts) - users)
        self.visits.doubled += max(0, users - len(texts))
        stored = [m["card"]["topic"] for m in messages if m["from"] == "bot" and "card" in m]
        self.visits.answers["other than stored"] += stored != shown

    async def _ask(
        self, session: aiohttp.ClientSession, headers: dict[str, str], body: dict[str, str]
    ) -> list[Any] | None:
        sent = time.time()
        before = time.perf_counter()
        try:
            async with session.post("/api/messages", json=body, headers=headers) as response:
                response.raise_for_status()
                for name, cookie in response.cookies.items():
                    headers["Cookie"] = f"{name}={cookie.value}"
                cards: list[Any] = (await response.json())["messages"]
        except (aiohttp.ClientError, TimeoutError, ValueError):
            self.visits.answers["failed"] += 1
            return None
        self.visits.answered.append((sent, time.perf_counter() - before))
        self.visits.answers[judge(cards)] += 1
        return cards


async def train(address: str, name: str, visits: Visits) -> None:
    """Log in and work until cancelled: pages one after the other, and verdicts in between."""
    pages = itertools.cycle(page.address for page in PAGES if "{" not in page.address)
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(address, cookie_jar=jar) as session:
        form = {"csrf": await _token(session, "/trana/logga-in"), "name": name}
        form["password"] = PASSWORD
        async with session.post("/trana/logga-in", data=form, allow_redirects=False) as response:
            if response.status != 303:
                raise RuntimeError(f"the trainer was not let in: {response.status}")
        for page in pages:
            await asyncio.sleep(TRAINER_SECONDS)
            async with session.get(page, allow_redirects=False) as response:
                visits.pages += 1
                visits.pages_failed += response.status >= 500
                text = await response.text()
            if page == "/trana" and (judged := re.search(r"/trana/meddelande/\d+", text)):
                token = re.search(r'name="csrf" value="([^"]+)"', text)
                verdict = {"csrf": token[1] if token else "", "verdict": "right", "here": page}
                verdict["place"] = "0"
                async with session.post(judged[0], data=verdict, allow_redirects=False) as response:
                    visits.verdicts += response.status == 303
                    visits.pages_failed += response.status >= 500


async def _token(session: aiohttp.ClientSession, page: str) -> str:
    async with session.get(page) as response:
        token = re.search(r'name="csrf" value="([^"]+)"', await response.text())
    if token is None:
        raise RuntimeError(f"{page} has no form")
    return token[1]
