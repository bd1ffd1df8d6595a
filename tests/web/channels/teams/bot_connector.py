"""Microsoft's part of a Teams bot, on loopback: the Bot Connector, its keys, the login server."""

from __future__ import annotations

import asyncio
import ipaddress
import json
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jwt
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.certificates import write_certificate
from web.settings import TeamsSettings

APP_ID = "6d6d2a3a-9c5c-4f4b-8d39-2f1d0e7f8a01"
PASSWORD = "a made-up secret"
TENANT = "0f0f0f0f-1111-4222-8333-444444444444"
ISSUER = "https://api.botframework.com"
PATH = "/api/teams/messages"
BOT = {"id": f"28:{APP_ID}", "name": "Presstjänst"}
WRITER = {"id": "29:1writer", "name": "Vera Reporter", "aadObjectId": "aad-of-vera"}
PERSONAL = "a:1personal-chat"
CONNECTOR_TOKEN = "the-token-of-our-bot"

Key = rsa.RSAPrivateKey


@dataclass
class Delivery:
    """One activity that web sent."""

    conversation: str
    reply_to: str | None
    activity: dict[str, Any]
    authorization: str | None


@dataclass
class BotConnector:
    """Records what web sends; says what a test wants said.

    Only what was sent to a conversation can be changed there, and by nothing that is too large.
    """

    keys: dict[str, Key]
    endorsements: list[str] | None = field(default_factory=lambda: ["msteams"])
    sent: list[Delivery] = field(default_factory=list)
    token_requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    key_requests: int = 0
    keys_status: int = 200
    login_status: int = 200
    login_hangs: bool = False
    # What the next deliveries of messages are met with: a status, or None to cut the connection.
    failures: list[int | None] = field(default_factory=list)
    # What was changed, and what a change is met with: a status, or None to cut the connection.
    changed: list[Delivery] = field(default_factory=list)
    change_status: int | None = 200
    retry_after: str | None = "0"
    url: str = ""
    login_url: str = ""
    token_request: asyncio.Event = field(default_factory=asyncio.Event)  # for a token
    may_answer: asyncio.Event = field(default_factory=asyncio.Event)

    def app(self) -> web.Application:
        app = web.Application()
        activities = "/v3/conversations/{conversation}/activities"
        app.add_routes(
            [
                web.get("/.well-known/openidconfiguration", self._metadata),
                web.get("/.well-known/keys", self._keys),
                web.post(activities, self._take),
                web.post(activities + "/{reply_to}", self._take),
                web.put(activities + "/{id}", self._change),
            ]
        )
        return app

    def login(self) -> web.Application:
        app = web.Application()
        app.add_routes(
            [
                web.get("/{tenant}/v2.0/.well-known/openid-configuration", self._tenant),
                web.post("/{tenant}/oauth2/v2.0/token", self._token),
            ]
        )
        return app

    @property
    def messages(self) -> list[Delivery]:
        return [sent for sent in self.sent if sent.activity["type"] == "message"]

    @property
    def settings(self) -> TeamsSettings:
        return TeamsSettings(
            app_id=APP_ID,
            app_password=PASSWORD,
            tenant_id=TENANT,
            login_url=self.login_url,
            metadata_url=f"{self.url}/.well-known/openidconfiguration",
            service_url=self.url,
        )

    def token(
        self, *, key: str = "first", header: dict[str, Any] | None = None, **claims: Any
    ) -> str:
        """A token as the Bot Connector signs it; claims may be changed, or left out by None."""
        now = int(time.time())
        activity = {
            "iss": ISSUER,
            "aud": APP_ID,
            "nbf": now - 10,
            "exp": now + 3600,
            "serviceurl": self.url,
            **claims,
        }
        return jwt.encode(
            {name: value for name, value in activity.items() if value is not None},
            self.keys[key],
            algorithm="RS256",
            headers={"kid": key} if header is None else header,
        )

    def activity(self, text: str = "Hur många tog ut föräldrapenning?", **changed: Any) -> dict:
        """A message as Teams sends it from a personal chat; fields may be changed."""
        activity: dict[str, Any] = {
            "type": "message",
            "id": "1700000000001",
            "timestamp": "2026-11-24T09:30:00.000Z",
            "channelId": "msteams",
            "serviceUrl": self.url,
            "from": WRITER,
            "conversation": {"id": PERSONAL, "conversationType": "personal", "tenantId": TENANT},
            "recipient": BOT,
            "text": text,
            "textFormat": "plain",
            "locale": "sv-SE",
            "channelData": {"tenant": {"id": TENANT}},
            "entities": [{"type": "clientInfo", "locale": "sv-SE", "platform": "Web"}],
            "attachments": [{"contentType": "text/html", "content": f"<p>{text}</p>"}],
        }
        return {name: value for name, value in {**activity, **changed}.items() if value is not None}

    async def say(self, client: TestClient, activity: Any, **options: Any) -> int:
        """Post an activity with a good token; the status that web answers with."""
        headers = {"Authorization": f"Bearer {self.token(**options)}"}
        async with client.post(PATH, json=activity, headers=headers) as response:
            await response.read()
            return response.status

    async def invoke(self, client: TestClient, name: str, value: Any, **changed: Any) -> Any:
        """Ask for something that is shown at once, as a dialog; what web answers."""
        activity = self.activity(**{"type": "invoke", "text": None, **changed})
        headers = {"Authorization": f"Bearer {self.token()}"}
        body = {**activity, "name": name, "value": value}
        async with client.post(PATH, json=body, headers=headers) as response:
            assert response.status == 200
            return await response.json()

    def relay(self, client: TestClient) -> web.Application:
        """Signs what a local client of Microsoft's sends unsigned, and hands it on to web."""

        async def hand_on(request: web.Request) -> web.Response:
            activity = await request.json()
            status = await self.say(client, activity, serviceurl=activity["serviceUrl"])
            return web.Response(status=status)

        app = web.Application()
        app.add_routes([web.post("/api/messages", hand_on)])
        return app

    async def _metadata(self, request: web.Request) -> web.Response:
        self.key_requests += 1
        body = {
            "issuer": ISSUER,
            "jwks_uri": f"{self.url}/.well-known/keys",
            "id_token_signing_alg_values_supported": ["RS256"],
        }
        return web.json_response(body, status=self.keys_status)

    async def _keys(self, request: web.Request) -> web.Response:
        published = []
        for name, key in self.keys.items():
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
            public |= {"kid": name, "use": "sig"}
            if self.endorsements is not None:
                public["endorsements"] = self.endorsements
            published.append(public)
        return web.json_response({"keys": published}, status=self.keys_status)

    async def _take(self, request: web.Request) -> web.Response:
        activity = await request.json()
        if activity["type"] == "message" and self.failures:
            status = self.failures.pop(0)
            if status is None:
                assert request.transport is not None
                request.transport.abort()
            headers = {"Retry-After": self.retry_after} if self.retry_after else {}
            return web.json_response(
                {"error": {"code": "x"}}, status=status or 500, headers=headers
            )
        self.sent.append(
            Delivery(
                request.match_info["conversation"],
                request.match_info.get("reply_to"),
                activity,
                request.headers.get("Authorization"),
            )
        )
        return web.json_response({"id": f"sent-{len(self.sent)}"}, status=201)

    async def _change(self, request: web.Request) -> web.Response:
        conversation, id = request.match_info["conversation"], request.match_info["id"]
        if self.change_status is None:
            assert request.transport is not None
            request.transport.abort()
        if self.change_status != 200:
            return web.json_response({"error": {"code": "x"}}, status=self.change_status or 500)
        ids = {f"sent-{n}": sent.conversation for n, sent in enumerate(self.sent, 1)}
        if ids.get(id) != conversation:
            return web.json_response({"error": {"code": "ActivityNotFound"}}, status=404)
        if len(await request.read()) > 28 * 1024:
            return web.json_response({"error": {"code": "MessageSizeTooBig"}}, status=413)
        delivery = Delivery(conversation, id, await request.json(), None)
        self.changed.append(delivery)
        return web.json_response({"id": id})

    async def _tenant(self, request: web.Request) -> web.Response:
        tenant = f"{self.login_url}/{request.match_info['tenant']}"
        body = {
            "issuer": f"{tenant}/v2.0",
            "authorization_endpoint": f"{tenant}/oauth2/v2.0/authorize",
            "token_endpoint": f"{tenant}/oauth2/v2.0/token",
        }
        return web.json_response(body)

    async def _token(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.token_requests.append((request.match_info["tenant"], form))
        self.token_request.set()
        if self.login_hangs:
            await self.may_answer.wait()
        if self.login_status != 200:
            body = {"error": "invalid_client", "error_description": f"AADSTS7000215 {APP_ID}"}
            return web.json_response(body, status=self.login_status)
        body = {"token_type": "Bearer", "expires_in": 3600, "access_token": CONNECTOR_TOKEN}
        return web.json_response(body)


@pytest.fixture(scope="session", name="signing_keys")
def make_keys() -> dict[str, Key]:
    """Two key pairs; making one takes a while."""
    return {name: rsa.generate_private_key(65537, 2048) for name in ("first", "second")}


@pytest.fixture(scope="session", name="certificate")
def make_certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for loopback, with its key, in one file."""
    here = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    return write_certificate(tmp_path_factory.mktemp("login") / "login.pem", here)


@pytest.fixture(name="connector")
async def running_connector(
    signing_keys: dict[str, Key], certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[BotConnector]:
    """The stand-ins, running; the login server's certificate is trusted as an operator would."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    async with connector_with(signing_keys, certificate) as connector:
        yield connector


@asynccontextmanager
async def connector_with(
    signing_keys: dict[str, Key], certificate: Path
) -> AsyncIterator[BotConnector]:
    """The stand-ins, running, for whoever trusts the login server's certificate."""
    connector = BotConnector({"first": signing_keys["first"]})
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    service, login = TestServer(connector.app()), TestServer(connector.login(), scheme="https")
    await service.start_server()
    await login.start_server(ssl=context)
    addresses = (f"{s.scheme}://127.0.0.1:{s.port}" for s in (service, login))
    connector.url, connector.login_url = addresses
    yield connector
    connector.may_answer.set()
    await login.close()
    await service.close()


TeamsMaker = Callable[..., Awaitable[TestClient]]


@pytest.fixture(name="make_teams")
def teams_maker(connector: BotConnector, make_client: TeamsMaker) -> TeamsMaker:
    """A client of a new app with the Teams channel on; settings may be changed."""

    async def make(**changed: Any) -> TestClient:
        return await make_client(**{"teams": connector.settings, **changed})

    return make


@pytest.fixture(name="teams")
async def teams_client(make_teams: TeamsMaker) -> TestClient:
    return await make_teams()
