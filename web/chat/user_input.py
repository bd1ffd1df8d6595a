"""Makes what people send safe to hand to the engine."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from itsdangerous import BadSignature, URLSafeSerializer

from contracts.conversation import DELETES
from desk.cards import Card, QuickReply
from web.http.problems import Problem

MAX_CHARACTERS = 2000

_NOT_TEXT = re.compile(r"[\ud800-\udfff\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
# What may stand before and around the slash that the engine takes for a command.
_COMMAND_MARKS = re.compile(r"^[\s/\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f]+")


def clean_text(raw: Any, most: int = MAX_CHARACTERS) -> str:
    """The text without control characters, and without the slash that would make it a command.

    Raises:
        Problem: it is not a string, says nothing, or is longer than `most` characters.
    """
    if not isinstance(raw, str):
        raise Problem("wrong_type")
    text = _COMMAND_MARKS.sub("", _NOT_TEXT.sub(" ", raw)).strip()
    if not text:
        raise Problem("no_text")
    if len(text) > most:
        raise Problem("too_long", limit=most)
    return text


@dataclass(frozen=True)
class Offer:
    """What a button was given with: one that deletes, or one that is for one of several."""

    language: str
    writer: str  # whom it was given to; empty where a conversation has one writer
    at: float  # seconds since 1970


class Press(NamedTuple):
    """A button that was pressed."""

    payload: str  # for the engine
    title: str  # what the writer saw
    deletion: Offer | None = None  # of a button that deletes


def read_payload[Wish](payload: str, name: str, make: Callable[..., Wish]) -> Wish | None:
    """What a payload of ours wishes, `name` and words, made of the words; None of any other."""
    first, *words = payload.split()
    return make(*words) if first == name else None


class Buttons:
    """Signs the payloads of quick replies, so that only those we sent count.

    Where several can write, the payload says whose button it is.
    """

    def __init__(
        self, signing_keys: str | Sequence[str], clock: Callable[[], float] = time.time
    ) -> None:
        """The last key signs; what an earlier one has signed counts too."""
        self._serializer = URLSafeSerializer(signing_keys, salt="quick-reply")
        self._clock = clock

    def sign(self, card: Card, writer: str = "") -> Card:
        """The card with opaque payloads, for `writer` alone where one is named."""
        replies = self.sign_replies(card["quick_replies"], card["language"], writer)
        return {**card, "quick_replies": replies}

    def sign_replies(
        self, replies: Iterable[QuickReply], language: str = "sv", writer: str = ""
    ) -> list[QuickReply]:
        """The replies with opaque payloads."""
        offer = [language, writer, self._clock()]

        def token(reply: QuickReply) -> str:
            offers = [offer] if writer or reply["payload"] == DELETES else []
            return str(self._serializer.dumps([reply["payload"], reply["title"], *offers]))

        return [{**reply, "payload": token(reply)} for reply in replies]

    def open(self, token: Any) -> Press:
        """What was pressed.

        Raises:
            Problem: the token is not a string, or was not made here.
        """
        payload, title, offer = self._read(token)
        return Press(payload, title, offer if payload == DELETES else None)

    def owner(self, token: Any) -> str:
        """To whom the button was given, as `writer` of `sign`; empty where anybody may press it.

        Raises:
            Problem: the token is not a string, or was not made here.
        """
        offer = self._read(token)[2]
        return offer.writer if offer else ""

    def _read(self, token: Any) -> tuple[str, str, Offer | None]:
        if not isinstance(token, str):
            raise Problem("wrong_type")
        try:
            payload, title, *offers = self._serializer.loads(token)
        except BadSignature:
            raise Problem("unknown_button") from None
        return payload, title, Offer(*offers[0]) if offers else None
