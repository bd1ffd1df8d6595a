"""Averages what two readers say of the same names: the ridge, and a head of the encoder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NotRequired, TypedDict

import numpy as np
import scipy.sparse
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from engine.understanding.encoder import Head


class Ranked(TypedDict):
    """A name and how likely it is, as Rasa ranks intents; of a question its topic too, or ""."""

    name: str
    confidence: float
    topic: NotRequired[str]


class TwoReaders:
    """The ridge's `names`, and where the head has them; one that it lacks is left to the ridge."""

    def __init__(self, names: Sequence[str], head: Head) -> None:
        place = {name: number for number, name in enumerate(head.names)}
        known = [number for number, name in enumerate(names) if name in place]
        self.names = list(names)
        self._head = head
        self._known = np.array(known, np.intp)
        self._places = np.array([place[names[number]] for number in known], np.intp)

    def softmax(
        self, ridge: np.ndarray, vector: np.ndarray, share: float, temperature: float
    ) -> np.ndarray:
        """Probabilities, shape (names,): log probabilities averaged, `share` is the head's.

        `ridge` has shape (names,); `temperature` divides the average.
        """
        own = log_softmax(ridge)
        blended = self._average(own, log_softmax(self._head.logits(vector)), share)
        probabilities: np.ndarray = np.exp(log_softmax(blended / temperature))
        return probabilities

    def sigmoid(self, ridge: np.ndarray, vector: np.ndarray, share: float) -> np.ndarray:
        """How likely each is whatever the others are, shape (names,): logits averaged."""
        average = self._average(ridge, self._head.logits(vector), share)
        probabilities: np.ndarray = 1 / (1 + np.exp(-average))
        return probabilities

    def _average(self, own: np.ndarray, theirs: np.ndarray, share: float) -> np.ndarray:
        head = own.copy()
        head[self._known] = theirs[self._places]
        average: np.ndarray = share * head + (1 - share) * own
        return average


def log_softmax(logits: np.ndarray) -> np.ndarray:
    """Log probabilities of logits, in their shape."""
    shifted = logits - logits.max()
    log_probabilities: np.ndarray = shifted - np.log(np.exp(shifted).sum())
    return log_probabilities


def ranking_of(
    names: Sequence[str], probabilities: np.ndarray, most: int | None = None
) -> list[Ranked]:
    """Names with their probabilities as Rasa ranks intents, likeliest first."""
    order = (-probabilities).argsort(kind="stable")[:most].tolist()
    return [{"name": names[i], "confidence": float(probabilities[i])} for i in order]


def common_ngrams(
    messages: Sequence[Message], least: int
) -> tuple[scipy.sparse.csr_matrix, np.ndarray]:
    """The n-grams of messages, shape (messages, n-grams), and the columns of those that stand in
    at least so many of them."""
    features = scipy.sparse.vstack([sparse_row(message) for message in messages]).tocsr()
    counts = np.bincount(features.indices, minlength=features.shape[1])
    return features, np.flatnonzero(counts >= least)


def sparse_row(message: Message) -> scipy.sparse.csr_matrix:
    """The n-grams of a message, shape (1, n-grams)."""
    _, sentence = message.get_sparse_features(TEXT)
    return sentence.features


def dense_vector(message: Message) -> np.ndarray:
    """The encoder's vector of a message, shape (384,)."""
    _, sentence = message.get_dense_features(TEXT)
    vector: np.ndarray = sentence.features[0]
    return vector
