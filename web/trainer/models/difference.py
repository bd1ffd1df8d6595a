"""What differs in what two candidates have learnt, and the removal of what one has learnt more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine

from web import keys
from web.store.releases import candidates
from web.store.teaching import examples
from web.store.teaching.examples import TaughtExample
from web.trainer.access.gate import needs
from web.trainer.access.pages import flash, redirect, trainer_page
from web.trainer.access.people import Person
from web.trainer.access.refusals import Refusal
from web.trainer.labels import title_of
from web.trainer.models.in_force import read_candidate
from web.trainer.query import number
from web.trainer.removed_examples import keep_removed

MOST_DIFFERENT = 500
Rows = list[tuple[int, TaughtExample]]


@needs("reader")
async def page(request: web.Request, person: Person) -> web.StreamResponse:
    """What a candidate has learnt and another, `mot`, has not; without one, than the first model.

    Examples that have been removed since are counted alone.
    """
    database = request.app[keys.DATABASE]
    candidate, _ = await read_candidate(request)
    other = number(request.query.get("mot", "")) or 0
    if other and await candidates.read(database, other) is None:
        raise Refusal("not_found")
    new = await candidates.learnt_labels(database, candidate.id)
    old = await candidates.learnt_labels(database, other)
    only_new, count, gone = await _differing(database, new, old)
    only_old, count_of_old, gone_of_old = await _differing(database, old, new)
    return await trainer_page(
        request,
        person,
        "models/difference.html",
        candidate=candidate,
        other=other,
        others=[c for c in await candidates.every(database) if c.id != candidate.id],
        is_after_undo="tillbaka" in request.query,
        only_new=only_new,
        only_old=only_old,
        count=count,
        count_of_old=count_of_old,
        gone=gone + gone_of_old,
        title_of=title_of,
    )


@needs("trainer", most_bytes=64_000, keeps=True)
async def remove(request: web.Request, person: Person) -> web.StreamResponse:
    """Remove the examples that are ticked; the session keeps them, to be put back together."""
    form, database, now = await request.post(), request.app[keys.DATABASE], datetime.now(UTC)
    ticked = [number(str(value)) for value in form.getall("example", [])][:MOST_DIFFERENT]
    gone = [
        await examples.remove(database, example, person.name, now) for example in ticked if example
    ]
    removed = [example for example in gone if example]
    if not removed:
        await flash(request, "Inget exempel är borttaget.")
        return redirect(request, "models")
    await keep_removed(request, removed)
    count = len(removed)
    said = "Ett exempel är borttaget." if count == 1 else f"{count} exempel är borttagna."
    await flash(request, said)
    return redirect(request, "examples", query={"borttaget": 1})


async def has_more(database: AsyncEngine, candidate: int, other: int | None) -> bool:
    """Whether a candidate has learnt something, still there, that another has not."""
    new = await candidates.learnt_labels(database, candidate)
    old = await candidates.learnt_labels(database, other or 0)
    rows, _, _ = await _differing(database, new, old)
    return bool(rows)


async def _differing(
    database: AsyncEngine, new: Mapping[str, str], old: Mapping[str, str]
) -> tuple[Rows, int, int]:
    """The last examples that the one has learnt so and the other not, how many, how many are gone.

    Those are gone that have been changed or removed since.
    """
    more = {digest: label for digest, label in new.items() if old.get(digest) != label}
    rows, count = await examples.still(database, more, MOST_DIFFERENT) if more else ([], 0)
    return rows, count, len(more) - count
