"""Runs the drafts' reader: a message to what it does to a draft, and which words belong in one.

Needs numpy and onnxruntime only. It goes on from the states that the domain encoder has made of
the message's pieces half-way. `recipes/drafts` makes the files beside it.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import onnxruntime

from engine.understanding.attributes import Belief, beliefs, load_attributes, softmax
from engine.understanding.encoder import PieceStates

FOLDER = Path(__file__).parent
# The tags of a piece: in neither, in what is to stand in the mail, in what is to leave it.
TAGS = ("none", "content", "target")
_WORD = re.compile(r"\S+")
_EDGES = " \t\n.,;:!?–—-()\"”“'"


class Span(NamedTuple):
    """A run of a text's words; the end is exclusive."""

    start: int
    end: int


class DraftReading(NamedTuple):
    """The likely values of the attributes, and the words to put in and to take out, in order."""

    belief: Belief
    content: tuple[Span, ...]
    target: tuple[Span, ...]


class DraftEncoder:
    """The layers over the domain encoder's, on one thread."""

    def __init__(self, folder: Path = FOLDER) -> None:
        """Load the layers, the attributes and the tags."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(folder / "draft.onnx"), options, ["CPUExecutionProvider"]
        )
        self._attributes = load_attributes(folder)
        with np.load(folder / "tags.npz", allow_pickle=False) as arrays:
            self._weight, self._bias = arrays["weight"], arrays["bias"]

    def read(self, pieces: PieceStates) -> DraftReading:
        """Return what the text of the pieces does to a draft."""
        if not len(pieces.vectors):
            return DraftReading({}, (), ())
        states = self._session.run(["states"], {"below": pieces.vectors})[0]
        tags = softmax(np.einsum("ij,kj->ik", states, self._weight) + self._bias)
        words = _words(pieces, tags)
        return DraftReading(
            beliefs(self._attributes, states), _runs(words, "content"), _runs(words, "target")
        )


@cache
def draft_encoder() -> DraftEncoder:
    """Return the one of this process."""
    return DraftEncoder()


def _words(pieces: PieceStates, tags: np.ndarray) -> list[tuple[Span, str]]:
    """Return each word of the text, without the marks around it, and its likeliest tag."""
    words = []
    for found in _WORD.finditer(pieces.text):
        begin = found.start() + len(found[0]) - len(found[0].lstrip(_EDGES))
        end = found.start() + len(found[0].rstrip(_EDGES))
        of_it = (pieces.ends > begin) & (pieces.starts < end)
        if begin < end and of_it.any():
            words.append((Span(begin, end), TAGS[int(tags[of_it].mean(0).argmax())]))
    return words


def _runs(words: list[tuple[Span, str]], tag: str) -> tuple[Span, ...]:
    """Return the runs of words that have a tag; one word between two of them is of the run."""
    tagged = [of == tag for _, of in words]
    runs: list[Span] = []
    for n, (span, _) in enumerate(words):
        if tagged[n] or (any(tagged[n - 1 : n]) and any(tagged[n + 1 : n + 2])):
            joins = any(tagged[max(0, n - 2) : n]) and runs
            runs[-1:] = [Span(runs[-1].start, span.end)] if joins else [*runs[-1:], span]
    return tuple(runs)
