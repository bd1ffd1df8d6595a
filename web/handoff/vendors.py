"""The way to a human in a vendor's channel: what is sent is shown first, and sent by one press."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.intents import HUMAN
from desk.cards import Card, QuickReply, message_card, topic_card, with_notice
from desk.facts.live import LiveFacts
from desk.hours import local_now
from web.chat.closures import Closures
from web.chat.user_input import read_payload
from web.handoff.handoff import (
    LAST_MESSAGES,
    MAX_QUESTION_CHARACTERS,
    HandoffRefused,
    Handoffs,
    is_offered_after,
)
from web.http.problems import Problem
from web.store.conversations import history
from web.store.conversations.handoffs import HandoffOrigin
from web.vendor_words import WORDS

log = logging.getLogger(__name__)

_ASK, _SEND = "ask", "send"
# How the payloads of the buttons begin; they never come to the engine.
_PAYLOAD = "/to_a_human"
_SAID = {"till presstjänsten": "sv", "to the press service": "en"}


class HandoffWish(NamedTuple):
    """What a journalist wants: to see what would be sent, or to send what was shown."""

    act: str
    language: str
    shown: str = ""  # what was, as a hash


class VendorHandoffs:
    """Answers the wishes, and offers the way where an answer leads to a human."""

    def __init__(
        self,
        handoffs: Handoffs,
        database: AsyncEngine,
        facts: LiveFacts,
        closures: Closures,
        keep_days: int,
    ) -> None:
        self._handoffs = handoffs
        self._database = database
        self._facts = facts
        self._closures = closures
        self._keep_days = keep_days

    def wish_in(self, text: str) -> HandoffWish | None:
        """The wish that the words are, if they are nothing else."""
        words = " ".join(text.casefold().split()).strip(' .!?"“”')
        titles = {WORDS[language]["handoff_ask"].casefold(): language for language in WORDS}
        language = (_SAID | titles).get(words)
        return HandoffWish(_ASK, language) if language else None

    def wish_of(self, payload: str) -> HandoffWish | None:
        """The wish of a button's payload, if it is one of these."""
        return read_payload(payload, _PAYLOAD, HandoffWish)

    async def reply(self, conversation: str, cards: Sequence[Card]) -> QuickReply | None:
        """The button, unsigned, that is offered below these answers; None where none is."""
        leading = next((card for card in cards if is_offered_after(card)), None)
        if leading is None:
            return None
        try:
            asked = await self._handoffs.of_conversation(conversation)
        except SQLAlchemyError as error:
            log.error("questions to a human were not read: %s", type(error).__name__)
            return None
        if self._handoffs.is_waiting(asked):
            return None
        return _button("handoff_ask", HandoffWish(_ASK, leading["language"]))

    async def answer(
        self,
        wish: HandoffWish,
        channel: str,
        conversation: str,
        back: dict[str, Any] | None,
        is_shared: bool,
    ) -> list[Card]:
        """The cards, unsigned. `back` is the address of the place, None where none is for long.

        Raises:
            Problem: the channel is closed, a question waits already, or it is not possible just
                now; nothing was sent.
        """
        self._closures.check(channel)
        words = WORDS[wish.language]
        if back is None:
            return [message_card(words["handoff_not_here"], wish.language)]
        try:
            asked = await self._handoffs.of_conversation(conversation)
            if self._handoffs.is_waiting(asked):
                raise Problem("handoff_waits")
            said = await history.read_history(self._database, conversation)
        except SQLAlchemyError:
            raise Problem("store_down") from None
        since = max((one.asked_at for one in asked), default=0.0)
        texts = [one["text"] for one in said if one["from"] == "user" and one["at"] > since]
        if not texts:
            return [message_card(words["handoff_nothing"], wish.language)]
        question = "\n".join(texts[-LAST_MESSAGES:])[:MAX_QUESTION_CHARACTERS].strip()
        question = await self._handoffs.masked(question)
        if wish.act == _SEND and wish.shown == _digest(question):
            try:
                origin = HandoffOrigin(back, wish.language, is_shared)
                await self._handoffs.send(conversation, question, origin=origin)
            except HandoffRefused:  # it is masked otherwise each time
                raise Problem("handoff_unmasked") from None
            return [message_card(words["handoff_sending"], wish.language)]
        return [self._shown(question, wish.language)]

    def _shown(self, question: str, language: str) -> Card:
        """What would be sent, with the button that sends it."""
        words = WORDS[language]
        kept = words["handoff_kept"].format(days=self._keep_days)
        text = f"{words['handoff_how']}\n\n{question}\n\n{kept}"
        send = _button("handoff_send", HandoffWish(_SEND, language, _digest(question)))
        card = message_card(text, language, [send])
        # It says of the hours what the page of the press service states, and nothing beside it.
        human = topic_card(self._facts.current(), HUMAN, language, local_now())
        for notice in human["notices"]:
            card = with_notice(card, notice)
        return card


def _button(title: str, wish: HandoffWish) -> QuickReply:
    payload = " ".join(filter(None, (_PAYLOAD, *wish)))
    return QuickReply(title=WORDS[wish.language][title], payload=payload)


def _digest(question: str) -> str:
    return hashlib.sha256(question.encode()).hexdigest()[:32]
