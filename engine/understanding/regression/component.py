"""What the readers that are fitted anew share: how they are made, kept and read."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, ClassVar, NamedTuple, Protocol, Self, override

import numpy as np
import scipy.sparse
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier as RasaIntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from engine.understanding.conversation_state import STATE
from engine.understanding.encoder import Heads
from engine.understanding.regression.ridge import Ridge
from engine.understanding.regression.warm_start import WarmStart, key_of

_NAMES, _RIDGE = "names.json", "ridge.npz"


class Weights(Protocol):
    """What a training fits, a named tuple: the weights, and names that JSON can hold."""

    @property
    def ridge(self) -> Ridge:
        """The regression, one output for each name."""

    def _asdict(self) -> dict[str, Any]: ...


class Material[T: Weights](NamedTuple):
    """What a regression is fitted to.

    `features` has shape (messages, n-grams), of which only `columns` count, all where it is None;
    `wishes` (messages, outputs). `trained` makes of the weights what is kept.
    """

    messages: list[Message]
    outputs: list[str]
    features: scipy.sparse.csr_matrix
    wishes: np.ndarray
    trained: Callable[[Ridge], T]
    columns: np.ndarray | None = None

    def keys(self) -> np.ndarray:
        """Names the messages, shape (messages,)."""
        keys = [key_of(m.get(TEXT) or "", m.get(STATE) or ()) for m in self.messages]
        return np.array(keys, np.uint64)


class RidgeComponent[T: Weights](RasaIntentClassifier, GraphComponent, ABC):
    """A ridge regression beside the encoder's heads."""

    trained_type: ClassVar[type[Any]]

    @classmethod
    @override
    def required_components(cls) -> list[type]:
        """Featurisers must come before: sparse n-grams, and the encoder's vector."""
        return [Featurizer]

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        trained: T | None = None,
        heads: Heads | None = None,
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._heads = heads or Heads.load()
        if trained:
            self._take(trained)

    @classmethod
    @override
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Self:
        return cls(config, model_storage, resource)

    @classmethod
    @override
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> Self:
        with model_storage.read_from(resource) as directory:
            names = json.loads((directory / _NAMES).read_text())
            trained = cls.trained_type(**names, ridge=Ridge.load(directory / _RIDGE))
        return cls(config, model_storage, resource, trained)

    @abstractmethod
    def material(self, training_data: TrainingData) -> Material[T]:
        """What is fitted to, of examples that have their features."""

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the regression, from near where that of the bot's own examples ends."""
        material = self.material(training_data)
        begin = WarmStart.load(type(self).__name__)
        start = begin.weights(material.keys(), material.outputs) if begin else None
        regularisation, columns = self._config["ridge"], material.columns
        ridge = Ridge.fit(material.features, material.wishes, regularisation, columns, start)
        return self._keep(material.trained(ridge))

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Return the training examples unchanged."""
        return training_data

    @abstractmethod
    def _take(self, trained: T) -> None:
        """Read with what was fitted from now on."""

    def _keep(self, trained: T) -> Resource:
        """Read with it, and write it to the model."""
        self._take(trained)
        names = {name: value for name, value in trained._asdict().items() if name != "ridge"}
        with self._model_storage.write_to(self._resource) as directory:
            (directory / _NAMES).write_text(json.dumps(names))
            trained.ridge.save(directory / _RIDGE)
        return self._resource
