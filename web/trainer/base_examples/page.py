"""The examples that come with the bot: listed, searched and filtered."""

from __future__ import annotations

import asyncio
from typing import Any

from aiohttp import web

from web import keys
from web.addresses import url_for
from web.store.teaching import base_changes
from web.trainer.access.gate import needs
from web.trainer.access.pages import trainer_page
from web.trainer.access.people import Person
from web.trainer.base_examples.example_words import question_in_words, state_in_words
from web.trainer.base_examples.search import BY_ITSELF, BaseExamples, BaseFilters, base_examples
from web.trainer.base_examples.writer_names import writer_in_words
from web.trainer.query import Query
from web.trainer.query import page as page_number
from web.trainer.teaching.examples import choices

ROWS = 50
_SEARCH_CHARACTERS = 100
_FILTERS = {
    "text": "text",
    "etikett": "label",
    "fraga": "question",
    "lage": "state",
    "skribent": "writer",
    "sprak": "language",
}


@needs("reader")
async def listing(request: web.Request, person: Person) -> web.StreamResponse:
    """The examples that pass the filters of the address, as the files have them, in pages."""
    every = await read_all()
    query = Query(request.query, _FILTERS)
    query.text("text", _SEARCH_CHARACTERS)
    filters = BaseFilters(**{_FILTERS[name]: v or None for name, v in query.values.items()})
    number = page_number(request.query.get("sida", ""))
    rows, total = ([], 0) if query.errors else every.page(filters, (number - 1) * ROWS, ROWS)
    changes = await base_changes.every(request.app[keys.DATABASE])

    def address(of: int) -> str:
        return url_for(request.app, "base", query={**query.values, "sida": of})

    return await trainer_page(
        request,
        person,
        "base_examples/base.html",
        422 if query.errors else 200,
        rows=rows,
        total=total,
        everything=len(every.rows),
        wanted={change.key: change for _, change in changes if change.key in every.by_key},
        values=query.values,
        errors=query.errors,
        number=number,
        previous=address(number - 1) if number > 1 else None,
        following=address(number + 1) if number * ROWS < total else None,
        with_vague=True,
        **_facets(request, every),
        **words(request),
        **choices(),
    )


async def read_all() -> BaseExamples:
    """All examples; the first time they are read in a thread, for others are served meanwhile."""
    return await asyncio.to_thread(base_examples)


def words(request: web.Request) -> dict[str, Any]:
    """What a template says questions, states and writers with."""
    facts, writers = request.app[keys.FACTS].current(), base_examples().writers
    return {
        "writer_in_words": lambda name: writer_in_words(name, writers),
        "question_in_words": lambda name: question_in_words(facts, name),
        "state_in_words": state_in_words,
    }


def _facets(request: web.Request, every: BaseExamples) -> dict[str, Any]:
    """What can be chosen among, each with its words."""
    facts = request.app[keys.FACTS].current()
    questions = [(name, question_in_words(facts, name)) for name in every.questions]
    writers = [(name, writer_in_words(name, every.writers)) for name in every.writers]
    return {
        "questions": sorted(questions, key=lambda question: question[1]),
        "states": [(name, state_in_words(name)) for name in (BY_ITSELF, *every.states)],
        "writers": sorted(writers, key=lambda writer: writer[1]),
    }
