"""Has the engine train candidates, and follows it while it does."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import accumulate
from typing import Any

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.comparison.figures import Figures, FiguresError
from contracts.training import JobState, Step
from web import keys
from web.background import repeated
from web.engine_client import TRAINING_SECONDS, EngineAway, EngineClient, EngineDown
from web.store.releases import candidates
from web.store.releases import model_releases as releases
from web.store.releases.candidates import Candidate
from web.store.releases.model_releases import Release, ServedModel
from web.store.review import review_queue as messages
from web.store.review.review_queue import Text
from web.store.teaching import examples, kept_tests
from web.trainer.access.people import Person
from web.trainer.personal_data import suggest

log = logging.getLogger(__name__)

SECONDS_BETWEEN = 2.0
# So long an engine may not know of a training: its examples are on their way.
BEGINNING_SECONDS = TRAINING_SECONDS + 15.0
# The last messages, as many as an engine takes in: most are a line, but each may be 2,000 long.
MOST_MESSAGES, MOST_MESSAGE_CHARACTERS = 1000, 500_000

STEPS = {
    Step.PREPARING: "Förbereder",
    Step.TRAINING: "Lär sig exemplen",
    Step.LOADING: "Läser in modellerna",
    Step.FOLDS: "Läser era exempel med modeller som inte har lärt sig dem",
    Step.MESSAGES: "Läser meddelanden med båda modellerna",
    Step.STORIES: "Provar samtalen med båda modellerna",
    Step.CONVERSATIONS: "Håller de uppmätta samtalen med båda modellerna",
}
BUSY = "En kandidat tränas redan. Den visas här när den är klar."
BUSY_ELSEWHERE = (
    "Motorn är upptagen av en annan träning, som inte visas här. Försök igen om en stund."
)
DOWN = "Motorn svarar inte, så inget tränas. Försök igen om en stund."
UNSURE = (
    "Motorn svarade inte i tid. Kom träningen i gång syns den här, annars står det inom någon "
    "minut att den inte blev av."
)
LOST = "Träningen blev inte av: motorn startade om, eller nåddes aldrig av den. Träna igen."
UNREADABLE = "Motorns jämförelse går inte att läsa: motorn och webben är av olika version."


@dataclass(frozen=True)
class Progress:
    """How far a training has come: in words, and in whole per cent."""

    words: str
    percent: int


async def start(app: web.Application, person: Person) -> str | None:
    """Begin to train; else say in Swedish why not."""
    database, engine = app[keys.DATABASE], app[keys.ENGINE]
    if await candidates.in_training(database):
        return BUSY
    now = datetime.now(UTC)
    reviewed, taught = await examples.to_learn(database)
    history = await releases.every(database)
    current = served(history, await releases.alive(database, now))
    learnt = next((r.candidate for r in reversed(history) if r.model == current), None)
    aside = await messages.held_out(database, now)
    last = await messages.last_texts(database, MOST_MESSAGES)
    job = uuid.uuid4().hex
    body = {
        "job": job,
        "reviewed": reviewed,
        "stories": await kept_tests.stories_yaml(database),
        "holdout": await kept_tests.holdout_tsv(database),
        "current": current,
        "messages": _as_many_as_fit(list({row.id: row for row in (*aside, *last)}.values())),
        "known": await candidates.learnt_labels(database, learnt) if learnt else {},
    }
    # Before the engine is asked: whatever becomes of this web, the training is known.
    number = await candidates.add(database, job, taught, person.name, now)
    try:
        status, _ = await engine.training("POST", "jobs", body)
    except EngineAway:
        await candidates.withdraw(database, number)
        return DOWN
    except EngineDown:
        return UNSURE
    if status == 202:
        return None
    await candidates.withdraw(database, number)
    if status == 409:
        return BUSY if await candidates.in_training(database) else BUSY_ELSEWHERE
    return f"Motorn tog inte emot exemplen (svar {status}), så inget tränas."


async def learnt_the_same(database: AsyncEngine) -> int | None:
    """The last candidate that is ready, if it has learnt just the examples that there are."""
    last = await candidates.last_ready(database)
    if last is None:
        return None
    _, taught = await examples.to_learn(database)
    return last[0] if await candidates.learnt_labels(database, last[0]) == taught else None


async def stop(app: web.Application, candidate: Candidate, person: Person) -> bool:
    """End a training; False if the engine could not be told to."""
    why, now = f"{candidates.STOPPED_BY}{person.name}.", datetime.now(UTC)
    await candidates.fail(app[keys.DATABASE], candidate.id, why, now, stopped_by=person.name)
    try:
        await app[keys.ENGINE].training("DELETE", f"jobs/{candidate.job}")
    except EngineDown:
        return False
    return True


async def progress(engine: EngineClient, candidate: Candidate) -> Progress | None:
    """How far a training has come; None when the engine does not say."""
    try:
        status, job = await engine.training("GET", f"jobs/{candidate.job}")
    except EngineDown:
        return None
    if status != 200:
        return None
    return Progress(STEPS.get(job["step"], job["step"]), round(100 * job["share"]))


def served(history: Sequence[Release], alive: Sequence[ServedModel]) -> str | None:
    """The model that answers: the one released last, unless all engines say another."""
    models = [engine.model for engine in alive]
    last = history[-1].model if history else None
    return last if last in models or not models else models[0]


async def follow(database: AsyncEngine, engine: EngineClient, now: datetime) -> None:
    """Keep the end of each training that has ended; an engine that is down is asked again."""
    for candidate in await candidates.in_training(database):
        try:
            status, job = await engine.training("GET", f"jobs/{candidate.job}")
        except EngineDown:
            continue
        if status == 404 and now.timestamp() > candidate.started_at + BEGINNING_SECONDS:
            await candidates.fail(database, candidate.id, LOST, now)
        elif status == 200:
            await _keep(database, candidate.id, job, now)


async def _follow(app: web.Application) -> None:
    await follow(app[keys.DATABASE], app[keys.ENGINE], datetime.now(UTC))


# Also trainings that an earlier web began.
running = repeated(_follow, SECONDS_BETWEEN, "trainings were not followed")


def _as_many_as_fit(rows: list[Text]) -> list[dict[str, Any]]:
    lengths = accumulate(len(row.text) for row in rows)
    return [
        # As it may be taught: with something invented where it is masked.
        {**asdict(row), "text": suggest(row.text)}
        for row, length in zip(rows, lengths, strict=True)
        if length <= MOST_MESSAGE_CHARACTERS
    ]


async def _keep(database: AsyncEngine, number: int, job: JobState, now: datetime) -> None:
    if job["state"] == candidates.READY:
        try:
            figures = Figures.from_json(job["figures"])
        except FiguresError as error:
            log.error("the figures of a training cannot be read: %s", error)
            await candidates.fail(database, number, UNREADABLE, now)
            return
        await candidates.finish(database, number, figures.candidate.model, figures.to_json(), now)
    elif job["state"] == candidates.FAILED:
        await candidates.fail(database, number, job["why"] or "", now)
