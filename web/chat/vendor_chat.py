"""Answers what is written in a vendor's channel, whose writers see nothing but messages."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from desk.cards import Card, choices, message_card
from desk.facts.live import LiveFacts
from web.chat.pipeline import Pipeline
from web.chat.stored import StoredConversation, wish_in
from web.chat.user_input import Buttons
from web.engine_client import EngineClient
from web.problems import Problem, problem_text
from web.security import RateLimits
from web.vendor_words import WORDS

log = logging.getLogger(__name__)


class Reply(NamedTuple):
    """What is said to a message."""

    cards: list[Card]  # for all who read there
    aside: list[Card]  # for the one who wrote, where a channel can say it to one alone


class VendorChat:
    """One message in, what is said to it out; a refusal is a card too, and nothing is raised."""

    def __init__(
        self,
        pipeline: Pipeline,
        limits: RateLimits,
        buttons: Buttons,
        engine: EngineClient,
        live_facts: LiveFacts,
        stored: StoredConversation,
    ) -> None:
        self._pipeline = pipeline
        self._limits = limits
        self._buttons = buttons
        self._engine = engine
        self._live_facts = live_facts
        self._stored = stored

    async def answer(
        self,
        channel: str,
        conversation: str,
        *,
        text: str = "",
        button: Any = None,
        writer: str = "",
        message_id: str | None = None,
        command_for: Sequence[str] = (),
    ) -> Reply:
        """What is said to a text, or to a button with its payload.

        A conversation is one person's, in a place that several share too. `writer` is who that
        is, by a name of ours, where several read; empty in private. The message is stored by its
        `message_id`, if it has one. What is stored is seen, copied and deleted by words and
        buttons; a command names the conversations that it is about, and may say so in one word.
        """
        try:
            await self._limits.check_conversation(conversation)
            if button is not None and self._is_anothers(button, writer):
                return Reply([], [self.menu(WORDS["sv"]["not_your_button"])])
            wish = wish_in(text, is_command=bool(command_for)) if button is None else None
            if wish:
                about = command_for or [conversation]
                cards = await self._stored.answer(wish, channel, about, datetime.now(UTC))
                return Reply([self._buttons.sign(card, writer) for card in cards], [])
            cards = await self._pipeline.answer(
                channel,
                conversation,
                text=text,
                button=button,
                writer=writer,
                message_id=message_id,
            )
            return Reply(cards, [])
        except Problem as problem:
            return Reply([], [message_card(problem_text(problem, "sv"), "sv")])
        except Exception as error:  # noqa: BLE001  (whatever fails, the press line is given)
            log.error("a message in %s got the press line: %s", channel, type(error).__name__)
            return Reply([self._engine.fallback()], [])

    def menu(self, text: str, language: str = "sv") -> Card:
        """A text, and what can be asked for: its buttons are anybody's."""
        replies = choices(self._live_facts.current(), language)
        return self._buttons.sign(message_card(text, language, replies))

    def _is_anothers(self, button: Any, writer: str) -> bool:
        """Whether the button was given to somebody else; one that deletes says so by itself.

        Raises:
            Problem: it is none of ours.
        """
        if self._buttons.open(button).deletion:
            return False
        return self._buttons.owner(button) not in ("", writer)
