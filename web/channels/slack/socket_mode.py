"""Socket Mode: what Slack tells comes over a connection that we open, and nothing from outside.

It goes to the same listeners as over HTTP. Slack's own client connects, answers pings and connects
again; what goes wrong is logged here, for it logs whole messages.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import override

import aiohttp
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from web.channels.slack.web_api import make_client, silent
from web.settings.slack import SlackSettings

log = logging.getLogger(__name__)

# Between pings, and between attempts to connect; without an answer to four of them it is opened
# anew.
PING_SECONDS = 5.0
ACKNOWLEDGE_SECONDS = 3.0  # at the end of web, for what was told


class _Client(SocketModeClient):
    """Slack's client, which says why it is not connected, once as long as that stands."""

    _said = ""

    @override
    async def issue_new_wss_url(self) -> str:
        try:
            address = await super().issue_new_wss_url()
        except SlackApiError as error:
            answer = getattr(error.response, "data", None)
            code = answer.get("error") if isinstance(answer, dict) else None
            self._say(f"Slack opens no connection for SLACK_APP_TOKEN: {code or 'no reason given'}")
            raise
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            self._say(f"Slack could not be reached: {type(error).__name__}")
            raise
        self._said = ""
        return address

    def _say(self, text: str) -> None:
        if text != self._said:
            log.error("%s", text)
        self._said = text

    async def end(self) -> None:
        """Close it, and wait until its tasks are gone."""
        tasks = (self.message_processor, self.current_session_monitor, self.message_receiver)
        await self.close()  # type: ignore[no-untyped-call]
        await asyncio.gather(*filter(None, tasks), return_exceptions=True)


@asynccontextmanager
async def connected(
    settings: SlackSettings, session: aiohttp.ClientSession, bolt: AsyncApp
) -> AsyncIterator[Callable[[], Awaitable[bool]] | None]:
    """Take what Slack tells, if there is a token for that; nothing is waited for.

    Gives what says whether the connection stands.
    """
    if not settings.app_token:
        yield None
        return
    client = _Client(
        settings.app_token,
        logger=silent,
        web_client=make_client(settings, session),
        ping_interval=PING_SECONDS,
    )

    taken: set[asyncio.Task[object]] = set()
    is_ending = False

    async def take(connection: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        """Acknowledge what Slack tells; where that fails Slack tells it again."""
        if is_ending:  # the next web is told
            return
        if task := asyncio.current_task():
            taken.add(task)
            task.add_done_callback(taken.discard)
        began = time.time()
        try:
            response = await run_async_bolt_app(bolt, request)
            if response.status == 404:  # nobody listens to it
                await connection.send_socket_mode_response(SocketModeResponse(request.envelope_id))
            else:
                await send_async_response(connection, request, response, began)
        except Exception as error:  # noqa: BLE001  (its message could hold what was written)
            log.error("what Slack told was not acknowledged: %s", type(error).__name__)

    client.socket_mode_request_listeners.append(take)
    connecting = asyncio.create_task(client.connect())  # type: ignore[no-untyped-call]
    try:
        yield client.is_connected
    finally:
        is_ending = True
        if taken:
            await asyncio.wait(taken, timeout=ACKNOWLEDGE_SECONDS)
        connecting.cancel()
        await asyncio.gather(connecting, return_exceptions=True)
        await client.end()
