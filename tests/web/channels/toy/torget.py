"""A third channel, made of what docs/ny-kanal.md says: Torget, a chat that nobody has.

Torget signs what it tells (HMAC of the time and the body). A message has at most a thousand
characters and five buttons, and a room takes one each half second.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import batched
from typing import Any

import aiohttp
from aiohttp import web

from desk.cards import Card, asks_if_it_helped
from web import keys
from web.http.problems import Problem
from web.outgoing.message import (
    Address,
    MessageRefused,
    OutgoingMessage,
    TryLater,
    WrongForm,
    retry_after,
)
from web.vendor_words import WORDS

CHANNEL, TITLE = "torget", "Torget"
PATH = "/torget/events"
MAX_CHARACTERS, MAX_BUTTONS, MAX_BODY_BYTES = 1000, 5, 256 * 1024
PACE_SECONDS = 0.5
ANSWER_SECONDS = 2.0  # Torget waits three
SIGNED_SECONDS = 300

SETTINGS = web.AppKey("torget_settings", "TorgetSettings")
SENDER = web.AppKey("torget_sender", "TorgetSender")
TASKS: web.AppKey[set[asyncio.Task[None]]] = web.AppKey("torget_tasks", set)


@dataclass(frozen=True)
class TorgetSettings:
    """Our token, and the secret that Torget signs with."""

    token: str
    secret: str
    api_url: str


def add_to(app: web.Application, settings: TorgetSettings) -> None:
    """Let the app answer in Torget."""
    app[SETTINGS] = settings
    app.cleanup_ctx.append(_torget)
    app.router.add_post(PATH, _receive, name=CHANNEL)


async def _torget(app: web.Application) -> AsyncIterator[None]:
    app[TASKS] = set()
    async with aiohttp.ClientSession() as session:
        app[SENDER] = TorgetSender(app[SETTINGS], session)
        app[keys.QUEUES][CHANNEL] = lambda: len(app[TASKS])
        async with app[keys.OUTGOING].running(CHANNEL, app[SENDER]):
            yield
            if app[TASKS]:
                await asyncio.wait(app[TASKS], timeout=6)


async def _receive(request: web.Request) -> web.Response:
    """Answer what Torget tells, and acknowledge it then: else it tells of it again."""
    body = await request.clone(client_max_size=MAX_BODY_BYTES).read()
    at = request.headers.get("Torget-Time", "")
    digest = signature(request.app[SETTINGS].secret, at, body)
    if not hmac.compare_digest(digest, request.headers.get("Torget-Signature", "")):
        return web.Response(status=401)
    if not at.isdigit() or abs(time.time() - int(at)) > SIGNED_SECONDS:
        return web.Response(status=401)
    try:
        event = json.loads(body)
    except ValueError:
        raise Problem("not_json") from None
    if event["kind"] in ("message", "press", "judge") and not event.get("is_bot"):
        task = asyncio.create_task(_answer(request.app, event))
        request.app[TASKS].add(task)
        task.add_done_callback(request.app[TASKS].discard)
        done, _ = await asyncio.wait({task}, timeout=ANSWER_SECONDS)
        if done and (task.cancelled() or task.exception()):
            return web.Response(status=503)
    return web.Response(status=202)


def signature(secret: str, at: str, body: bytes) -> str:
    """What Torget signs with."""
    return hmac.new(secret.encode(), at.encode() + b"." + body, "sha256").hexdigest()


async def _answer(app: web.Application, event: dict[str, Any]) -> None:
    names, town, room, person = app[keys.NAMES], event["town"], event["room"], event["person"]
    conversation = names.of(CHANNEL, town, room, person)
    writer = names.of(CHANNEL, town, person, "writer")
    address = Address(CHANNEL, conversation, {"room": room})
    async with app[keys.TURNS].turn(conversation), app[keys.DEDUPLICATOR].handling() as first:
        if not await first(names.of(CHANNEL, town, event["id"])):
            return
        if event["kind"] == "judge":
            buttons, now = app[keys.FEEDBACK_BUTTONS], datetime.now(UTC)
            await buttons.press(event["button"], writer, event["at"], now)
            return
        reply = await app[keys.VENDOR_CHAT].answer(
            CHANNEL,
            conversation,
            text=event.get("text", "").removeprefix("@presstjanst").strip(),
            button=event.get("button"),
            writer=writer,
            locale=event.get("locale", ""),
            message_id=names.of(CHANNEL, town, event["id"], "message"),
            back=address.as_json(),
        )
        if cards := [*reply.cards, *reply.aside]:
            messages = app[SENDER].draw(cards)
            if asks_if_it_helped(cards):
                words = WORDS[cards[0]["language"]]
                buttons = app[keys.FEEDBACK_BUTTONS]
                yes, no = buttons.ask(conversation, cards[0]["language"], writer)
                asked = [[words["feedback_yes"], yes], [words["feedback_no"], no]]
                messages[-1].body["judged"] = asked
            await app[keys.OUTGOING].put(address, messages)


class TorgetSender:
    """Draws cards, and asks Torget once to show one."""

    def __init__(self, settings: TorgetSettings, session: aiohttp.ClientSession) -> None:
        self._settings = settings
        self._session = session

    def draw(self, cards: Sequence[Card]) -> list[OutgoingMessage]:
        """The cards' text and buttons; what does not fit goes into a further message."""
        messages = []
        for card in cards:
            pieces = list(_pieces(card["text"]))
            replies = [[reply["title"], reply["payload"]] for reply in card["quick_replies"]]
            groups = [list(group) for group in batched(replies, MAX_BUTTONS, strict=False)]
            texts = pieces + [pieces[-1].splitlines()[0]] * (len(groups) - 1)
            first = len(texts) - max(len(groups), 1)
            for number, text in enumerate(texts):
                own = groups[number - first] if groups and number >= first else []
                messages.append(OutgoingMessage({"text": text, "buttons": own}, text))
        return messages

    def in_words(self, text: str) -> dict[str, Any]:
        """The text alone; it is short enough."""
        return {"text": text, "buttons": []}

    def pace(self, place: dict[str, Any]) -> tuple[str, float]:
        """A room has one."""
        return place["room"], PACE_SECONDS

    async def send(self, place: dict[str, Any], body: dict[str, Any]) -> str:
        """Show a message in a room."""
        headers = {"Authorization": f"Bearer {self._settings.token}"}
        url = f"{self._settings.api_url}/rooms/{place['room']}"
        try:
            async with self._session.post(url, json=body, headers=headers) as response:
                if response.status == 201:
                    return str((await response.json())["id"])
                fault, after = f"status {response.status}", response.headers.get("Retry-After")
        except aiohttp.ClientError as error:
            raise TryLater(f"Torget could not be reached: {type(error).__name__}") from None
        if response.status == 429 or response.status >= 500:
            raise TryLater(fault, retry_after(after))
        raise WrongForm(fault) if response.status == 400 else MessageRefused(fault)


def _pieces(text: str) -> Iterator[str]:
    while len(text) > MAX_CHARACTERS:
        end = max(text.rfind("\n", 0, MAX_CHARACTERS), text.rfind(" ", 0, MAX_CHARACTERS))
        yield text[:end]
        text = text[end:].strip()
    yield text
