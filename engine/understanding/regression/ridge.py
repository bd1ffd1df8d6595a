"""Ridge regression over n-grams: the reader that every training fits anew."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Sequence
from functools import partial
from multiprocessing.pool import ThreadPool
from pathlib import Path
from typing import NamedTuple

import numpy as np
import scipy.linalg
import scipy.sparse

from contracts.intents import BOTH

NOTHING = ""  # the name of what is not told or asked

_FREQUENT = 500  # n-grams that are solved for exactly in each step
# What may be left of any output, as a share of a middling one: of messages that were not learnt
# from as many are read right as when nothing is left, in half the steps.
TOLERANCE = 0.005
_MOST_STEPS = 200
_PARTS = 2  # of the n-grams, that are multiplied at once
_TINY = np.float32(1e-30)  # an output that all examples share has nothing left to solve


class Ridge:
    """The same examples give the same weights.

    `weights` has shape (columns, outputs), `intercept` (outputs,). Only the n-grams of `columns`
    count, all of them where it is None. The weights are kept as float16, in half the memory: what
    is lost of a score is a thousandth of what tells two outputs apart.
    """

    def __init__(
        self, weights: np.ndarray, intercept: np.ndarray, columns: np.ndarray | None = None
    ) -> None:
        self.weights, self.intercept, self.columns = weights, intercept, columns

    @classmethod
    def fit(
        cls,
        features: scipy.sparse.csr_matrix,
        wishes: np.ndarray,
        ridge: float,
        columns: np.ndarray | None = None,
        start: np.ndarray | None = None,
    ) -> Ridge:
        """Solve for the examples: `features` (examples, n-grams), `wishes` (examples, outputs).

        `start` are the examples' weights to begin from, of the shape of `wishes`.
        """
        if columns is not None:
            features = features[:, columns]
        mean = wishes.mean(axis=0, dtype=np.float32)
        dual = DualSolver(features, ridge).solve(wishes - mean, start)
        return cls(np.asarray(features.T @ dual, np.float16), mean, columns)

    def without(
        self,
        groups: Sequence[np.ndarray],
        features: scipy.sparse.csr_matrix,
        wishes: np.ndarray,
        ridge: float,
    ) -> Iterator[Ridge]:
        """What would have been fitted without each group of the examples, by their rows, in turn.

        The rest is what it was fitted to. What a group weighs is taken back through its block of
        the inverse, which is solved for once for all groups.
        """
        every = np.concatenate(groups)
        units = np.zeros((features.shape[0], len(every)), np.float32)
        units[every, np.arange(len(every))] = 1
        inverses = DualSolver(features, ridge).solve(units)
        ends = np.cumsum([len(rows) for rows in groups])[:-1]
        for rows, inverse in zip(groups, np.split(inverses, ends, axis=1), strict=True):
            learnt = features[rows] @ self.weights.astype(np.float32) + self.intercept
            weighed = (wishes[rows] - learnt) / np.float32(ridge)
            taken = inverse @ np.linalg.solve(inverse[rows], weighed)
            yield Ridge(np.asarray(self.weights - features.T @ taken, np.float16), self.intercept)

    def scores(self, features: scipy.sparse.csr_matrix) -> np.ndarray:
        """Shape (outputs,) for one row of features."""
        ngrams, values = features.indices, features.data
        if self.columns is not None:
            at = np.searchsorted(self.columns, ngrams)
            at[at == len(self.columns)] = 0
            is_known = self.columns[at] == ngrams
            ngrams, values = at[is_known], values[is_known]
        scores: np.ndarray = values @ self.weights[ngrams].astype(np.float32) + self.intercept
        return scores

    def save(self, file: Path) -> None:
        """Write it as an archive of arrays."""
        arrays = {"weights": self.weights, "intercept": self.intercept}
        if self.columns is not None:
            arrays["columns"] = self.columns
        np.savez(file, **arrays)  # type: ignore[arg-type]

    @classmethod
    def load(cls, file: Path) -> Ridge:
        """The regression that `save` wrote to a file."""
        with np.load(file) as arrays:
            return cls(arrays["weights"], arrays["intercept"], arrays.get("columns"))


class Targets(NamedTuple):
    """What each example wishes for: `wishes` has shape (examples, labels + routes)."""

    labels: list[str]
    routes: list[str]
    wishes: np.ndarray


def targets_of(intents: Sequence[str], subjects: Collection[str]) -> Targets:
    """Of two wishes each label counts half, each route fully; routes are known `subjects`."""
    parts_of = [intent.split(BOTH) for intent in intents]
    labels = sorted({part for parts in parts_of for part in parts})
    routes = [label for label in labels if label in subjects]
    wishes = np.zeros((len(intents), len(labels) + len(routes)), np.float32)
    for row, parts in zip(wishes, parts_of, strict=True):
        for part in parts:
            row[labels.index(part)] = 1 / len(parts)
            if part in routes:
                row[len(labels) + routes.index(part)] = 1
    return Targets(labels, routes, wishes)


def shares_of(names: Sequence[Sequence[str]]) -> tuple[list[str], np.ndarray]:
    """All names, sorted, and each example's shares of them, shape (examples, names)."""
    known = sorted({NOTHING, *(name for of_one in names for name in of_one)})
    places = {name: place for place, name in enumerate(known)}
    shares = np.zeros((len(names), len(known)), np.float32)
    for row, of_one in zip(shares, names, strict=True):
        for name in of_one or (NOTHING,):
            row[places[name]] = 1 / max(1, len(of_one))
    return known, shares


class DualSolver:
    """Finds the weights of examples, by conjugate gradients, for each output its own.

    On (K + ridge) dual = wishes, where K are the examples' products: K itself would take seconds
    and gigabytes that grow with the square of the examples. The preconditioner is the same matrix
    of the frequent n-grams alone, whose inverse Woodbury's identity gives; the rest counts as more
    on the diagonal. What is prepared serves for as often as it is solved.
    """

    def __init__(self, features: scipy.sparse.csr_matrix, ridge: float) -> None:
        self._ridge, self._diagonal = np.float32(ridge), np.float32(2 * ridge)
        self._frequent, self._rare = _by_frequency(features)
        inner = self._frequent.T @ self._frequent
        inner[np.diag_indices_from(inner)] += self._diagonal
        self._factor = scipy.linalg.cho_factor(inner, overwrite_a=True)

    def solve(
        self,
        wishes: np.ndarray,
        start: np.ndarray | None = None,
        tolerance: float = TOLERANCE,
    ) -> np.ndarray:
        """Weights of the examples, of the shape of `wishes`: (examples, outputs).

        `start` are weights to begin from, by default zero.
        """
        residual = wishes.astype(np.float32)
        enough = tolerance * np.linalg.norm(residual, axis=0).mean()
        dual = np.zeros_like(residual) if start is None else start.copy()
        unsolved = np.arange(residual.shape[1])
        with ThreadPool(_PARTS) as pool:
            if start is not None:
                residual -= self._pull(pool, start)
            step = self._precondition(residual)
            energy = (residual * step).sum(axis=0)
            for _ in range(_MOST_STEPS):
                left = np.linalg.norm(residual, axis=0) > enough
                if not left.any():
                    return dual
                unsolved, energy = unsolved[left], energy[left]
                residual, step = (np.compress(left, block, axis=1) for block in (residual, step))
                pull = self._pull(pool, step)
                length = energy / np.maximum((step * pull).sum(axis=0), _TINY)
                dual[:, unsolved] += length * step
                residual -= length * pull
                turned = self._precondition(residual)
                before, energy = energy, (residual * turned).sum(axis=0)
                step = turned + energy / np.maximum(before, _TINY) * step
        raise RuntimeError("the regression did not converge")

    def _pull(self, pool: ThreadPool, dual: np.ndarray) -> np.ndarray:
        """The product of K + ridge, the matrix that is solved for, and the dual weights."""
        pull: np.ndarray = self._frequent @ (self._frequent.T @ dual) + self._ridge * dual
        for part in pool.map(partial(_product, dual), self._rare):
            pull += part
        return pull

    def _precondition(self, residual: np.ndarray) -> np.ndarray:
        known = scipy.linalg.cho_solve(self._factor, self._frequent.T @ residual)
        result: np.ndarray = (residual - self._frequent @ known) / self._diagonal
        return result


def _by_frequency(
    features: scipy.sparse.csr_matrix,
) -> tuple[np.ndarray, list[scipy.sparse.csr_matrix]]:
    """The frequent n-grams, shape (examples, n-grams), and the rest in parts of like work.

    The parts have n-grams by examples: what is multiplied by them and by their transpose is read
    and written within the examples' block, which a processor's cache holds.
    """
    by_ngram = features.T.tocsr()
    order = np.argsort(-np.diff(by_ngram.indptr), kind="stable")
    frequent = np.ascontiguousarray(by_ngram[order[:_FREQUENT]].toarray().T)
    rare = by_ngram[order[_FREQUENT:]]
    cuts = np.searchsorted(rare.indptr, np.linspace(0, rare.nnz, _PARTS + 1)[1:-1])
    bounds = [0, *cuts.tolist(), rare.shape[0]]
    return frequent, [rare[start:end] for start, end in itertools.pairwise(bounds)]


def _product(step: np.ndarray, ngrams: scipy.sparse.csr_matrix) -> np.ndarray:
    """What some n-grams add to the examples' products with the step."""
    product: np.ndarray = ngrams.T @ (ngrams @ step)
    return product
