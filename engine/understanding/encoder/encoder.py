"""Runs the domain encoder: a message to its vector, a vector to the logits of its heads.

Needs numpy and onnxruntime only. The files beside it are made by build.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import onnxruntime

from contracts.conversation import FEATURES, State
from engine.prefetch_cache import PrefetchCache
from engine.understanding.encoder.tokenizer import Tokenizer


class Head(NamedTuple):
    """A linear reader of vectors: weights (names, 384) and biases (names,)."""

    names: tuple[str, ...]
    weight: np.ndarray
    bias: np.ndarray

    def logits(self, vector: np.ndarray) -> np.ndarray:
        """Shape (names,), of a vector of shape (384,)."""
        return _product(self.weight, vector) + self.bias


HEADS = ("label", "route", "question", "consent", "case_stage")


class Heads(NamedTuple):
    """The encoder's own readers of its vectors, from heads.npz.

    `label` names every intent, `route` those that a message may wish for two at a time: logits
    for a softmax and for a sigmoid each. `question` is what is asked for within the intent,
    `consent` and `case_stage` what is told of one case; "" is nothing. All three are for a softmax.
    """

    label: Head
    route: Head
    question: Head
    consent: Head
    case_stage: Head

    @classmethod
    def load(cls, directory: Path | None = None) -> Heads:
        """Read the weights; the directory is this file's own unless given."""
        directory = directory or Path(__file__).parent
        with np.load(directory / "heads.npz", allow_pickle=False) as arrays:
            return cls(
                *(
                    Head(
                        tuple(arrays[f"{name}_names"].tolist()),
                        arrays[f"{name}_weight"],
                        arrays[f"{name}_bias"],
                    )
                    for name in HEADS
                )
            )


class Encoder:
    """The fixed domain encoder, on one thread."""

    def __init__(self, directory: Path | None = None) -> None:
        """Load the model; the directory is this file's own unless given."""
        directory = directory or Path(__file__).parent
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(directory / "encoder.onnx"), options, ["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.load(directory)
        # Vectors of texts, each in its state, that the pipeline is about to ask for.
        self.prefetched: PrefetchCache[tuple[str, State], np.ndarray] = PrefetchCache()

    def vector(self, text: str, state: Iterable[str] = ()) -> np.ndarray:
        """What a text means in its conversation, shape (384,), float32; any text will do.

        Of `state` it knows `contracts.conversation.FEATURES`. Threads may ask at once.
        """
        features = tuple(state)
        ready = self.prefetched.take((text, features))
        if ready is not None:
            return ready
        return self.computed(self.inputs(text, features))

    def inputs(self, text: str, state: Iterable[str] = ()) -> dict[str, np.ndarray]:
        """What `computed` takes of a text: the part of the work that is Python's own."""
        ids = np.array(self._tokenizer.ids(text), np.int64)
        return {"ids": ids, "state": state_vector(state)}

    def computed(self, inputs: dict[str, np.ndarray]) -> np.ndarray:
        """The vector, outside Python's interpreter lock."""
        vector: np.ndarray = self._session.run(None, inputs)[0]
        return vector


def state_vector(state: Iterable[str]) -> np.ndarray:
    """Shape (features,), float32: 1 for each feature that the state has."""
    active = {*state}
    return np.array([feature in active for feature in FEATURES], np.float32)


def _product(weight: np.ndarray, vector: np.ndarray) -> np.ndarray:
    """Weight times vector, without BLAS.

    From 24 intents on OpenBLAS shares so small a product between its threads, and on a busy
    machine it waits milliseconds for the other one to be let in.
    """
    product: np.ndarray = np.einsum("ij,j->i", weight, vector)
    return product
