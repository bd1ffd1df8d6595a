"""Slack's Web API, spoken to with the token of where something goes; and what its faults mean."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from web.channels.slack.tokens import Tokens
from web.outgoing.message import NotTaken, Refused, TryLater, WrongForm, retry_after
from web.settings import SlackSettings

# Bolt and the SDK log whole messages and users' ids, some at INFO: nothing they say is kept, and
# what goes wrong is logged here.
silent = logging.getLogger(f"{__name__}.silent")
silent.setLevel(logging.CRITICAL + 1)

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


class TokenRefused(Refused):
    """Slack does not take the token; `code` is its word for why."""

    def __init__(self, code: str) -> None:
        super().__init__(f"Slack refuses a token: {code}")
        self.code = code


class WebApi:
    """Gives clients of the Web API, none of which tries again: the queue does."""

    def __init__(
        self, settings: SlackSettings, session: aiohttp.ClientSession, tokens: Tokens
    ) -> None:
        self.url = settings.api_url
        self.tokens = tokens
        self._session = session

    async def client(self, installation: str) -> AsyncWebClient:
        """A client that speaks for an installation.

        Raises:
            NotTaken: there is no token for it, or none just now.
        """
        return self.client_with(await self.tokens.of(installation))

    def client_with(self, token: str | None) -> AsyncWebClient:
        """A client that speaks with a token, or without any."""
        return AsyncWebClient(
            token=token,
            base_url=self.url,
            session=self._session,
            logger=silent,
            retry_handlers=[],
        )


@contextmanager
def faults_read() -> Iterator[None]:
    """Turn faults into NotTaken, with Slack's word for them or their kind, not what was sent."""
    try:
        yield
    except SlackApiError as error:
        answer = getattr(error.response, "data", None)
        code = answer.get("error") if isinstance(answer, dict) else None
        status = getattr(error.response, "status_code", getattr(error.response, "status", 0))
        headers = getattr(error.response, "headers", {})
        raise fault(status, str(code or ""), headers) from None
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise TryLater(f"Slack could not be reached: {type(error).__name__}") from None


def fault(status: int, code: str, headers: Mapping[str, str]) -> NotTaken:
    """What an answer of Slack's that is no success means."""
    text = f"Slack took no answer: {code or f'status {status}'}"
    if code in _TOKEN_ERRORS:
        return TokenRefused(code)
    if status == 429 or status >= 500 or code in _PASSING_ERRORS:
        return TryLater(text, retry_after(headers.get("Retry-After")))
    return WrongForm(text) if code in _FORM_ERRORS else Refused(text)


def is_known(code: str) -> bool:
    """Whether a word is one of Slack's that says something; others are not logged."""
    return code in (*_FORM_ERRORS, *_PASSING_ERRORS)
