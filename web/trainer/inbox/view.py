"""Makes what is stored of messages into what the inbox and the disputes show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import zip_longest

from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.intents import FALLBACK
from contracts.placeholders import PLACEHOLDER
from web.store.conversations import feedback
from web.store.conversations import history as conversations
from web.store.conversations.feedback import WriterVerdict
from web.store.conversations.history import Utterance
from web.store.review.messages import ReviewMessage
from web.trainer.formats import REASONS, iso_time, long_time, percent, short_time
from web.trainer.invented_names import is_all_masked
from web.trainer.labels import LANGUAGE_NAMES, all_labels, title_of
from web.trainer.personal_data import suggest

# A runner-up that is less likely says nothing.
_LEAST_CONFIDENCE = 0.01
_MOST_RUNNERS_UP = 3
_SHORT = 160
# What the bot tells apart: it reads Norwegian and Danish as Swedish.
_DETECTED = {**LANGUAGE_NAMES, "sv": "svenska, norska eller danska"}


@dataclass(frozen=True)
class MessageLine:
    """A message in the list, in words."""

    id: int
    text: str
    guess: str  # title of the label
    asked_back: bool
    confidence: str
    share: int  # the confidence in per cent
    channel: str
    time: str
    iso: str  # the time for machines
    place: str  # as it stands in an address
    opened_by: str | None  # who else has it on the screen, to review it


@dataclass(frozen=True)
class RunnerUp:
    """Another label that the bot thought of."""

    title: str
    confidence: str
    share: int  # the confidence in per cent


@dataclass(frozen=True)
class DialogueEntry:
    """What a person or the bot said; of the bot the heading and the beginning."""

    id: int
    sender: str  # user or bot
    text: str
    title: str | None = None
    rest: str | None = None  # the whole, where `text` is only the beginning
    verdict: WriterVerdict | None = None  # what the writer thought of the answer that ends here


@dataclass(frozen=True)
class MessageView:
    """A message with its conversation, what the bot made of it, and why it is worth a look."""

    id: int
    conversation: str
    text: str
    state: str
    label: str | None
    guess: str  # name of the label
    knows_guess: bool  # it is a label of today
    asked_back: bool
    confidence: str
    share: int  # the confidence in per cent
    sure: bool
    runners_up: list[RunnerUp]
    chosen: str | None
    reasons: list[str]
    channel: str
    language: str  # in words
    lang: str  # sv or en
    said_at: str
    entries: list[DialogueEntry]
    suggestion: str | None  # how it would be taught, where something in it is masked


def line(
    message: ReviewMessage, now: datetime, place: str = "", opened_by: str | None = None
) -> MessageLine:
    """A message in the list; `place` is where it stands there, `opened_by` who else has it open."""
    return MessageLine(
        id=message.id,
        text=message.text,
        guess=title_of(message.guess),
        asked_back=message.intent == FALLBACK,
        confidence=percent(message.confidence),
        share=round(message.confidence * 100),
        channel=message.channel,
        time=short_time(message.said_at, now),
        iso=iso_time(message.said_at),
        place=place,
        opened_by=opened_by,
    )


async def message_view(database: AsyncEngine, message: ReviewMessage) -> MessageView:
    """A message as it is opened."""
    guess = message.guess
    utterances = await conversations.around(database, message.conversation, message.id)
    verdicts = await feedback.of_conversation(database, message.conversation)
    return MessageView(
        id=message.id,
        conversation=message.conversation,
        text=message.text,
        state=message.state,
        label=message.label,
        guess=guess,
        knows_guess=guess in all_labels(),
        asked_back=message.intent == FALLBACK,
        confidence=percent(message.confidence),
        share=round(message.confidence * 100),
        sure=message.confidence >= 0.95 and message.intent != FALLBACK,
        runners_up=[
            RunnerUp(title_of(name), percent(share), round(share * 100))
            for name, share in message.ranking
            if name != guess and share >= _LEAST_CONFIDENCE
        ][:_MOST_RUNNERS_UP],
        chosen=message.chosen,
        reasons=[REASONS[code] for code in message.reasons if code in REASONS],
        channel=message.channel,
        language=_DETECTED.get(message.language, message.language),
        lang=message.language,
        said_at=long_time(message.said_at),
        entries=_with_verdicts([_entry(utterance) for utterance in utterances], verdicts),
        suggestion=_suggestion(message.text),
    )


def _with_verdicts(
    entries: list[DialogueEntry], verdicts: Mapping[int, WriterVerdict]
) -> list[DialogueEntry]:
    """The entries, the last of each answer with what the writer thought of it."""
    result, about = [], 0
    for entry, following in zip_longest(entries, entries[1:]):
        about = entry.id if entry.sender == "user" else about
        ends = following is None or following.sender == "user"
        result.append(replace(entry, verdict=verdicts.get(about)) if ends else entry)
    return result


def _suggestion(text: str) -> str | None:
    return suggest(text) if PLACEHOLDER.search(text) and not is_all_masked(text) else None


def _entry(utterance: Utterance) -> DialogueEntry:
    if utterance.sender == "user":
        return DialogueEntry(utterance.id, "user", utterance.text)
    short = utterance.lead or utterance.text
    if len(short) > _SHORT:
        short = short[: _SHORT - 1].rsplit(" ", 1)[0] + " …"
    rest = utterance.text if len(utterance.text) > len(short) + 40 else None
    return DialogueEntry(utterance.id, "bot", short, utterance.title, rest)
