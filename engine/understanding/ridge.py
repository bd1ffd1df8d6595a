"""Kernel ridge regression over n-grams: the reader that every training fits anew."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import scipy.linalg
import scipy.sparse

from contracts.intents import BOTH

NOTHING = ""  # the name of what is not told or asked


class Ridge:
    """Fitted in closed form: the same examples give the same weights.

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
        dual, mean = solve((features @ features.T).toarray(), wishes, ridge)
        return cls(np.asarray(features.T @ dual, np.float16), mean.astype(np.float32), columns)

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


def solve(kernel: np.ndarray, wishes: np.ndarray, ridge: float) -> tuple[np.ndarray, np.ndarray]:
    """Weights of the examples, shape (examples, targets), and intercept, shape (targets,).

    `kernel` (examples, examples) is overwritten; `ridge` is what its diagonal is raised by.
    """
    mean = wishes.mean(axis=0)
    kernel[np.diag_indices_from(kernel)] += ridge
    return scipy.linalg.solve(kernel, wishes - mean, assume_a="pos", overwrite_a=True), mean
