"""Says how likely each intent is, by two unlike readers: one that knows the domain's language,
one that learns from every example.

The encoder was fine-tuned on messages like ours and reads past negations; the ridge regression
over n-grams is fitted anew at each training and follows what trainers add. Their log
probabilities are averaged (docs/understanding.md).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, NamedTuple, override

import numpy as np
import scipy.linalg
import scipy.sparse
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier as RasaIntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from contracts.intents import BOTH, read_intents
from contracts.paths import DOMAIN
from engine.understanding.encoder import Heads

WISHES = "wishes"
# The ridge's score for a route at which it is as likely wanted as not, and how fast that turns.
_ROUTE_MIDDLE, _ROUTE_SLOPE = 0.45, 8.0


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(RasaIntentClassifier, GraphComponent):
    """Sets `intent`, `intent_ranking` (every intent, likeliest first) and `wishes`.

    `wishes` is how likely each route is wanted, whatever else is: two may be likely at once.
    Examples of two wishes, `a+b`, count half for each intent and fully for both routes.
    """

    @classmethod
    @override
    def required_components(cls) -> list[type]:
        """Featurisers must come before: sparse n-grams, and the encoder's vector."""
        return [Featurizer]

    @staticmethod
    @override
    def get_default_config() -> dict[str, Any]:
        """Chosen on predictions for writers left out of training (docs/understanding.md)."""
        return {
            "encoder_share": 0.65,  # of the log probability; the rest is the ridge's
            "ridge": 0.35,  # regularisation
            "sharpness": 12.0,  # the ridge's scores as log probabilities
            "temperature": 0.7,  # of the average, for calibration
            "domain": None,  # the file that says what a route is; by default this repository's
        }

    @classmethod
    @override
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Changes with the routes, so that Rasa trains anew when the domain has others."""
        return hashlib.sha256(" ".join(_subjects(config)).encode()).hexdigest()

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        ridge: Ridge | None = None,
        heads: Heads | None = None,
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._heads = heads or Heads()
        self._ridge = ridge

    @classmethod
    @override
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentClassifier:
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the ridge regression to the intent examples."""
        examples = training_data.intent_examples
        features = scipy.sparse.vstack([_sparse(m) for m in examples]).tocsr()
        targets = targets_of([m.get(INTENT) for m in examples], _subjects(self._config))
        self._ridge = Ridge.fit(features, targets, self._config["ridge"])
        with self._model_storage.write_to(self._resource) as directory:
            names = {"labels": self._ridge.labels, "routes": self._ridge.routes}
            (directory / "names.json").write_text(json.dumps(names))
            arrays = {"weights": self._ridge.weights, "intercept": self._ridge.intercept}
            np.savez(directory / "ridge.npz", **arrays)
        return self._resource

    @classmethod
    @override
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> IntentClassifier:
        with model_storage.read_from(resource) as directory:
            names = json.loads((directory / "names.json").read_text())
            with np.load(directory / "ridge.npz") as arrays:
                ridge = Ridge(**names, weights=arrays["weights"], intercept=arrays["intercept"])
        return cls(config, model_storage, resource, ridge)

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent, the ranking and the wishes."""
        assert self._ridge is not None
        for message in messages:
            scores = self._ridge.scores(_sparse(message))
            ranking, wishes = self.rankings(scores, _dense(message))
            message.set("intent", dict(ranking[0]), add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
            message.set(WISHES, wishes, add_to_output=True)
        return messages

    def rankings(
        self, scores: np.ndarray, vector: np.ndarray
    ) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Intents and wishes, likeliest first, of the ridge's scores and the encoder's vector."""
        assert self._ridge is not None
        intents = _ranking(self._ridge.labels, self._intents(scores, vector))
        return intents, _ranking(self._ridge.routes, self._wishes(scores, vector))

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Return the training examples unchanged."""
        return training_data

    def _intents(self, scores: np.ndarray, vector: np.ndarray) -> np.ndarray:
        """Probabilities of the ridge's labels; a label that the encoder lacks has the ridge's."""
        assert self._ridge is not None
        labels = self._ridge.labels
        ridge = _log_softmax(self._config["sharpness"] * scores[: len(labels)])
        encoder = self._known(ridge, labels, self._heads.labels, self._heads.label_logits(vector))
        share = self._config["encoder_share"]
        blended = share * encoder + (1 - share) * ridge
        probabilities: np.ndarray = np.exp(_log_softmax(blended / self._config["temperature"]))
        return probabilities

    def _wishes(self, scores: np.ndarray, vector: np.ndarray) -> np.ndarray:
        assert self._ridge is not None
        routes = self._ridge.routes
        ridge = _ROUTE_SLOPE * (scores[len(self._ridge.labels) :] - _ROUTE_MIDDLE)
        logits = dict(zip(self._heads.routes, self._heads.route_logits(vector), strict=True))
        encoder = np.array([logits.get(name, own) for name, own in zip(routes, ridge, strict=True)])
        share = self._config["encoder_share"]
        probabilities: np.ndarray = 1 / (1 + np.exp(-(share * encoder + (1 - share) * ridge)))
        return probabilities

    @staticmethod
    def _known(
        ridge: np.ndarray, labels: list[str], known: tuple[str, ...], logits: np.ndarray
    ) -> np.ndarray:
        encoder = dict(zip(known, _log_softmax(logits), strict=True))
        return np.array([encoder.get(name, own) for name, own in zip(labels, ridge, strict=True)])


class Ridge:
    """Kernel ridge regression in closed form: the same examples give the same weights.

    `weights` has shape (features, labels + routes), `intercept` (labels + routes,).
    """

    def __init__(
        self, labels: list[str], routes: list[str], weights: np.ndarray, intercept: np.ndarray
    ) -> None:
        self.labels, self.routes = labels, routes
        self.weights, self.intercept = weights, intercept

    @classmethod
    def fit(cls, features: scipy.sparse.csr_matrix, targets: Targets, ridge: float) -> Ridge:
        """Solve for the examples; `features` has shape (examples, features)."""
        labels, routes, wishes = targets
        dual, mean = solve((features @ features.T).toarray(), wishes, ridge)
        return cls(labels, routes, np.asarray(features.T @ dual, np.float32), mean)

    def scores(self, features: scipy.sparse.csr_matrix) -> np.ndarray:
        """Shape (labels + routes,) for one row of features."""
        scores: np.ndarray = np.asarray(features @ self.weights)[0] + self.intercept
        return scores


class Targets(NamedTuple):
    """What each example wishes for: `wishes` has shape (examples, labels + routes)."""

    labels: list[str]
    routes: list[str]
    wishes: np.ndarray


def targets_of(intents: Sequence[str], subjects: Collection[str]) -> Targets:
    """Of two wishes each label counts half, each route fully; routes are known `subjects`."""
    parts_of = [intent.split(BOTH) for intent in intents]
    labels = sorted({part for parts in parts_of for part in parts})
    routes = [label for label in labels if label in subjects]
    wishes = np.zeros((len(intents), len(labels) + len(routes)), np.float32)
    for row, parts in zip(wishes, parts_of, strict=True):
        for part in parts:
            row[labels.index(part)] = 1 / len(parts)
            if part in routes:
                row[len(labels) + routes.index(part)] = 1
    return Targets(labels, routes, wishes)


def solve(kernel: np.ndarray, wishes: np.ndarray, ridge: float) -> tuple[np.ndarray, np.ndarray]:
    """Weights of the examples, shape (examples, targets), and intercept, shape (targets,).

    `kernel` (examples, examples) is overwritten; `ridge` is what its diagonal is raised by.
    """
    mean = wishes.mean(axis=0)
    kernel[np.diag_indices_from(kernel)] += ridge
    return scipy.linalg.solve(kernel, wishes - mean, assume_a="pos", overwrite_a=True), mean


def _subjects(config: dict[str, Any]) -> tuple[str, ...]:
    return read_intents(Path(config.get("domain") or DOMAIN)).subjects


def _sparse(message: Message) -> scipy.sparse.csr_matrix:
    _, sentence = message.get_sparse_features(TEXT)
    return sentence.features


def _dense(message: Message) -> np.ndarray:
    _, sentence = message.get_dense_features(TEXT)
    vector: np.ndarray = sentence.features[0]
    return vector


def _log_softmax(logits: np.ndarray) -> np.ndarray:
    shifted = logits - logits.max()
    log_probabilities: np.ndarray = shifted - np.log(np.exp(shifted).sum())
    return log_probabilities


def _ranking(names: list[str], probabilities: np.ndarray) -> list[dict[str, Any]]:
    order = (-probabilities).argsort(kind="stable").tolist()
    confidences = probabilities.tolist()
    return [{"name": names[i], "confidence": confidences[i]} for i in order]
