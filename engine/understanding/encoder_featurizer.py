"""The domain encoder's vector of a message: what it means, not which words it holds."""

from __future__ import annotations

from typing import Any, override

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from engine.understanding.conversation_state import STATE
from engine.understanding.encoder import shared_encoder

# The states of a message's pieces, for whatever reads it later.
PIECES = "encoder_pieces"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class EncoderFeaturizer(DenseFeaturizer, GraphComponent):
    """Sets one dense sentence feature on each message, shape (1, 384).

    Training examples get none: nothing is fitted to the vectors of texts that the encoder
    itself was fitted to.
    """

    @staticmethod
    @override
    def get_default_config() -> dict[str, Any]:
        return DenseFeaturizer.get_default_config()

    @staticmethod
    @override
    def required_packages() -> list[str]:
        return ["onnxruntime"]

    @classmethod
    @override
    def validate_config(cls, config: dict[str, Any]) -> None:
        pass

    def __init__(self, config: dict[str, Any], name: str) -> None:
        super().__init__(name, config)
        self._encoder = shared_encoder()

    @classmethod
    @override
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> EncoderFeaturizer:
        return cls(config, execution_context.node_name)

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the vector of each message, and the states of its pieces."""
        for message in messages:
            vector, pieces = self._encoder.read(message.get(TEXT) or "", message.get(STATE) or ())
            message.set(PIECES, pieces)
            self.add_features_to_message(None, vector[None, :], TEXT, message)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the training examples as they are; the reason stands in the class docstring."""
        return training_data
