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
    """What `computed` takes of a text: what its vector is made of, and the places of its pieces.

    `stretches` are those of a text of more than `MOST_PIECES` pieces, `MOST_STRETCHES` at most;
    `starts` and `ends` count characters of the text.
    """

    text: str
    whole: dict[str, np.ndarray]
    stretches: list[dict[str, np.ndarray]]
    starts: list[int]
    ends: list[int]


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
        vector: np.ndarray = self._session.run(["vector"], self.inputs(text, features).whole)[0]
        return vector

    def read(self, text: str, state: Iterable[str] = ()) -> tuple[np.ndarray, PieceStates | None]:
        """The vector, and the states of the pieces unless the vector lay ready."""
        features = tuple(state)
        ready = self.prefetched.take((text, features))
        return (ready, None) if ready is not None else self.computed(self.inputs(text, features))

    def pieces(self, text: str) -> PieceStates:
        """The states of a text's pieces, as a first message has them.

        Of a text of more than `MOST_STRETCHES` stretches of `MOST_PIECES` pieces the first ones.
        """
        ids, starts, ends = self._tokenizer.placed(text)
        return self._states(text, [self._feed(part) for part in _stretches(ids)], starts, ends)

    def inputs(self, text: str, state: Iterable[str] = ()) -> EncoderInputs:
        """What `computed` takes of a text: the part of the work that is Python's own."""
        features = tuple(state)
        ids, starts, ends = self._tokenizer.placed(text)
        stretches = _stretches(ids)
        short = len(stretches) == 1
        whole = stretches[0] if short else self._ids(text)
        feeds = [] if short else [self._feed(part, features) for part in stretches]
        return EncoderInputs(text, self._feed(whole, features), feeds, starts, ends)

    def computed(self, inputs: EncoderInputs) -> EncoderReading:
        """The vector and the pieces' states, outside Python's interpreter lock."""
        vector, states = self._session.run(["vector", "states"], inputs.whole)
        text, _, stretches, starts, ends = inputs
        if stretches:
            return EncoderReading(vector, self._states(text, stretches, starts, ends))
        pieces = PieceStates(text, np.array(starts, int), np.array(ends, int), states[1:-1])
        return EncoderReading(vector, pieces)

    def _ids(self, text: str) -> list[int]:
        """Those of a whole text, of a long one its beginning and its end, without the first and
        last that stand for no text."""
        return self._tokenizer.ids(text)[1:-1]

    def _feed(self, ids: list[int], state: Iterable[str] = ()) -> dict[str, np.ndarray]:
        specials = self._tokenizer.specials
        whole = np.array([specials.begin, *ids, specials.end], np.int64)
        return {"ids": whole, "state": state_vector(state)}

    def _states(
        self,
        text: str,
        stretches: list[dict[str, np.ndarray]],
        starts: list[int],
        ends: list[int],
    ) -> PieceStates:
        """Those of stretches one after the other."""
        states = [self._session.run(["states"], stretch)[0][1:-1] for stretch in stretches]
        vectors = np.concatenate(states)
        count = len(vectors)
        return PieceStates(
            text, np.array(starts[:count], int), np.array(ends[:count], int), vectors
        )


def _stretches(ids: list[int]) -> list[list[int]]:
    """The ids in stretches that the encoder can take; one of a text without pieces."""
    most = min(len(ids), MOST_STRETCHES * MOST_PIECES)
    return [ids[at : min(at + MOST_PIECES, most)] for at in range(0, max(most, 1), MOST_PIECES)]


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
