"""The list of models: what answers, what is being trained, and the candidates."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from web import keys
from web.store.releases import candidates
from web.store.teaching import examples
from web.trainer.access.gate import needs
from web.trainer.access.pages import bare_page, flash, redirect, trainer_page
from web.trainer.access.people import Person
from web.trainer.models import candidate_training
from web.trainer.models.in_force import read_candidate, read_in_force, words

MOST_RELEASES = 20


@needs("reader")
async def listing(request: web.Request, person: Person) -> web.StreamResponse:
    """What answers now, what is being trained, and the candidates."""
    database = request.app[keys.DATABASE]
    state = await _state(request)
    history = [row for row in state["in_force"].history if row.person][-MOST_RELEASES:]
    numbers = {row.candidate for row in history if row.candidate}
    return await trainer_page(
        request,
        person,
        "models/models.html",
        candidates=await candidates.every(database),
        new=await examples.count_new(database),
        history=history[::-1],
        results=await candidates.results(database, numbers),
        **state,
    )


@needs("reader")
async def state(request: web.Request, person: Person) -> web.StreamResponse:
    """The part of the list that changes by itself."""
    return bare_page(request, "models/state.html", **await _state(request))


@needs("trainer")
async def train(request: web.Request, person: Person) -> web.StreamResponse:
    """Begin to train a candidate."""
    same = await candidate_training.learnt_the_same(request.app[keys.DATABASE])
    error = await candidate_training.start(request.app, person)
    notice = "Träningen har börjat. Den tar några minuter."
    if same:
        notice += f" Exemplen är de som kandidat {same} redan har lärt sig."
    await flash(request, error or notice)
    return redirect(request, "models")


@needs("trainer")
async def stop(request: web.Request, person: Person) -> web.StreamResponse:
    """Stop the training of a candidate, which counts as failed from then on."""
    candidate, _ = await read_candidate(request)
    if candidate.state != candidates.TRAINING:
        await flash(request, "Träningen var redan slut.")
    elif await candidate_training.stop(request.app, candidate, person):
        await flash(request, "Träningen är stoppad. Modellen som svarar är kvar.")
    else:
        await flash(request, "Träningen räknas som stoppad, men motorn svarar inte just nu.")
    return redirect(request, "models")


async def _state(request: web.Request) -> dict[str, Any]:
    database = request.app[keys.DATABASE]
    in_training = await candidates.in_training(database)
    progress = (
        await candidate_training.progress(request.app[keys.ENGINE], in_training[0])
        if in_training
        else None
    )
    in_force = await read_in_force(database)
    return {
        "in_force": in_force,
        "training": in_training[0] if in_training else None,
        "progress": progress,
        "changing": bool(in_training) or any(not e.problem for e in in_force.behind),
        **words(),
    }
