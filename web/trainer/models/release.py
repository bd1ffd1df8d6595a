"""Releases a candidate, and goes back to what was released before."""

from __future__ import annotations

from datetime import UTC, datetime

from aiohttp import web

from contracts.figures import (
    BROKEN,
    MISROUTES,
    WORSE_QUESTIONS,
    WORSE_TURNS,
    WRONG_YES,
    Figures,
)
from web import keys
from web.store.releases import candidates
from web.store.releases import model_releases as releases
from web.store.releases.candidates import Candidate
from web.store.releases.model_releases import Release
from web.trainer.access.gate import needs
from web.trainer.access.pages import flash, redirect
from web.trainer.access.people import Person
from web.trainer.models import conversations as model_conversations
from web.trainer.models.stored import InForce, name_of, read_candidate, read_in_force
from web.trainer.query import number

MEANWHILE = "Något annat släpptes medan sidan var öppen. Läs igenom vad som gäller nu."


@needs("releaser")
async def release(request: web.Request, person: Person) -> web.StreamResponse:
    """Have the engines serve a candidate."""
    candidate, figures = await read_candidate(request)
    database, now = request.app[keys.DATABASE], datetime.now(UTC)
    in_force = await read_in_force(database)
    here = redirect(request, "models.candidate", number=candidate.id)
    if await _based_on(request) != in_force.number:
        await flash(request, MEANWHILE)
        return here
    if error := obstacle_to(candidate, figures, in_force):
        await flash(request, error)
        return here
    assert candidate.model and figures
    new = Release(
        in_force.number + 1, candidate.model, candidate.id, None, person.name, now.timestamp()
    )
    if not await releases.release(database, new, figures.current.model, now):
        await flash(request, MEANWHILE)
        return here
    await flash(request, f"Kandidat {candidate.id} är släppt. Motorerna byter inom några sekunder.")
    return redirect(request, "models")


@needs("releaser")
async def undo(request: web.Request, person: Person) -> web.StreamResponse:
    """Have the engines serve the model that was released before."""
    database, now = request.app[keys.DATABASE], datetime.now(UTC)
    based_on = await _based_on(request)
    back = None
    if based_on is not None:
        back = await releases.undo(database, based_on, person.name, now)
    await flash(request, f"Tillbaka till {name_of(back)}." if back else MEANWHILE)
    return redirect(request, "models")


def obstacle_to(candidate: Candidate, figures: Figures | None, in_force: InForce) -> str | None:
    """Why a candidate may not be released, or None."""
    if candidate.state == candidates.TRAINING:
        return "Kandidaten tränas fortfarande."
    if candidate.state == candidates.FAILED:
        return "Träningen misslyckades, så det finns ingen modell att släppa."
    if candidate.model == in_force.model:
        return "Det är den här modellen som svarar nu."
    if figures is None:
        return (
            "Jämförelsen gjordes av en annan version och kan inte läsas. Träna en ny kandidat, så "
            "jämförs den på nytt."
        )
    if WRONG_YES in figures.forbidden:
        return (
            "Kandidaten säger i ett samtal att ett fall kan kommenteras när det inte får det. "
            "Samtalet står nedan."
        )
    if BROKEN in figures.forbidden:
        return "Kandidaten klarar inte testsamtal som modellen innan klarar. De står nedan."
    if MISROUTES in figures.forbidden:
        new, old = figures.candidate.misrouted, figures.current.misrouted
        return (
            f"Kandidaten ger fel kontakt i {new} testmeddelanden, modellen innan i {old}. "
            "De nya står nedan."
        )
    if conversations := figures.conversations:
        if WORSE_TURNS in figures.forbidden:
            change = model_conversations.change_in_words(conversations.turn_changes)
            return (
                f"Kandidaten svarar sämre i samtal än modellen innan, mer än slumpen gör: {change}."
                " Samtalen står nedan."
            )
        if WORSE_QUESTIONS in figures.forbidden:
            change = model_conversations.change_in_words(conversations.question_changes)
            return (
                "Kandidaten svarar sämre på frågor än modellen innan, mer än slumpen gör: "
                f"{change}. Frågorna står nedan."
            )
    if figures.current.model != in_force.model:
        return (
            "Kandidaten är jämförd med en modell som inte svarar längre. Träna en ny kandidat, "
            "så jämförs den med den som gör det."
        )
    return None


async def _based_on(request: web.Request) -> int | None:
    """The number of the release that was the last when the page was drawn."""
    return number(str((await request.post()).get("based_on", "")))
