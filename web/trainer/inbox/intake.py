"""Reads what people wrote out of the engine's events, so that it can be searched and reviewed."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import groupby

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.events import NOT_KEPT
from contracts.intents import FALLBACK
from web import keys
from web.background import repeated
from web.store.review import incoming
from web.store.review.incoming import Change, UserEvent
from web.store.review.messages import ReviewMessage
from web.trainer.inbox.user_events import ButtonPress, Incoming, of_stored, read_event
from web.trainer.labels import is_topic
from web.trainer.usefulness import alike, corrects, taught_words, usefulness

log = logging.getLogger(__name__)

SECONDS_BETWEEN = 3.0
SHARE = 20
_BATCH = 300
_ONE_DAY = 24 * 3600.0
# Of a first message too short for the bot to say.
_LANGUAGE = "sv"


async def take_in(database: AsyncEngine, now: datetime, share: int = SHARE, aside: int = 0) -> int:
    """Store what was written since last as messages, and bring the late ones up to date.

    Says how many were new. It may run at any time, and in several copies of web at once. `share`
    is how many of a hundred messages go to a second trainer, `aside` how many are never taught.
    """
    taught = await asyncio.to_thread(taught_words)
    after = await incoming.last_read(database, now)
    late_texts = await incoming.unread_of_the_press_line(database, after, now)
    count = await _save(database, late_texts, taught, (share, aside)) if late_texts else 0
    while events := await incoming.unread(database, after, _BATCH):
        after = events[-1].id
        count += await _save(database, events, taught, (share, aside))
    late = [of_stored(row) for row in await incoming.late_feedback(database, now)]
    await incoming.save(database, [], [_change(m, taught) for m in late])
    return count


async def _save(
    database: AsyncEngine,
    events: Sequence[UserEvent],
    taught: frozenset[str],
    shares: tuple[int, int],
) -> int:
    messages = await _with_what_follows(database, events)
    new = [_message(m, taught, *shares) for m in messages if m.is_new]
    changed = [_change(m, taught) for m in messages if m.has_changed and not m.is_new]
    return await incoming.save(database, new, changed)


async def _take_in(app: web.Application) -> None:
    settings = app[keys.SETTINGS]
    shares = (settings.second_opinion_share, settings.holdout_share)
    await take_in(app[keys.DATABASE], datetime.now(UTC), *shares)


running = repeated(_take_in, SECONDS_BETWEEN, "messages were not taken in")


async def _with_what_follows(database: AsyncEngine, events: Sequence[UserEvent]) -> list[Incoming]:
    """The messages among the events, and those before them in their conversations.

    Each knows what its writer did next, and if its words have been said before.
    """
    names = {event.sender_id for event in events}
    since = min(event.timestamp for event in events) - _ONE_DAY
    stored = [of_stored(row) for row in await incoming.of_conversations(database, names, since)]
    timeline: list[tuple[str, int, Incoming | ButtonPress]] = [
        (message.conversation, message.id, message) for message in stored
    ]
    for event in events:
        try:
            what = read_event(event.id, event.sender_id, event.timestamp, event.data)
        except ValueError as error:
            log.error("an event could not be read: %s", error)
            continue
        if isinstance(what, Incoming) and what.prediction.text == NOT_KEPT:
            continue
        timeline.append((event.sender_id, event.id, what))
    timeline.sort(key=lambda entry: entry[:2])
    for _, entries in groupby(timeline, key=lambda entry: entry[0]):
        _follow([what for _, _, what in entries])
    messages = [what for _, _, what in timeline if isinstance(what, Incoming)]
    new = [message for message in messages if message.is_new]
    repeats = await incoming.repeats_of(database, {alike(m.prediction.text) for m in new})
    verdicts = await incoming.helped(database, [m.id for m in new])
    for message in new:
        message.helped = verdicts.get(message.id)
        message.is_repeat = alike(message.prediction.text) in repeats
        repeats.add(alike(message.prediction.text))
    return messages


def _follow(conversation: Iterable[Incoming | ButtonPress]) -> None:
    """Tell each message what came after it, and in what language it was if too short to say."""
    last: Incoming | None = None
    for what in conversation:
        if isinstance(what, Incoming):
            what.language = what.language or (last.language if last else _LANGUAGE)
            _correct(last, what.prediction.text, what.prediction.intent, what.said_at)
            last = what
        else:
            _correct(last, "", what.intent, what.at)
            _choose(last, what.intent)


def _choose(earlier: Incoming | None, intent: str) -> None:
    """As the slot chosen_label has it, which a later session of the conversation repeats."""
    asks_back = earlier is not None and earlier.prediction.intent == FALLBACK
    if earlier and asks_back and earlier.chosen is None and is_topic(intent):
        earlier.chosen, earlier.has_changed = intent, True


def _correct(earlier: Incoming | None, text: str, intent: str, at: float) -> None:
    if earlier is None or earlier.corrected:
        return
    if corrects(earlier.prediction, text, intent, at - earlier.said_at):
        earlier.corrected = earlier.has_changed = True


def _message(incoming: Incoming, taught: frozenset[str], share: int, aside: int) -> ReviewMessage:
    """A new message, which waits for review."""
    prediction, change = incoming.prediction, _change(incoming, taught)
    return ReviewMessage(
        id=incoming.id,
        conversation=incoming.conversation,
        said_at=incoming.said_at,
        channel=incoming.channel,
        language=incoming.language or _LANGUAGE,
        text=prediction.text,
        intent=prediction.intent,
        likeliest=incoming.likeliest,
        confidence=prediction.confidence,
        ranking=prediction.ranking,
        chosen=change.chosen,
        helped=change.helped,
        wants_second=_wants_second(incoming.id, share),
        usefulness=change.usefulness,
        reasons=change.reasons,
        alike=alike(prediction.text),
        state="waiting",
        label=None,
        opened_by=None,
        opened_at=None,
        held_out=_is_held_out(prediction.text, aside),
    )


def _change(incoming: Incoming, taught: frozenset[str]) -> Change:
    value, reasons = usefulness(
        incoming.prediction,
        taught,
        helped=incoming.helped,
        corrected=incoming.corrected,
        is_repeat=incoming.is_repeat,
    )
    return Change(incoming.id, incoming.chosen, incoming.helped, value, tuple(reasons))


def _wants_second(id: int, share: int) -> bool:
    """Whether it is one of those that a second trainer sees: the same in every copy of web."""
    return _in_hundred(f"second opinion {id}") < share


def _is_held_out(text: str, share: int) -> bool:
    """Whether models are tried on it: said again, the same words are set aside again."""
    return _in_hundred(f"held out {alike(text)}") < share


def _in_hundred(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4]) % 100
