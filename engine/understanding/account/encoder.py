"""Runs the account's encoder: a message, after what the bot said, to what it tells of a case.

Needs numpy and onnxruntime only. `recipes/account` makes the files beside it; the pieces that a
text is cut into are the domain encoder's.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import onnxruntime

from engine.understanding.encoder import shared_encoder
from engine.understanding.encoder.tokenizer import MOST_PIECES, Tokenizer

FOLDER = Path(__file__).parent
# Pieces of what the bot said that are read, the last ones, and of both together.
MOST_SAID, MOST_TOGETHER = 40, 170

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
        attention = _softmax(np.einsum("ij,j->i", states, self.query))
        pooled = np.einsum("ij,i->j", states, attention)
        return _softmax(np.einsum("ij,j->i", self.weight, pooled) + self.bias)


class AccountEncoder:
    """The encoder of a message after what the bot said, on one thread."""

    def __init__(self, tokenizer: Tokenizer, folder: Path = FOLDER) -> None:
        """Load the model and the attributes."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(folder / "account.onnx"), options, ["CPUExecutionProvider"]
        )
        self._tokenizer = tokenizer
        with np.load(folder / "attributes.npz", allow_pickle=False) as arrays:
            self._attributes = [
                Attribute(
                    name,
                    tuple(arrays[f"{name}_values"].tolist()),
                    *(arrays[f"{name}_{part}"] for part in ("query", "weight", "bias")),
                )
                for name in arrays["attributes"].tolist()
            ]

    def read(self, said: str, text: str) -> Belief:
        """Return what a text tells after what the bot `said`, "" for a first message."""
        ids = pair_ids(
            self._tokenizer,
            self._tokenizer.placed(said)[0] if said else [],
            self._tokenizer.placed(text)[0],
        )
        states = self._session.run(["states"], {"ids": np.array(ids, np.int64)})[0]
        belief: Belief = {}
        for attribute in self._attributes:
            likely = zip(attribute.values, attribute.probabilities(states).tolist(), strict=True)
            belief[attribute.name] = {value: round(p, 4) for value, p in likely if p > _NOTHING}
        return belief


@cache
def account_encoder() -> AccountEncoder:
    """Return the one of this process."""
    return AccountEncoder(shared_encoder().tokenizer)


def pair_ids(tokenizer: Tokenizer, said: list[int], text: list[int]) -> list[int]:
    """Return the ids of what was said and of a text as one, from the ids of their pieces."""
    begin, end = tokenizer.specials.begin, tokenizer.specials.end
    before = [*said[-(MOST_SAID - 1) :], end] if said else []
    return [begin, *before, *text[:MOST_PIECES], end][:MOST_TOGETHER]


def _softmax(scores: np.ndarray) -> np.ndarray:
    grown = np.exp(scores - scores.max())
    shares: np.ndarray = grown / grown.sum()
    return shares
