"""Runs the domain encoder: a message to its vector, a vector to the logits of its heads.

Needs numpy and onnxruntime only. The files beside it are made by build.py.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
import onnxruntime

from contracts.conversation import FEATURES, State
from engine.prefetch_cache import PrefetchCache
from engine.understanding.text import MAX_MESSAGE_CHARACTERS

MOST_PIECES = 126
LONGEST_PIECE = 24  # characters
SPACE = "\u2581"  # as SentencePiece writes a space

# A longer text is cut to this much of its beginning and of its end before it is tokenised: more
# than enough for half of MOST_PIECES each.
_END_CHARACTERS = 400
_UNREACHED = -1e30
_NOT_TEXT = re.compile(r"[\ud800-\udfff\x00-\x1f\x7f]+")
_BLANKS = re.compile(r"\s+")
_SPACES = re.compile(" {2,}")


class Specials(NamedTuple):
    """Ids of the pieces that stand for no text."""

    begin: int
    end: int
    padding: int
    unknown: int


class Tokenizer:
    """SentencePiece's unigram tokenizer: the likeliest way to cut a text into known pieces."""

    def __init__(
        self,
        pieces: Mapping[str, tuple[int, float]],
        normalisation: Mapping[str, str],
        specials: Specials,
        unknown_score: float,
    ) -> None:
        """Take `pieces` as text to (id, log probability), without the special ones.

        `normalisation` replaces single characters; `unknown_score` is the log probability of a
        character in no piece.
        """
        self.specials = specials
        self.unknown_score = unknown_score
        self.normalisation = dict(normalisation)
        self._table = str.maketrans(self.normalisation)
        # With all beginnings of pieces, which are never likely: no piece begins as none of them.
        starts = {piece[:end] for piece in pieces for end in range(1, len(piece))}
        self._pieces = {**dict.fromkeys(starts, (specials.unknown, -math.inf)), **pieces}

    @classmethod
    def load(cls, directory: Path) -> Tokenizer:
        """Read pieces.tsv and tokenizer.json, as export.py writes them."""
        settings = json.loads((directory / "tokenizer.json").read_text(encoding="utf-8"))
        specials = Specials(**settings["specials"])
        pieces: dict[str, tuple[int, float]] = {}
        lines = (directory / "pieces.tsv").read_text(encoding="utf-8").split("\n")[:-1]
        for number, line in enumerate(lines):
            piece, score = line.rsplit("\t", 1)
            if number not in specials:
                pieces.setdefault(piece, (number, float(score)))
        return cls(pieces, settings["normalisation"], specials, settings["unknown_score"])

    def normalise(self, text: str) -> str:
        """The text with its characters replaced, and spaces as the pieces have them."""
        text = _SPACES.sub(" ", text.translate(self._table))
        return (text if text.startswith(" ") else " " + text).replace(" ", SPACE)

    def segment(self, normalised: str) -> list[int]:
        """Ids of the pieces of a normalised text, by Viterbi's algorithm."""
        size = len(normalised)
        best = [_UNREACHED] * (size + 1)
        best[0] = 0.0
        back = [(0, 0)] * (size + 1)
        find = self._pieces.get
        unknown, unknown_score = self.specials.unknown, self.unknown_score
        for start in range(size):
            here = best[start]
            for end in range(start + 1, min(size, start + LONGEST_PIECE) + 1):
                piece = find(normalised[start:end])
                if piece is None:
                    break
                if here + piece[1] > best[end]:
                    best[end] = here + piece[1]
                    back[end] = (piece[0], start)
            if here + unknown_score > best[start + 1]:
                best[start + 1] = here + unknown_score
                back[start + 1] = (unknown, start)
        return _path_ids(back)

    def ids(self, text: str) -> list[int]:
        """Ids of any text, at most 128: of a long one its beginning and its end."""
        normalised = self.normalise(_clean(text))
        if len(normalised) > 2 * _END_CHARACTERS:
            normalised = normalised[:_END_CHARACTERS] + SPACE + normalised[-_END_CHARACTERS:]
        ids = self.segment(normalised)
        if len(ids) > MOST_PIECES:
            half = MOST_PIECES // 2
            ids = ids[:half] + ids[half - MOST_PIECES :]
        return [self.specials.begin, *ids, self.specials.end]


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


def _clean(text: str) -> str:
    """One space for each run of blanks, control characters and lone surrogates."""
    return _BLANKS.sub(" ", _NOT_TEXT.sub(" ", text[:MAX_MESSAGE_CHARACTERS])).strip()


def _path_ids(back: list[tuple[int, int]]) -> list[int]:
    """The ids on the best path, from its end's (id, start) back to the beginning."""
    ids: list[int] = []
    position = len(back) - 1
    while position > 0:
        number, position = back[position]
        ids.append(number)
    ids.reverse()
    return ids
