"""The tokens that speak in Slack."""

from __future__ import annotations

import logging
from typing import Protocol

from web.outgoing.message import MessageRefused, NotTaken

log = logging.getLogger(__name__)


class Tokens(Protocol):
    """A token for each installation: Slack's id of a workspace, or of an organisation."""

    async def of(self, installation: str) -> str:
        """The token for what is sent there.

        Raises:
            NotTaken: there is none, or none just now.
        """

    async def is_installed(self, installation: str) -> bool:
        """Whether somebody there may be answered."""

    async def refused(self, installation: str, token: str, code: str) -> NotTaken:
        """What it means that Slack refuses the token, `code` Slack's word for why."""

    async def forget(self, team: str, organisation: str, is_uninstalled: bool) -> str | None:
        """The installation whose token is gone, as Slack says; None if it still is good.

        Raises:
            SQLAlchemyError: the database is down.
        """


class OneToken:
    """One token by the settings, whatever tells of a message."""

    def __init__(self, token: str) -> None:
        self._token = token

    async def of(self, installation: str) -> str:
        """The app's one token, wherever something goes."""
        return self._token

    async def is_installed(self, installation: str) -> bool:
        """Slack tells of the one workspace alone."""
        return True

    async def refused(self, installation: str, token: str, code: str) -> NotTaken:
        """It does not come back."""
        return MessageRefused(f"Slack refuses SLACK_BOT_TOKEN ({code}): install the app again")

    async def forget(self, team: str, organisation: str, is_uninstalled: bool) -> str | None:
        """Where Slack says it is from; the settings hold it."""
        log.error("Slack has taken back the app's token: install the app again to answer there")
        return team or organisation
