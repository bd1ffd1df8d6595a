"""The figures count what a journalist would count."""

from __future__ import annotations

import math

import pytest

from contracts.intents import FALLBACK
from engine.evaluation.calibration import bins_of, calibration_error
from engine.evaluation.outcomes import Outcome, confusion, count, score

ROUTES = frozenset({"statistics", "press_contact", "public_records"})


def outcome(label: str, acted: str, likeliest: str | None = None, **more) -> Outcome:
    return Outcome(label, likeliest or acted, more.pop("confidence", 1.0), acted, **more)


def test_a_right_answer_is_no_misroute() -> None:
    scores = score([outcome("statistics", "statistics")], ROUTES)
    assert (scores.accuracy, scores.misroutes, scores.asked_back) == (1, 0, 0)


def test_another_routes_contact_is_a_misroute_also_as_a_second_contact() -> None:
    scores = score(
        [
            outcome("statistics", "press_contact"),
            outcome("statistics", "press_contact+statistics", "statistics"),
            outcome("greet", "statistics"),
            outcome("statistics", "greet"),
        ],
        ROUTES,
    )
    assert scores.misroutes == 0.75
    assert scores.one_wish_two_contacts == 0.25


def test_each_share_is_of_its_own_messages() -> None:
    counts = count(
        [
            outcome("statistics", "press_contact+statistics", "statistics"),
            outcome("statistics", FALLBACK, "press_contact", tags=frozenset({"trap"})),
            outcome("out_of_scope", "statistics"),
            outcome("statistics+press_contact", "press_contact+statistics", "statistics"),
        ],
        ROUTES,
    )
    assert counts.right_share == (1, 3)
    assert counts.asked_back_share == (1, 3)
    assert counts.misrouted_share == (2, 3)
    assert counts.two_contacts_share == (1, 3)
    assert counts.traps_share == (0, 1)
    assert counts.outside_share == (1, 1)
    assert counts.both_share == (1, 1)


def test_asking_back_is_neither_right_contact_nor_misroute() -> None:
    scores = score([outcome("statistics", FALLBACK, "press_contact")], ROUTES)
    assert (scores.misroutes, scores.asked_back, scores.accuracy) == (0, 1, 0)


def test_two_wishes_must_both_be_answered_in_any_order() -> None:
    scores = score(
        [
            outcome("statistics+press_contact", "press_contact+statistics", "statistics"),
            outcome("statistics+press_contact", "statistics"),
        ],
        ROUTES,
    )
    assert scores.two_wishes_both == 0.5
    assert math.isnan(scores.accuracy)


def test_out_of_scope_with_a_contact_counts() -> None:
    scores = score(
        [outcome("out_of_scope", "statistics"), outcome("out_of_scope", "out_of_scope")], ROUTES
    )
    assert scores.out_of_scope_routed == 0.5


def test_traps_are_counted_apart() -> None:
    trap = frozenset({"trap"})
    scores = score(
        [outcome("statistics", "press_contact", tags=trap), outcome("greet", "greet")], ROUTES
    )
    assert (scores.accuracy, scores.trap_accuracy) == (0.5, 0)


def test_calibration_error_is_the_gap_between_confidence_and_accuracy() -> None:
    confidence = [0.8, 0.8, 0.8, 0.8, 0.8]
    assert calibration_error(confidence, [True] * 4 + [False]) == pytest.approx(0)
    assert calibration_error(confidence, [False] * 5) == pytest.approx(0.8)
    assert calibration_error([1.0], [True]) == 0
    assert math.isnan(calibration_error([], []))


def test_certainty_lies_in_the_last_bin_and_empty_bins_are_left_out() -> None:
    bins = bins_of([0.0, 0.95, 1.0], [True, True, False])
    assert [(one.start, one.end, one.count, one.accuracy) for one in bins] == [
        (0.0, 0.1, 1, 1.0),
        (0.9, 1.0, 2, 0.5),
    ]


def test_the_confusion_matrix_has_labels_as_rows() -> None:
    names, counts = confusion([outcome("greet", "statistics"), outcome("greet", "greet")])
    assert names == ["greet", "statistics"]
    assert counts.tolist() == [[1, 1], [0, 0]]
