"""Ridge regression over n-grams: the reader that every training fits anew."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from multiprocessing.pool import ThreadPool
from pathlib import Path
from typing import NamedTuple

import numpy as np
import scipy.linalg
import scipy.sparse

from contracts.intents import BOTH

NOTHING = ""  # the name of what is not told or asked

_FREQUENT = 1000  # n-grams that are solved for exactly in each step
# What may be left of any output, as a share of a middling one: of messages that were not learnt
# from as many are read right as when nothing is left, in half the steps.
_TOLERANCE = 0.005
_MOST_STEPS = 200
_PARTS = 2  # of the outputs, that are multiplied at once
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
    ) -> Ridge:
        """Solve for the examples: `features` (examples, n-grams), `wishes` (examples, outputs)."""
        if columns is not None:
            features = features[:, columns]
        mean = wishes.mean(axis=0, dtype=np.float32)
        dual = _dual(features, wishes - mean, ridge)
        return cls(np.asarray(features.T @ dual, np.float16), mean, columns)

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
        """Read what `save` wrote."""
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


def _dual(features: scipy.sparse.csr_matrix, wishes: np.ndarray, ridge: float) -> np.ndarray:
    """Weights of the examples, shape (examples, outputs).

    By conjugate gradients, for each output its own, on (K + ridge) dual = wishes, where K are the
    examples' products: K itself would take seconds and gigabytes that grow with the square of the
    examples. The preconditioner is the same matrix of the frequent n-grams alone, whose inverse
    Woodbury's identity gives; the rest counts as more on the diagonal.
    """
    by_ngram = features.T.tocsr()
    order = np.argsort(-np.diff(by_ngram.indptr), kind="stable")
    frequent = np.ascontiguousarray(by_ngram[order[:_FREQUENT]].toarray().T)
    by_rare = by_ngram[order[_FREQUENT:]]
    rare = by_rare.T.tocsr()
    diagonal = np.float32(2 * ridge)
    inner = frequent.T @ frequent
    inner[np.diag_indices_from(inner)] += diagonal
    factor = scipy.linalg.cho_factor(inner, overwrite_a=True)

    def precondition(residual: np.ndarray) -> np.ndarray:
        known = scipy.linalg.cho_solve(factor, frequent.T @ residual)
        result: np.ndarray = (residual - frequent @ known) / diagonal
        return result

    residual = wishes.astype(np.float32)
    enough = _TOLERANCE * np.linalg.norm(residual, axis=0).mean()
    dual = np.zeros_like(residual)
    step = precondition(residual)
    energy = (residual * step).sum(axis=0)
    with ThreadPool(_PARTS) as pool:
        for _ in range(_MOST_STEPS):
            if (np.linalg.norm(residual, axis=0) <= enough).all():
                return dual
            parts = pool.map(
                lambda part: rare @ (by_rare @ part), np.array_split(step, _PARTS, axis=1)
            )
            pull = np.hstack(list(parts)) + frequent @ (frequent.T @ step)
            pull += np.float32(ridge) * step
            length = energy / np.maximum((step * pull).sum(axis=0), _TINY)
            dual += length * step
            residual -= length * pull
            turned = precondition(residual)
            before, energy = energy, (residual * turned).sum(axis=0)
            step = turned + energy / np.maximum(before, _TINY) * step
    raise RuntimeError("the regression did not converge")
