"""A comparison of two models as large as they come."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from contracts.comparison.case_figures import (
    ASIDE,
    HOLDOUT,
    Case,
    DeniedExample,
    Guess,
    PairedCounts,
)
from contracts.comparison.figures import ComparisonCounts, Figures, Flip, ModelFigures
from contracts.comparison.fold_figures import Folds, MisreadExample, examples_to_try
from contracts.comparison.story_figures import BrokenTurn, FailedStory, Likely, MessageReading
from web.trainer.labels import all_labels

_CASES, _STORIES = 2000, 170
_MISREAD = 6  # one in so many
_OTHERWISE = ("start_over", 0.95, "start_over")


def comparison(real: Sequence[int], taught: Mapping[str, str]) -> Figures:
    """Of 2,000 messages, half of them real ones by their ids; `taught` are labels by digests."""
    chance = random.Random(2)
    labels = list(all_labels().intents.routes)

    def guess(label: str) -> Guess:
        acted = label if chance.random() < 0.97 else chance.choice(labels)
        return Guess(acted, round(chance.uniform(0.5, 1), 3), acted)

    cases = []
    aside = real[: len(real) // 2]
    for number in range(_CASES):
        label = chance.choice(labels)
        where = {"id": aside[number]} if number < len(aside) else {"text": f"fråga {number}"}
        source = ASIDE if number < len(aside) else HOLDOUT
        cases.append(Case(source, label, False, False, guess(label), guess(label), **where))
    folded, some = examples_to_try(taught), list(taught)[:40]
    misread = tuple(
        MisreadExample(digest, taught[digest], Guess(*_OTHERWISE)) for digest in folded[::_MISREAD]
    )
    reading = MessageReading(
        "statistics", (Likely("statistics", 0.6), Likely("press_contact", 0.3)), ()
    )
    turn = BrokenTurn(1, "Hur många?", "press_contact", reading, reading, (), tuple(some[:5]))
    story = FailedStory("figures", "figures.yml", ("Hur många?",), (turn,), is_narrow=False)
    return Figures(
        candidate=ModelFigures("candidate", 3, _STORIES - 10),
        current=ModelFigures("candidate-29.tar.gz", 3, _STORIES),
        asked=ComparisonCounts(len(cases), 0, len(aside), _STORIES, 1000),
        cases=tuple(cases),
        unseen=PairedCounts(len(cases), 1900, 1890, 30, 40, 0.28),
        flips=tuple(
            Flip(id, None, "statistics", "press_contact", taught=False) for id in real[len(aside) :]
        ),
        denied=tuple(DeniedExample(one, "statistics", "press_contact", 0.98) for one in some[5:]),
        broken=(story,) * 10,
        mended=(),
        misrouted=(),
        forbidden=("broken",),
        folds=Folds(len(folded), misread, tuple(folded)),
    )
