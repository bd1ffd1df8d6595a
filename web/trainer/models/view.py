"""Puts a comparison of two models in words and rows, for the page: pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from contracts import figures as agreed
from contracts.figures import Bin, Figures, ModelFigures
from web.trainer.labels import title_of
from web.trainer.models.charts import Point
from web.trainer.models.rows import Row, row_of_counts, row_of_shares

MOST_FLIPS = 200
KINDS = {agreed.BETTER: "Bättre", agreed.WORSE: "Sämre", agreed.CHANGED: "Ändrade"}
SOURCES = {
    agreed.HOLDOUT: "Testmeddelande",
    agreed.KEPT: "Sparat meddelande",
    agreed.MESSAGE: "Ur inkorgen",
}
# Key, words, whether more is better.
_SHARES = (
    ("accuracy", "Rätt etikett", True),
    ("trap_accuracy", "Rätt etikett på kluriga meddelanden", True),
    ("macro_f1", "F1, medel av etiketterna", True),
    ("misroutes", "Fel kontakt", False),
    ("asked_back", "Frågade tillbaka", False),
    ("out_of_scope_routed", "Kontakt till det som inte är för oss", False),
    ("two_wishes_both", "Två önskemål, båda besvarade", True),
    ("one_wish_two_contacts", "Ett önskemål, två kontakter", False),
    ("calibration_error", "Kalibreringsfel", False),
)


def shares(figures: Figures) -> list[Row]:
    """The figures as per cent, those that were counted."""
    new, old = asdict(figures.candidate.scores), asdict(figures.current.scores)
    rows = [
        row_of_shares(words, new[key], old[key], more)
        for key, words, more in _SHARES
        if new[key] is not None and old[key] is not None
    ]
    new_stories, old_stories = figures.candidate.stories_passed, figures.current.stories_passed
    return [
        *rows,
        row_of_counts(
            "Testsamtal som går som de ska", new_stories, old_stories, figures.asked.stories
        ),
    ]


def intents(figures: Figures) -> list[tuple[int, Row]]:
    """How many test messages there are of each label, and its F1 in both models."""
    old = {row.intent: row.f1 for row in figures.current.intents}
    return [
        (row.count, row_of_shares(title_of(row.intent), row.f1, old[row.intent], True))
        for row in figures.candidate.intents
    ]


def points(model: ModelFigures) -> list[Point]:
    """The reliability diagram's points."""
    return [_point(one) for one in model.reliability]


def tenths(figures: Figures) -> list[tuple[str, list[Point | None]]]:
    """The diagram as a table: a tenth of confidence, with both models' points in it."""
    rows = []
    for tenth in range(10):
        both = [
            next((_point(b) for b in model.reliability if round(b.start * 10) == tenth), None)
            for model in (figures.candidate, figures.current)
        ]
        if any(both):
            rows.append((f"{tenth * 10}–{tenth * 10 + 10} %", both))
    return rows


def mistakes(model: ModelFigures) -> list[tuple[int, str, str]]:
    """The matrix beside its diagonal: how many of one label were taken for which other."""
    names, counts = model.confusion.names, model.confusion.counts
    rows = [
        (count, title_of(names[label]), title_of(names[column]))
        for label, numbers in enumerate(counts)
        for column, count in enumerate(numbers)
        if count and label != column
    ]
    return sorted(rows, key=lambda mistake: (-mistake[0], mistake[1:]))


def flips(figures: Figures, texts: Mapping[int, str]) -> list[tuple[str, int, list[Any]]]:
    """For each kind its title, how many there are, and the first of them with their texts.

    `texts` are those of real messages by id; one that has been deleted since is not shown.
    """
    kinds = []
    for kind, title in KINDS.items():
        rows = [
            {
                "text": texts[flip.id] if flip.id is not None else flip.text,
                "source": SOURCES[flip.source],
                "label": title_of(flip.label) if flip.label else "",
                "before": title_of(flip.before),
                "after": title_of(flip.after),
            }
            for flip in figures.flips
            if flip.kind == kind and (flip.id is None or flip.id in texts)
        ]
        kinds.append((title, len(rows), rows[:MOST_FLIPS]))
    return kinds


def flipped_messages(figures: Figures) -> list[int]:
    """The ids of the real messages that flip."""
    return [flip.id for flip in figures.flips if flip.id is not None]


def _point(one: Bin) -> Point:
    return Point(one.confidence, one.accuracy, one.count)
