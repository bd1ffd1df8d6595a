"""The real web app, told by Slack what happens in a workspace: signed requests, as documented."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer

from desk.facts.live import LiveFacts
from tests.web.channels.slack.slack_api import Call, SlackApi
from tests.web.conftest import StandInEngine, make_settings, make_tables
from web import keys
from web.app import make_app
from web.channels.slack import channel as slack
from web.outgoing.attempts import Clock
from web.settings.slack import SlackSettings

SECRET = "a signing secret for tests"
TOKEN = "xoxb-a-token-for-tests"
TEAM, CHANNEL, GROUP, DIRECT = "T0PRESS", "C0NEWS", "G0EDITORS", "D0ANNA"
USER, BERTIL, BOT = "U0ANNA", "U0BERTIL", "U0BOT"

_number = itertools.count(1)


def signature(body: bytes, timestamp: str, secret: str = SECRET) -> str:
    """As docs.slack.dev/authentication/verifying-requests-from-slack says."""
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


class Workspace:
    """What people do in Slack, and what they see of it; in `team`, of an `organisation` if any.

    An app that `is_for_all` is installed for the whole organisation.
    """

    def __init__(
        self,
        client: TestClient[web.Request, web.Application],
        api: SlackApi,
        team: str = TEAM,
        organisation: str | None = None,
        is_for_all: bool = False,
    ) -> None:
        self.client = client
        self.api = api
        self.team = team
        self.organisation = organisation
        self.is_for_all = is_for_all

    async def send(
        self, body: bytes, content_type: str = "application/json", **headers: str
    ) -> ClientResponse:
        """A request signed now; headers given by name, with `_` for `-`, replace ours."""
        timestamp = headers.pop("X_Slack_Request_Timestamp", str(int(time.time())))
        signature_headers = {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(body, timestamp),
        }
        extra = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.client.post(slack.PATH, data=body, headers={**signature_headers, **extra})

    async def event(
        self, event: dict[str, Any], event_id: str | None = None, **headers: str
    ) -> None:
        """An event of the Events API, acknowledged."""
        body = {
            "token": "legacy",
            "team_id": self.team,
            **({"enterprise_id": self.organisation} if self.organisation else {}),
            "api_app_id": "A0PRESS",
            "event": event,
            "type": "event_callback",
            "event_id": event_id or f"Ev{next(_number)}",
            "event_time": int(time.time()),
            "authorizations": [
                {
                    "enterprise_id": self.organisation,
                    "team_id": self.team,
                    "user_id": BOT,
                    "is_bot": True,
                    "is_enterprise_install": self.is_for_all,
                }
            ],
        }
        if event["type"] in ("app_uninstalled", "tokens_revoked"):
            del body["authorizations"]  # there is none any more
        response = await self.send(json.dumps(body).encode(), **headers)
        assert response.status == 200

    async def write(self, text: str, channel: str = DIRECT, **more: Any) -> dict[str, Any]:
        """A message; what Slack tells of it is given back."""
        kind = {"D": "im", "C": "channel", "G": "group"}[channel[0]]
        event = {
            "type": "message",
            "user": USER,
            "text": text,
            "ts": f"1700000000.{next(_number):06}",
            "channel": channel,
            "channel_type": kind,
            **more,
        }
        await self.event(event)
        return event

    async def mention(self, text: str = "", **more: Any) -> dict[str, Any]:
        """A message in a channel that names the app."""
        event = {
            "type": "app_mention",
            "user": USER,
            "text": f"<@{BOT}> {text}",
            "ts": f"1700000000.{next(_number):06}",
            "channel": CHANNEL,
            **more,
        }
        await self.event(event)
        return event

    async def command(self, text: str, **more: str) -> ClientResponse:
        """The slash command."""
        fields = {
            "token": "legacy",
            "team_id": self.team,
            **({"enterprise_id": self.organisation} if self.organisation else {}),
            "is_enterprise_install": "true" if self.is_for_all else "false",
            "channel_id": CHANNEL,
            "channel_name": "nyheter",
            "user_id": USER,
            "user_name": "anna.andersson",
            "command": "/presstjanst",
            "text": text,
            "response_url": f"{self.api.url}/respond/command",
            "trigger_id": f"13.{next(_number)}",
            **more,
        }
        return await self.send(urlencode(fields).encode(), "application/x-www-form-urlencoded")

    async def press(self, call: Call, title: str, **more: Any) -> ClientResponse:
        """A button of what the app sent, by what stands on it."""
        return await self.act(
            call, next(b for b in buttons(call) if b["text"]["text"] == title), **more
        )

    async def judge(self, call: Call, kind: str, **more: Any) -> ClientResponse:
        """A thumb below an answer, `positive` or `negative`."""
        (element,) = [
            element
            for block in call.body["blocks"]
            if block["type"] == "context_actions"
            for element in block["elements"]
        ]
        pressed = {**element[f"{kind}_button"], **{k: element[k] for k in ("type", "action_id")}}
        return await self.act(call, pressed, **more)

    async def act(self, call: Call, button: dict[str, Any], **more: Any) -> ClientResponse:
        """What Slack tells of a button that was pressed."""
        body = {
            "type": "block_actions",
            **self._whose(),
            "user": {"id": USER, "username": "anna.andersson", "team_id": self.team},
            "api_app_id": "A0PRESS",
            "token": "legacy",
            "trigger_id": f"13.{next(_number)}",
            "actions": [{**button, "block_id": "b1", "action_ts": f"17.{next(_number)}"}],
            **self._where(call),
            **more,
        }
        fields = {"payload": json.dumps(body)}
        return await self.send(urlencode(fields).encode(), "application/x-www-form-urlencoded")

    async def submit(self, view: dict[str, Any], text: str | None) -> Any:
        """A dialog that was filled in; what Slack is answered, None for nothing."""
        block = view["blocks"][-1]
        body = {
            "type": "view_submission",
            **self._whose(),
            "user": {"id": USER, "username": "anna.andersson", "team_id": self.team},
            "api_app_id": "A0PRESS",
            "token": "legacy",
            "trigger_id": f"13.{next(_number)}",
            "view": {
                "id": "V1",
                **view,
                "state": {
                    "values": {
                        block["block_id"]: {
                            "text": {"type": "plain_text_input", "value": text},
                        }
                    }
                },
            },
        }
        fields = {"payload": json.dumps(body)}
        form = "application/x-www-form-urlencoded"
        response = await self.send(urlencode(fields).encode(), form)
        assert response.status == 200
        return json.loads(await response.text() or "null")

    def _whose(self) -> dict[str, Any]:
        organisation = (
            {"id": self.organisation, "name": "Mediehuset"} if self.organisation else None
        )
        team = None if self.is_for_all else {"id": self.team, "domain": "tidningen"}
        return {
            "team": team,
            "enterprise": organisation,
            "is_enterprise_install": self.is_for_all,
        }

    def _where(self, call: Call) -> dict[str, Any]:
        if call.method == "views.publish":
            return {"container": {"type": "view"}, "view": {"id": "V1", **call.body["view"]}}
        timestamp = f"{time.time():.6f}"
        container = {"type": "message", "message_ts": timestamp}
        if call.method in ("respond", "chat.postEphemeral"):
            channel = call.body.get("channel", CHANNEL)
            return {
                "container": {**container, "is_ephemeral": True, "channel_id": channel},
                "channel": {"id": channel, "name": "nyheter"},
                "response_url": f"{self.api.url}/respond/button",
            }
        message = {"ts": timestamp, "user": BOT, **call.body}
        return {
            "container": {**container, "is_ephemeral": False},
            "channel": {"id": call.body["channel"], "name": "x"},
            "message": message,
            "response_url": f"{self.api.url}/respond/button",
        }

    async def settle(self) -> None:
        """Wait for all that was begun."""
        await self.client.app[slack.EVENTS].finish(60)
        await self.client.app[keys.OUTGOING].settle()


@asynccontextmanager
async def open_workspace(
    engine: StandInEngine,
    database: Path,
    facts_file: Path,
    api: SlackApi,
    when_ending: Callable[[], object] = lambda: None,
    clock: Clock | None = None,
    workspace: type[Workspace] | None = None,
    **changed: Any,
) -> AsyncIterator[Workspace]:
    """A running app that talks to `api`, by the same clock if there is no other.

    `when_ending` is called when no more requests come and the channel is about to end.
    """
    configured = SlackSettings(TOKEN, SECRET, f"{api.url}/api/")
    settings = make_settings(engine, database, **{"slack": configured, **changed})
    await make_tables(settings)
    app = make_app(settings, LiveFacts(facts_file), works_alone=False)
    app[keys.CLOCK] = clock or api.clock

    async def ending(_: web.Application) -> AsyncIterator[None]:
        yield
        when_ending()

    app.cleanup_ctx.append(ending)
    async with TestClient(TestServer(app)) as client:
        yield (workspace or Workspace)(client, api)


@asynccontextmanager
async def running(api: SlackApi) -> AsyncIterator[SlackApi]:
    """The stand-in, listening."""
    async with TestServer(api.app()) as server:
        api.url = str(server.make_url("")).rstrip("/")
        yield api


def buttons(call: Call) -> list[dict[str, Any]]:
    """The buttons that a call shows."""
    blocks = call.body["view"]["blocks"] if "view" in call.body else call.body["blocks"]
    return [e for block in blocks if block["type"] == "actions" for e in block["elements"]]
