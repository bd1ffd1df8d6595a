"""How unlike everything known a text is, in several ways: the greater, the less alike.

All take what the readers say of some texts, and give shape (texts,).
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import NamedTuple

import numpy as np

_LEAST_SPREAD = 1e-6  # of a direction in which vectors vary, as a share of the widest


class TextReadings(NamedTuple):
    """What the readers say of texts, as arrays of shape (texts, labels) and (texts, 384)."""

    log_probabilities: np.ndarray  # of both readers, averaged
    logits: np.ndarray  # the encoder's head's
    vectors: np.ndarray


class Scope(NamedTuple):
    """What is in scope: which of the labels, and the vectors (rows, 384) of what was learnt from.

    `outside` is the number of the label that is not, and `labels` (rows,) are the vectors' own.
    """

    vectors: np.ndarray
    labels: np.ndarray
    outside: int


Measure = Callable[[TextReadings, Scope], np.ndarray]


def the_class(readings: TextReadings, scope: Scope) -> np.ndarray:
    """How much likelier out-of-scope is than the likeliest intent."""
    said = readings.log_probabilities
    result: np.ndarray = said[:, scope.outside] - _within(said, scope).max(axis=1)
    return result


def largest_probability(readings: TextReadings, scope: Scope) -> np.ndarray:
    """How unlikely the likeliest intent is."""
    result: np.ndarray = 1 - np.exp(_within(readings.log_probabilities, scope).max(axis=1))
    return result


def energy(readings: TextReadings, scope: Scope) -> np.ndarray:
    """The energy of the head's logits (Liu et al. 2020)."""
    logits = _within(readings.logits, scope)
    greatest = logits.max(axis=1)
    result: np.ndarray = -greatest - np.log(np.exp(logits - greatest[:, None]).sum(axis=1))
    return result


def mahalanobis(readings: TextReadings, scope: Scope) -> np.ndarray:
    """The square of the distance to the nearest intent's mean, where all vary alike
    (Lee et al. 2018)."""
    means, rows = _means(scope)
    spreads, directions = np.linalg.eigh(np.cov((scope.vectors - means[rows]).T))
    scale = directions / np.sqrt(np.maximum(spreads, spreads.max() * _LEAST_SPREAD))
    vectors, centres = readings.vectors @ scale, means @ scale
    squares = (centres**2).sum(axis=1) - 2 * vectors @ centres.T
    result: np.ndarray = (vectors**2).sum(axis=1) + squares.min(axis=1)
    return result


def nearest_example(readings: TextReadings, scope: Scope) -> np.ndarray:
    """One less the cosine to the nearest example."""
    result: np.ndarray = 1 - (_unit(readings.vectors) @ _unit(scope.vectors).T).max(axis=1)
    return result


def nearest_mean(readings: TextReadings, scope: Scope) -> np.ndarray:
    """One less the cosine to the nearest intent's mean."""
    means, _ = _means(scope)
    result: np.ndarray = 1 - (_unit(readings.vectors) @ _unit(means).T).max(axis=1)
    return result


MEASURES: dict[str, Measure] = {
    "out-of-scope as a class": the_class,
    "largest probability": largest_probability,
    "energy": energy,
    "Mahalanobis": mahalanobis,
    "nearest example": nearest_example,
    "nearest mean": nearest_mean,
}


class Way(NamedTuple):
    """One measure, or the sum of two that are scaled to vary alike in scope."""

    name: str
    measures: tuple[Measure, ...]
    scales: tuple[float, ...]

    def of(self, readings: TextReadings, scope: Scope) -> np.ndarray:
        """How unlike all that is known each text is, shape (texts,)."""
        pairs = zip(self.measures, self.scales, strict=True)
        total: np.ndarray = sum(measure(readings, scope) / scale for measure, scale in pairs)
        return total


def ways(in_scope: TextReadings, scope: Scope) -> list[Way]:
    """Each measure and each pair, scaled by how it varies in these texts."""
    scales = {name: float(of(in_scope, scope).std()) for name, of in MEASURES.items()}
    names = [(name,) for name in MEASURES] + list(combinations(MEASURES, 2))
    return [
        Way(" + ".join(some), tuple(MEASURES[n] for n in some), tuple(scales[n] for n in some))
        for some in names
    ]


def _within(values: np.ndarray, scope: Scope) -> np.ndarray:
    return np.delete(values, scope.outside, axis=1)


def _means(scope: Scope) -> tuple[np.ndarray, np.ndarray]:
    """The means of the intents' vectors, and which of them each vector's is."""
    names, rows = np.unique(scope.labels, return_inverse=True)
    means = np.array([scope.vectors[rows == number].mean(axis=0) for number in range(len(names))])
    return means, rows


def _unit(vectors: np.ndarray) -> np.ndarray:
    result: np.ndarray = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return result
