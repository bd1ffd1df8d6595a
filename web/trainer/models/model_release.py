"""Releases a candidate, and goes back to what was released before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from aiohttp import web

from contracts.comparison.figures import (
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
from web.store.teaching.rasa_files import one_line
from web.trainer.access.gate import needs
from web.trainer.access.pages import flash, redirect
from web.trainer.access.people import Person
from web.trainer.formats import counts_in_words
from web.trainer.models.difference import has_more
from web.trainer.models.in_force import InForce, name_of, read_candidate, read_in_force
from web.trainer.query import number

MEANWHILE = "Något annat släpptes medan sidan var öppen. Läs igenom vad som gäller nu."
NARROW = (
    "Kandidaten klarar inte testsamtal som modellen innan klarar, men marginalen är knapp i vart "
    "och ett. De står nedan. Läs dem, och släpp bara om svaren duger: skriv i så fall varför."
)
REASON_CHARACTERS = 300


@needs("releaser", keeps=True)
async def release(request: web.Request, person: Person) -> web.StreamResponse:
    """Have the engines serve a candidate."""
    candidate, figures = await read_candidate(request)
    database, now = request.app[keys.DATABASE], datetime.now(UTC)
    in_force = await read_in_force(database)
    here = redirect(request, "models.candidate", number=candidate.id)
    if await _based_on(request) != in_force.number:
        await flash(request, MEANWHILE)
        return here
    obstacle = obstacle_to(candidate, figures, in_force)
    reason = one_line(str((await request.post()).get("reason", "")))[:REASON_CHARACTERS]
    if obstacle and not (obstacle.is_narrow and reason):
        await flash(request, obstacle.words)
        return here
    assert candidate.model and figures
    new = Release(
        id=in_force.number + 1,
        model=candidate.model,
        candidate=candidate.id,
        undoes=None,
        person=person.name,
        released_at=now.timestamp(),
        reason=reason if obstacle else None,
    )
    if not await releases.release(database, new, figures.current.model, now):
        await flash(request, MEANWHILE)
        return here
    await flash(request, f"Kandidat {candidate.id} är släppt. Motorerna byter inom några sekunder.")
    return redirect(request, "models")


@needs("releaser")
async def undo(request: web.Request, person: Person) -> web.StreamResponse:
    """Have the engines serve the model that was released before.

    Then comes what the undone candidate has learnt more than that: it may go along.
    """
    database, now = request.app[keys.DATABASE], datetime.now(UTC)
    based_on = await _based_on(request)
    standing = releases.standing(await releases.every(database))
    back = None
    if based_on is not None:
        back = await releases.undo(database, based_on, person.name, now)
    await flash(request, f"Tillbaka till {name_of(back)}." if back else MEANWHILE)
    undone = standing[-1].candidate if standing else None
    if back and undone and await has_more(database, undone, back.candidate):
        query = {"mot": back.candidate or "", "tillbaka": 1}
        return redirect(request, "models.difference", number=undone, query=query)
    return redirect(request, "models")


@dataclass(frozen=True)
class Obstacle:
    """Why a candidate may not be released; a releaser may pass a narrow one, with a reason."""

    words: str
    is_narrow: bool = False


def obstacle_to(
    candidate: Candidate, figures: Figures | None, in_force: InForce
) -> Obstacle | None:
    """Why a candidate may not be released, or None."""
    if figures and figures.is_narrow_miss and _is_comparable(candidate, figures, in_force):
        return Obstacle(NARROW, is_narrow=True)
    words = _why_not(candidate, figures, in_force)
    return Obstacle(words) if words else None


def _is_comparable(candidate: Candidate, figures: Figures, in_force: InForce) -> bool:
    is_ready = candidate.state == candidates.READY and candidate.model != in_force.model
    return is_ready and figures.current.model == in_force.model


def _why_not(candidate: Candidate, figures: Figures | None, in_force: InForce) -> str | None:
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
            f"Kandidaten ger fel kontakt i {new} testmeddelande{'' if new == 1 else 'n'}, "
            f"modellen innan i {old}. De nya står nedan."
        )
    if conversations := figures.conversations:
        if WORSE_TURNS in figures.forbidden:
            change = counts_in_words(conversations.turn_changes)
            return (
                f"Kandidaten svarar sämre i samtal än modellen innan, mer än slumpen gör: {change}."
                " Samtalen står nedan."
            )
        if WORSE_QUESTIONS in figures.forbidden:
            change = counts_in_words(conversations.question_changes)
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
