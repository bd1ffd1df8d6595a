"""Asks the engine, and has the press line for when it gives no answer."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Literal

import aiohttp

from contracts.watching.logs import REQUEST, REQUEST_ID_HEADER, WAITS_HEADER
from contracts.watching.metrics import timed
from contracts.watching.traces import trace_headers
from desk.cards import Card, topic_card
from desk.facts.live import LiveFacts
from desk.hours import local_now
from web.engines import Engines
from web.settings import Settings
from web.store.conversations.bot_card import bot_card

log = logging.getLogger(__name__)

ANSWER_SECONDS = 5.0
MASK_SECONDS = 2.0
STATE_SECONDS = 2.0
# A check reads all training data, a cluster all that was not understood in a month.
TRAINING_SECONDS = 30.0
# An engine's answer where a message had to wait for too long.
_TOO_LATE = 503


class EngineDown(RuntimeError):
    """The engine cannot be reached, or gave no answer that can be read."""


class EngineAway(EngineDown):
    """There was nobody to ask: nothing has come of it."""


# Refused or cut off; silent for too long, or with too much to do before; an answer that is an error
# or cannot be read; an answer without a card, which is what the actions and a lock that is not
# given leave of one.
Why = Literal["away", "slow", "broken", "empty"]


class NoAnswer(RuntimeError):
    """The engine gave no card that answers a message in time; says why."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class EngineState:
    """What an engine says of itself; `errors` as `watching.metrics.last_errors` gives them."""

    started: float  # in seconds since 1970
    spooled: int  # turns that wait on its disk for the database
    errors: dict[str, tuple[int, float]]


class EngineClient:
    """The engines' REST channel, and the press line when none gives an answer in time."""

    def __init__(
        self, session: aiohttp.ClientSession, settings: Settings, live_facts: LiveFacts
    ) -> None:
        self._session = session
        self._settings = settings
        self._live_facts = live_facts
        self.engines = Engines(settings.engine_urls)

    async def ask(
        self,
        conversation: str,
        message: str,
        channel: str,
        title: str | None = None,
        message_id: str | None = None,
        begins_in: str | None = None,
    ) -> list[Card]:
        """The cards that answer a message, at least one.

        `begins_in` is the language of the page where a conversation begins.

        `title` is what the writer saw on the button when `message` is its payload. The engine
        stores the message by its `message_id`, at most 64 characters, once.

        Raises:
            NoAnswer: there is none in time.
        """
        body: dict[str, Any] = {
            "sender": conversation,
            "message": message,
            "input_channel": channel,
            "metadata": {
                **({"title": title} if title else {}),
                **({"language": begins_in} if begins_in else {}),
            },
            "message_id": message_id,
        }
        try:
            with timed("engine", "CLIENT"):
                answer = await self._post("webhook", body, conversation, ANSWER_SECONDS)
            cards = cards_of(answer)
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            log.error("engine gave no answer: %s", type(error).__name__)
            raise NoAnswer(_why(error)) from None
        if not cards:
            log.error("engine answered with nothing: is the action server up?")
            raise NoAnswer("empty")
        return cards

    async def mask(self, text: str) -> str | None:
        """The text without personal data; None if the engine cannot say what that is."""
        try:
            masked = (await self._post("mask", {"text": text}, "", MASK_SECONDS))["text"]
        except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError) as error:
            log.error("engine did not mask: %s", type(error).__name__)
            return None
        return masked if isinstance(masked, str) else None

    async def states(self) -> list[EngineState]:
        """What each engine says of itself, of those that answer in time."""
        states = await asyncio.gather(*(self._state(engine.url) for engine in self.engines))
        return [state for state in states if state]

    async def training(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """The status and the JSON that answer `/webhooks/training/<path>`; None when empty.

        Raises:
            EngineAway: no connection could be made.
            EngineDown: there is no answer in time, or none that is JSON.
        """
        headers, data = self._headers(), None
        if body is not None:
            headers["Content-Type"] = "application/json"
            # As a file: it may be megabytes, which are sent piece by piece.
            data = BytesIO(json.dumps(body).encode())
        engine = self._settings.training_url or self._settings.engine_urls[0]
        try:
            async with self._session.request(
                method,
                f"{engine}/webhooks/training/{path}",
                data=data,
                headers=headers,
                timeout=aiohttp.ClientTimeout(total=TRAINING_SECONDS),
            ) as response:
                answer = await response.read()
                return response.status, json.loads(answer) if answer else None
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            log.error("training gave no answer: %s", type(error).__name__)
            is_away = isinstance(error, aiohttp.ClientConnectorError)
            raise (EngineAway if is_away else EngineDown) from None

    async def _post(self, path: str, body: Any, conversation: str, seconds: float) -> Any:
        """The JSON that answers `/webhooks/rest/<path>`, within so many seconds.

        An engine that ends closes connections that a message may be on its way over: it is sent
        again, to another one if there is one. What has been stored of it is known by its name.
        """
        until = time.monotonic() + seconds
        for tries_left in range(len(self.engines), -1, -1):
            left = max(0.001, until - time.monotonic())
            try:
                with self.engines.engine_for(conversation) as url:
                    async with self._session.post(
                        f"{url}/webhooks/rest/{path}",
                        json=body,
                        headers={**self._headers(), WAITS_HEADER: f"{left:.3f}"},
                        timeout=aiohttp.ClientTimeout(total=left),
                    ) as response:
                        response.raise_for_status()
                        return await response.json()
            except aiohttp.ClientConnectionError as error:
                if isinstance(error, TimeoutError) or not tries_left:
                    raise
        raise AssertionError  # the last try answers or raises

    async def _state(self, url: str) -> EngineState | None:
        try:
            async with self._session.get(
                f"{url}/webhooks/state",
                headers=self._headers(),
                timeout=aiohttp.ClientTimeout(total=STATE_SECONDS),
            ) as response:
                response.raise_for_status()
                state = await response.json()
            errors = {str(kind): (int(n), float(at)) for kind, (n, at) in state["errors"].items()}
            return EngineState(float(state["started"]), int(state["spooled"]), errors)
        except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError, AttributeError):
            return None  # the page says of its parts that it does not answer

    def _headers(self) -> dict[str, str]:
        """What opens the engine, and what the request at hand is called in its log and traces."""
        token = self._settings.engine_token
        return {
            "Authorization": f"Bearer {token}",
            REQUEST_ID_HEADER: REQUEST.get(),
            **trace_headers(),
        }

    def fallback(self, language: str = "sv") -> Card:
        """The press line and mail, from web's own copy of the facts."""
        return topic_card(self._live_facts.current(), "fallback", language, local_now())


def _why(error: Exception) -> Why:
    is_full = isinstance(error, aiohttp.ClientResponseError) and error.status == _TOO_LATE
    if is_full or isinstance(error, TimeoutError):
        return "slow"
    return "away" if isinstance(error, aiohttp.ClientConnectionError) else "broken"


def cards_of(messages: Any) -> list[Card]:
    """The cards in an answer of the engine.

    Raises:
        ValueError: the answer is not a list of messages, or a card breaks its schema.
    """
    if not isinstance(messages, list):
        raise ValueError("not a list of messages")
    return [bot_card(m.get("text"), m, m) for m in messages if m.get("custom") or m.get("text")]
