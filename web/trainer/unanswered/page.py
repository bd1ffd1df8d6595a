"""The page of what was asked and is open: what the facts leave so, and what was not understood."""

from __future__ import annotations

from datetime import UTC, datetime

from aiohttp import web

from web import keys
from web.store.conversations import unanswered
from web.trainer.access.gate import needs
from web.trainer.access.pages import trainer_page
from web.trainer.access.people import Person
from web.trainer.formats import iso_time, short_time
from web.trainer.unanswered import view

MOST_UNCLEAR = 100  # messages


@needs("reader")
async def page(request: web.Request, person: Person) -> web.StreamResponse:
    """Every question that the facts leave open, by how often it is asked, and what is new."""
    database, now = request.app[keys.DATABASE], datetime.now(UTC)
    since = now.timestamp() - view.LONG * view.SECONDS_A_DAY
    answers = unanswered.open_answers(database, since)
    unclear = await unanswered.unclear_twice(database, since, MOST_UNCLEAR)
    facts = request.app[keys.FACTS].current()
    questions = await view.open_questions(facts, answers, now.timestamp())
    return await trainer_page(
        request,
        person,
        "unanswered/unanswered.html",
        asked=[question for question in questions if question.long],
        unasked=[question for question in questions if not question.long],
        unclear=view.by_conversation(unclear),
        short=view.SHORT,
        long=view.LONG,
        iso_time=iso_time,
        when=lambda at: short_time(at, now),
    )
