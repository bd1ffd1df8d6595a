"""A stand-in for Slack where the app is installed by OAuth: it gives tokens, and knows them."""

from __future__ import annotations

import asyncio
import itertools
from base64 import b64decode
from dataclasses import dataclass, field
from typing import Any, override
from urllib.parse import parse_qs, urlsplit

from aiohttp import ClientResponse, web
from yarl import URL

from tests.web.channels.slack.slack_api import Call, SlackApi
from tests.web.channels.slack.slack_workspace import SECRET, Workspace
from web.settings.slack import SlackSettings

CLIENT_ID, CLIENT_SECRET = "1234.5678", "a client secret for tests"
APP = "A0PRESS"
SCOPES = "app_mentions:read,assistant:write,chat:write,commands,im:history"
EXPIRES_IN = 43200

_number = itertools.count(1)


@dataclass(frozen=True)
class CloudPlace:
    """A workspace, or an organisation with all of its workspaces."""

    id: str
    name: str
    is_organisation: bool = False


@dataclass
class SlackCloud(SlackApi):
    """Gives tokens to the app wherever somebody wants it, and takes a call with none but its own.

    `rotates` has them expire. `channels` says which place a channel is in: a token of another
    finds none.
    """

    rotates: bool = False
    channels: dict[str, str] = field(default_factory=dict)
    renewals: int = 0
    # Errors that the next exchanges are met with; None: cut off.
    access_failures: list[str | None] = field(default_factory=list)
    is_held: asyncio.Event | None = None
    _codes: dict[str, tuple[CloudPlace, str]] = field(default_factory=dict)
    _tokens: dict[str, tuple[CloudPlace, float]] = field(default_factory=dict)
    _refresh: dict[str, CloudPlace] = field(default_factory=dict)

    @property
    def settings(self) -> SlackSettings:
        """An app that is installed by OAuth, and talks to this."""
        address = f"{self.url}/api/"
        return SlackSettings("", SECRET, address, client_id=CLIENT_ID, client_secret=CLIENT_SECRET)

    @override
    def app(self) -> web.Application:
        app = super().app()
        app.middlewares.append(self._door)
        return app

    def agree(self, address: str, place: CloudPlace) -> URL:
        """Where Slack sends the browser of whoever lets the app in, asked at `address`."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["client_id"] == CLIENT_ID
        assert asked["scope"] == SCOPES
        code = f"code-{next(_number)}"
        self._codes[code] = (place, asked["redirect_uri"])
        way_back = URL(asked["redirect_uri"])
        return way_back.with_query({"code": code, "state": asked["state"]})

    def token_of(self, place: str) -> str:
        """The token that was given last there."""
        return [token for token, (where, _) in self._tokens.items() if where.id == place][-1]

    def revoke(self, place: str) -> None:
        """Take no token of a place any more."""
        gone = [token for token, (where, _) in self._tokens.items() if where.id == place]
        for token in gone:
            del self._tokens[token]
        self._refresh = {t: where for t, where in self._refresh.items() if where.id != place}

    def sent_by(self, call: Call) -> str:
        """The place whose token a call came with, when it did."""
        return self._senders[(call.token or "").removeprefix("Bearer ")]

    @property
    def _senders(self) -> dict[str, str]:
        return {token: place.id for token, (place, _) in self._tokens.items()}

    @web.middleware
    async def _door(self, request: web.Request, handler: Any) -> web.StreamResponse:
        method = request.path.rpartition("/")[2]
        if method == "oauth.v2.access":
            return await self._access(request)
        if request.path.startswith("/respond/"):
            assert "Authorization" not in request.headers
            return await handler(request)
        if request.path == "/link" or method == "apps.connections.open":  # Socket Mode
            return await handler(request)
        if wrong := await self._wrong_with(request):
            self.attempts += 1
            return web.json_response({"ok": False, "error": wrong})
        if method == "auth.test":
            return web.json_response({"ok": True})
        return await handler(request)

    async def _wrong_with(self, request: web.Request) -> str | None:
        token = request.headers["Authorization"].removeprefix("Bearer ")
        if token not in self._tokens:
            return "token_revoked"
        place, expires_at = self._tokens[token]
        if self.clock.time() >= expires_at:
            return "token_expired"
        is_json = request.content_type == "application/json"
        body = await request.json() if is_json else await request.post()
        channel = body.get("channel") or body.get("channel_id")
        is_there = channel is None or self.channels.get(str(channel), place.id) == place.id
        return None if is_there else "channel_not_found"

    async def _access(self, request: web.Request) -> web.Response:
        if self.is_held:
            await self.is_held.wait()
        if self.access_failures:
            failure = self.access_failures.pop(0)
            if failure is None:
                assert request.transport is not None
                request.transport.abort()
                return web.Response()
            return web.json_response({"ok": False, "error": failure})
        basic = request.headers["Authorization"].removeprefix("Basic ")
        if b64decode(basic).decode() != f"{CLIENT_ID}:{CLIENT_SECRET}":
            return web.json_response({"ok": False, "error": "bad_client_secret"})
        form = {name: str(value) for name, value in (await request.post()).items()}
        if form.get("grant_type") == "refresh_token":
            place = self._refresh.pop(form["refresh_token"], None)
            if place is None:
                return web.json_response({"ok": False, "error": "invalid_refresh_token"})
            self.renewals += 1
            return web.json_response(self._given(place))
        place, redirect_uri = self._codes.pop(form["code"], (None, ""))
        if place is None or form["redirect_uri"] != redirect_uri:
            return web.json_response({"ok": False, "error": "invalid_code"})
        return web.json_response(self._given(place))

    def _given(self, place: CloudPlace) -> dict[str, Any]:
        number = next(_number)
        token, forever = f"xoxb-secret-{number}", float("inf")
        expires_at = self.clock.time() + EXPIRES_IN if self.rotates else forever
        self._tokens[token] = (place, expires_at)
        where = {"id": place.id, "name": place.name}
        answer = {
            "ok": True,
            "app_id": APP,
            "authed_user": {"id": "U0ADMIN"},
            "scope": SCOPES,
            "token_type": "bot",
            "access_token": token,
            "bot_user_id": "U0BOT",
            "team": None if place.is_organisation else where,
            "enterprise": where if place.is_organisation else None,
            "is_enterprise_install": place.is_organisation,
        }
        if self.rotates:
            refresh_token = f"xoxe-secret-{number}"
            self._refresh[refresh_token] = place
            answer |= {"refresh_token": refresh_token, "expires_in": EXPIRES_IN}
        return answer


PUBLIC_URL = "https://press.example"


class Installer:
    """Somebody with a browser of their own, who adds the app to Slack."""

    def __init__(self, slack: Workspace) -> None:
        self._slack = slack
        self.cookies: dict[str, str] = {}

    async def ask(self) -> str:
        """Begin; where Slack is asked."""
        address = "/slack/install/start"
        response = await self._slack.client.get(address, allow_redirects=False)
        assert response.status == 302
        # By TLS, as the browser has it, and the test's client not.
        self.cookies = {name: morsel.value for name, morsel in response.cookies.items()}
        return response.headers["Location"]

    async def agree(self, place: CloudPlace) -> URL:
        """Begin, and let the app in; where Slack leads the browser."""
        assert isinstance(self._slack.api, SlackCloud)
        return self._slack.api.agree(await self.ask(), place)

    async def go(self, address: URL, language: str = "sv") -> ClientResponse:
        """Where Slack leads."""
        headers = {"Accept-Language": language}
        path = address.path_qs
        return await self._slack.client.get(path, cookies=self.cookies, headers=headers)


async def install(slack: Workspace, place: CloudPlace, language: str = "sv") -> ClientResponse:
    """Add the app to a place; the page that whoever does it ends at."""
    installer = Installer(slack)
    return await installer.go(await installer.agree(place), language)
