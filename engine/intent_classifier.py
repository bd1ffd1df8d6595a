"""Chooses the intent by logistic regression: fast, deterministic, and honest about doubt."""

from __future__ import annotations

from typing import Any

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
from sklearn.linear_model import LogisticRegression
from skops import io as skops_io


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(RasaIntentClassifier, GraphComponent):
    """Sets `intent` and `intent_ranking` (every intent, likeliest first) on each message."""

    @classmethod
    def required_components(cls) -> list[type]:
        """A featuriser must come before."""
        return [Featurizer]

    @staticmethod
    def required_packages() -> list[str]:
        """Packages beyond Rasa's own."""
        return ["sklearn", "skops"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`C`: how closely to follow the examples (the inverse of the regularisation)."""
        return {"C": 10.0}

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """The regression checks its own settings."""

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        regression: LogisticRegression | None = None,
    ) -> None:
        """Hold the regression, trained or not yet."""
        self._model_storage = model_storage
        self._resource = resource
        self._regression = regression or LogisticRegression(
            C=config["C"], class_weight="balanced", max_iter=1000
        )

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentClassifier:
        """An untrained classifier."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the regression to the intent examples."""
        examples = training_data.intent_examples
        self._regression.fit(_features(examples), [m.get(INTENT) for m in examples])
        with self._model_storage.write_to(self._resource) as directory:
            skops_io.dump(self._regression, directory / "regression.skops")
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> IntentClassifier:
        """A trained classifier from a model's storage."""
        with model_storage.read_from(resource) as directory:
            regression = skops_io.load(directory / "regression.skops", trusted=[])
        return cls(config, model_storage, resource, regression)

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent and the ranking."""
        for message in messages:
            probabilities = self._regression.predict_proba(_features([message]))[0]
            likeliest_first = (-probabilities).argsort(kind="stable")
            ranking = [
                {"name": str(self._regression.classes_[i]), "confidence": float(probabilities[i])}
                for i in likeliest_first
            ]
            message.set("intent", dict(ranking[0]), add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing after this component needs its word on the training examples."""
        return training_data


def _features(messages: list[Message]) -> scipy.sparse.csr_matrix:
    """The messages' sentence features, sparse and dense beside each other, one row each."""
    rows = []
    for message in messages:
        _, sparse = message.get_sparse_features(TEXT)
        _, dense = message.get_dense_features(TEXT)
        parts = [f.features for f in (sparse, dense) if f is not None]
        rows.append(scipy.sparse.hstack([scipy.sparse.csr_matrix(part) for part in parts]))
    return scipy.sparse.vstack(rows).tocsr()
