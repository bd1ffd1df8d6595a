"""Sends to Slack what is to be shown there, and reads why Slack does not take it."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient
from yarl import URL

from desk.cards import Card
from web.channels.slack import blocks as drawing
from web.channels.slack.fit import Block
from web.channels.slack.web_api import (
    TokenRefused,
    WebApi,
    fault,
    faults_read,
    is_known,
    silent,
)
from web.outgoing.attempts import Clock, persist
from web.outgoing.message import MessageRefused, NotTaken, OutgoingMessage

log = logging.getLogger(__name__)

REQUEST_SECONDS = 10
# https://docs.slack.dev/apis/web-api/rate-limits: one message a second in a channel.
PACE_SECONDS = 1.0
_RESPONSES = URL("https://hooks.slack.com")


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


class SlackSender:
    """Slack's Web API and response addresses."""

    def __init__(
        self, api: WebApi, session: aiohttp.ClientSession, public_url: str, clock: Clock
    ) -> None:
        self._api = api
        self._session = session
        self._public_url = public_url
        self._clock = clock

    def draw(
        self,
        cards: Sequence[Card],
        choice: str | None = None,
        feedback: tuple[str, str] | None = None,
    ) -> list[OutgoingMessage]:
        """The messages that show the cards, with what `blocks.draw` takes beside them."""
        messages = drawing.draw(cards, self._public_url, choice, feedback)
        return [self.as_outgoing(message) for message in messages]

    def as_outgoing(self, message: drawing.SlackMessage) -> OutgoingMessage:
        """A message of blocks as the queue takes it."""
        return OutgoingMessage({"text": message.text, "blocks": message.blocks}, message.text)

    def in_words(self, text: str) -> dict[str, Any]:
        """The text alone: it is escaped, and cut to `fit.FALLBACK` already."""
        return {"text": text}

    def pace(self, place: Mapping[str, Any]) -> tuple[str, float] | None:
        """A channel has one; response addresses have none."""
        return None if "response_url" in place else (place["channel"], PACE_SECONDS)

    async def send(self, place: Mapping[str, Any], body: Mapping[str, Any]) -> str:
        """Post a message; gives its `ts`, or nothing where only one person sees it."""
        if "response_url" in place:
            with faults_read():
                await self._respond(place["response_url"], body)
            return ""
        async with self._client(place.get("installation", "")) as client:
            if "user" in place:
                await client.chat_postEphemeral(
                    channel=place["channel"],
                    user=place["user"],
                    thread_ts=place.get("thread"),
                    text=body["text"],
                    blocks=body.get("blocks"),
                )
                return ""
            response = await client.chat_postMessage(
                channel=place["channel"],
                thread_ts=place.get("thread"),
                text=body["text"],
                blocks=body.get("blocks"),
                unfurl_links=False,
                unfurl_media=False,
            )
            return str(response.get("ts") or "")

    async def show_home(
        self, installation: str, user: str, channel: str, blocks: Sequence[Block]
    ) -> None:
        """Publish a user's home; `channel`, theirs with the app, comes back with its buttons."""
        view = {"type": "home", "private_metadata": channel, "blocks": list(blocks)}
        try:
            await persist(partial(self._publish, installation, user, view), self._clock)
        except NotTaken as error:
            log.error("%s", error)

    async def open_view(self, installation: str, trigger: str, view: dict[str, Any]) -> None:
        """Show a dialog to who pressed a button; Slack gives three seconds for it, once."""
        try:
            async with self._client(installation) as client:
                await client.views_open(trigger_id=trigger, view=view)
        except NotTaken as error:
            log.error("%s", error)

    async def _publish(self, installation: str, user: str, view: dict[str, Any]) -> None:
        async with self._client(installation) as client:
            await client.views_publish(user_id=user, view=view)

    @asynccontextmanager
    async def _client(self, installation: str) -> AsyncIterator[AsyncWebClient]:
        """A client that speaks for an installation; what goes wrong is NotTaken."""
        client = await self._api.client(installation)
        try:
            with faults_read():
                yield client
        except TokenRefused as error:
            tokens, token = self._api.tokens, client.token or ""
            raise await tokens.refused(installation, token, error.code) from None

    async def _respond(self, address: str, body: Mapping[str, Any]) -> None:
        if not is_slacks(address, self._api.url):
            raise MessageRefused("an address to answer that is not Slack's")
        webhook = AsyncWebhookClient(
            address, session=self._session, logger=silent, retry_handlers=[]
        )
        response = await webhook.send(
            text=body["text"],
            blocks=body.get("blocks"),
            response_type="ephemeral",
            replace_original=False,
            unfurl_links=False,
            unfurl_media=False,
        )
        if response.status_code != 200:
            code = (response.body or "").strip()
            raise fault(response.status_code, code if is_known(code) else "", response.headers)
