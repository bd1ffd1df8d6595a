"""Judges each word of a message by what it means where it stands: whether it is of a name.

The rules go by lists, and by what a small model sees of the nearest words. Whether *björn* is
somebody or an animal the whole sentence tells, which the domain encoder has read anyhow. What is
read here comes from `recipes/names/context.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
import onnxruntime

from engine.privacy.names.lists import ORGANISATION, PLACE, TERM
from engine.privacy.names.message_words import Word

FILE = "context.onnx"


class Likelihoods(NamedTuple):
    """How likely a word must be to be of a name: one that the rules leave, and one they take.

    A word that nothing else speaks for needs more, for there are many times as many of them, and
    so does a function word ("mange" in Danish, "hans").
    """

    a_name: float
    of_function_words: float
    of_ordinary_words: float
    kept: float

    def makes(self, word: Word) -> float:
        """How likely a word must be that the rules leave."""
        if word.entry.grammar:
            return self.of_function_words
        return self.of_ordinary_words if word.settled else self.a_name


# Recall and other words masked at the values around stand in recipes/names/README.md.
LIKELIHOODS = Likelihoods(0.6, 0.7, 0.9, 0.1)
# A word that stands alone ("info") has no sentence to be judged by.
FEWEST_JUDGED = 2


class States(Protocol):
    """The encoder's pieces of `text`: their places, and what it has made of each there.

    `starts` and `ends` have shape (pieces,), in order; `vectors` has shape (pieces, width). They
    may end before the text does.
    """

    @property
    def text(self) -> str:
        """What the pieces are of."""

    @property
    def starts(self) -> np.ndarray:
        """Where each piece begins."""

    @property
    def ends(self) -> np.ndarray:
        """Where each piece ends."""

    @property
    def vectors(self) -> np.ndarray:
        """What the encoder has made of each."""


ReadStates = Callable[[str], States]


class ContextJudge:
    """How likely each word of a message is to be of a person's name."""

    def __init__(self, path: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(path), options, ["CPUExecutionProvider"])

    def likelihoods(
        self, words: Sequence[Word], named: Sequence[bool], states: States
    ) -> np.ndarray:
        """Shape (words,), 0 to 1; `named` says of each word whether the rules make it a name.

        A word that the states do not reach is left to the rules: 1 or 0.
        """
        vectors, reached = word_vectors(words, states)
        inputs = {"words": word_features(words, named), "states": vectors}
        likely: np.ndarray = self._session.run(None, inputs)[0]
        return np.where(reached, likely, np.array(named, np.float32))


def masked_words(
    words: Sequence[Word],
    runs: Iterable[range],
    likely: np.ndarray,
    least: Likelihoods = LIKELIHOODS,
) -> list[bool]:
    """Of each word whether it is of a name; `runs` are the places of the names by the rules.

    Of a name that is believed in part, what lies between two such words stays.
    """
    masked = [
        likelihood > least.makes(word) for word, likelihood in zip(words, likely, strict=True)
    ]
    for run in runs:
        kept = [at for at in run if likely[at] > least.kept]
        for at in run:
            masked[at] = bool(kept) and kept[0] <= at <= kept[-1]
    return masked


def among(count: int, runs: Iterable[range]) -> list[bool]:
    """Of so many words whether each is in one of the runs."""
    inside = {at for run in runs for at in run}
    return [at in inside for at in range(count)]


def word_features(words: Sequence[Word], named: Sequence[bool]) -> np.ndarray:
    """What lists, model and rules know of each word, shape (words, features), float32.

    The one feature that is always true tells a word from the zeros beyond a text's ends.
    """
    rows = []
    for word, by_rules in zip(words, named, strict=True):
        entry = word.entry
        rows.append(
            (
                *(word.capital, word.near, word.opens, word.initial, word.settled),
                *(word.person, word.organisation, by_rules),
                *(entry.given, entry.surname, entry.genitive, entry.ordinary, entry.grammar),
                *(entry.known, entry.spelling, True),
                *(entry.label == PLACE, entry.label == ORGANISATION, entry.label == TERM),
            )
        )
    return np.array(rows, np.float32)


def word_vectors(words: Sequence[Word], states: States) -> tuple[np.ndarray, np.ndarray]:
    """The mean of each word's pieces, shape (words, width), and whether the word has any."""
    firsts = np.searchsorted(states.ends, [word.start for word in words], "right")
    ends = np.searchsorted(states.starts, [word.end for word in words], "left")
    counts = ends - firsts
    sums = np.zeros((len(states.vectors) + 1, states.vectors.shape[1]), np.float32)
    np.cumsum(states.vectors, axis=0, out=sums[1:])
    means = (sums[ends] - sums[firsts]) / np.maximum(counts, 1)[:, None]
    return means.astype(np.float32), counts > 0
