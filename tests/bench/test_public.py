"""Public sets are read as they are, and chosen for on the part that is for choosing."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from bench.public.scores import Guesses
from bench.public.sets import OUTSIDE, PublicMessage, SetsError, banking77, read_sets
from bench.public.unlikeness import MEASURES, Scope, TextReadings, ways
from contracts.wilson import Share


def a_set(folder: Path, rows: int) -> Path:
    lines = [f"label_{n % 3}\ttext {n}\n" for n in range(rows)]
    for name in ("train", "test"):
        (folder / f"{name}.tsv").write_text("".join(lines), encoding="utf-8")
    return folder


def test_what_is_chosen_on_is_not_learnt_from(tmp_path: Path) -> None:
    public = banking77(a_set(tmp_path, 40))
    assert (len(public.train), len(public.validation), len(public.test)) == (36, 4, 40)
    assert not {*public.train} & {*public.validation}
    assert not public.has_outside


def test_sets_that_are_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(SetsError, match=r"full_train\.tsv is not there"):
        read_sets(tmp_path)


def test_a_line_without_a_label_is_named(tmp_path: Path) -> None:
    folder = a_set(tmp_path, 20)
    with (folder / "train.tsv").open("a", encoding="utf-8") as file:
        file.write("only a text\n")
    with pytest.raises(SetsError, match=r"train\.tsv, line 21"):
        banking77(folder)


def guesses() -> Guesses:
    """Ten in scope, of which the first is read wrong, and two from outside."""
    rows = [PublicMessage("a", str(n)) for n in range(10)] + [
        PublicMessage(OUTSIDE, str(n)) for n in range(2)
    ]
    return Guesses(rows, ["b", *["a"] * 11], np.array([*np.arange(10) / 10, 0.85, 0.75]))


def test_what_is_held_for_outside_is_wrong_in_scope() -> None:
    assert guesses().reached() == (Share(9, 10), Share(0, 2))
    assert guesses().reached(0.7) == (Share(7, 10), Share(2, 2))


def test_the_threshold_is_the_lowest_that_leaves_enough_right() -> None:
    threshold = guesses().threshold(0.8)
    assert guesses().reached(threshold) == (Share(8, 10), Share(1, 2))
    assert guesses().threshold(0.95) == math.inf


def test_what_is_like_nothing_is_the_most_unlike_by_every_measure() -> None:
    random = np.random.default_rng(3)
    labels = np.repeat([0, 1], 20)
    vectors = np.eye(2, 8)[labels] * 5 + random.normal(0, 0.3, (40, 8))
    scope = Scope(vectors, labels, outside=2)
    read = TextReadings(
        np.log([[0.9, 0.08, 0.02], [0.07, 0.9, 0.03], [0.3, 0.25, 0.45]]),
        np.array([[6.0, -2.0, -3.0], [-2.0, 6.0, -3.0], [-1.0, -1.5, 1.0]]),
        np.array([vectors[0], vectors[-1], np.eye(8)[5] * 5]),
    )
    for way in ways(read, scope):
        assert way.of(read, scope).argmax() == 2, way.name
    assert len(ways(read, scope)) == len(MEASURES) * (len(MEASURES) + 1) // 2
