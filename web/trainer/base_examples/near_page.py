"""What resembles a text: of the examples that come with the bot, and of the trainers' own."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine

from web import keys
from web.store.review import review_queue
from web.store.teaching import base_changes, examples
from web.store.teaching.examples import TaughtExample
from web.trainer.access.gate import needs
from web.trainer.access.pages import trainer_page
from web.trainer.access.people import Person
from web.trainer.base_examples.near_texts import LEAST_ALIKE, NearTexts, stems
from web.trainer.base_examples.page import read_all, words
from web.trainer.labels import title_of
from web.trainer.query import number
from web.trainer.teaching.examples import choices, tick_all

MOST_SHOWN = 10
MOST_TAUGHT = 50  # those that can be changed together
_CHARACTERS = 2000
# Of the trainers' examples those are compared that share one of the words that tell most.
_TELLING, _MOST_COMPARED = 4, 500


@needs("reader")
async def page(request: web.Request, person: Person) -> web.StreamResponse:
    """The nearest to a text, or to a message (`m`), each with its label."""
    database = request.app[keys.DATABASE]
    message = number(request.query.get("m", ""))
    stored = await review_queue.read(database, message) if message is not None else None
    text = stored.text if stored else request.query.get("text", "")[:_CHARACTERS].strip()
    every = await read_all()
    base, taught = [], []
    if text:
        index = await asyncio.to_thread(lambda: every.index)
        base = every.near(text, MOST_SHOWN)
        taught = await _taught_near(database, text, index)
    changes = await base_changes.every(database)
    labels = [row.example.label for row in base] + [
        example.label for _, example in taught[:MOST_SHOWN]
    ]
    return await trainer_page(
        request,
        person,
        "base_examples/near.html",
        text=text,
        message=stored.id if stored else None,
        base=base,
        taught=taught,
        **choices(),
        verdict=labels_in_words(labels),
        ticked="alla" in request.query,
        tick_all=tick_all(request, {"m": stored.id} if stored else {"text": text}),
        wanted={change.key: change for _, change in changes},
        **words(request),
    )


def labels_in_words(labels: Sequence[str]) -> str:
    """How many of the nearest have which label, as a sentence; nothing of none."""
    counts = Counter(labels).most_common()
    if not counts:
        return ""
    if len(counts) == 1:
        start = "Det som liknar är" if len(labels) == 1 else f"Alla {len(labels)} närmaste är"
        return f"{start} {title_of(labels[0])}."
    *parts, last = (f"{count} {title_of(label)}" for label, count in counts)
    return f"Av de {len(labels)} närmaste är {', '.join(parts)} och {last}."


async def _taught_near(
    database: AsyncEngine, text: str, index: NearTexts
) -> list[tuple[int, TaughtExample]]:
    telling = sorted(stems(text), key=index.weight, reverse=True)[:_TELLING]
    if not telling:
        return []
    rows = await examples.with_any_of(database, telling, _MOST_COMPARED)
    alike = index.among(text, [example.text for _, example in rows])
    near = [
        (likeness, row)
        for likeness, row in zip(alike, rows, strict=True)
        if likeness >= LEAST_ALIKE
    ]
    return [row for _, row in sorted(near, key=lambda pair: -pair[0])[:MOST_TAUGHT]]
