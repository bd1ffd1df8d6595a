"""The test stories that come with the bot, which a candidate must pass: read, and searched."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from functools import cache

from aiohttp import web

from contracts.story_files import stories_in
from contracts.training import REVIEWED
from web.store.teaching import rasa_files
from web.trainer.access.gate import needs
from web.trainer.access.pages import trainer_page
from web.trainer.access.people import Person
from web.trainer.labels import title_of
from web.trainer.query import Query
from web.trainer.teaching.claims import Claim, claims_of_turns

_SEARCH_CHARACTERS = 2000  # a whole turn may be searched for


@needs("reader")
async def listing(request: web.Request, person: Person) -> web.StreamResponse:
    """The stories in which a text is said (`sok`), by what their first message is about."""
    query = Query(request.query, ("sok",))
    wanted = (query.text("sok", _SEARCH_CHARACTERS) or "").casefold()
    every = await asyncio.to_thread(built_in)
    found = [story for story in every if any(wanted in claim.text.casefold() for claim in story)]
    groups: dict[str, list[list[Claim]]] = defaultdict(list)
    for story in found:
        label = next((claim.label for claim in story if claim.label), None)
        groups[title_of(label) if label else "Annat"].append(story)
    return await trainer_page(
        request,
        person,
        "teaching/built_in.html",
        422 if query.errors else 200,
        groups=sorted(groups.items()),
        found=len(found),
        every=len(every),
        values=query.values,
        errors=query.errors,
        title_of=title_of,
    )


@cache
def built_in() -> list[list[Claim]]:
    """What each story claims, turn by turn; the files are those of the release, and are read once.

    What trainers keep, once it is exported, stands under its own heading.

    Raises:
        OSError, YAMLError, StoryFileError: a file cannot be read.
    """
    stories = [story for path, story in stories_in() if path.stem != REVIEWED]
    return [claims_of_turns(rasa_files.turns_of(story.steps), {}) for story in stories]
