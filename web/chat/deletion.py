"""Deletes a conversation that its writer wishes gone, and says so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from desk.cards import Card, choices, message_card
from desk.facts.live import LiveFacts
from web.chat.user_input import Offer
from web.http.problems import Problem
from web.store.conversations import history


class Deletion:
    """The same deletion as the chat page's own, from within the conversation."""

    def __init__(
        self, database: AsyncEngine, live_facts: LiveFacts, vendors: Mapping[str, str]
    ) -> None:
        """`vendors` are the channels that keep what was written themselves, with their titles."""
        self._database = database
        self._live_facts = live_facts
        self._vendors = vendors

    async def press(
        self, channel: str, conversation: str, offer: Offer, writer: str, now: datetime
    ) -> Card:
        """The answer to a button that deletes; one pressed again deletes nothing more.

        Raises:
            Problem: the button is too old, or the database is down; then nothing is deleted.
        """
        if offer.writer != writer:
            return self._card(offer.language, "not_yours_to_delete")
        if now.timestamp() - offer.at > history.LATE_ANSWERS.total_seconds():
            raise Problem("unknown_button")
        try:
            is_gone = await history.deleted_at(self._database, conversation) >= offer.at
        except SQLAlchemyError:
            raise Problem("store_down") from None
        if is_gone:
            return self._card(offer.language, "nothing_to_delete")
        return await self.delete(channel, conversation, offer.language, now)

    async def delete(self, channel: str, conversation: str, language: str, now: datetime) -> Card:
        """Delete the conversation; the card says that it is gone, or that there was none.

        Raises:
            Problem: the database is down; then nothing is deleted.
        """
        try:
            # What has no name yet is not noted as deleted.
            if not await history.exists(self._database, conversation):
                return self._card(language, "nothing_to_delete")
            await history.delete(self._database, conversation, now)
        except SQLAlchemyError:
            raise Problem("store_down") from None
        vendor = self._vendors.get(channel, "")
        words = ("deleted", "deleted_elsewhere") if vendor else ("deleted",)
        return {**self._card(language, *words, vendor=vendor), "deletes": True}

    def _card(self, language: str, *words: str, vendor: str = "") -> Card:
        """The wordings, one after the other, and what can be asked for from here."""
        facts = self._live_facts.current()
        texts = (facts.wording[name][language].format(channel=vendor) for name in words)
        return message_card(" ".join(texts), language, choices(facts, language))
