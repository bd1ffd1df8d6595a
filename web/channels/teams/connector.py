"""Sends answers to the Bot Connector, with the token they carry, and again within reason."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import aiohttp
from microsoft_agents.activity import Activity
from microsoft_agents.authentication.msal import MsalAuth
from microsoft_agents.hosting.aiohttp import CloudAdapter
from microsoft_agents.hosting.core import AgentAuthConfiguration, TurnContext
from microsoft_agents.hosting.core.authorization import AuthTypes, ConnectionManager
from msal import ConfidentialClientApplication  # type: ignore[import-untyped]
from pydantic import ValidationError

from web.settings import TeamsSettings

log = logging.getLogger(__name__)

RESOURCE = "https://api.botframework.com"
MULTI_TENANT = "botframework.com"  # the directory that speaks for bots of any tenant

LOGIN_SECONDS = 4
TYPING_SECONDS = 2
SEND_SECONDS = 5
# Between attempts, where the Bot Connector does not say how long to wait itself.
WAITS = (0.5, 1.5)
LONGEST_WAIT = 3.0
RETRY_STATUSES = frozenset({412, 429, 500, 502, 503, 504})


class ConnectorTokens(MsalAuth):
    """MSAL's tokens for the Bot Connector, without MSAL's waits on the event loop."""

    def __init__(self, configuration: AgentAuthConfiguration) -> None:
        super().__init__(configuration)
        self._fetching: asyncio.Task[str] | None = None

    async def for_the_connector(self) -> str:
        """The token for the Bot Connector, as the SDK asks for it too.

        Raises:
            Exception: there is none to be had; MSAL has no one kind for that.
        """
        return await self.get_access_token(RESOURCE, [f"{RESOURCE}/.default"])

    async def get_access_token(
        self, resource_url: str, scopes: list[str], force_refresh: bool = False
    ) -> str:
        """A token, from MSAL's cache while it lasts; fetched once for all who wait."""
        if self._fetching is None or self._fetching.done():
            self._fetching = asyncio.create_task(
                self._fetch_token(resource_url, scopes, force_refresh)
            )
            self._fetching.add_done_callback(lambda task: task.cancelled() or task.exception())
        return await asyncio.shield(self._fetching)

    def close(self) -> None:
        """Close MSAL's connection to the login server, if there is one."""
        for client in self._msal_auth_client_map.values():
            client.http_client.close()

    async def _fetch_token(self, resource_url: str, scopes: list[str], force_refresh: bool) -> str:
        # MSAL asks for the login server's addresses as the client is made, and waits for them.
        await asyncio.to_thread(self._get_client)
        return await super().get_access_token(resource_url, scopes, force_refresh)

    def _create_client_application(
        self, tenant_id: str | None = None
    ) -> ConfidentialClientApplication:
        """As MSAL's own, but with an end to waiting, and asking none but the login server named."""
        configuration = self._msal_configuration
        return ConfidentialClientApplication(
            client_id=configuration.CLIENT_ID,
            client_credential=configuration.CLIENT_SECRET,
            authority=configuration.AUTHORITY,
            timeout=LOGIN_SECONDS,
            instance_discovery=False,
        )


def make_adapter(settings: TeamsSettings) -> tuple[CloudAdapter, ConnectorTokens]:
    """The SDK's adapter, with the tokens of the bot; nothing is fetched yet."""
    tenant = settings.tenant_id or MULTI_TENANT
    tokens = ConnectorTokens(
        AgentAuthConfiguration(
            auth_type=AuthTypes.client_secret,
            client_id=settings.app_id,
            client_secret=settings.app_password,
            tenant_id=tenant,
            authority=f"{settings.login_url.rstrip('/')}/{tenant}",
        )
    )
    connections = ConnectionManager(
        provider_factory=lambda _: tokens,
        connections_configurations={"SERVICE_CONNECTION": tokens.configuration},
    )
    adapter = CloudAdapter(connection_manager=connections)
    # The SDK's own handler prints what happened, and sends it to the conversation.
    adapter.on_turn_error = None
    return adapter, tokens


async def show_typing(context: TurnContext) -> None:
    """Let the writer see that an answer comes; a failure costs nothing but that."""
    try:
        async with asyncio.timeout(TYPING_SECONDS):
            await context.send_activity(Activity(type="typing"))
    except Exception as error:  # noqa: BLE001  (the answer waits for this, and must not fail with it)
        log.info("typing was not shown: %s", type(error).__name__)


async def deliver(context: TurnContext, message: dict[str, Any]) -> None:
    """Send a message; what cannot be delivered is given up, and the log says of what kind it was.

    An attempt that failed half-way may have reached the conversation after all: the same answer
    twice is better than none.
    """
    activity = Activity.model_validate(message)
    for wait in (*WAITS, None):
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await context.send_activity(activity)
            return
        except aiohttp.ClientResponseError as error:
            kind = f"status {error.status}"
            if error.status not in RETRY_STATUSES:
                wait = None
            elif wait is not None:
                wait = _retry_after(error, wait)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            kind = type(error).__name__
        except ValidationError:
            return  # of the receipt: the answer itself was taken
        if wait is None:
            log.error("an answer was not delivered: %s", kind)
            return
        await asyncio.sleep(wait)


def _retry_after(error: aiohttp.ClientResponseError, otherwise: float) -> float | None:
    """How long the Bot Connector asks us to wait; None if that is longer than the turn lasts."""
    seconds = error.headers.get("Retry-After", "") if error.headers else ""
    if not seconds.isascii() or not seconds.isdigit():
        return otherwise
    return float(seconds) if float(seconds) <= LONGEST_WAIT else None
