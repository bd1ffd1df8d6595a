"""What is sent, where to, and how a vendor can refuse it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol, Self

from desk.cards import Card


@dataclass(frozen=True)
class Address:
    """Where a channel sends to, good for as long as the vendor knows the place.

    What waits to be sent is deleted with the `conversation` that it belongs to.
    """

    channel: str
    conversation: str
    place: dict[str, Any]  # JSON values in the vendor's words, which the channel alone reads

    def as_json(self) -> dict[str, Any]:
        """The address as JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        """The address that `as_json` gave."""
        return cls(**values)


@dataclass(frozen=True)
class OutgoingMessage:
    """A message in the vendor's form, and the same in words for when the form is refused."""

    body: dict[str, Any]  # JSON values
    text: str


class NotTaken(Exception):
    """The vendor did not take a message; the text is for the log and holds nothing of it."""


class TryLater(NotTaken):
    """It may take it later; `retry_after` is how many seconds it asks for, if it says so."""

    def __init__(self, text: str, retry_after: float | None = None) -> None:
        super().__init__(text)
        self.retry_after = retry_after


class WrongForm(NotTaken):
    """It does not take this form of the message, and may take the words alone."""


class MessageRefused(NotTaken):
    """It will not take it."""


class Sender(Protocol):
    """What a channel gives its queue."""

    def draw(self, cards: Sequence[Card]) -> list[OutgoingMessage]:
        """The messages that show the cards, in order."""

    def in_words(self, text: str) -> dict[str, Any]:
        """The body of a message that is nothing but text, cut to what the vendor takes."""

    async def send(self, place: dict[str, Any], body: dict[str, Any]) -> str:
        """Send once, and give the vendor's id of what was sent, empty if there is none.

        Raises:
            NotTaken: one of its kinds.
        """

    def pace(self, place: dict[str, Any]) -> tuple[str, float] | None:
        """What shares a pace at the vendor's, and the seconds between two messages there."""


def retry_after(value: str | None) -> float | None:
    """The seconds that a `Retry-After` names; None if it names none."""
    return float(value) if value and value.isascii() and value.isdigit() else None
