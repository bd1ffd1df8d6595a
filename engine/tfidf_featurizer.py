"""Word and character n-grams, weighted by how rare they are: what the classifier reads."""

from __future__ import annotations

from typing import Any

import scipy.sparse
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.sparse_featurizer.sparse_featurizer import SparseFeaturizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.feature_extraction.text import TfidfVectorizer
from skops import io as skops_io

from engine.text import normalise

_TRUSTED = ["scipy.sparse._csr.csr_matrix"]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class TfidfFeaturizer(SparseFeaturizer, GraphComponent):
    """Sets one sparse sentence feature, shape (1, words + characters), on each message."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """n-gram ranges, least number of examples an n-gram must stand in, and block weights."""
        return {
            **SparseFeaturizer.get_default_config(),
            "word_ngrams": [1, 2],
            "char_ngrams": [2, 5],
            "min_examples": 1,
        }

    @staticmethod
    def required_packages() -> list[str]:
        """Packages beyond Rasa's own."""
        return ["sklearn", "skops"]

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """n-gram ranges are checked by the vectorisers."""

    def __init__(
        self,
        config: dict[str, Any],
        name: str,
        model_storage: ModelStorage,
        resource: Resource,
        vectorizers: list[TfidfVectorizer] | None = None,
    ) -> None:
        """Hold the vectorisers, trained or not yet."""
        super().__init__(name, config)
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        common = {"sublinear_tf": True, "lowercase": False, "min_df": config["min_examples"]}
        self._vectorizers = vectorizers or [
            TfidfVectorizer(
                analyzer="word",
                token_pattern=r"\w+|[?!]",
                ngram_range=tuple(config["word_ngrams"]),
                **common,
            ),
            TfidfVectorizer(analyzer="char_wb", ngram_range=tuple(config["char_ngrams"]), **common),
        ]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TfidfFeaturizer:
        """An untrained featuriser."""
        return cls(config, execution_context.node_name, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the n-grams and their weights from the intent examples."""
        texts = [normalise(m.get(TEXT)) for m in training_data.intent_examples]
        for vectorizer in self._vectorizers:
            vectorizer.fit(texts)
        with self._model_storage.write_to(self._resource) as directory:
            skops_io.dump(self._vectorizers, directory / "vectorizers.skops")
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> TfidfFeaturizer:
        """A trained featuriser from a model's storage."""
        with model_storage.read_from(resource) as directory:
            vectorizers = skops_io.load(directory / "vectorizers.skops", trusted=_TRUSTED)
        return cls(config, execution_context.node_name, model_storage, resource, vectorizers)

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the features of each message that has text."""
        for message in messages:
            text = normalise(message.get(TEXT))
            features = scipy.sparse.hstack([v.transform([text]) for v in self._vectorizers])
            self.add_features_to_message(None, features.tocsr(), TEXT, message)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Set the features of the training examples."""
        self.process(training_data.training_examples)
        return training_data
