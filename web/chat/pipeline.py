"""Passes a message from any channel to the engine, and the cards back."""

from __future__ import annotations

from typing import Any

from desk.cards import Card, message_card
from web.chat.answers import Answers
from web.chat.user_input import Buttons, clean_text
from web.engine_client import EngineClient
from web.problems import Problem, problem_text
from web.security import RateLimits


class Pipeline:
    """One message in, the cards that answer it out, the same in every channel."""

    def __init__(
        self, engine: EngineClient, answers: Answers, buttons: Buttons, limits: RateLimits
    ) -> None:
        self._engine = engine
        self._answers = answers
        self._buttons = buttons
        self._limits = limits

    async def answer(
        self, channel: str, conversation: str, *, text: Any = None, button: Any = None
    ) -> list[Card]:
        """The cards, with addresses, and with signed payloads in their quick replies.

        `button` is such a payload, of a quick reply that was pressed; it goes before `text`.

        Raises:
            Problem: what was sent cannot be used.
        """
        title = None
        if button is not None:
            message, title = self._buttons.open(button)
        else:
            message = clean_text(text)
        cards = await self._engine.ask(conversation, message, channel, title)
        return [self._buttons.sign(card) for card in await self._answers.keep(cards)]

    async def answer_or_refuse(
        self, channel: str, conversation: str, *, text: Any = None, button: Any = None
    ) -> list[Card]:
        """As `answer`, within the conversation's limit; a refusal is a card that says why.

        For channels whose writers see nothing but the bot's messages.
        """
        try:
            await self._limits.check_conversation(conversation)
            return await self.answer(channel, conversation, text=text, button=button)
        except Problem as problem:
            return [message_card(problem_text(problem, "sv"), "sv", [])]
