"""A fit that begins near its end ends at the same place, in fewer steps."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from contracts.nlu_files import examples_in
from engine.understanding.conversation_state import practice_state
from engine.understanding.intent_classifier import IntentClassifier
from engine.understanding.questions.reader import QuestionReader
from engine.understanding.regression.ridge import DualSolver, Ridge
from engine.understanding.regression.warm_start import WarmStart, key_of
from tests.engine.understanding.test_ridge import RIDGE, features, wishes

pytestmark = pytest.mark.slow  # it fits all examples

NAMES = [f"label {number}" for number in range(6)]
KEYS = np.arange(900, dtype=np.uint64) * 7 + 3


@pytest.fixture(scope="module")
def start() -> WarmStart:
    seen, wished = features(900, 4000).astype(np.float32), wishes(900)
    weights = DualSolver(seen, RIDGE).solve(wished - wished.mean(axis=0), tolerance=0.001)
    return WarmStart.rounded(KEYS, NAMES, weights)


def steps(solver: DualSolver, wished: np.ndarray, begin: np.ndarray | None) -> int:
    """How often a fit multiplies by all of the examples."""
    taken, pull = 0, solver._pull

    def counted(*args):
        nonlocal taken
        taken += 1
        return pull(*args)

    solver._pull = counted  # type: ignore[method-assign]
    solver.solve(wished - wished.mean(axis=0), begin)
    return taken


def test_the_same_scores_in_fewer_steps(start: WarmStart) -> None:
    seen, wished = features(900, 4000).astype(np.float32), wishes(900)
    begin = start.weights(KEYS, NAMES)
    cold, warm = Ridge.fit(seen, wished, RIDGE), Ridge.fit(seen, wished, RIDGE, start=begin)
    scores = [np.array([one.scores(row) for row in seen]) for one in (cold, warm)]
    assert np.abs(scores[0] - scores[1]).max() < 1e-2
    assert steps(DualSolver(seen, RIDGE), wished, None) > 3
    assert steps(DualSolver(seen, RIDGE), wished, begin) < 3


def test_new_examples_and_outputs_begin_at_zero(start: WarmStart) -> None:
    keys = np.append(KEYS[:3], np.uint64(1))
    weights = start.weights(keys, ["label 4", "label 9", "label 0"])
    known = start.weights(KEYS, NAMES)
    assert weights is not None
    assert known is not None
    assert (weights[3] == 0).all()
    assert (weights[:, 1] == 0).all()
    assert (weights[:3, [0, 2]] == known[:3][:, [4, 0]]).all()


def test_nothing_known_is_no_start(start: WarmStart) -> None:
    assert start.weights(np.array([1, 2], np.uint64), NAMES) is None
    assert start.weights(KEYS, ["label 9"]) is None


def test_what_is_written_is_read(start: WarmStart, tmp_path: Path) -> None:
    file = tmp_path / "start.npz"
    np.savez_compressed(file, **start.arrays("Reader"))
    read = WarmStart.load("Reader", file)
    assert read is not None
    assert read.outputs == NAMES
    assert (read.values == start.values).all()
    assert WarmStart.load("Another", file) is None
    assert WarmStart.load("Reader", tmp_path / "none.npz") is None


def test_most_of_the_bots_examples_are_known() -> None:
    """Make it anew (`make warm-start`) when this fails: trainings have become slow."""
    examples = [example for _, example in examples_in()]
    states = [practice_state(e.label, e.text) if e.state is None else e.state for e in examples]
    keys = np.array(
        [key_of(e.text, state) for e, state in zip(examples, states, strict=True)], np.uint64
    )
    start = WarmStart.load(IntentClassifier.__name__)
    assert start is not None
    assert np.isin(keys, start.keys).mean() > 0.9
    questions = WarmStart.load(QuestionReader.__name__)
    assert questions is not None
    assert np.isin(questions.keys, keys).mean() > 0.9
