"""The two readers of a message, fitted to a public set's training part."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from bench.public.scores import Guesses
from bench.public.sets import OUTSIDE, PublicMessage
from bench.public.unlikeness import Scope, TextReadings, Way
from bench.readers import SETTINGS, Ngrams
from engine.understanding.encoder import Encoder, Head
from engine.understanding.regression.ridge import Ridge, targets_of
from engine.understanding.two_readers import TwoReaders


class Readers:
    """The encoder made of the training part, and n-grams and ridge fitted to it anew.

    `labels` are all of the training part, sorted; `megabytes` is what the regression weighs.
    """

    def __init__(self, train: Sequence[PublicMessage], folder: Path) -> None:
        """Fit them; the encoder's files lie in `folder`."""
        targets = targets_of([row.label for row in train], ())
        self._ngrams, features = Ngrams.learn([row.text for row in train])
        self._ridge = Ridge.fit(features, targets.wishes, SETTINGS["ridge"])
        self._encoder, self._head = Encoder(folder), _head(folder)
        self._both = TwoReaders(targets.labels, self._head)
        self._train = train
        self.labels, self.megabytes = targets.labels, self._ridge.weights.nbytes / 1e6

    def scores(self, rows: Sequence[PublicMessage]) -> np.ndarray:
        """The ridge's, as logits, shape (rows, labels)."""
        features = self._ngrams.rows([row.text for row in rows])
        scores = [self._ridge.scores(features[number]) for number in range(len(rows))]
        return SETTINGS["sharpness"] * np.array(scores)

    def vectors(self, rows: Sequence[PublicMessage]) -> np.ndarray:
        """The encoder's, shape (rows, 384)."""
        return np.array([self._encoder.vector(row.text) for row in rows])

    def averaged(self, scores: np.ndarray, vectors: np.ndarray, share: float) -> TextReadings:
        """What both say together; `share` of the log probability is the encoder's."""
        temperature, pairs = SETTINGS["temperature"], zip(scores, vectors, strict=True)
        both = [self._both.softmax(*pair, share, temperature) for pair in pairs]
        logits = [self._head.logits(vector) for vector in vectors]
        return TextReadings(np.log(both), np.array(logits), vectors)

    @cached_property
    def scope(self) -> Scope:
        """What is in scope of what was learnt from, where something was not."""
        inside = [row for row in self._train if row.label != OUTSIDE]
        labels = np.array([self.labels.index(row.label) for row in inside])
        return Scope(self.vectors(inside), labels, self.labels.index(OUTSIDE))


class PublicPart:
    """A part of a set as the readers read it."""

    def __init__(self, readers: Readers, rows: Sequence[PublicMessage]) -> None:
        self._readers, self._rows = readers, rows
        self._scores, self._vectors = readers.scores(rows), readers.vectors(rows)

    @property
    def scope(self) -> Scope:
        """What the readers have learnt from."""
        return self._readers.scope

    def readings(self, share: float) -> TextReadings:
        """What the readers say; `share` is the encoder's."""
        return self._readers.averaged(self._scores, self._vectors, share)

    def guesses(self, read: TextReadings, way: Way | None = None) -> Guesses:
        """The likeliest intents, and how unlike all that is known the texts are."""
        labels = self._readers.labels
        inside = np.array([n for n, label in enumerate(labels) if label != OUTSIDE])
        likeliest = inside[read.log_probabilities[:, inside].argmax(axis=1)]
        unlikeness = way.of(read, self.scope) if way else np.zeros(len(self._rows))
        return Guesses(self._rows, [labels[number] for number in likeliest], unlikeness)


def _head(folder: Path) -> Head:
    with np.load(folder / "heads.npz", allow_pickle=False) as arrays:
        names = tuple(arrays["label_names"].tolist())
        return Head(names, arrays["label_weight"], arrays["label_bias"])
