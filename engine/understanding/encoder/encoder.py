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
from engine.understanding.encoder.tokenizer import MOST_PIECES, Tokenizer

MOST_STRETCHES = 4  # of MOST_PIECES: some 1,900 characters of Swedish prose


class PieceStates(NamedTuple):
    """What the encoder has made of each piece of `text` half-way, where it still is that piece.

    `starts` and `ends` are the pieces' places in the text, shape (pieces,); a piece of no letter
    has no length. `vectors` has shape (pieces, 384), float32.
    """

    text: str
    starts: np.ndarray
    ends: np.ndarray
    vectors: np.ndarray


class EncoderReading(NamedTuple):
    """The vector of a text, shape (384,), float32, and the states of its pieces."""

    vector: np.ndarray
    pieces: PieceStates


class EncoderInputs(NamedTuple):
    """What `computed` takes of `text`, whose pieces stand at `starts` and `ends` in it.

    A text of more than `MOST_PIECES` pieces is cut to `stretches`, `MOST_STRETCHES` at most; its
    vector is of its first and last pieces, `both_ends`.
    """

    text: str
    starts: np.ndarray
    ends: np.ndarray
    stretches: list[dict[str, np.ndarray]]
    both_ends: dict[str, np.ndarray] | None


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
        self.tokenizer = Tokenizer.load(directory)
        # Readings of texts, each in its state, that the pipeline is about to ask for.
        self.prefetched: PrefetchCache[tuple[str, State], EncoderReading] = PrefetchCache()

    def vector(self, text: str, state: Iterable[str] = ()) -> np.ndarray:
        """What a text means in its conversation, shape (384,), float32; any text will do.

        Of `state` it knows `contracts.conversation.FEATURES`. Threads may ask at once.
        """
        features = tuple(state)
        ready = self.prefetched.take((text, features))
        if ready is not None:
            return ready.vector
        inputs = self.inputs(text, features)
        pieces = inputs.both_ends or inputs.stretches[0]
        vector: np.ndarray = self._session.run(["vector"], pieces)[0]
        return vector

    def read(self, text: str, state: Iterable[str] = ()) -> EncoderReading:
        """Return the vector of a text in its conversation, and the states of its pieces."""
        features = tuple(state)
        return self.prefetched.take((text, features)) or self.computed(self.inputs(text, features))

    def pieces(self, text: str) -> PieceStates:
        """The states of a text's pieces, as a first message has them.

        Of a text of more than `MOST_STRETCHES` stretches of `MOST_PIECES` pieces the first ones.
        """
        return self._pieces(self.inputs(text))

    def inputs(self, text: str, state: Iterable[str] = ()) -> EncoderInputs:
        """What `computed` takes of a text: the part of the work that is Python's own."""
        ids, *places = self.tokenizer.placed(text)
        starts, ends = (np.array(place[: MOST_STRETCHES * MOST_PIECES], int) for place in places)
        features = state_vector(state)
        stretches = [
            self._feed(ids[at : at + MOST_PIECES], features)
            for at in range(0, len(starts), MOST_PIECES)
        ]
        half = MOST_PIECES // 2
        both_ends = None
        if len(ids) > MOST_PIECES:
            both_ends = self._feed(ids[:half] + ids[-half:], features)
        return EncoderInputs(text, starts, ends, stretches, both_ends)

    def computed(self, inputs: EncoderInputs) -> EncoderReading:
        """The vector and the pieces' states, outside Python's interpreter lock."""
        if inputs.both_ends:
            vector: np.ndarray = self._session.run(["vector"], inputs.both_ends)[0]
            return EncoderReading(vector, self._pieces(inputs))
        vector, states = self._session.run(["vector", "states"], inputs.stretches[0])
        return EncoderReading(
            vector, PieceStates(inputs.text, inputs.starts, inputs.ends, states[1:-1])
        )

    def _pieces(self, inputs: EncoderInputs) -> PieceStates:
        states = [self._session.run(["states"], part)[0][1:-1] for part in inputs.stretches]
        return PieceStates(inputs.text, inputs.starts, inputs.ends, np.concatenate(states))

    def _feed(self, ids: list[int], features: np.ndarray) -> dict[str, np.ndarray]:
        """The pieces, between those that stand for a text's beginning and its end."""
        specials = self.tokenizer.specials
        return {"ids": np.array([specials.begin, *ids, specials.end], np.int64), "state": features}


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
