"""Counts what both models do with messages whose label is known: pure functions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from contracts.comparison.case_figures import Case, Guess
from contracts.intents import FALLBACK, OUT_OF_SCOPE
from web.trainer.comparison.rows import FigureRow, row_of_counts
from web.trainer.labels import all_labels, title_of

CANDIDATE, CURRENT = "kandidaten", "innan"


def guess_of(case: Case, model: str) -> Guess:
    """What one of the two models makes of a message."""
    return case.after if model == CANDIDATE else case.before


@dataclass(frozen=True)
class Measure:
    """Something that is counted: of the messages that belong to it, those that a guess hits."""

    name: str  # as it stands in an address
    words: str
    means: str  # a sentence
    belongs: Callable[[Case], bool]
    hits: Callable[[Case, Guess], bool]
    more_is_better: bool = True


def _one(case: Case) -> bool:
    return len(case.wishes) == 1


def _contacts(guess: Guess) -> frozenset[str]:
    return guess.answers & frozenset(all_labels().intents.routes)


MEASURES = (
    Measure(
        "ratt",
        "Rätt svar",
        "Boten svarar på just det som önskas, och inget annat.",
        lambda case: True,
        lambda case, guess: case.is_right(guess),
    ),
    Measure(
        "etikett",
        "Rätt etikett",
        "Det som boten tror mest på är rätt, även där den frågar tillbaka.",
        _one,
        lambda case, guess: guess.likeliest == case.label,
    ),
    Measure(
        "kluriga",
        "Rätt etikett på kluriga meddelanden",
        "Detsamma för meddelanden som är skrivna för att vara lätta att missförstå.",
        lambda case: _one(case) and case.is_trap,
        lambda case, guess: guess.likeliest == case.label,
    ),
    Measure(
        "fel-kontakt",
        "Fel kontakt",
        "Boten ger en kontakt som inte är den rätta.",
        _one,
        lambda case, guess: bool(_contacts(guess) - case.wishes),
        more_is_better=False,
    ),
    Measure(
        "fragade",
        "Frågade tillbaka",
        "Boten är inte säker nog för att svara, och frågar vad som menas.",
        _one,
        lambda case, guess: guess.acted == FALLBACK,
        more_is_better=False,
    ),
    Measure(
        "inget-for-oss",
        "Kontakt till det som inte är för oss",
        "Någon som kommit helt fel får ändå en av våra kontakter.",
        lambda case: case.label == OUT_OF_SCOPE,
        lambda case, guess: bool(_contacts(guess)),
        more_is_better=False,
    ),
    Measure(
        "bada",
        "Två önskemål, båda besvarade",
        "Boten svarar på båda, och på inget annat.",
        lambda case: len(case.wishes) == 2,
        lambda case, guess: guess.answers == case.wishes,
    ),
    Measure(
        "tva-kontakter",
        "Ett önskemål, två kontakter",
        "Boten svarar på två saker där bara en önskas.",
        _one,
        lambda case, guess: len(guess.answers) == 2,
        more_is_better=False,
    ),
)
BY_NAME = {measure.name: measure for measure in MEASURES}


def rows(cases: Sequence[Case]) -> list[tuple[str, FigureRow]]:
    """Each measure that something belongs to, by its name, with what both models reach."""
    counted = []
    for measure in MEASURES:
        members = [case for case in cases if measure.belongs(case)]
        if members:
            new, old = (sum(_hits(measure, members, model)) for model in (CANDIDATE, CURRENT))
            counts = (new, old, len(members))
            row = row_of_counts(measure.words, *counts, measure.more_is_better, measure.means)
            counted.append((measure.name, row))
    return counted


def label_rows(cases: Iterable[Case]) -> list[tuple[str, FigureRow]]:
    """Each label that a message with one wish has, with how many are read so."""
    single = [case for case in cases if _one(case)]
    counted = []
    for label in sorted({case.label for case in single}, key=title_of):
        members = [case for case in single if case.label == label]
        new, old = (
            sum(guess_of(case, model).likeliest == label for case in members)
            for model in (CANDIDATE, CURRENT)
        )
        counted.append((label, row_of_counts(title_of(label), new, old, len(members))))
    return counted


def confusion(cases: Iterable[Case], model: str) -> tuple[list[str], list[list[int]]]:
    """Labels, the same for both models, and counts: rows the label, columns the likeliest."""
    single = [case for case in cases if _one(case)]
    guesses = {guess.likeliest for case in single for guess in (case.before, case.after)}
    names = sorted({case.label for case in single} | guesses)
    place = {name: number for number, name in enumerate(names)}
    counts = [[0] * len(names) for _ in names]
    for case in single:
        counts[place[case.label]][place[guess_of(case, model).likeliest]] += 1
    return names, counts


def tenths(cases: Iterable[Case]) -> list[tuple[int, list[tuple[int, int]]]]:
    """For each tenth of confidence that some message has: how many of how many each reads right."""
    single = [case for case in cases if _one(case)]
    counted = []
    for tenth in range(10):
        both = []
        for model in (CANDIDATE, CURRENT):
            members = [case for case in single if tenth_of(guess_of(case, model)) == tenth]
            right = sum(guess_of(case, model).likeliest == case.label for case in members)
            both.append((right, len(members)))
        if any(total for _, total in both):
            counted.append((tenth, both))
    return counted


def tenth_of(guess: Guess) -> int:
    """The tenth that a confidence lies in, from 0 to 9."""
    return min(9, int(guess.confidence * 10))


def _hits(measure: Measure, cases: Iterable[Case], model: str) -> list[bool]:
    return [measure.hits(case, guess_of(case, model)) for case in cases]
