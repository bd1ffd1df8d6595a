"""Finds the name of a conversation that begins, the same when its first message comes again."""

from __future__ import annotations

import logging
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from web.chat.conversation_names import ConversationNames
from web.http.in_time import in_time
from web.http.problems import Problem
from web.store.conversations.history import deleted_at

log = logging.getLogger(__name__)


class Beginnings:
    """Names conversations for those who have no cookie yet."""

    def __init__(self, names: ConversationNames, database: AsyncEngine) -> None:
        self._names = names
        self._database = database

    async def name(self, channel: str, token: Any = None) -> str:
        """The name that `token` offers; a new one if it offers none, or is too old.

        Where that conversation has been deleted another follows, the same for the same token.
        While the database is down or slow nobody knows: what is stored under a deleted name goes
        at the next cleaning.

        Raises:
            Problem: the token is not a string.
        """
        if not isinstance(token, str | None):
            raise Problem("wrong_conversation")
        name = self._names.name_in(token)
        if name is None:
            return self._names.new(channel)
        try:
            while at := await in_time(deleted_at(self._database, name)):
                name = self._names.of(channel, name, str(at))
        except (SQLAlchemyError, TimeoutError) as error:
            log.error("an offered conversation was not looked up: %s", type(error).__name__)
        return name
