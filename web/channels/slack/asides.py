"""What no answer depends on: worth one try, and where it fails a line in the log."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from web.channels.slack.fit import Block
from web.channels.slack.places import SlackPlace
from web.channels.slack.web_api import WebApi
from web.outgoing.message import NotTaken
from web.vendor_words import WORDS

log = logging.getLogger(__name__)

REPLACE_SECONDS = 3  # the answer waits for it
SHOW_SECONDS = 5
MAX_PROMPTS = 4


class Asides:
    """Slack's Web API for what need not arrive; a fault is a line in the log."""

    def __init__(self, api: WebApi, language: Callable[[str], Awaitable[str]]) -> None:
        """`language` gives that of a conversation."""
        self._api = api
        self._language = language

    @asynccontextmanager
    async def searching(self, place: SlackPlace, at: str) -> AsyncIterator[None]:
        """Show in a direct conversation that an answer comes, until it is there.

        `at` is the time of the message; no answer waits for this.
        """
        if place.writer:
            yield
            return
        thread = place.thread or at
        showing = asyncio.create_task(self._show_searching(place, thread))
        try:
            yield
        finally:
            await showing
            await self._status(place, thread, "")

    async def suggest(self, place: SlackPlace, title: str, prompts: Sequence[str]) -> None:
        """What may be asked first, shown above an empty conversation; Slack takes four."""
        shown = [{"title": prompt, "message": prompt} for prompt in prompts[:MAX_PROMPTS]]
        async with _faults_logged("assistant.threads.setSuggestedPrompts", SHOW_SECONDS):
            client = await self._api.client(place.installation)
            await client.assistant_threads_setSuggestedPrompts(
                channel_id=place.channel, title=title, prompts=shown
            )

    async def replace(
        self, place: SlackPlace, message: dict[str, Any], blocks: Sequence[Block]
    ) -> bool:
        """Whether a message of ours could be given other blocks."""
        async with _faults_logged("chat.update", REPLACE_SECONDS):
            client = await self._api.client(place.installation)
            await client.chat_update(
                channel=place.channel,
                ts=message["ts"],
                text=message.get("text", ""),
                blocks=blocks,
            )
            return True
        return False

    async def _show_searching(self, place: SlackPlace, thread: str) -> None:
        language = await self._language(place.conversation)
        await self._status(place, thread, WORDS[language]["searching"])

    async def _status(self, place: SlackPlace, thread: str, status: str) -> None:
        async with _faults_logged("assistant.threads.setStatus", SHOW_SECONDS):
            client = await self._api.client(place.installation)
            await client.assistant_threads_setStatus(
                channel_id=place.channel, thread_ts=thread, status=status
            )


@asynccontextmanager
async def _faults_logged(method: str, seconds: float) -> AsyncIterator[None]:
    """End faults here, with Slack's own word for them or their kind; never with what was sent."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except SlackApiError as error:
        answer = getattr(error.response, "data", None)
        code = answer.get("error") if isinstance(answer, dict) else None
        log.warning("Slack did not take %s: %s", method, code or "no reason given")
    except NotTaken as error:
        log.warning("%s was not sent: %s", method, error)
    except (aiohttp.ClientError, TimeoutError) as error:
        log.warning("Slack did not take %s: %s", method, type(error).__name__)
