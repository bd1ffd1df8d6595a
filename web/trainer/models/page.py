"""The pages on which models are trained, compared, released and taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.conversation_figures import Conversations
from contracts.figures import (
    BROKEN,
    MISROUTES,
    WORSE_QUESTIONS,
    WORSE_TURNS,
    WRONG_YES,
    Figures,
    FiguresError,
    ModelFigures,
)
from web import keys
from web.store.releases import candidates
from web.store.releases import model_releases as releases
from web.store.releases.candidates import Candidate
from web.store.releases.model_releases import Release, Serving
from web.store.teaching import examples
from web.trainer.access.gate import needs
from web.trainer.access.pages import bare_page, flash, redirect, trainer_page
from web.trainer.access.people import Person
from web.trainer.access.refusals import Refusal
from web.trainer.labels import title_of
from web.trainer.models import charts as model_charts
from web.trainer.models import conversations as model_conversations
from web.trainer.models import training
from web.trainer.models import view as model_view
from web.trainer.query import number
from web.trainer.words import short_time

MEANWHILE = "Något annat släpptes medan sidan var öppen. Läs igenom vad som gäller nu."


@dataclass(frozen=True)
class InForce:
    """The releases so far, oldest first, and the engines that are up."""

    history: list[Release]
    alive: list[Serving]

    @property
    def model(self) -> str | None:
        """The model that answers."""
        return training.served(self.history, self.alive)

    @property
    def last(self) -> Release | None:
        """The last release, going back included."""
        return self.history[-1] if self.history else None

    @property
    def number(self) -> int:
        """The number of the last release; 0 when there is none."""
        return self.last.id if self.last else 0

    @property
    def back(self) -> Release | None:
        """The release before the one that stands."""
        standing = releases.standing(self.history)
        return standing[-2] if len(standing) > 1 else None

    @property
    def behind(self) -> list[Serving]:
        """The engines that do not serve what was released."""
        last = self.last
        return [engine for engine in self.alive if last and engine.model != last.model]


@needs("reader")
async def listing(request: web.Request, person: Person) -> web.StreamResponse:
    """What answers now, what is being trained, and the candidates."""
    database = request.app[keys.DATABASE]
    return await trainer_page(
        request,
        person,
        "models/models.html",
        candidates=await candidates.every(database),
        new=await examples.count_new(database),
        **await _state(request),
    )


@needs("reader")
async def state(request: web.Request, person: Person) -> web.StreamResponse:
    """The part of the list that changes by itself."""
    return bare_page(request, "models/state.html", **await _state(request))


@needs("trainer")
async def train(request: web.Request, person: Person) -> web.StreamResponse:
    """Begin to train a candidate."""
    error = await training.start(request.app, person)
    await flash(request, error or "Träningen har börjat. Den tar några minuter.")
    return redirect(request, "models")


@needs("trainer")
async def stop(request: web.Request, person: Person) -> web.StreamResponse:
    """End a training."""
    candidate, _ = await _read(request)
    if candidate.state != candidates.TRAINING:
        await flash(request, "Träningen var redan slut.")
    elif await training.stop(request.app, candidate, person):
        await flash(request, "Träningen är stoppad. Modellen som svarar är kvar.")
    else:
        await flash(request, "Träningen räknas som stoppad, men motorn svarar inte just nu.")
    return redirect(request, "models")


@needs("reader")
async def one(request: web.Request, person: Person) -> web.StreamResponse:
    """A candidate beside the model that it was compared with."""
    candidate, figures = await _read(request)
    database = request.app[keys.DATABASE]
    in_force = await _in_force(database)
    compared: dict[str, Any] = {}
    if figures:
        texts = await candidates.texts(database, model_view.flipped_messages(figures))
        compared = {
            "asked": figures.asked,
            "shares": model_view.shares(figures),
            "intents": model_view.intents(figures),
            "flips": model_view.flips(figures, texts),
            "broken": model_view.stories(figures.broken),
            "mended": model_view.stories(figures.mended),
            "misrouted": figures.misrouted,
            "matrices": [
                (title, _matrix(model, title), model_view.mistakes(model))
                for model, title in (
                    (figures.candidate, "Kandidaten"),
                    (figures.current, "Modellen innan"),
                )
            ],
            "reliability": model_charts.reliability(
                model_view.points(figures.candidate), model_view.points(figures.current)
            ),
            "tenths": model_view.tenths(figures),
            **_conversations(figures.conversations),
        }
    return await trainer_page(
        request,
        person,
        "models/model.html",
        candidate=candidate,
        figures=figures,
        in_force=in_force,
        obstacle=_obstacle(candidate, figures, in_force),
        **_words(),
        **compared,
    )


@needs("releaser")
async def release(request: web.Request, person: Person) -> web.StreamResponse:
    """Have the engines serve a candidate."""
    candidate, figures = await _read(request)
    database, now = request.app[keys.DATABASE], datetime.now(UTC)
    in_force = await _in_force(database)
    here = redirect(request, "models.candidate", number=candidate.id)
    if await _based_on(request) != in_force.number:
        await flash(request, MEANWHILE)
        return here
    if error := _obstacle(candidate, figures, in_force):
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


def name_of(release: Release) -> str:
    """The name of a release in Swedish."""
    return f"kandidat {release.candidate}" if release.candidate else "modellen från start"


def _obstacle(candidate: Candidate, figures: Figures | None, in_force: InForce) -> str | None:
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


def _conversations(conversations: Conversations | None) -> dict[str, Any]:
    """What the page says of the measured conversations, if they were compared."""
    if conversations is None:
        return {"conversations": None, "wrong_yes": []}
    return {
        "conversations": conversations,
        "conversation_rows": model_conversations.rows(conversations),
        "turn_changes": model_conversations.change_in_words(conversations.turn_changes),
        "question_changes": model_conversations.change_in_words(conversations.question_changes),
        "worse": model_conversations.told(conversations.worse),
        "wrong_yes": model_conversations.told(conversations.wrong_yes),
    }


def _matrix(model: ModelFigures, title: str) -> Any:
    names = [title_of(name) for name in model.confusion.names]
    about = f"{title}: etiketter mot vad modellen trodde. Samma tal står i texten under."
    return model_charts.confusion(names, model.confusion.counts, about)


async def _state(request: web.Request) -> dict[str, Any]:
    database = request.app[keys.DATABASE]
    in_training = await candidates.in_training(database)
    progress = (
        await training.progress(request.app[keys.ENGINE], in_training[0]) if in_training else None
    )
    in_force = await _in_force(database)
    return {
        "in_force": in_force,
        "training": in_training[0] if in_training else None,
        "progress": progress,
        "changing": bool(in_training) or any(not e.problem for e in in_force.behind),
        **_words(),
    }


async def _in_force(database: AsyncEngine) -> InForce:
    return InForce(
        await releases.every(database), await releases.alive(database, datetime.now(UTC))
    )


async def _read(request: web.Request) -> tuple[Candidate, Figures | None]:
    """A candidate and its figures: None until it is ready, or if another version made them."""
    row = await candidates.read(request.app[keys.DATABASE], int(request.match_info["number"]))
    if row is None:
        raise Refusal("not_found")
    candidate, values = row
    try:
        return candidate, Figures.from_json(values) if values else None
    except FiguresError:
        return candidate, None


async def _based_on(request: web.Request) -> int | None:
    """The number of the release that was the last when the page was drawn."""
    return number(str((await request.post()).get("based_on", "")))


def _words() -> dict[str, Any]:
    now = datetime.now(UTC)
    return {
        "name_of": name_of,
        "title_of": title_of,
        "when": lambda at: short_time(at, now),
    }
