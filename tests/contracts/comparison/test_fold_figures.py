"""Which taught examples are tried by models without them, and which of them are read rightly."""

from __future__ import annotations

import pytest

from contracts.comparison import fold_figures
from contracts.comparison.case_figures import Guess
from contracts.comparison.fold_figures import Folds, examples_to_try, is_read_rightly
from contracts.intents import AFTER_AN_ANSWER, FALLBACK


def test_what_only_follows_an_answer_is_not_tried() -> None:
    labels = {"b": "statistics", "a": "greet", "c": AFTER_AN_ANSWER[0], "d": "statistics+greet"}
    assert sorted(examples_to_try(labels)) == ["a", "b", "d"]


def test_of_many_the_same_are_tried_whatever_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fold_figures, "MOST_TRIED", 3)
    labels = dict.fromkeys("fbdace", "statistics")
    assert examples_to_try(labels) == examples_to_try(dict(reversed(labels.items())))
    assert len(set(examples_to_try(labels))) == 3


def test_of_many_the_new_ones_are_tried_first_and_in_time_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fold_figures, "MOST_TRIED", 3)
    labels = dict.fromkeys("abcdefghij", "statistics")
    assert {"i", "j"} < {*examples_to_try(labels, {"i", "j", "gone"})}
    assert {*examples_to_try(labels, {"h", "i", "j"})} == {"h", "i", "j"}
    # Each set of examples draws otherwise.
    drawn = [examples_to_try({**labels, str(number): "greet"}) for number in range(60)]
    assert set(labels) < {digest for some in drawn for digest in some}


def test_of_a_comparison_from_before_those_were_tried_that_were_first() -> None:
    labels = {"b": "statistics", "a": "greet", "c": AFTER_AN_ANSWER[0]}
    assert Folds(2, ()).of(labels) == ["a", "b"]
    assert Folds(1, (), ("b", "gone")).of(labels) == ["b"]


@pytest.mark.parametrize(
    ("label", "guess", "is_right"),
    [
        ("statistics", Guess("statistics", 0.9, "statistics"), True),
        ("statistics", Guess("statistics", 0.4, FALLBACK), True),
        ("statistics", Guess("greet", 0.9, "greet"), False),
        ("a+b", Guess("a", 0.9, "a+b"), True),
        ("a+b", Guess("a", 0.9, "a"), False),
        ("a+b", Guess("a", 0.9, FALLBACK), False),
    ],
)
def test_the_likeliest_label_is_what_counts_and_of_two_wishes_both(
    label: str, guess: Guess, is_right: bool
) -> None:
    assert is_read_rightly(label, guess) == is_right
