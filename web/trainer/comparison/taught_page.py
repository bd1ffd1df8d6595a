"""The taught examples behind a figure of how models without them read them."""

from __future__ import annotations

from aiohttp import web

from web import keys
from web.store.releases import candidates
from web.store.teaching import examples
from web.trainer.access.gate import needs
from web.trainer.access.pages import trainer_page
from web.trainer.access.people import Person
from web.trainer.access.refusals import Refusal
from web.trainer.labels import all_labels, title_of
from web.trainer.models import taught
from web.trainer.models.in_force import read_candidate

MOST_MISREAD = 200
RIGHT, WRONG = "ratt", "fel"


@needs("reader")
async def page(request: web.Request, person: Person) -> web.StreamResponse:
    """The examples that were read rightly, or not (`lasta`), of one label (`etikett`) or of all.

    Those that have been changed or removed since are counted alone.
    """
    database = request.app[keys.DATABASE]
    candidate, figures = await read_candidate(request)
    label, read = request.query.get("etikett"), request.query.get("lasta", WRONG)
    if figures is None or figures.folds is None or read not in (RIGHT, WRONG):
        raise Refusal("not_found")
    if label is not None and label not in all_labels():
        raise Refusal("not_found")
    learnt = await candidates.learnt_labels(database, candidate.id)
    digests = taught.digests_of(figures.folds, learnt, label, is_right=read == RIGHT)
    found = await examples.by_digest(database, digests)
    guesses = {one.digest: taught.guess_in_words(one) for one in figures.folds.misread}
    rows = [
        (found[digest], guesses.get(digest, ""))
        for digest in digests
        if digest in found and found[digest][1].label == learnt[digest]
    ]
    return await trainer_page(
        request,
        person,
        "models/taught.html",
        candidate=candidate,
        label=label,
        is_right=read == RIGHT,
        rows=rows[:MOST_MISREAD],
        count=len(rows),
        gone=len(digests) - len(rows),
        title_of=title_of,
    )
