"""The page of a candidate: how it compares with the model that answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web
from markupsafe import Markup

from contracts.comparison.conversation_figures import Conversations
from contracts.comparison.figures import Figures
from desk.facts.model import Facts
from web import keys
from web.addresses import url_for
from web.store.releases import candidates
from web.store.review import settled
from web.store.teaching import examples
from web.trainer.access.gate import needs
from web.trainer.access.pages import trainer_page
from web.trainer.access.people import Person
from web.trainer.comparison import charts as model_charts
from web.trainer.comparison import conversations as model_conversations
from web.trainer.comparison import measures, story_differences
from web.trainer.comparison.flips import (
    MOST_FLIPS,
    flipped,
    groups,
    message_ids,
    sections,
)
from web.trainer.comparison.headline import headline
from web.trainer.comparison.messages_page import MODELS
from web.trainer.comparison.rows import row_of_counts
from web.trainer.formats import change_in_words, percent
from web.trainer.labels import title_of
from web.trainer.models import taught
from web.trainer.models.in_force import read_candidate, read_in_force, words
from web.trainer.models.model_release import REASON_CHARACTERS, obstacle_to
from web.trainer.models.taught import DoubtedExample
from web.trainer.usefulness import alike

# The parts of the page that show the stories that one model alone fails, and those that both do.
BROKEN, MENDED, BOTH_FAIL = "trasiga-testsamtal", "lagade-testsamtal", "trasiga-for-bada"


@needs("reader")
async def page(request: web.Request, person: Person) -> web.StreamResponse:
    """A candidate beside the model that it was compared with."""
    candidate, figures = await read_candidate(request)
    database = request.app[keys.DATABASE]
    in_force = await read_in_force(database)
    compared: dict[str, Any] = {}
    if figures:
        compared = await _compared(request, candidate.id, figures)
    return await trainer_page(
        request,
        person,
        "models/model.html",
        candidate=candidate,
        figures=figures,
        in_force=in_force,
        obstacle=obstacle_to(candidate, figures, in_force),
        reason_characters=REASON_CHARACTERS,
        compared_with=in_force.candidate_of(figures.current.model) if figures else None,
        **words(),
        **compared,
    )


def _conversations(conversations: Conversations | None, facts: Facts) -> dict[str, Any]:
    """What the page says of the measured conversations, if they were compared."""
    if conversations is None:
        return {"conversations": None, "wrong_yes": []}
    return {
        "conversations": conversations,
        "wrong_part": model_conversations.WRONG,
        "wrong_questions_part": model_conversations.WRONG_QUESTIONS,
        "wrong_yes_part": model_conversations.WRONG_YES,
        "conversation_rows": [("", row) for row in model_conversations.rows(conversations)],
        "turn_changes": change_in_words(conversations.turn_changes),
        "question_changes": change_in_words(conversations.question_changes),
        "wrong_talks": model_conversations.talks(conversations, facts),
        "wrong_questions": model_conversations.questions(conversations, facts),
        "wrong_yes": model_conversations.conversations_in_words(conversations.wrong_yes, facts),
    }


async def _compared(request: web.Request, number: int, figures: Figures) -> dict[str, Any]:
    """What the page says of the figures."""
    database = request.app[keys.DATABASE]
    both_fail = figures.both_fail or ()
    failed = [*figures.broken, *figures.mended, *both_fail]
    digests = [*story_differences.nearest_digests(failed), *(one.digest for one in figures.denied)]
    there = await examples.by_digest(database, digests)
    real = await candidates.real_messages(database, message_ids(figures))
    rows = flipped(figures, real)
    judged = (*figures.broken, *both_fail)
    said = {alike(turn.text) for story in judged for turn in story.turns}
    reviewed = await settled.labels_of_alike(database, said)
    return {
        "asked": figures.asked,
        "headline": headline(figures, [row.kind for row in rows if row.taught and row.label]),
        "measures": measures.rows(figures.cases),
        "labels": measures.label_rows(figures.cases),
        "tenths": measures.tenths(figures.cases),
        "stories": row_of_counts(
            "Går som de ska",
            figures.candidate.stories_passed,
            figures.current.stories_passed,
            figures.asked.stories,
            means="Varje meddelande i samtalet förstås som det ska, och boten gör det den ska.",
            leads_to=BROKEN if figures.broken else MENDED if figures.mended else "",
            candidate_part=BROKEN if figures.broken else BOTH_FAIL if figures.both_fail else "",
            current_part=MENDED if figures.mended else BOTH_FAIL if figures.both_fail else "",
        ),
        "broken_part": BROKEN,
        "mended_part": MENDED,
        "both_fail_part": BOTH_FAIL,
        "groups": groups(rows)[:MOST_FLIPS],
        "sections": sections(rows),
        "most": MOST_FLIPS,
        "denied": [
            DoubtedExample(there[one.digest], one.likeliest, percent(one.confidence))
            for one in figures.denied
            # What has been changed since is no longer what was denied.
            if one.digest in there and there[one.digest][1].label == one.label
        ],
        "doubted": await taught.doubted(database, figures),
        "broken": story_differences.views(figures.broken, there, reviewed),
        "mended": story_differences.views(figures.mended, there, {}),
        "both_fail": story_differences.views(both_fail, there, reviewed),
        "misrouted": figures.misrouted,
        "matrices": [_matrix(request, number, figures, model) for model in MODELS],
        "models": MODELS,
        **_conversations(figures.conversations, request.app[keys.FACTS].current()),
        **_folds(
            figures, await candidates.learnt_labels(database, number) if figures.folds else {}
        ),
    }


def _folds(figures: Figures, learnt: Mapping[str, str]) -> dict[str, Any]:
    """What the page says of the taught examples as models without them read them."""
    if not figures.folds:
        return {"folds": None}
    return {
        "folds": figures.folds,
        "folds_in_words": taught.sentence(figures.folds, len(learnt)),
        "folds_by_label": taught.label_rows(figures.folds, learnt),
    }


def _matrix(
    request: web.Request, number: int, figures: Figures, model: str
) -> tuple[str, Markup, list[tuple[int, str, str, str]]]:
    """A title, the chart, and each mistake: how many, of which label, taken for which, where."""
    names, counts = measures.confusion(figures.cases, model)

    def address(label: str, taken_for: str) -> str:
        query = {"modell": model, "etikett": label, "togs": taken_for}
        return url_for(request.app, "models.messages", number=str(number), query=query)

    addresses = [[address(label, other) for other in names] for label in names]
    titles = [title_of(name) for name in names]
    about = f"{MODELS[model]}: etiketter mot vad modellen trodde. Samma tal står i texten under."
    mistakes = [
        (count, titles[row], titles[column], addresses[row][column])
        for row, numbers in enumerate(counts)
        for column, count in enumerate(numbers)
        if count and row != column
    ]
    mistakes.sort(key=lambda mistake: (-mistake[0], mistake[1:]))
    return MODELS[model], model_charts.confusion(titles, counts, about, addresses), mistakes
