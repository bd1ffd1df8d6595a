"""The regression over n-grams is that of the closed form."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse

from engine.understanding.regression.ridge import Ridge

pytestmark = pytest.mark.slow  # it fits the whole matrix

RIDGE = 0.35


def features(examples: int, ngrams: int) -> scipy.sparse.csr_matrix:
    """Rows of length one, whose n-grams are as unevenly frequent as those of texts."""
    random = np.random.default_rng(5)
    rows = np.repeat(np.arange(examples), 40)
    columns = np.minimum(random.zipf(1.3, len(rows)) - 1, ngrams - 1)
    values = random.random(len(rows), np.float32) + np.float32(0.1)
    matrix = scipy.sparse.csr_matrix((values, (rows, columns)), shape=(examples, ngrams))
    return scipy.sparse.csr_matrix(matrix / scipy.sparse.linalg.norm(matrix, axis=1)[:, None])


def wishes(examples: int) -> np.ndarray:
    labels = np.random.default_rng(6).integers(0, 5, examples)
    return np.eye(6, dtype=np.float32)[labels]  # nobody wishes for the sixth


def test_the_scores_are_those_of_the_closed_form() -> None:
    seen, wished = features(900, 4000).astype(np.float32), wishes(900)
    ridge = Ridge.fit(seen[:800], wished[:800], RIDGE)
    known = seen[:800].toarray().astype(np.float64)
    mean = wished[:800].mean(axis=0)
    exact = known.T @ np.linalg.solve(known @ known.T + RIDGE * np.eye(800), wished[:800] - mean)
    expected = seen[800:].toarray() @ exact + mean
    scores = np.array([ridge.scores(seen[row]) for row in range(800, 900)])
    assert np.abs(scores - expected).max() < 5e-3
    assert np.abs(scores[:, 5]).max() < 1e-3


def test_the_same_examples_give_the_same_weights() -> None:
    seen, wished = features(300, 2000).astype(np.float32), wishes(300)
    first, second = (Ridge.fit(seen, wished, RIDGE) for _ in range(2))
    assert (first.weights == second.weights).all()


def test_only_the_columns_that_are_named_count() -> None:
    seen, wished = features(300, 2000).astype(np.float32), wishes(300)
    columns = np.arange(0, 2000, 2)
    few = Ridge.fit(seen, wished, RIDGE, columns)
    alone = Ridge.fit(seen[:, columns], wished, RIDGE)
    assert np.allclose(few.scores(seen[7]), alone.scores(seen[7][:, columns]), atol=1e-6)


def test_examples_that_are_taken_back_count_for_nothing() -> None:
    seen, wished = features(600, 3000).astype(np.float32), wishes(600)
    groups = [np.arange(fold, 600, 5) for fold in range(3)]
    whole = Ridge.fit(seen, wished, RIDGE)
    for rows, ridge in zip(groups, whole.without(groups, seen, wished, RIDGE), strict=True):
        kept = np.delete(np.arange(600), rows)
        anew = Ridge.fit(seen[kept], wished[kept], RIDGE)
        scores, expected = (
            np.array([one.scores(row) for row in seen[rows]]) for one in (ridge, anew)
        )
        # All but a fifth of these few examples have a slightly different mean.
        assert np.abs(scores - expected).max() < 2e-2
        assert np.abs([whole.scores(row) for row in seen[rows]] - expected).max() > 0.2
