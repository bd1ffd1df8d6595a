"""Sends to Slack what is to be shown there: tried again for a while, then given up."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient
from yarl import URL

from web.channels.slack.blocks import Message
from web.channels.slack.fit import Block
from web.settings import SlackSettings

log = logging.getLogger(__name__)

# Bolt and the SDK log whole messages and users' ids, some at INFO: nothing they say is kept, and
# what goes wrong is logged here.
silent = logging.getLogger(f"{__name__}.silent")
silent.setLevel(logging.CRITICAL + 1)

REQUEST_SECONDS = 10
# All messages of one answer, with the time that Slack may ask to be left alone.
GIVE_UP_SECONDS = 90
_RETRIES = 2
_TOKEN_ERRORS = (
    "invalid_auth",
    "token_revoked",
    "token_expired",
    "account_inactive",
    "not_authed",
)


class DeliveryError(Exception):
    """A response address did not accept the message."""


_RESPONSES = URL("https://hooks.slack.com")


@dataclass(frozen=True)
class Place:
    """Where an answer goes, the name of the conversation there, and of who wrote to it.

    With a `response_url` only the one who asked sees it, whatever the channel.
    """

    conversation: str
    channel: str
    thread: str | None = None
    response_url: str | None = None
    writer: str = ""


def retries() -> list[AsyncRetryHandler]:
    """What is tried again: when Slack asks for it, fails, or cannot be reached."""
    return [
        AsyncRateLimitErrorRetryHandler(max_retry_count=_RETRIES),
        AsyncServerErrorRetryHandler(max_retry_count=_RETRIES),
        AsyncConnectionErrorRetryHandler(max_retry_count=_RETRIES),
    ]


def is_slacks(response_url: str, api_url: str) -> bool:
    """Whether answers may be posted to an address: Slack's, or beside where its API is said to be.

    It comes in a signed request: whoever had the secret could else have us post anywhere.
    """
    try:
        url, api = URL(response_url), URL(api_url)
    except ValueError:
        return False
    if url.user or url.password or not url.host:
        return False
    return url.origin() in (_RESPONSES, api.origin(), api.origin().with_host(f"hooks.{api.host}"))


class Delivery:
    """Slack's Web API and response addresses; faults are logged and end here."""

    def __init__(
        self,
        settings: SlackSettings,
        session: aiohttp.ClientSession,
        retry_handlers: list[AsyncRetryHandler],
    ) -> None:
        self._session = session
        self._retry_handlers = retry_handlers
        self._client = AsyncWebClient(
            token=settings.bot_token,
            base_url=settings.api_url,
            session=session,
            logger=silent,
            retry_handlers=retry_handlers,
        )

    async def say(self, place: Place, messages: Iterable[Message]) -> None:
        """Post the messages in order; after one that Slack does not take, no more."""
        async with _faults_logged():
            for message in messages:
                await self._post(place, message)

    async def show_home(self, user: str, channel: str, blocks: Sequence[Block]) -> None:
        """Publish a user's home; `channel`, theirs with the app, comes back with its buttons."""
        view = {"type": "home", "private_metadata": channel, "blocks": list(blocks)}
        async with _faults_logged():
            await self._client.views_publish(user_id=user, view=view)

    async def _post(self, place: Place, message: Message) -> None:
        if not place.response_url:
            await self._client.chat_postMessage(
                channel=place.channel,
                thread_ts=place.thread,
                text=message.text,
                blocks=message.blocks,
                unfurl_links=False,
                unfurl_media=False,
            )
            return
        if not is_slacks(place.response_url, self._client.base_url):
            raise DeliveryError("an address to answer that is not Slack's")
        webhook = AsyncWebhookClient(
            place.response_url,
            session=self._session,
            logger=silent,
            retry_handlers=self._retry_handlers,
        )
        response = await webhook.send(
            text=message.text,
            blocks=message.blocks,
            response_type="ephemeral",
            replace_original=False,
            unfurl_links=False,
            unfurl_media=False,
        )
        if response.status_code != 200:
            raise DeliveryError(f"status {response.status_code}")


@asynccontextmanager
async def _faults_logged() -> AsyncIterator[None]:
    """End faults here, with Slack's own word for them or their kind; never with what was sent."""
    try:
        async with asyncio.timeout(GIVE_UP_SECONDS):
            yield
    except SlackApiError as error:
        answer = getattr(error.response, "data", None)
        code = answer.get("error") if isinstance(answer, dict) else None
        if code in _TOKEN_ERRORS:
            log.error("Slack refuses SLACK_BOT_TOKEN (%s): install the app again", code)
        else:
            log.error("Slack took no answer: %s", code or "no reason given")
    except DeliveryError as error:
        log.error("Slack took no answer: %s", error)
    except (aiohttp.ClientError, TimeoutError) as error:
        log.error("Slack could not be reached: %s", type(error).__name__)
