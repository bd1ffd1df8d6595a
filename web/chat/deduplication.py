"""Recognises events that come again: vendors send the same one again when in doubt."""

from __future__ import annotations

import logging

from limits.errors import StorageError

from web.shared import Shared

log = logging.getLogger(__name__)

# Slack gives up after an hour, the Bot Connector after seconds.
_REMEMBERED_SECONDS = 3600


class Deduplicator:
    """Marks events as handled, for all running copies."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared

    async def first(self, *key: str) -> bool:
        """Whether `key` comes for the first time in an hour.

        While Redis is down all is taken for the first time: two answers are better than none.
        """
        try:
            return await self._shared.mark(_name(key), _REMEMBERED_SECONDS)
        except StorageError as error:
            log.error("repeats are not seen: %s", type(error.storage_error).__name__)
            return True

    async def forget(self, *key: str) -> None:
        """Let `key` come again: it could not be handled, and the vendor is told so."""
        try:
            await self._shared.unmark(_name(key))
        except StorageError as error:
            log.error("what failed is taken for handled: %s", type(error.storage_error).__name__)


def _name(key: tuple[str, ...]) -> str:
    return "/".join(("once", *key))
