"""Says how likely each intent is, by two unlike readers: one that knows the domain's language,
one that learns from every example.

The encoder was fine-tuned on messages like ours and reads past negations; the ridge regression
over n-grams is fitted anew at each training and follows what trainers add. Their log
probabilities are averaged (docs/understanding.md).
"""

from __future__ import annotations

import hashlib
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, override

import numpy as np
import scipy.sparse
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from contracts.intents import read_intents
from contracts.paths import DOMAIN
from engine.understanding.regression.component import Material, RidgeComponent
from engine.understanding.regression.ridge import Ridge, targets_of
from engine.understanding.two_readers import (
    Ranked,
    TwoReaders,
    dense_vector,
    ranking_of,
    sparse_row,
)

WISHES = "wishes"


class IntentWeights(NamedTuple):
    """What a training fits: the names of its outputs, labels before routes, and the weights."""

    labels: list[str]
    routes: list[str]
    ridge: Ridge


# The ridge's score for a route at which it is as likely wanted as not, and how fast that turns.
_ROUTE_MIDDLE, _ROUTE_SLOPE = 0.45, 8.0


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(RidgeComponent[IntentWeights]):
    """Sets `intent`, `intent_ranking` (every intent, likeliest first) and `wishes`.

    `wishes` is how likely each route is wanted, whatever else is: two may be likely at once.
    Examples of two wishes, `a+b`, count half for each intent and fully for both routes.
    """

    trained_type = IntentWeights

    @staticmethod
    @override
    def get_default_config() -> dict[str, Any]:
        """Chosen on predictions for writers left out of training (docs/understanding.md)."""
        return {
            "encoder_share": 0.65,  # of the log probability; the rest is the ridge's
            "ridge": 0.35,  # regularisation
            "sharpness": 12.0,  # the ridge's scores as log probabilities
            "temperature": 0.5,  # of the average, for calibration
            "domain": None,  # the file that says what a route is; by default this repository's
        }

    @classmethod
    @override
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Changes with the routes, so that Rasa trains anew when the domain has others."""
        return hashlib.sha256(" ".join(_subjects(config)).encode()).hexdigest()

    @override
    def material(self, training_data: TrainingData) -> Material[IntentWeights]:
        examples = training_data.intent_examples
        features = scipy.sparse.vstack([sparse_row(m) for m in examples]).tocsr()
        targets = targets_of([m.get(INTENT) for m in examples], _subjects(self._config))
        outputs = [*targets.labels, *(f"route {route}" for route in targets.routes)]
        trained = partial(IntentWeights, targets.labels, targets.routes)
        return Material(examples, outputs, features, targets.wishes, trained)

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent, the ranking and the wishes."""
        for message in messages:
            scores = self._ridge.scores(sparse_row(message))
            ranking, wishes = self.rankings(scores, dense_vector(message))
            message.set("intent", dict(ranking[0]), add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
            message.set(WISHES, wishes, add_to_output=True)
        return messages

    def rankings(self, scores: np.ndarray, vector: np.ndarray) -> tuple[list[Ranked], list[Ranked]]:
        """Intents and wishes, likeliest first, of the ridge's scores and the encoder's vector."""
        intents = ranking_of(self._labels.names, self._intents(scores, vector))
        return intents, ranking_of(self._routes.names, self._wishes(scores, vector))

    def _intents(self, scores: np.ndarray, vector: np.ndarray) -> np.ndarray:
        """Probabilities of the ridge's labels."""
        ridge = self._config["sharpness"] * scores[: len(self._labels.names)]
        share, temperature = self._config["encoder_share"], self._config["temperature"]
        return self._labels.softmax(ridge, vector, share, temperature)

    def _wishes(self, scores: np.ndarray, vector: np.ndarray) -> np.ndarray:
        ridge = _ROUTE_SLOPE * (scores[len(self._labels.names) :] - _ROUTE_MIDDLE)
        return self._routes.sigmoid(ridge, vector, self._config["encoder_share"])

    @override
    def _take(self, trained: IntentWeights) -> None:
        self._ridge = trained.ridge
        self._labels = TwoReaders(trained.labels, self._heads.label)
        self._routes = TwoReaders(trained.routes, self._heads.route)


def _subjects(config: dict[str, Any]) -> tuple[str, ...]:
    return read_intents(Path(config.get("domain") or DOMAIN)).subjects
