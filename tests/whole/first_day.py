"""What waits for a new trainer on the first day: messages, and a colleague's candidate."""

from __future__ import annotations

import json
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.comparison.figures import BROKEN, Counts
from contracts.comparison.story_figures import (
    BrokenTurn,
    Difference,
    FailedStory,
    Likely,
    Reading,
    digest_of,
)
from tests.web.trainer.comparison.comparisons import figures, model
from web.store.releases import candidates
from web.store.teaching import examples
from web.store.teaching.examples import Example
from web.store.trainer_tables import candidates as candidates_table

_SHIRES = ("Kalmar", "Gotland", "Dalarna", "Örebro län", "Halland", "Skåne")
# What is written, with a gap, and what a press officer says that it is about.
_FORMS = (
    ("Hur många fick sjukpenning i {} förra året?", "Statistik"),
    ("Kan jag få intervjua någon hos er om köerna i {}?", "Presstjänsten"),
    ("Jag vill begära ut besluten om assistansersättning i {}", "Offentlig handling"),
    ("Vad blir det för väder i {} i morgon?", "Inget för oss"),
    ("Min läsare i {} har fått avslag, vill ni kommentera hennes fall?", "Enskilt fall"),
)
_LEFT_OUT = "Vad blir det för väder i Skåne i morgon?"
MESSAGES = {
    text.format(shire): title
    for text, title in _FORMS
    for shire in _SHIRES
    if text.format(shire) != _LEFT_OUT
}

MISLABELLED = "utfall hjortron per kommun"
_TESTED = "utfall hjortron per län"


async def leave_a_broken_candidate(database: AsyncEngine, current: str, now: datetime) -> int:
    """A colleague has taught one thing wrong, and the candidate fails a test story by it.

    The comparison is made up, for training takes its time; all that is done with it is not.
    """
    wrong = Example(MISLABELLED, "press_contact", "sv", "bo", now.timestamp(), None)
    assert await examples.add(database, wrong, now)
    story = FailedStory(
        name="figures by county",
        file="figures.yml",
        said=(_TESTED,),
        turns=(
            BrokenTurn(
                turn=1,
                text=_TESTED,
                wanted="statistics",
                before=Reading("statistics", (Likely("statistics", 0.83),), ()),
                after=Reading("press_contact", (Likely("press_contact", 0.71),), ()),
                differences=(Difference("intent", "press_contact", "statistics"),),
                nearest=(digest_of(MISLABELLED),),
            ),
        ),
        is_narrow=False,
    )
    compared = figures(
        candidate=model("candidate-0000aaaa-broken00.tar.gz"),
        current=model(current, stories_passed=3),
        asked=Counts(labelled=11, kept=0, aside=0, stories=3, messages=0),
        broken=(story,),
        forbidden=(BROKEN,),
    )
    row = {
        "job": "gone",
        "model": compared.candidate.model,
        "state": candidates.READY,
        "examples": 1,
        "person": "bo",
        "started_at": now.timestamp(),
        "ended_at": now.timestamp(),
        "figures": json.dumps(compared.to_json()),
        "taught": json.dumps((await examples.to_learn(database))[1]),
    }
    insert = sa.insert(candidates_table).values(row).returning(candidates_table.c.id)
    async with database.begin() as connection:
        return int(await connection.scalar(insert) or 0)
