"""The page of a candidate: how it compares with the model that answers."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from contracts.conversation_figures import Conversations
from contracts.figures import ModelFigures
from web import keys
from web.store.releases import candidates
from web.store.teaching import examples
from web.trainer.access.gate import needs
from web.trainer.access.pages import trainer_page
from web.trainer.access.people import Person
from web.trainer.labels import title_of
from web.trainer.models import charts as model_charts
from web.trainer.models import conversations as model_conversations
from web.trainer.models import stories
from web.trainer.models import view as model_view
from web.trainer.models.release import REASON_CHARACTERS, obstacle_to
from web.trainer.models.stored import read_candidate, read_in_force, words


@needs("reader")
async def page(request: web.Request, person: Person) -> web.StreamResponse:
    """A candidate beside the model that it was compared with."""
    candidate, figures = await read_candidate(request)
    database = request.app[keys.DATABASE]
    in_force = await read_in_force(database)
    compared: dict[str, Any] = {}
    if figures:
        texts = await candidates.texts(database, model_view.flipped_messages(figures))
        failed = [*figures.broken, *figures.mended]
        taught = await examples.by_digest(database, stories.nearest_digests(failed))
        compared = {
            "asked": figures.asked,
            "shares": model_view.shares(figures),
            "intents": model_view.intents(figures),
            "flips": model_view.flips(figures, texts),
            "broken": stories.views(figures.broken, taught),
            "mended": stories.views(figures.mended, taught),
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
        obstacle=obstacle_to(candidate, figures, in_force),
        reason_characters=REASON_CHARACTERS,
        **words(),
        **compared,
    )


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
