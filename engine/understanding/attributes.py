"""Reads attributes of a message from the states of its pieces, each by its own attention."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np

_NOTHING = 0.001
# The probability of each value of each attribute, without those below `_NOTHING`.
Belief = dict[str, dict[str, float]]


class Attribute(NamedTuple):
    """A linear reader of one attribute's values, the first of which is that it is untold.

    `query` has shape (384,), `weight` (values, 384) and `bias` (values,), all float32.
    """

    name: str
    values: tuple[str, ...]
    query: np.ndarray
    weight: np.ndarray
    bias: np.ndarray

    def probabilities(self, states: np.ndarray) -> np.ndarray:
        """Return shape (values,), of the states of pieces (pieces, 384)."""
        attention = softmax(np.einsum("ij,j->i", states, self.query))
        pooled = np.einsum("ij,i->j", states, attention)
        return softmax(np.einsum("ij,j->i", self.weight, pooled) + self.bias)


def load_attributes(folder: Path) -> list[Attribute]:
    """Return the attributes of a folder's attributes.npz."""
    with np.load(folder / "attributes.npz", allow_pickle=False) as arrays:
        return [
            Attribute(
                name,
                tuple(arrays[f"{name}_values"].tolist()),
                *(arrays[f"{name}_{part}"] for part in ("query", "weight", "bias")),
            )
            for name in arrays["attributes"].tolist()
        ]


def beliefs(attributes: Iterable[Attribute], states: np.ndarray) -> Belief:
    """Return what the states of a text's pieces, shape (pieces, 384), say of the attributes."""
    belief: Belief = {}
    for attribute in attributes:
        likely = zip(attribute.values, attribute.probabilities(states).tolist(), strict=True)
        belief[attribute.name] = {value: round(p, 4) for value, p in likely if p > _NOTHING}
    return belief


def softmax(scores: np.ndarray) -> np.ndarray:
    """Return shares of the same shape that add up to 1 along the last axis."""
    grown = np.exp(scores - scores.max(-1, keepdims=True))
    shares: np.ndarray = grown / grown.sum(-1, keepdims=True)
    return shares
