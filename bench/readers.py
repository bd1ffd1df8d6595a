"""The two readers of a message, fitted to some examples and tried on other messages."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from bench.messages import Message
from contracts.intents import AFTER_AN_ANSWER, read_intents
from engine.understanding.encoder import Encoder
from engine.understanding.intent_classifier import (
    IntentClassifier,
    Ridge,
    Targets,
    solve,
    targets_of,
)
from engine.understanding.text import normalise
from engine.understanding.tfidf_featurizer import BLOCKS, Block

LEAST = 2  # in how many examples an n-gram must stand
SETTINGS = IntentClassifier.get_default_config()


class Kernel(NamedTuple):
    """How alike texts are in one block's n-grams, unweighted."""

    learnt: np.ndarray  # shape (learnt, learnt)
    tried: np.ndarray  # shape (tried, learnt)
    features: tuple[Any, Any]  # the sparse rows of both
    vectorizer: TfidfVectorizer
    viewed: list[str]  # what it was fitted to
    seconds: float  # of work, to fit the n-grams and compare the learnt texts


class Kernels:
    """The blocks' kernels for one set of messages to learn from and another to try."""

    def __init__(self, learnt: Sequence[Message], tried: Sequence[Message]) -> None:
        """Hold the messages; a kernel is made when it is asked for, and kept."""
        self.labels = [message.label for message in learnt]
        self.targets: Targets = targets_of(self.labels, read_intents().subjects)
        self._learnt = [normalise(message.text) for message in learnt]
        self._tried = [normalise(message.text) for message in tried]
        self._made: dict[str, Kernel] = {}

    def of(self, block: Block, least: int = LEAST) -> Kernel:
        """One block's kernel."""
        key = f"{block.view} {sorted(block.cut.items())} {least}"
        if key not in self._made:
            self._made[key] = self._make(block, least)
        return self._made[key]

    def scores(
        self, blocks: Sequence[Block], least: int = LEAST, ridge: float = SETTINGS["ridge"]
    ) -> tuple[np.ndarray, float]:
        """The ridge's scores of the tried, shape (tried, labels + routes); seconds of training."""
        kernels = [(self.of(block, least), block.weight) for block in blocks]
        before = time.process_time()
        kernel = sum(np.float32(weight) * k.learnt for k, weight in kernels)
        dual, mean = solve(kernel, self.targets.wishes, ridge)
        seconds = time.process_time() - before + sum(k.seconds for k, _ in kernels)
        tried = sum(np.float32(weight) * k.tried for k, weight in kernels)
        return tried @ dual + mean, seconds

    def _make(self, block: Block, least: int) -> Kernel:
        before = time.process_time()
        cut = {"sublinear_tf": True, **block.cut}
        vectorizer = TfidfVectorizer(lowercase=False, min_df=least, dtype=np.float32, **cut)
        viewed = [block.view(text) for text in self._learnt]
        learnt = vectorizer.fit_transform(viewed)
        kernel = (learnt @ learnt.T).toarray()
        seconds = time.process_time() - before
        tried = vectorizer.transform([block.view(text) for text in self._tried])
        cross = (tried @ learnt.T).toarray()
        return Kernel(kernel, cross, (learnt, tried), vectorizer, viewed, seconds)


@dataclass(frozen=True)
class Read:
    """Messages as both readers see them, before anything is decided."""

    messages: Sequence[Message]
    targets: Targets
    scores: np.ndarray  # the ridge's, shape (messages, labels + routes)
    vectors: np.ndarray  # the encoder's, shape (messages, 384)
    encoder: Encoder

    def rankings(
        self, share: float | None = None
    ) -> list[tuple[list[dict[str, Any]], list[dict[str, Any]]]]:
        """Intents and wishes of each, likeliest first; `share` is the encoder's, as shipped."""
        settings = {**SETTINGS, **({} if share is None else {"encoder_share": share})}
        names = self.targets.labels, self.targets.routes
        ridge = Ridge(*names, weights=np.empty(0), intercept=np.empty(0))
        # A classifier needs no storage to read what both readers have said.
        storage: Any = None
        classifier = IntentClassifier(settings, storage, storage, ridge, self.encoder)
        pairs = zip(self.scores, self.vectors, strict=True)
        return [classifier.rankings(scores, vector) for scores, vector in pairs]


def read(kernels: Kernels, tried: Sequence[Message], encoder: Encoder) -> Read:
    """Read the messages that the kernels were made to try."""
    scores, _ = kernels.scores(BLOCKS)
    vectors = np.array([encoder.vector(message.text) for message in tried])
    return Read(tried, kernels.targets, scores, vectors, encoder)


def load_encoder(folder: Path) -> Encoder | None:
    """The encoder in a folder, if it has been made."""
    return Encoder(folder) if (folder / "encoder.onnx").exists() else None


def likeliest(ranking: Sequence[dict[str, Any]]) -> str:
    """The likeliest intent that needs no answer before."""
    names = (str(intent["name"]) for intent in ranking)
    return next(name for name in names if name not in AFTER_AN_ANSWER)
