"""One conversation, masked as it is stored: what was written, understood and answered."""

from __future__ import annotations

from aiohttp import web

from web import keys
from web.store.conversations import feedback, turns
from web.trainer.access.gate import needs
from web.trainer.access.pages import trainer_page
from web.trainer.access.people import Person
from web.trainer.formats import iso_time, long_time, percent
from web.trainer.labels import title_of


@needs("reader")
async def page(request: web.Request, person: Person) -> web.StreamResponse:
    """The conversation turn by turn, each with what tests can be made of it."""
    conversation, database = request.match_info["conversation"], request.app[keys.DATABASE]
    rows = await turns.read_turns(database, conversation)
    if not rows:
        raise web.HTTPNotFound
    labels = await turns.settled_labels(database, conversation)
    return await trainer_page(
        request,
        person,
        "inbox/conversation.html",
        conversation=conversation,
        channel=conversation.partition("-")[0],
        turns=[(turn, labels.get(turn.id)) for turn in rows],
        verdicts=await feedback.of_conversation(database, conversation),
        title_of=title_of,
        long_time=long_time,
        iso_time=iso_time,
        percent=percent,
    )
