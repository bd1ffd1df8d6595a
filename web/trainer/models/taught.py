"""Says how the trainers' own examples are read by models that have not learnt them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.comparison.figures import Figures
from contracts.comparison.fold_figures import Folds, MisreadExample
from contracts.intents import BOTH
from contracts.wilson import wilson
from web.store.teaching import examples
from web.store.teaching.examples import TaughtExample
from web.trainer.formats import percent
from web.trainer.labels import title_of

# So sure a model without an example must be of another label for that to be a likely mistake.
_LIKELY_WRONG = 0.9
_MOST_DOUBTED = 50


@dataclass(frozen=True)
class LabelScore:
    """How many examples of a label were tried, and how many of them were read rightly."""

    label: str
    right: int
    total: int


def sentence(folds: Folds, learnt: int) -> str:
    """How well they are read, and how sure that is; `learnt` is how many the candidate has."""
    low, high = wilson(folds.right, folds.total)
    of_all = f"{folds.total} av era {learnt}" if folds.total < learnt else f"era {folds.total}"
    return (
        f"Av {of_all} exempel läses {folds.right} rätt av modeller som inte har lärt sig dem: "
        f"{percent(folds.right / folds.total)}, troligen mellan {percent(low)} och {percent(high)}."
    )


def label_rows(folds: Folds, learnt: Mapping[str, str]) -> list[LabelScore]:
    """Each label of those that were tried, the one with most misread first."""
    totals = Counter(learnt[digest] for digest in folds.of(learnt))
    wrong = Counter(one.label for one in folds.misread)
    rows = [LabelScore(label, total - wrong[label], total) for label, total in totals.items()]
    return sorted(rows, key=lambda row: (row.right - row.total, title_of(row.label)))


@dataclass(frozen=True)
class DoubtedExample:
    """A taught example with its number, and what a model surely takes it for."""

    row: tuple[int, TaughtExample]
    likeliest: str
    sure: str  # per cent


async def doubted(database: AsyncEngine, figures: Figures) -> list[DoubtedExample]:
    """The examples that are likely mislabelled and have not been changed since, the surest first.

    At most `_MOST_DOUBTED`; those that the model before was sure of too are shown by themselves.
    """
    if figures.folds is None:
        return []
    denied = {one.digest for one in figures.denied}
    rows = likely_wrong(figures.folds, denied)[:_MOST_DOUBTED]
    there = await examples.by_digest(database, [one.digest for one in rows])
    return [
        DoubtedExample(there[one.digest], one.guess.likeliest, percent(one.guess.confidence))
        for one in rows
        if one.digest in there and there[one.digest][1].label == one.label
    ]


def likely_wrong(folds: Folds, besides: Collection[str]) -> list[MisreadExample]:
    """The examples that are likely mislabelled, the surest first; those of `besides` left out."""
    sure = [
        one
        for one in folds.misread
        if one.guess.confidence >= _LIKELY_WRONG
        and one.guess.likeliest not in one.label.split(BOTH)
        and one.digest not in besides
    ]
    return sorted(sure, key=lambda one: -one.guess.confidence)


def digests_of(
    folds: Folds, learnt: Mapping[str, str], label: str | None, *, is_right: bool
) -> list[str]:
    """The examples that were read rightly or not, of one label or of all."""
    misread = {one.digest for one in folds.misread}
    return [
        digest
        for digest in folds.of(learnt)
        if label in (None, learnt[digest]) and (digest not in misread) == is_right
    ]


def guess_in_words(one: MisreadExample) -> str:
    """What a model without an example takes it for."""
    words = f"{title_of(one.guess.likeliest)} {percent(one.guess.confidence)}"
    if one.guess.acted == one.guess.likeliest:
        return words
    return f"{title_of(one.guess.acted)} ({words})"
