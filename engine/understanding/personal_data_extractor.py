"""Finds persons, organisations and places in a message, and says what personal data it holds."""

from __future__ import annotations

from typing import Any, override

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from contracts.placeholders import NAME
from engine.understanding.encoder import PieceStates
from engine.understanding.encoder_featurizer import PIECES
from engine.understanding.masker import make_masker
from engine.understanding.text import MAX_MESSAGE_CHARACTERS


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class PersonalDataExtractor(GraphComponent, EntityExtractorMixin):
    """Entities `person`, `organisation` and `place`, and `personal_data` for all that is masked.

    The value of `personal_data` is its kind, as the placeholder in what is stored; the values of
    the others are the words themselves until the tracker store masks them.
    """

    @classmethod
    @override
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> PersonalDataExtractor:
        return cls()

    def __init__(self) -> None:
        self._masker = make_masker()

    def process(self, messages: list[Message]) -> list[Message]:
        """Add an entity for each piece of personal data, and for each place and newsroom."""
        for message in messages:
            text = (message.get(TEXT) or "")[:MAX_MESSAGE_CHARACTERS]
            entities = self._entities(text, message.get(PIECES))
            all_entities = [*message.get(ENTITIES, []), *self.add_extractor_name(entities)]
            message.set(ENTITIES, all_entities, add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Training examples need none of these entities."""
        return training_data

    def _entities(self, text: str, pieces: PieceStates | None) -> list[dict[str, Any]]:
        personal, public = self._masker.look(text, states=pieces)
        entities = []
        for span in personal:
            entities.append(_entity("personal_data", span.kind, span.start, span.end))
            if span.kind == NAME:
                entities.append(
                    _entity("person", text[span.start : span.end], span.start, span.end)
                )
        for span in public:
            entities.append(_entity(span.kind, text[span.start : span.end], span.start, span.end))
        return entities


def _entity(name: str, value: str, start: int, end: int) -> dict[str, Any]:
    return {"entity": name, "value": value, "start": start, "end": end}
