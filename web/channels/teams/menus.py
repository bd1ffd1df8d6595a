"""The cards with buttons that were sent: Teams does not give them back when one is pressed."""

from __future__ import annotations

import logging
from typing import Any

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from web import keys
from web.channels.teams import activities, drawing
from web.channels.teams.activities import TeamsPlace
from web.channels.teams.connector import TeamsSender
from web.channels.teams.name import CHANNEL
from web.http.problems import Problem
from web.outgoing.message import Address, OutgoingMessage
from web.store.conversations import menus

log = logging.getLogger(__name__)


class Menus:
    """Keeps them, and puts what was chosen in place of the buttons."""

    def __init__(self, app: web.Application, sender: TeamsSender) -> None:
        self._app = app
        self._sender = sender

    async def keep(self, address: Address, message: OutgoingMessage, id: str | None) -> None:
        """Keep what was sent, if it has buttons; to be called for all that any channel sends."""
        if address.channel == CHANNEL and id and drawing.has_menu(message.body):
            where = self._id(address.place["conversation"]["id"], id)
            database = self._app[keys.DATABASE]
            await menus.keep(
                database, where, address.conversation, message.body, self._app[keys.CLOCK].time()
            )

    async def replace(self, activity: dict[str, Any], place: TeamsPlace, language: str) -> None:
        """Put the choice in place of the buttons one of which was pressed.

        A menu that is no longer kept stays, and so does one that Teams will not change.
        """
        id = activities.pressed_in(activity)
        try:
            choice = self._app[keys.BUTTONS].open(activities.payload_of(activity)).title
            body = await menus.take(self._app[keys.DATABASE], self._id(place.conversation, id))
        except (Problem, SQLAlchemyError) as error:
            log.warning("a menu that was used was not found: %s", type(error).__name__)
            return
        if body is not None:
            who = None if place.is_personal else activities.name_of_sender(activity)
            chosen = drawing.with_choice(body, choice, language, who)
            await self._sender.replace(place.address, id, chosen)

    def _id(self, conversation: str, id: str) -> str:
        return self._app[keys.NAMES].of(CHANNEL, conversation, id, "menu")
