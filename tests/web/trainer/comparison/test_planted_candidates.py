"""Honest candidates can be released and spoiled ones cannot, or are warned of: on planted data."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from contracts.intents import FALLBACK
from engine.evaluation.comparison import ComparisonInput, EvaluationMessage, ModelReadings, compare
from engine.evaluation.outcomes import Outcome
from web.store.releases.candidates import READY, Candidate
from web.store.releases.model_releases import ServedModel
from web.trainer.comparison.headline import headline
from web.trainer.models.in_force import InForce
from web.trainer.models.model_release import Obstacle, obstacle_to

NEW, OLD = "candidate.tar.gz", "released.tar.gz"
ROUTES = frozenset({"statistics", "press_contact", "public_records"})
# A hundred messages of each route. The model that answers asks back about ten of each.
LABELS = [route for route in sorted(ROUTES) for _ in range(100)]
BEFORE = [FALLBACK if number % 10 == 0 else label for number, label in enumerate(LABELS)]


def outcome(label: str, acted: str, confidence: float = 0.97) -> Outcome:
    return Outcome(label, label if acted == FALLBACK else acted, confidence, acted)


def read(model: str, acted: Sequence[str], fresh: Sequence[Outcome] = ()) -> ModelReadings:
    outcomes = [outcome(label, did) for label, did in zip(LABELS, acted, strict=True)]
    return ModelReadings(model, outcomes, [], [], fresh=fresh)


def judged(
    after: Sequence[str],
    taught: Sequence[tuple[str, str]] = (),
    taken_for: Sequence[str] = (),
) -> tuple[str, Obstacle | None, str | None]:
    """The sentence, what stands against its release, and the warning.

    `taught` are new examples with their labels, which the model that answers takes for others.
    """
    inputs = ComparisonInput(
        [
            EvaluationMessage("holdout", label, frozenset(), f"fråga {n}")
            for n, label in enumerate(LABELS)
        ],
        [],
        [],
        examples=taught,
        fresh=taught,
    )
    doubts = [outcome(label, other) for (_, label), other in zip(taught, taken_for, strict=True)]
    figures = compare(inputs, read(NEW, after), read(OLD, BEFORE, doubts), ROUTES)
    candidate = Candidate(1, "job", NEW, READY, None, len(taught), "anna", 0.0, 1.0)
    said = headline(figures, [])
    return (
        said.title,
        obstacle_to(candidate, figures, InForce([], [ServedModel("engine", OLD, None)])),
        said.warning,
    )


def changed(numbers: Sequence[int], to: str | None) -> list[str]:
    """What the candidate does: as the other, but in these messages; None is what is right."""
    return [
        (to or label) if number in numbers else did
        for number, (label, did) in enumerate(zip(LABELS, BEFORE, strict=True))
    ]


HONEST_EXAMPLES = [(f"ny fråga {number}", "statistics") for number in range(30)]


@pytest.mark.parametrize(
    ("after", "sentence"),
    [
        pytest.param(BEFORE, "Ingen säker skillnad", id="remembers and nothing more"),
        pytest.param(changed([200, 210, 220], None), "Ingen säker skillnad", id="a little better"),
        pytest.param(
            changed(range(200, 300, 10), None), "Bättre på Statistik", id="better on one label"
        ),
    ],
)
def test_an_honest_candidate_passes(after: list[str], sentence: str) -> None:
    understood = ["statistics"] * len(HONEST_EXAMPLES)
    assert judged(after, HONEST_EXAMPLES, understood) == (sentence, None, None)


def test_one_that_was_taught_wrong_is_warned_of_though_nothing_else_shows_it() -> None:
    spoiled = [(f"hur många är sjukskrivna i {number}", "press_contact") for number in range(23)]
    title, obstacle, warning = judged(BEFORE, spoiled, ["statistics"] * len(spoiled))
    assert (title, obstacle) == ("Ingen säker skillnad", None)
    assert warning
    assert "23 nya exempel säger emot det som modellen innan är säker på" in warning


def test_one_that_gives_a_wrong_contact_is_refused() -> None:
    title, obstacle, _ = judged(changed(range(201, 211), "press_contact"))
    assert title == "Sämre på Statistik och att ge rätt kontakt"
    assert obstacle
    assert not obstacle.is_narrow
    assert "fel kontakt i 10 testmeddelanden, modellen innan i 0" in obstacle.words
