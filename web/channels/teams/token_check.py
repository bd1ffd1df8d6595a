"""Checks that a request is the Bot Connector's own (docs/decisions/0010-teams-tokens.md)."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import jwt
from yarl import URL

log = logging.getLogger(__name__)

ISSUER = "https://api.botframework.com"  # of tokens for single-tenant and multi-tenant bots alike
ALGORITHM = "RS256"
LEEWAY_SECONDS = 300

# The keys live for weeks; Microsoft asks that they be read anew once a day.
KEYS_LAST_SECONDS = 24 * 3600
# Anybody can name a key that does not exist: that must not become a request to Microsoft each time.
REFETCH_SECONDS = 300
AFTER_FAILURE_SECONDS = 10
FETCH_SECONDS = 4

_NOT_FETCHED = (
    aiohttp.ClientError,
    TimeoutError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,  # it is not what Microsoft documents
)


class TokenError(Exception):
    """A token that is not accepted; says of what kind the fault is, and nothing of what it held."""


class KeysUnreachable(Exception):
    """The keys could not be fetched, so nobody can say whether the token is genuine."""


@dataclass(frozen=True)
class SigningKey:
    """A key of the Bot Connector, and the channels that it may sign for."""

    public: jwt.PyJWK
    endorsements: frozenset[str]


class BotConnectorKeys:
    """The Bot Connector's public keys, fetched at the first use and reused."""

    def __init__(
        self, session: aiohttp.ClientSession, metadata_url: str, clock: Callable[[], float]
    ) -> None:
        self._session = session
        self._metadata_url = metadata_url
        self._clock = clock
        self._keys: dict[str, SigningKey] = {}
        self._fetched_at = self._attempt_at = -math.inf
        self._fetching = asyncio.Lock()

    async def find(self, name: str) -> SigningKey:
        """The key with this name.

        Raises:
            TokenError: the Bot Connector has no such key.
            KeysUnreachable: the keys could not be fetched, or not yet again.
        """
        # A key that is known is not kept waiting by somebody who asks for one that is not.
        asked_at = self._clock()
        if name not in self._keys or self._is_due(name):
            async with self._fetching:
                if self._is_due(name):
                    await self._fetch_or_keep()
        if key := self._keys.get(name):
            return key
        # It may be newer than the keys that we have.
        if self._last_failed() or self._fetched_at < asked_at:
            raise KeysUnreachable
        raise TokenError("unknown key")

    def _is_due(self, name: str) -> bool:
        now = self._clock()
        if name in self._keys and now - self._fetched_at < KEYS_LAST_SECONDS:
            return False
        none_yet = not self._keys and self._last_failed()
        return now - self._attempt_at >= (AFTER_FAILURE_SECONDS if none_yet else REFETCH_SECONDS)

    def _last_failed(self) -> bool:
        return self._attempt_at > self._fetched_at

    async def _fetch_or_keep(self) -> None:
        self._attempt_at = self._clock()
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                self._keys = await self._fetch()
            self._fetched_at = self._attempt_at
        except _NOT_FETCHED as error:
            log.error("the Bot Connector's keys were not fetched: %s", type(error).__name__)

    async def _fetch(self) -> dict[str, SigningKey]:
        metadata = await self._json(self._metadata_url)
        signing_keys = {}
        for key in (await self._json(metadata["jwks_uri"]))["keys"]:
            try:
                public = jwt.PyJWK(key, ALGORITHM)
            except jwt.PyJWTError:
                continue  # of another kind than those that sign our tokens
            signing_keys[key["kid"]] = SigningKey(public, frozenset(key.get("endorsements", ())))
        if not signing_keys:
            raise ValueError("no usable key")
        return signing_keys

    async def _json(self, url: str) -> Any:
        if not is_safe(url):
            raise ValueError("not https")
        async with self._session.get(url, allow_redirects=False) as response:
            response.raise_for_status()
            return await response.json(content_type=None)


@dataclass(frozen=True)
class TokenClaims:
    """What a genuine token says of the activity that it came with."""

    service_url: Any
    endorsements: frozenset[str]

    def check(self, activity: Mapping[str, Any]) -> None:
        """Hold an activity against what was vouched for.

        Our answers, and our own token with them, go to the activity's service address.

        Raises:
            TokenError: it would have us answer elsewhere, or comes from another channel.
        """
        url = activity.get("serviceUrl")
        if not isinstance(url, str) or not isinstance(self.service_url, str):
            raise TokenError("no service address")
        if url.rstrip("/").casefold() != self.service_url.rstrip("/").casefold():
            raise TokenError("another service address")
        if not is_safe(url):
            raise TokenError("unsafe service address")
        if activity.get("channelId") not in self.endorsements:
            raise TokenError("channel not endorsed")


class TokenCheck:
    """What a request's token must hold."""

    def __init__(self, keys: BotConnectorKeys, app_id: str) -> None:
        self._keys = keys
        self._app_id = app_id

    async def vouched_for(self, authorization: str | None) -> TokenClaims:
        """What the token in the header vouches for.

        Raises:
            TokenError: there is none, or it is not the Bot Connector's for our bot, now.
            KeysUnreachable: nobody can say.
        """
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise TokenError("no token")
        try:
            name = jwt.get_unverified_header(token)["kid"]
            key = await self._keys.find(name)
            claims = jwt.decode(
                token,
                key=key.public,
                algorithms=[ALGORITHM],
                audience=self._app_id,
                issuer=ISSUER,
                leeway=LEEWAY_SECONDS,
                options={"require": ["exp", "iss", "aud"]},
            )
        except KeyError:
            raise TokenError("no key named") from None
        except (jwt.PyJWTError, ValueError, RecursionError) as error:
            raise TokenError(type(error).__name__) from None
        return TokenClaims(claims.get("serviceurl"), key.endorsements)


def is_safe(url: Any) -> bool:
    """Whether secrets may go to an address: https, or this machine itself."""
    try:
        address = URL(url)
    except (ValueError, TypeError):
        return False
    if address.user or address.password or not address.host:
        return False
    return address.scheme == "https" or (address.scheme == "http" and _is_loopback(address.host))


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
