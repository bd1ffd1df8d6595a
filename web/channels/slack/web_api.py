"""Slack's Web API, spoken to with the token of where something goes; and what its faults mean."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from web.channels.slack.bot_tokens import Tokens
from web.outgoing.message import MessageRefused, NotTaken, TryLater, WrongForm, retry_after
from web.settings.slack import SlackSettings

# Bolt and the SDK log whole messages and users' ids, some at INFO: nothing they say is kept, and
# what goes wrong is logged here.
silent = logging.Logger(f"{__name__}.silent", level=logging.CRITICAL + 1)

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


class RefusedBySlack(MessageRefused):
    """Slack says why; `code` is its word for it."""

    def __init__(self, text: str, code: str) -> None:
        super().__init__(text)
        self.code = code


class TokenRefused(RefusedBySlack):
    """Slack does not take the token."""


class WebApi:
    """Gives clients of the Web API, none of which tries again: the queue does."""

    def __init__(
        self, settings: SlackSettings, session: aiohttp.ClientSession, tokens: Tokens
    ) -> None:
        self.url = settings.api_url
        self.tokens = tokens
        self._settings = settings
        self._session = session

    async def client(self, installation: str) -> AsyncWebClient:
        """A client that speaks for an installation.

        Raises:
            NotTaken: there is no token for it, or none just now.
        """
        token = await self.tokens.of(installation)
        return make_client(self._settings, self._session, token)


def make_client(
    settings: SlackSettings, session: aiohttp.ClientSession, token: str | None = None
) -> AsyncWebClient:
    """A client that speaks with a token, or without any, and does not try again."""
    return AsyncWebClient(
        token=token,
        base_url=settings.api_url,
        session=session,
        logger=silent,
        retry_handlers=[],
    )


@contextmanager
def faults_read(what: str = "Slack took no answer") -> Iterator[None]:
    """Turn faults into NotTaken, with Slack's word for them or their kind, not what was sent.

    `what` is how the text begins.
    """
    try:
        yield
    except SlackApiError as error:
        answer = getattr(error.response, "data", None)
        code = answer.get("error") if isinstance(answer, dict) else None
        status = getattr(error.response, "status_code", getattr(error.response, "status", 0))
        headers = getattr(error.response, "headers", {})
        raise fault(status, str(code or ""), headers, what) from None
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise TryLater(f"Slack could not be reached: {type(error).__name__}") from None


def fault(
    status: int, code: str, headers: Mapping[str, str], what: str = "Slack took no answer"
) -> NotTaken:
    """What an answer of Slack's that is no success means; `what` is how the text begins."""
    text = f"{what}: {code or f'status {status}'}"
    if code in _TOKEN_ERRORS:
        return TokenRefused(text, code)
    if status == 429 or status >= 500 or code in _PASSING_ERRORS:
        return TryLater(text, retry_after(headers.get("Retry-After")))
    return WrongForm(text) if code in _FORM_ERRORS else RefusedBySlack(text, code)


def is_known(code: str) -> bool:
    """Whether a word is one of Slack's that says something; others are not logged."""
    return code in (*_FORM_ERRORS, *_PASSING_ERRORS)
