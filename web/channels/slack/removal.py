"""Deletes here what is deleted in Slack: a question, or all of a workspace that removes the app."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from web import keys
from web.channels.slack.bot_tokens import Tokens
from web.channels.slack.name import CHANNEL
from web.channels.slack.places import SlackPlace
from web.store.conversations import removal

log = logging.getLogger(__name__)


def deleted_message(event: dict[str, Any]) -> dict[str, Any] | None:
    """The message that an event says is deleted, as it was; None if it says nothing such.

    Of one that begins a thread Slack says that it became a tombstone.
    """
    if event.get("subtype") == "message_deleted":
        return event.get("previous_message") or {"ts": event["deleted_ts"]}
    changed = event.get("message") or {}
    if event.get("subtype") == "message_changed" and changed.get("subtype") == "tombstone":
        return event.get("previous_message") or changed
    return None


class Removal:
    """What the channel deletes without being asked in words."""

    def __init__(self, app: web.Application, tokens: Tokens) -> None:
        self._app = app
        self._tokens = tokens

    def message_id(self, place: SlackPlace, timestamp: str) -> str:
        """What a message is stored by: found again from Slack's names, which it does not tell."""
        where = (place.installation, place.channel, timestamp)
        return self._app[keys.NAMES].of(CHANNEL, *where, "message")

    async def forget(self, place: SlackPlace, timestamp: str) -> None:
        """Delete a question and its answer, once it has been answered."""
        message_id = self.message_id(place, timestamp)
        async with self._app[keys.TURNS].turn(place.conversation):
            try:
                await removal.delete_turn(self._app[keys.DATABASE], message_id)
            except SQLAlchemyError as error:
                log.error("a question deleted in Slack is still stored: %s", type(error).__name__)

    async def forget_all(self, team: str, organisation: str, is_uninstalled: bool) -> None:
        """Delete all that was said where the app, or its token, is no longer wanted."""
        try:
            installation = await self._tokens.forget(team, organisation, is_uninstalled)
            if installation is None:
                return
            prefix = self._app[keys.NAMES].all_of(CHANNEL, installation)
            count = await removal.delete_installation(
                self._app[keys.DATABASE], prefix, datetime.now(UTC)
            )
        except SQLAlchemyError as error:
            log.error("what was said in Slack is still stored: %s", type(error).__name__)
        else:
            log.warning("%d conversations are deleted: the app was removed from Slack", count)
