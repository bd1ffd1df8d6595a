"""Speaks OpenID Connect with the organisation's login: code flow, PKCE, nonce and state."""

from __future__ import annotations

import hashlib
import secrets
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from authlib.oauth2.auth import ClientAuth  # type: ignore[import-untyped]
from authlib.oauth2.rfc6749.parameters import (  # type: ignore[import-untyped]
    prepare_grant_uri,
    prepare_token_request,
)
from authlib.oauth2.rfc7636 import create_s256_code_challenge  # type: ignore[import-untyped]
from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]
from authlib.oidc.discovery import get_well_known_url  # type: ignore[import-untyped]
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from web.settings import OidcSettings
from web.trainer import AREA
from web.trainer.access.people import NAME_CHARACTERS, ROLES

_SCOPE = "openid profile email"
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_TIMEOUT = aiohttp.ClientTimeout(total=5)
_METADATA_SECONDS = 3600
_LEEWAY_SECONDS = 60
# With keys of the provider's alone: never none, and never our own secret.
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]


class ProviderDown(Exception):
    """The provider cannot be reached, or what it answers cannot be used."""


class LoginError(Exception):
    """The provider did not vouch for anybody; the message names the check, never the person."""


def _random() -> str:
    return secrets.token_urlsafe(48)


@dataclass(frozen=True)
class Attempt:
    """The state of one attempt to log in, which the browser holds in a signed cookie meanwhile."""

    state: str = field(default_factory=_random)
    nonce: str = field(default_factory=_random)
    verifier: str = field(default_factory=_random)
    till: str = AREA


class Provider:
    """The organisation's login. Its metadata is read when needed, and used for an hour."""

    def __init__(self, settings: OidcSettings) -> None:
        self._settings = settings
        self._metadata: dict[str, Any] = {}
        self._metadata_until = 0.0

    async def address(self, attempt: Attempt, redirect_uri: str) -> str:
        """Where to send the browser.

        Raises:
            ProviderDown: the provider's addresses are not to be had.
        """
        async with aiohttp.ClientSession(timeout=_TIMEOUT) as http:
            metadata = await self._discover(http)
        address: str = prepare_grant_uri(
            metadata["authorization_endpoint"],
            client_id=self._settings.client_id,
            response_type="code",
            redirect_uri=redirect_uri,
            scope=_SCOPE,
            state=attempt.state,
            nonce=attempt.nonce,
            code_challenge=create_s256_code_challenge(attempt.verifier),
            code_challenge_method="S256",
        )
        return address

    async def claims(self, attempt: Attempt, code: str, redirect_uri: str) -> dict[str, Any]:
        """What the provider says of the person that the code stands for, checked.

        Raises:
            ProviderDown: the provider cannot be reached.
            LoginRefused: it does not take the code, or its word does not hold.
        """
        async with aiohttp.ClientSession(timeout=_TIMEOUT) as http:
            metadata = await self._discover(http)
            token = await self._exchange(http, metadata, attempt, code, redirect_uri)
            keys = await _json(http, "GET", metadata["jwks_uri"])
        return self._checked(token, keys, metadata["issuer"], attempt.nonce)

    async def _discover(self, http: aiohttp.ClientSession) -> dict[str, Any]:
        if time.monotonic() > self._metadata_until:
            issuer = self._settings.issuer
            metadata = await _json(http, "GET", get_well_known_url(issuer, external=True))
            if str(metadata.get("issuer", "")).rstrip("/") != issuer.rstrip("/"):
                raise ProviderDown("issuer")
            scheme = issuer.partition(":")[0] + "://"
            for name in _ENDPOINTS:
                if not str(metadata.get(name, "")).startswith(("https://", scheme)):
                    raise ProviderDown(name)
            self._metadata, self._metadata_until = metadata, time.monotonic() + _METADATA_SECONDS
        return self._metadata

    async def _exchange(
        self,
        http: aiohttp.ClientSession,
        metadata: dict[str, Any],
        attempt: Attempt,
        code: str,
        redirect_uri: str,
    ) -> dict[str, Any]:
        body = prepare_token_request(
            "authorization_code",
            code=code,
            redirect_uri=redirect_uri,
            code_verifier=attempt.verifier,
        )
        offered = metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        way = "client_secret_basic" if "client_secret_basic" in offered else "client_secret_post"
        us = ClientAuth(self._settings.client_id, self._settings.client_secret, way)
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        address, headers, body = us.prepare("POST", metadata["token_endpoint"], form, body)
        return await _json(http, "POST", address, headers=headers, data=body)

    def _checked(
        self, token: dict[str, Any], keys: dict[str, Any], issuer: str, nonce: str
    ) -> dict[str, Any]:
        registry = JWSRegistry(algorithms=_ALGORITHMS, strict_check_header=False)
        try:
            id_token = jwt.decode(
                token["id_token"],
                KeySet.import_key_set(keys),  # type: ignore[arg-type]
                registry=registry,
            )
            claims = CodeIDToken(
                id_token.claims,
                id_token.header,
                {
                    "iss": {"essential": True, "value": issuer},
                    "aud": {"essential": True, "value": self._settings.client_id},
                },
                {
                    "nonce": nonce,
                    "client_id": self._settings.client_id,
                    "access_token": token.get("access_token"),
                },
            )
            claims.validate(leeway=_LEEWAY_SECONDS)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            # Its words could hold what the token says of the person.
            raise LoginError(type(error).__name__) from None
        return dict(claims)


def role_of(claims: dict[str, Any]) -> str | None:
    """The highest of our roles among those that the organisation has given."""
    roles = claims.get("roles")
    roles = [roles] if isinstance(roles, str) else roles
    if not isinstance(roles, list):
        return None
    return next((role for role in reversed(ROLES) if role in roles), None)


def name_of(claims: dict[str, Any]) -> str:
    """What the person is called here: always with an @, which no account of ours has."""
    mail = claims.get("email") if claims.get("email_verified") is True else None
    for name in (claims.get("preferred_username"), mail):
        if (
            isinstance(name, str)
            and "@" in name
            and name.isprintable()
            and len(name) <= NAME_CHARACTERS
        ):
            return name.strip().casefold()
    subject = hashlib.sha256(claims["sub"].encode(errors="replace")).hexdigest()[:16]
    return f"{subject}@{urlsplit(claims['iss']).hostname}"[:NAME_CHARACTERS]


async def _json(
    http: aiohttp.ClientSession, method: str, address: str, **more: Any
) -> dict[str, Any]:
    try:
        async with http.request(method, address, allow_redirects=False, **more) as response:
            if 400 <= response.status < 500 and method == "POST":
                raise LoginError(f"status {response.status}")
            if response.status != 200:
                raise ProviderDown(f"status {response.status}")
            answer = await response.json(content_type=None)
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        raise ProviderDown(type(error).__name__) from None
    if not isinstance(answer, dict):
        raise ProviderDown("no object")
    return answer
