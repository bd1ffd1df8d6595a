"""The tests made of conversations: listed, removed and exported."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime

from aiohttp import web

from contracts.labelled_messages import columns_of
from web import keys
from web.store.teaching import kept_tests
from web.store.teaching.kept_tests import HOLDOUT, STORY, KeptTest
from web.trainer.access.gate import needs
from web.trainer.access.pages import flash, redirect, session_values, trainer_page
from web.trainer.access.people import Person
from web.trainer.formats import iso_time, long_time
from web.trainer.labels import title_of
from web.trainer.teaching.claims import claims_of, reviewed_as
from web.trainer.teaching.examples import as_file, number_of
from web.trainer.teaching.text_check import why_not_kept

_REMOVED = "removed_test"


@needs("reader")
async def listing(request: web.Request, person: Person) -> web.StreamResponse:
    """The stories and the messages."""
    database = request.app[keys.DATABASE]
    stories = await kept_tests.every(database, STORY)
    messages = await kept_tests.every(database, HOLDOUT)
    reviewed = await reviewed_as(database, [test for _, test in (*stories, *messages)])
    session = await session_values(request)
    return await trainer_page(
        request,
        person,
        "teaching/tests.html",
        stories=[(number, test, claims_of(test, reviewed)) for number, test in stories],
        messages=[
            (number, test, columns_of(test.content), claims_of(test, reviewed)[0])
            for number, test in messages
        ],
        removed="borttaget" in request.query and _REMOVED in session,
        title_of=title_of,
        long_time=long_time,
        iso_time=iso_time,
    )


@needs("trainer")
async def remove(request: web.Request, person: Person) -> web.StreamResponse:
    """Remove a test; the session keeps it, to be put back."""
    number, database = number_of(request), request.app[keys.DATABASE]
    removed = await kept_tests.remove(database, number, person.name, datetime.now(UTC))
    if removed is None:
        await flash(request, "Testet var redan borttaget.")
        return redirect(request, "tests")
    (await session_values(request))[_REMOVED] = asdict(removed)
    await flash(request, "Testet är borttaget.")
    return redirect(request, "tests", query={"borttaget": 1})


@needs("trainer")
async def put_back(request: web.Request, person: Person) -> web.StreamResponse:
    """Undo the last removal; a message only if it has not been taught meanwhile."""
    session = await session_values(request)
    if (removed := session.get(_REMOVED)) is None:
        await flash(request, "Det finns inget att ångra.")
        return redirect(request, "tests")
    test, error = KeptTest(**removed), None
    if test.kind == HOLDOUT:
        label, language, text = columns_of(test.content)
        error = await why_not_kept(request.app, text, label, language)
    if not error:
        database = request.app[keys.DATABASE]
        is_back = await kept_tests.keep(database, test, datetime.now(UTC), person.name)
        error = None if is_back else "Ett annat test har fått namnet."
    if error:
        await flash(request, f"Testet kom inte tillbaka. {error}")
        return redirect(request, "tests")
    session.pop(_REMOVED)
    await flash(request, "Testet är tillbaka.")
    return redirect(request, "tests")


@needs("reader")
async def download_stories(request: web.Request, person: Person) -> web.StreamResponse:
    """The stories, as the file that is exported to evaluation/stories."""
    return as_file(await kept_tests.stories_yaml(request.app[keys.DATABASE]), "reviewed.yml")


@needs("reader")
async def download_messages(request: web.Request, person: Person) -> web.StreamResponse:
    """The messages, as the file that is exported to evaluation/holdout."""
    return as_file(await kept_tests.holdout_tsv(request.app[keys.DATABASE]), "reviewed.tsv")
