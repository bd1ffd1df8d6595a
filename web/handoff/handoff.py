"""Sends what a journalist wants a human to read to the press office, and keeps the replies.

Nothing is sent that the journalist has not seen as it is sent, and nothing of it comes to the
engine's conversation or to what trainers read.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.events import PRESS_LINE
from contracts.intents import HUMAN
from desk.cards import Card, message_card
from web.chat.user_input import Buttons, clean_text
from web.handoff.asker import ANSWERED, ASKED, Asker
from web.handoff.question import NOT_RECEIVED, question_card, question_mail
from web.http.problems import Problem
from web.outgoing.attempts import GIVE_UP_SECONDS
from web.outgoing.message import Address, OutgoingMessage
from web.outgoing.outgoing import Outgoing
from web.store.conversations import handoffs
from web.store.conversations.handoffs import Handoff, HandoffOrigin

MAX_QUESTION_CHARACTERS = 2000
MAX_CONTACT_CHARACTERS = 200
MAX_REPLY_CHARACTERS = 2000
# So much of what was written last is what is sent, if nobody says otherwise.
LAST_MESSAGES = 3
# Answers after which a human is offered: the press line stands in for an answer in them.
OFFERED_AFTER = frozenset((HUMAN, PRESS_LINE))
# What was not sent by then is given up.
_LOST_SECONDS = GIVE_UP_SECONDS + 30
# Where names are gone others are seen; what is masked otherwise each time is given up.
_MASKINGS = 4


def is_offered_after(card: Card) -> bool:
    """Whether a human is offered below an answer."""
    return card["topic"] in OFFERED_AFTER


class Office(NamedTuple):
    """Where the press office gets questions.

    `address` is its place for what belongs to a conversation: or, with the vendor's id of a
    question there, the thread of that. `title` says what kind of place it is. Where its channel
    draws a question otherwise than other cards it says how (`draw`).
    Where it `replies` through us the answer comes to where the question was asked; else the
    journalist is reached by the contact that goes with it.
    """

    title: str
    address: Callable[[str, str | None], Address]
    replies: bool = True
    draw: Callable[[Card], Sequence[OutgoingMessage]] | None = None


class HandoffRefused(Exception):
    """What was written is not as it would be kept; `masked` is what would be."""

    def __init__(self, masked: str) -> None:
        super().__init__("personal data")
        self.masked = masked


class Handoffs:
    """The way to the press office's place, and back."""

    def __init__(
        self,
        database: AsyncEngine,
        mask: Callable[[str], Awaitable[str | None]],
        outgoing: Outgoing,
        buttons: Buttons,
        asker: Asker,
        titles: Mapping[str, str],
        office: Office,
        clock: Callable[[], float],
    ) -> None:
        """`mask` gives a text without personal data, or None if it cannot.

        `titles` are those of our channels.
        """
        self._database = database
        self._mask = mask
        self._outgoing = outgoing
        self._buttons = buttons
        self._asker = asker
        self._titles = titles
        self._office = office
        self._clock = clock
        outgoing.when_sent(self._note_sent)

    @property
    def office(self) -> str:
        """What kind of place the press office has."""
        return self._office.title

    @property
    def has_replies(self) -> bool:
        """Whether answers come through us; else nobody can answer who has no contact."""
        return self._office.replies

    async def masked(self, question: str) -> str:
        """A question as it would be kept.

        Raises:
            Problem: that cannot be said just now.
        """
        for _ in range(_MASKINGS):
            masked = await self._mask(question)
            if masked is None:
                break
            if masked == question:
                return question
            question = masked
        raise Problem("handoff_unmasked")

    async def send(
        self,
        conversation: str,
        question: str,
        contact: str = "",
        origin: HandoffOrigin | None = None,
    ) -> None:
        """Send a question; `contact`, if any, goes with it as it is, and is not kept here.

        The answer is sent to its `origin`, where it has one.

        Raises:
            HandoffRefused: there is personal data in the question; nothing was sent.
            Problem: it is empty or too long, one waits already, or it cannot be sent just now.
        """
        question = clean_text(question.replace("\r\n", "\n"), MAX_QUESTION_CHARACTERS)
        contact = clean_text(contact, MAX_CONTACT_CHARACTERS) if contact.strip() else ""
        if not contact and not self.has_replies:
            raise Problem("handoff_contact")
        await self._check_masked(question)
        asked = Handoff(secrets.token_hex(16), conversation, question, self._clock(), origin=origin)
        try:
            if self.is_waiting(await handoffs.of_conversation(self._database, conversation)):
                raise Problem("handoff_waits")
            if not await handoffs.add(self._database, asked):
                raise Problem("no_conversation")
        except SQLAlchemyError:
            raise Problem("store_down") from None
        if self.has_replies:
            card = question_card(asked, contact, self._titles)
        else:
            card = question_mail(asked, contact)
        address, signed = self._address(asked), self._buttons.sign(card)
        if self._office.draw:
            await self._outgoing.put(address, self._office.draw(signed))
        else:
            await self._outgoing.send(address, [signed])

    async def find(self, id: str) -> Handoff | None:
        """A question; None if the journalist has deleted it.

        Raises:
            SQLAlchemyError: the database is down.
        """
        return await handoffs.find(self._database, id)

    async def take(self, handoff: Handoff) -> bool:
        """Note that somebody takes a question on; False if somebody had.

        Raises:
            SQLAlchemyError: the database is down.
        """
        if not await handoffs.take(self._database, handoff.id, self._clock()):
            return False
        await self._asker.tell(handoff, "handoff_taken")
        return True

    async def reply(self, handoff: Handoff, text: str) -> str:
        """Give the journalist a person's answer; as it is given.

        Raises:
            HandoffRefused: there is personal data in it; nothing was given.
            Problem: it is empty or too long, the question was deleted, or the database is down.
        """
        text = clean_text(text, MAX_REPLY_CHARACTERS)
        await self._check_masked(text)
        try:
            if not await handoffs.reply(self._database, handoff, text, self._clock()):
                raise Problem("no_conversation")
        except SQLAlchemyError:
            raise Problem("store_down") from None
        if not await self._asker.tell(handoff, "handoff_answers", text):
            await self._tell_office(handoff)
        return text

    async def of_conversation(self, conversation: str) -> list[Handoff]:
        """What was sent from a conversation, oldest first, with the replies.

        Raises:
            SQLAlchemyError: the database is down.
        """
        return await handoffs.of_conversation(self._database, conversation)

    def state(self, handoff: Handoff) -> str:
        """How far a question has come: sending, lost, sent, mailed, taken or answered."""
        if handoff.replies:
            return "answered"
        if handoff.taken_at is not None:
            return "taken"
        if handoff.sent_at is not None:
            return "sent" if self.has_replies else "mailed"
        return "lost" if self._clock() - handoff.asked_at > _LOST_SECONDS else "sending"

    def is_waiting(self, questions: list[Handoff]) -> bool:
        """Whether an answer to one of them is still to come."""
        return any(self.state(one) in ("sending", "sent", "taken") for one in questions)

    async def _check_masked(self, text: str) -> None:
        masked = await self._mask(text)
        if masked is None:
            raise Problem("handoff_unmasked")
        if masked != text:
            # Where names are gone others are seen: what is shown is then taken as it is.
            raise HandoffRefused(await self._mask(masked) or masked)

    def _address(self, asked: Handoff) -> Address:
        """Where the question goes; what waits to be sent goes with the conversation."""
        address = self._office.address(asked.conversation, None)
        return replace(address, place={**address.place, ASKED: asked.id})

    async def _note_sent(self, address: Address, _: OutgoingMessage, vendor_id: str | None) -> None:
        answered = address.place.get(ANSWERED)
        id = answered or address.place.get(ASKED)
        handoff = await handoffs.find(self._database, id) if id else None
        if handoff is None:
            return
        if answered:
            if vendor_id is None:
                await self._tell_office(handoff)
        elif vendor_id is None:
            await self._asker.tell(handoff, "handoff_lost")
        elif await handoffs.note_sent(self._database, handoff.id, vendor_id, self._clock()):
            await self._asker.tell(handoff, "handoff_got")

    async def _tell_office(self, handoff: Handoff) -> None:
        """Say in the question's thread that an answer did not arrive."""
        if handoff.origin is None or handoff.thread is None:
            return
        text = NOT_RECEIVED.format(place=self._titles[handoff.origin.address["channel"]])
        address = self._office.address(handoff.conversation, handoff.thread)
        await self._outgoing.send(address, [message_card(text, "sv")])
