"""A message to review, as the table `messages` holds it."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import Any

import sqlalchemy as sa

from contracts.intents import BOTH, FALLBACK, OUT_OF_SCOPE
from web.store.trainer_tables import messages


@dataclass(frozen=True)
class ReviewMessage:
    """What a person wrote, how it was understood, and how far its review has come."""

    id: int  # that of the user's event
    conversation: str
    said_at: float  # seconds since 1970
    channel: str
    language: str  # sv or en
    text: str  # masked
    intent: str  # what was acted on; nlu_fallback when the bot asked back
    likeliest: str  # what the model put first
    confidence: float  # 0 to 1: of the intent, or of the likeliest when the bot asked back
    ranking: tuple[tuple[str, float], ...]  # intents with their confidences, the likeliest first
    chosen: str | None  # the intent that the writer chose when asked back
    helped: bool | None  # None where the writer did not say
    wants_second: bool  # two trainers are to review it
    usefulness: float  # 0 to about 4: what the bot would learn from it
    reasons: tuple[str, ...]  # codes of why it is useful
    alike: str  # the same for texts with the same words
    state: str  # waiting, second (opinion wanted), disputed, settled or discarded
    label: str | None  # what it was settled as
    opened_by: str | None  # who has it on the screen
    opened_at: float | None  # seconds since 1970
    held_out: bool = False  # it is never taught: models are tried on it

    @property
    def guess(self) -> str:
        """The label that the bot would have chosen had it not asked back."""
        return self.likeliest if self.intent == FALLBACK else self.intent

    def verdict(self, label: str) -> str:
        """What it is to say this label of it: right, two, out_of_scope or intent."""
        if label == self.guess:
            return "right"
        return "two" if BOTH in label else "out_of_scope" if label == OUT_OF_SCOPE else "intent"


def message_of(row: sa.Row[Any]) -> ReviewMessage:
    """The message of a row that has all columns of the table, and may have more."""
    values = {field.name: getattr(row, field.name) for field in fields(ReviewMessage)}
    values["ranking"] = tuple((str(name), float(share)) for name, share in json.loads(row.ranking))
    values["reasons"] = tuple(row.reasons.split())
    return ReviewMessage(**values)


def row_of(message: ReviewMessage) -> dict[str, Any]:
    """The row of a message, by the names of its columns."""
    row = {column.name: getattr(message, column.name) for column in messages.c}
    return row | {"ranking": json.dumps(message.ranking), "reasons": " ".join(message.reasons)}
