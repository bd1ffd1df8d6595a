"""Sends to the Bot Connector, with the token that it wants, and reads why it does not take it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import aiohttp
from microsoft_agents.activity import Activity
from microsoft_agents.authentication.msal import MsalAuth
from microsoft_agents.hosting.aiohttp import CloudAdapter
from microsoft_agents.hosting.core import AgentAuthConfiguration, TurnContext
from microsoft_agents.hosting.core.authorization import (
    AuthTypes,
    ClaimsIdentity,
    ConnectionManager,
)
from msal import ConfidentialClientApplication  # type: ignore[import-untyped]
from pydantic import ValidationError

from desk.cards import Card
from web.channels.teams import drawing
from web.channels.teams.name import CHANNEL
from web.outgoing.message import (
    Address,
    MessageRefused,
    NotTaken,
    OutgoingMessage,
    TryLater,
    WrongForm,
    retry_after,
)
from web.settings import TeamsSettings

log = logging.getLogger(__name__)

RESOURCE = "https://api.botframework.com"
MULTI_TENANT = "botframework.com"  # the directory that speaks for bots of any tenant

LOGIN_SECONDS = 4
TOKEN_SECONDS = 4
TYPING_SECONDS = 2
REPLACE_SECONDS = 3
SEND_SECONDS = 5
# https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit
RETRY_STATUSES = frozenset({408, 412, 429, 500, 502, 503, 504})
FORM_STATUSES = frozenset({400, 413})
MAX_TEXT_CHARACTERS = 10_000  # characters; Teams takes 28 kB of text
_FAULT = "an answer was not delivered"


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


def teams_address(conversation: str, place: Mapping[str, Any]) -> Address:
    """Where answers to an activity go (`activities.Place.address`), without who wrote it.

    Raises:
        ValidationError: the SDK takes no such activity.
    """
    Activity.model_validate(place)
    return Address(CHANNEL, conversation, {n: v for n, v in place.items() if n != "from"})


class TeamsSender:
    """Sends to the Bot Connector, with the token of the bot."""

    def __init__(
        self,
        adapter: CloudAdapter,
        tokens: ConnectorTokens,
        settings: TeamsSettings,
        public_url: str,
    ) -> None:
        self._adapter = adapter
        self._tokens = tokens
        # Not the claims of a token that came: some of them would have the SDK answer others.
        self._identity = ClaimsIdentity({"aud": settings.app_id})
        self._public_url = public_url

    def draw(self, cards: Sequence[Card]) -> list[OutgoingMessage]:
        """The message that holds the cards; one for each where they are too much for that."""
        text = "\n\n".join(card["text"] for card in cards)
        if len(cards) > 1 and len(text) > MAX_TEXT_CHARACTERS:
            return [message for card in cards for message in self.draw([card])]
        return [OutgoingMessage(drawing.message(cards, self._public_url), text)]

    def in_words(self, text: str) -> dict[str, Any]:
        """A message of nothing but text."""
        return {"type": "message", "text": text[:MAX_TEXT_CHARACTERS], "textFormat": "plain"}

    def pace(self, place: dict[str, Any]) -> None:
        """Teams says itself when it is too much."""

    async def send(self, place: dict[str, Any], body: dict[str, Any]) -> str:
        """Send an activity to where another came from; gives its id.

        An attempt that failed half-way may have reached the conversation after all: the same answer
        twice is better than none.
        """
        try:
            async with asyncio.timeout(TOKEN_SECONDS):
                await self._tokens.for_the_connector()
        except Exception as error:  # noqa: BLE001  (MSAL has no one kind of error)
            raise TryLater(f"no token for the Bot Connector: {type(error).__name__}") from None
        try:
            async with asyncio.timeout(SEND_SECONDS):
                return await self._send(place, Activity.model_validate(body))
        except aiohttp.ClientResponseError as error:
            raise _fault(error) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise TryLater(f"{_FAULT}: {type(error).__name__}") from None
        except ValidationError:
            return ""  # of the receipt: the answer itself was taken

    async def show_typing(self, place: dict[str, Any]) -> None:
        """Let the writer see that an answer comes; a failure costs nothing but that."""

        try:
            async with asyncio.timeout(TYPING_SECONDS):
                await self._send(place, Activity(type="typing"))
        except Exception as error:  # noqa: BLE001  (the answer waits for it, and must not fail so)
            log.info("typing was not shown: %s", type(error).__name__)

    async def replace(self, place: dict[str, Any], id: str, body: dict[str, Any]) -> None:
        """Give a message of ours another form; a failure costs nothing but that.

        `place` is that of an activity of the same conversation.
        """

        async def update(context: TurnContext) -> None:
            activity = Activity.model_validate(body)
            activity.id = id
            await context.update_activity(activity)

        try:
            async with asyncio.timeout(REPLACE_SECONDS):
                await self._turn(place, update)
        except Exception as error:  # noqa: BLE001  (no answer depends on it)
            status = getattr(error, "status", None)
            why = f"status {status}" if status else type(error).__name__
            log.warning("a menu that was used was not replaced: %s", why)

    async def _send(self, place: dict[str, Any], activity: Activity) -> str:
        ids: list[str] = []

        async def send(context: TurnContext) -> None:
            receipt = await context.send_activity(activity)
            ids.append((receipt.id if receipt else "") or "")

        await self._turn(place, send)
        return ids[0] if ids else ""

    async def _turn(
        self, place: dict[str, Any], work: Callable[[TurnContext], Awaitable[None]]
    ) -> None:
        """Do what the SDK does in a turn: that of an activity that came from there."""
        activity = Activity.model_validate(place)
        await self._adapter.process_activity(self._identity, activity, work)


def _fault(error: aiohttp.ClientResponseError) -> NotTaken:
    text = f"{_FAULT}: status {error.status}"
    if error.status in RETRY_STATUSES:
        return TryLater(
            text, retry_after(error.headers.get("Retry-After")) if error.headers else None
        )
    return WrongForm(text) if error.status in FORM_STATUSES else MessageRefused(text)
