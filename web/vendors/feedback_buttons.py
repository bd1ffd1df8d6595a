"""Feedback by buttons that a vendor's channel shows below an answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from itsdangerous import BadSignature, URLSafeSerializer

from web.chat.feedback import MISSING, Feedback
from web.http.problems import Problem

HELPED, NOT_HELPED = "yes", "no"


class _Token(NamedTuple):
    conversation: str
    language: str
    writer: str  # whose question was answered; empty where a conversation has one writer
    says: str  # yes, no, or a key of MISSING
    at: float | None  # when the answer was given, if the message does not tell


class FeedbackButtons:
    """Signs what the buttons say, and keeps what was pressed as the page's own feedback is kept."""

    def __init__(self, feedback: Feedback, signing_keys: str | Sequence[str]) -> None:
        self._feedback = feedback
        self._serializer = URLSafeSerializer(signing_keys, salt="feedback-button")

    def ask(self, conversation: str, language: str, writer: str) -> tuple[str, str]:
        """The values of the buttons that say yes and no to whether an answer helped."""
        yes, no = (
            str(self._serializer.dumps(_Token(conversation, language, writer, says, None)))
            for says in (HELPED, NOT_HELPED)
        )
        return yes, no

    async def press(
        self, value: object, writer: str, at: float, now: datetime
    ) -> tuple[str, dict[str, str]]:
        """Keep what was pressed about the answer given `at`, in seconds since 1970.

        `writer` is who pressed. Gives the language of the answer, and after a no the values of
        the buttons that say what was missing, by the keys of `MISSING`.

        Raises:
            Problem: the button is another's or none of ours, nothing is stored of the
                conversation, or the database is down.
        """
        try:
            token = _Token(*self._serializer.loads(value if isinstance(value, str) else ""))
        except BadSignature:
            raise Problem("unknown_button") from None
        if token.writer not in ("", writer):
            raise Problem("not_your_feedback")
        body: dict[str, bool | str] = {"helped": token.says == HELPED}
        if token.says in MISSING:
            body["missing"] = token.says
        given_at = token.at or at
        await self._feedback.give(token.conversation, body, now, given_at)
        more = MISSING if token.says == NOT_HELPED else ()
        return token.language, {
            key: str(self._serializer.dumps(token._replace(says=key, at=given_at))) for key in more
        }
