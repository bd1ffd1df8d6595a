"""Tells a journalist in a vendor's channel what becomes of a question, and what is answered."""

from __future__ import annotations

import logging
from dataclasses import replace

from desk.cards import card_contact, message_card, with_contacts
from desk.facts.live import LiveFacts
from web.chat.conversation_turns import ConversationTurns
from web.outgoing.message import Address
from web.outgoing.outgoing import ChannelOff, Outgoing
from web.store.conversations.handoffs import Handoff
from web.vendor_words import WORDS

log = logging.getLogger(__name__)

# In the place of what is sent: the id of the question that it is, or that it answers.
ASKED, ANSWERED = "handoff", "answered"
# After these the journalist may need the press line.
_WITH_PRESS_LINE = frozenset(("handoff_got", "handoff_lost"))


class Asker:
    """Writes to where a question was asked; who asked in the web chat looks there."""

    def __init__(self, outgoing: Outgoing, facts: LiveFacts, turns: ConversationTurns) -> None:
        self._outgoing = outgoing
        self._facts = facts
        self._turns = turns

    async def tell(self, handoff: Handoff, words: str, text: str = "") -> bool:
        """Say these words of ours, and below them the text of a person, if there is one.

        False where nothing can be sent there. What is sent with a person's text carries the
        question's `id` in its place, under `ANSWERED`.
        """
        if handoff.origin is None:
            return True
        language = handoff.origin.language
        said = WORDS[language][words]
        card = message_card(f"{said}\n\n{text}" if text else said, language)
        if words in _WITH_PRESS_LINE:
            press_line = card_contact(self._facts.current().contacts["press_phone"], language)
            card = with_contacts(card, [press_line])
        address = Address.from_json(handoff.origin.address)
        if text:
            address = replace(address, place={**address.place, ANSWERED: handoff.id})
        try:
            # After what is being said there: that the question is on its way, for one.
            async with self._turns.turn(handoff.conversation):
                await self._outgoing.send(address, [card])
        except ChannelOff as error:
            log.error("a journalist was not told: %s is off", error)
            return False
        return True
