"""An OpenID provider on loopback, with real keys, that can be made to err."""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BasicAuth, web
from aiohttp.test_utils import TestServer
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from web.settings import OidcSettings

CLIENT_ID, CLIENT_SECRET = "presstjanst", "mycket hemligt"


def _keys() -> KeySet:
    return KeySet([RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, auto_kid=True)])


@dataclass
class StandInProvider:
    """Logs in whoever comes; `claims` are what it says of them, beside what it must say."""

    claims: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    url: str = ""
    keys: KeySet = field(default_factory=_keys)  # those that it publishes
    signs_with: KeySet | None = None  # others, if it does not sign with those
    unsigned: bool = False
    down: bool = False
    code: str = "en kod"
    query: dict[str, str] = field(default_factory=dict)  # what the browser last came with

    @property
    def settings(self) -> OidcSettings:
        return OidcSettings(self.url, CLIENT_ID, CLIENT_SECRET)

    def rotate(self) -> None:
        self.keys = _keys()

    def app(self) -> web.Application:
        app = web.Application()
        app.add_routes(
            [
                web.get("/.well-known/openid-configuration", self._discovery),
                web.get("/authorize", self._authorize),
                web.post("/token", self._token),
                web.get("/keys", self._jwks),
            ]
        )
        return app

    async def _discovery(self, request: web.Request) -> web.Response:
        if self.down:
            raise web.HTTPBadGateway
        endpoints = {
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
        }
        return web.json_response({"issuer": self.url, **endpoints, **self.metadata})

    async def _authorize(self, request: web.Request) -> web.Response:
        self.query = dict(request.query)
        assert self.query["response_type"] == "code"
        assert self.query["client_id"] == CLIENT_ID
        assert self.query["code_challenge_method"] == "S256"
        assert "openid" in self.query["scope"].split()
        back = request.query["redirect_uri"]
        raise web.HTTPSeeOther(f"{back}?code={self.code}&state={self.query['state']}")

    async def _token(self, request: web.Request) -> web.Response:
        if self.down:
            raise web.HTTPBadGateway
        form = await request.post()
        if "client_secret" in form:
            client: tuple[Any, ...] = (form["client_id"], form["client_secret"])
        else:
            client = BasicAuth.decode(request.headers["Authorization"])[:2]
        verifier = hashlib.sha256(str(form["code_verifier"]).encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).decode().rstrip("=")
        if (
            client != (CLIENT_ID, CLIENT_SECRET)
            or form["grant_type"] != "authorization_code"
            or form["code"] != "en kod"
            or form["redirect_uri"] != self.query["redirect_uri"]
            or challenge != self.query["code_challenge"]
        ):
            return web.json_response({"error": "invalid_grant"}, status=400)
        return web.json_response(
            {"access_token": "a", "token_type": "Bearer", "id_token": self._id_token()}
        )

    def _id_token(self) -> str:
        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": CLIENT_ID,
            "sub": "subjekt-1",
            "iat": now,
            "exp": now + 300,
            "nonce": self.query["nonce"],
            "preferred_username": "Anna.Andersson@press.example",
            "roles": ["trainer"],
            **self.claims,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        keys = self.signs_with or self.keys
        key = keys.keys[0]
        token = jwt.encode({"alg": "RS256", "kid": key.kid, "x5t": "t"}, claims, key)
        if not self.unsigned:
            return token
        header = base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
        return f"{header}.{token.split('.')[1]}."

    async def _jwks(self, request: web.Request) -> web.Response:
        return web.json_response(self.keys.as_dict())


@asynccontextmanager
async def running_provider() -> AsyncIterator[StandInProvider]:
    provider = StandInProvider()
    server = TestServer(provider.app())
    await server.start_server()
    provider.url = str(server.make_url("")).rstrip("/")
    yield provider
    await server.close()
