"""Sends to Slack what is to be shown there, and reads why Slack does not take it."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient
from yarl import URL

from desk.cards import Card
from web.channels.slack import blocks as drawing
from web.channels.slack.fit import Block
from web.outgoing.attempts import Clock, persist
from web.outgoing.message import (
    NotTaken,
    OutgoingMessage,
    Refused,
    TryLater,
    WrongForm,
    retry_after,
)
from web.settings import SlackSettings

log = logging.getLogger(__name__)

# Bolt and the SDK log whole messages and users' ids, some at INFO: nothing they say is kept, and
# what goes wrong is logged here.
silent = logging.getLogger(f"{__name__}.silent")
silent.setLevel(logging.CRITICAL + 1)

REQUEST_SECONDS = 10
# https://docs.slack.dev/apis/web-api/rate-limits: one message a second in a channel.
PACE_SECONDS = 1.0
_TOKEN_ERRORS = (
    "invalid_auth",
    "token_revoked",
    "token_expired",
    "account_inactive",
    "not_authed",
)
_PASSING_ERRORS = (
    "fatal_error",
    "internal_error",
    "message_limit_exceeded",
    "rate_limited",
    "ratelimited",
    "request_timeout",
    "service_unavailable",
)
_FORM_ERRORS = (
    "invalid_blocks",
    "invalid_blocks_format",
    "msg_blocks_too_long",
    "msg_too_long",
)


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
        self, settings: SlackSettings, session: aiohttp.ClientSession, public_url: str, clock: Clock
    ) -> None:
        self._session = session
        self._public_url = public_url
        self._clock = clock
        # No tries of the SDK's own: the queue tries again.
        self._client = AsyncWebClient(
            token=settings.bot_token,
            base_url=settings.api_url,
            session=session,
            logger=silent,
            retry_handlers=[],
        )

    def draw(
        self,
        cards: Sequence[Card],
        choice: str | None = None,
        feedback: tuple[str, str] | None = None,
    ) -> list[OutgoingMessage]:
        """The messages that show the cards, with what `blocks.draw` takes beside them."""
        messages = drawing.draw(cards, self._public_url, choice, feedback)
        return [self.drawn(message) for message in messages]

    def drawn(self, message: drawing.Message) -> OutgoingMessage:
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
        with _faults_read():
            if "response_url" in place:
                await self._respond(place["response_url"], body)
                return ""
            if "user" in place:
                await self._client.chat_postEphemeral(
                    channel=place["channel"],
                    user=place["user"],
                    thread_ts=place.get("thread"),
                    text=body["text"],
                    blocks=body.get("blocks"),
                )
                return ""
            response = await self._client.chat_postMessage(
                channel=place["channel"],
                thread_ts=place.get("thread"),
                text=body["text"],
                blocks=body.get("blocks"),
                unfurl_links=False,
                unfurl_media=False,
            )
            return str(response.get("ts") or "")

    async def show_home(self, user: str, channel: str, blocks: Sequence[Block]) -> None:
        """Publish a user's home; `channel`, theirs with the app, comes back with its buttons."""
        view = {"type": "home", "private_metadata": channel, "blocks": list(blocks)}
        try:
            await persist(partial(self._publish, user, view), self._clock)
        except NotTaken as error:
            log.error("%s", error)

    async def open_view(self, trigger: str, view: dict[str, Any]) -> None:
        """Show a dialog to who pressed a button; Slack gives three seconds for it, once."""
        try:
            with _faults_read():
                await self._client.views_open(trigger_id=trigger, view=view)
        except NotTaken as error:
            log.error("%s", error)

    async def _publish(self, user: str, view: dict[str, Any]) -> None:
        with _faults_read():
            await self._client.views_publish(user_id=user, view=view)

    async def _respond(self, address: str, body: Mapping[str, Any]) -> None:
        if not is_slacks(address, self._client.base_url):
            raise Refused("an address to answer that is not Slack's")
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
            known = code in (*_FORM_ERRORS, *_PASSING_ERRORS)
            raise _fault(response.status_code, code if known else "", response.headers)


@contextmanager
def _faults_read() -> Iterator[None]:
    """Turn faults into NotTaken, with Slack's word for them or their kind, not what was sent."""
    try:
        yield
    except SlackApiError as error:
        answer = getattr(error.response, "data", None)
        code = answer.get("error") if isinstance(answer, dict) else None
        status = getattr(error.response, "status_code", getattr(error.response, "status", 0))
        headers = getattr(error.response, "headers", {})
        raise _fault(status, str(code or ""), headers) from None
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise TryLater(f"Slack could not be reached: {type(error).__name__}") from None


def _fault(status: int, code: str, headers: Mapping[str, str]) -> NotTaken:
    text = f"Slack took no answer: {code or f'status {status}'}"
    if code in _TOKEN_ERRORS:
        return Refused(f"Slack refuses SLACK_BOT_TOKEN ({code}): install the app again")
    if status == 429 or status >= 500 or code in _PASSING_ERRORS:
        return TryLater(text, retry_after(headers.get("Retry-After")))
    return WrongForm(text) if code in _FORM_ERRORS else Refused(text)
