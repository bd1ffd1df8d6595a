"""The two readers of a message, fitted to some examples and tried on other messages."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np
import scipy.sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from bench.datasets import BenchMessage
from contracts.conversation import FIRST
from contracts.intents import AFTER_AN_ANSWER, read_intents
from engine.understanding.encoder import Encoder, Heads
from engine.understanding.intent_classifier import IntentClassifier, IntentWeights
from engine.understanding.regression import views
from engine.understanding.regression.ngrams import NgramReader
from engine.understanding.regression.ridge import Ridge, Targets, targets_of
from engine.understanding.text import normalise
from engine.understanding.tfidf_featurizer import BLOCKS, NgramBlock, TfidfFeaturizer
from engine.understanding.two_readers import Ranked

# In how many examples an n-gram must stand.
MIN_EXAMPLES = TfidfFeaturizer.get_default_config()["min_examples"]
SETTINGS = IntentClassifier.get_default_config()
# Those that say something of a first message.
FIRST_BLOCKS = tuple(block for block in BLOCKS if block.view is not views.in_state)


class _Rows(NamedTuple):
    """The rows of one block's n-grams, unweighted, and the seconds of work to learn them."""

    train: scipy.sparse.csr_matrix
    test: scipy.sparse.csr_matrix
    seconds: float


class Trial:
    """One set of messages to learn from and another to try, read by any blocks of n-grams."""

    def __init__(self, train: Sequence[BenchMessage], test: Sequence[BenchMessage]) -> None:
        """Take the messages; a block's n-grams are counted at its first use."""
        self.labels = [message.label for message in train]
        self.targets: Targets = targets_of(self.labels, read_intents().subjects)
        self._train = [normalise(message.text) for message in train]
        self._test = [normalise(message.text) for message in test]
        self._rows: dict[str, _Rows] = {}

    def rows(
        self,
        blocks: Sequence[NgramBlock],
        least: int = MIN_EXAMPLES,
        weights: Sequence[float] = (),
    ) -> _Rows:
        """The n-grams of blocks; `least` is as in `MIN_EXAMPLES`.

        `weights` say how much each block counts; without them all count alike.
        """
        of_blocks = [self._of(block, least) for block in blocks]
        scales = [np.float32(weight**0.5) for weight in weights or [1.0] * len(blocks)]
        train, test = (
            scipy.sparse.hstack(
                [scale * rows[i] for scale, rows in zip(scales, of_blocks, strict=True)],
                format="csr",
            )
            for i in (0, 1)
        )
        return _Rows(train, test, sum(rows.seconds for rows in of_blocks))

    def scores(
        self,
        blocks: Sequence[NgramBlock],
        least: int = MIN_EXAMPLES,
        ridge: float = SETTINGS["ridge"],
        weights: Sequence[float] = (),
    ) -> tuple[np.ndarray, float]:
        """The ridge's scores of the messages to try, and the seconds of training.

        The scores have the shape (test, labels + routes).
        """
        rows = self.rows(blocks, least, weights)
        before = time.process_time()
        fitted = Ridge.fit(rows.train, self.targets.wishes, ridge)
        seconds = time.process_time() - before + rows.seconds
        scores = rows.test @ fitted.weights.astype(np.float32) + fitted.intercept
        return np.asarray(scores), seconds

    def reader(self, block: NgramBlock, least: int) -> NgramReader:
        """What reads one block as the engine does, learnt from the messages to learn from."""
        texts = [block.view(text, FIRST) for text in self._train]
        return NgramReader.learn(block.cut, texts, least)[0]

    def _of(self, block: NgramBlock, least: int) -> _Rows:
        key = f"{block.view} {sorted(block.cut.items())} {least}"
        if key not in self._rows:
            self._rows[key] = self._count(block, least)
        return self._rows[key]

    def _count(self, block: NgramBlock, least: int) -> _Rows:
        before = time.process_time()
        cut = {"sublinear_tf": True, **block.cut}
        vectorizer = TfidfVectorizer(lowercase=False, min_df=least, dtype=np.float32, **cut)
        train = vectorizer.fit_transform([block.view(text, FIRST) for text in self._train])
        seconds = time.process_time() - before
        test = vectorizer.transform([block.view(text, FIRST) for text in self._test])
        return _Rows(train, test, seconds)


class Ngrams:
    """The n-grams of first messages as the engine reads them."""

    def __init__(self, readers: Sequence[tuple[NgramBlock, NgramReader]]) -> None:
        """Take what reads each block."""
        self.readers = readers

    @classmethod
    def learn(cls, texts: Sequence[str]) -> tuple[Self, scipy.sparse.csr_matrix]:
        """A reader of the n-grams of these texts, and its `rows` of them."""
        folded, readers, blocks = [normalise(text) for text in texts], [], []
        for block in FIRST_BLOCKS:
            seen = [block.view(text, FIRST) for text in folded]
            reader, rows = NgramReader.learn(block.cut, seen, MIN_EXAMPLES)
            readers.append((block, reader))
            blocks.append(rows)
        return cls(readers), scipy.sparse.hstack(blocks, format="csr")

    def rows(self, texts: Sequence[str]) -> scipy.sparse.csr_matrix:
        """The n-grams of texts, shape (texts, n-grams)."""
        folded = [normalise(text) for text in texts]
        blocks = [
            reader.rows([block.view(text, FIRST) for text in folded])
            for block, reader in self.readers
        ]
        return scipy.sparse.hstack(blocks, format="csr")


@dataclass(frozen=True)
class Readings:
    """Messages as both readers see them, before anything is decided."""

    messages: Sequence[BenchMessage]
    targets: Targets
    scores: np.ndarray  # the ridge's, shape (messages, labels + routes)
    vectors: np.ndarray  # the encoder's, shape (messages, 384)
    heads: Heads

    def rankings(self, share: float | None = None) -> list[tuple[list[Ranked], list[Ranked]]]:
        """Intents and wishes of each, likeliest first; `share` is the encoder's, as shipped."""
        settings = {**SETTINGS, **({} if share is None else {"encoder_share": share})}
        no_ridge = Ridge(weights=np.empty(0), intercept=np.empty(0))
        trained = IntentWeights(self.targets.labels, self.targets.routes, no_ridge)
        # A classifier needs no storage to read what both readers have said.
        storage: Any = None
        classifier = IntentClassifier(settings, storage, storage, trained, self.heads)
        pairs = zip(self.scores, self.vectors, strict=True)
        return [classifier.rankings(scores, vector) for scores, vector in pairs]


def read(trial: Trial, test: Sequence[BenchMessage], reader: EncoderReader) -> Readings:
    """Read the messages to try, `test`, as the engine does."""
    scores, _ = trial.scores(FIRST_BLOCKS)
    vectors = np.array([reader.encoder.vector(message.text) for message in test])
    return Readings(test, trial.targets, scores, vectors, reader.heads)


class EncoderReader(NamedTuple):
    """An encoder with its heads."""

    encoder: Encoder
    heads: Heads


def load_encoder(folder: Path) -> EncoderReader | None:
    """The encoder in a folder, if it has been made."""
    if not (folder / "encoder.onnx").exists():
        return None
    return EncoderReader(Encoder(folder), Heads.load(folder))


def shipped_encoder() -> EncoderReader:
    """The one that the engine reads with."""
    return EncoderReader(Encoder(), Heads.load())


def likeliest(ranking: Sequence[Ranked]) -> str:
    """The likeliest intent that needs no answer before."""
    names = (str(intent["name"]) for intent in ranking)
    return next(name for name in names if name not in AFTER_AN_ANSWER)
