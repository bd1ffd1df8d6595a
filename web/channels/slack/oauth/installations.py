"""Keeps a token for each installation, and renews those that expire before they do."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import aiohttp
from aiohttp import encode_basic_auth
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from web.channels.slack.oauth.seal import Seal, SlackTokens
from web.channels.slack.web_api import RefusedBySlack, faults_read, make_client
from web.http.in_time import in_time
from web.outgoing.attempts import Clock, persist
from web.outgoing.message import MessageRefused, NotTaken, TryLater
from web.settings.slack import SlackSettings
from web.store import slack_installations as store
from web.store.slack_installations import SlackInstallation

log = logging.getLogger(__name__)

# Slack's last twelve hours; https://docs.slack.dev/authentication/using-token-rotation
RENEW_AHEAD_SECONDS = 2 * 3600.0
# Whoever renews has no longer; then another may.
CLAIM_SECONDS = 30.0
_WAIT_SECONDS = 1.0
_ID = re.compile(r"[TE][A-Z0-9]+")
_GIVES_NO_TOKEN = "Slack gives no token"


class NewInstallation(NamedTuple):
    """What was just installed, and where, by Slack's ids and its own name for the place."""

    id: str
    name: str
    app: str
    is_organisation: bool


class _Installation(NamedTuple):
    stored: SlackInstallation
    tokens: SlackTokens


class Installations:
    """The tokens of everywhere the app is installed, as the database has them.

    While that is down, those that were read last.
    """

    def __init__(
        self,
        settings: SlackSettings,
        session: aiohttp.ClientSession,
        database: AsyncEngine,
        seal: Seal,
        clock: Clock,
    ) -> None:
        self._settings = settings
        self._session = session
        self._database = database
        self._seal = seal
        self._clock = clock
        self._known: dict[str, _Installation] = {}
        # What was stored of those, all of them known, whose renewed tokens are not.
        self._unsaved: dict[str, SlackInstallation] = {}

    async def install(self, code: str, redirect_uri: str) -> NewInstallation:
        """Have Slack give the token that somebody was sent back with a code for, and keep it.

        Raises:
            NotTaken: Slack gives none.
            SQLAlchemyError: it cannot be kept.
        """
        answer = await self._access(code=code, redirect_uri=redirect_uri)
        is_organisation = answer.get("is_enterprise_install") is True
        place = answer.get("enterprise" if is_organisation else "team") or {}
        id = str(place.get("id") or "")
        if not _ID.fullmatch(id):
            raise MessageRefused(f"{_GIVES_NO_TOKEN}: it does not say where the app is installed")
        await store.save(self._database, self._sealed(id, answer).stored)
        name, app = str(place.get("name") or ""), str(answer.get("app_id") or "")
        return NewInstallation(id, name, app, is_organisation)

    async def of(self, installation: str) -> str:
        """The token for what is sent there.

        Raises:
            NotTaken: there is none, or none just now.
        """
        known = await self._read(installation)
        if known is None:
            raise MessageRefused("the app is not installed where an answer goes")
        expires_at, now = known.stored.expires_at, self._clock.time()
        if expires_at is None or now < expires_at - RENEW_AHEAD_SECONDS:
            return known.tokens.token
        try:
            return await self._renew(known, now)
        except NotTaken as error:
            if now >= expires_at:
                raise
            if not isinstance(error, _AnotherRenews):
                log.error("%s", error)
            return known.tokens.token

    async def is_installed(self, installation: str) -> bool:
        """Whether somebody there may be answered; so it is taken while the database is down."""
        try:
            return await self._read(installation) is not None
        except NotTaken:
            return True

    async def refused(self, installation: str, token: str, code: str) -> NotTaken:
        """Note that Slack refuses a token; one that it holds for expired is renewed first."""
        known = self._known.get(installation)
        if known is None or known.tokens.token != token:
            return TryLater("Slack refuses a token that was renewed meanwhile")
        old = known.stored
        is_renewable = code == "token_expired" and old.expires_at is not None
        new = replace(old, expires_at=0.0) if is_renewable else replace(old, refused=code)
        await self._change(known, new)
        if is_renewable:
            return TryLater("Slack holds a token for expired")
        text = f"Slack refuses the token of an installation ({code}): install the app there again"
        return MessageRefused(text)

    async def forget(self, team: str, organisation: str, is_uninstalled: bool) -> str | None:
        """Forget the token of what Slack says is gone: of which installation, None if of none.

        What it says of a workspace can be of the whole organisation, and of tokens alone: then
        its own answer to the token decides.

        Raises:
            SQLAlchemyError: the database is down.
        """
        for id in filter(None, (team, organisation)):
            if await store.find(self._database, id):
                is_certain = is_uninstalled and id == (team or organisation)
                if not is_certain and await self._is_taken(id):
                    return None
                await store.remove(self._database, id)
                self._known.pop(id, None)
                self._unsaved.pop(id, None)
                return id
        return team or organisation

    async def seal_anew(self) -> None:
        """Encrypt by the newest key what an old one has encrypted."""
        unreadable = 0
        try:
            for stored in await store.every(self._database):
                tokens = self._seal.open(stored.id, stored.sealed)
                if tokens is None:
                    unreadable += 1
                elif self._seal.is_old(stored.sealed):
                    new = replace(stored, sealed=self._seal.close(tokens))
                    await store.change(self._database, stored, new)
        except (SQLAlchemyError, OSError) as error:
            log.error("installations in Slack were not read: %s", type(error).__name__)
        if unreadable:
            log.error("%d installations in Slack are encrypted by another SECRET_KEY", unreadable)

    async def _read(self, id: str) -> _Installation | None:
        """An installation as it is stored; None if there is none."""
        if id in self._unsaved:
            known = self._known[id]
            await self._change(known._replace(stored=self._unsaved[id]), known.stored)
            return known
        try:
            stored = await in_time(store.find(self._database, id))
        except (SQLAlchemyError, OSError) as error:
            if id in self._known:
                return self._known[id]
            kind = type(error).__name__
            raise TryLater(f"an installation in Slack was not read: {kind}") from None
        if id in self._unsaved:  # since it was asked for: what was read is older than what is known
            return self._known[id]
        if stored is None:
            self._known.pop(id, None)
            return None
        tokens = self._seal.open(id, stored.sealed)
        if tokens is None:
            raise MessageRefused("an installation in Slack is encrypted by another SECRET_KEY")
        self._known[id] = _Installation(stored, tokens)
        return self._known[id]

    async def _renew(self, known: _Installation, now: float) -> str:
        """A new token in place of one that expires; one process of all asks for it."""
        stored = known.stored
        try:
            is_ours = await store.claim(self._database, stored, now, now + CLAIM_SECONDS)
        except (SQLAlchemyError, OSError) as error:
            raise TryLater(f"a token was not renewed: {type(error).__name__}") from None
        if not is_ours:
            raise _AnotherRenews("a token of Slack's is being renewed", _WAIT_SECONDS)
        try:
            answer = await self._access(
                grant_type="refresh_token", refresh_token=known.tokens.refresh_token
            )
        except NotTaken as error:
            refused = error.code if isinstance(error, RefusedBySlack) else None
            await self._change(known, replace(stored, refused=refused))
            raise
        renewed = self._sealed(stored.id, answer)
        new = replace(renewed.stored, installed_at=stored.installed_at)
        await self._change(known._replace(tokens=renewed.tokens), new)
        return renewed.tokens.token

    async def _change(self, known: _Installation, new: SlackInstallation) -> None:
        """Store what has become of an installation; if that cannot be, it is tried again."""
        self._known[new.id] = known._replace(stored=new)
        try:
            await store.change(self._database, known.stored, new)
        except (SQLAlchemyError, OSError) as error:
            log.error("an installation in Slack was not stored: %s", type(error).__name__)
            self._unsaved[new.id] = known.stored
        else:
            self._unsaved.pop(new.id, None)

    async def _is_taken(self, id: str) -> bool:
        """Whether Slack takes the token; where it does not say for long it does not."""
        try:
            await persist(partial(self._test, await self.of(id)), self._clock)
        except NotTaken:
            return False
        return True

    async def _test(self, token: str) -> None:
        with faults_read():
            await self._client(token).auth_test()

    async def _access(self, **what: str) -> dict[str, Any]:
        """What Slack gives for a code, or for what renews a token."""
        # By the SDK's own method aiohttp 3.14 warns that its BasicAuth is going.
        basic = encode_basic_auth(self._settings.client_id, self._settings.client_secret)
        with faults_read(_GIVES_NO_TOKEN):
            answer = await self._client().api_call(
                "oauth.v2.access", data=what, headers={"Authorization": basic}
            )
        data = answer.data
        if not isinstance(data, dict) or not data.get("access_token"):
            raise MessageRefused(f"{_GIVES_NO_TOKEN}: there is none in its answer")
        return data

    def _sealed(self, id: str, answer: dict[str, Any]) -> _Installation:
        now, expires_in = self._clock.time(), answer.get("expires_in")
        expires_at = None if expires_in is None else now + float(expires_in)
        tokens = SlackTokens(id, answer["access_token"], answer.get("refresh_token") or "")
        return _Installation(
            SlackInstallation(id, self._seal.close(tokens), expires_at, now), tokens
        )

    def _client(self, token: str | None = None) -> AsyncWebClient:
        return make_client(self._settings, self._session, token)


class _AnotherRenews(TryLater):
    """A token is renewed already; the new one is there in a moment."""
