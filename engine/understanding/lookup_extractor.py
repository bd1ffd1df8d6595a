"""Finds benefits and answers to the bot's own questions, by their official and everyday names."""

from __future__ import annotations

import json
import re
from typing import Any, override

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from engine.understanding.text import MAX_MESSAGE_CHARACTERS

_FILE = "names.json"
# Typed on a phone, half of all words lack dots and rings. One character for one keeps offsets.
_BARE = str.maketrans("åäöéü", "aaoeu")
# From here on a word is unmistakable, and its compounds and endings count too: a shorter one
# ("vab", "sgi") is found alone, with an ending or before a hyphen.
_LONG = 7
_SHORT = 10  # words
_ENDING = r"(?:en|n|et|t|er|ar|or|na|s|:\w+|-\w+)*"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class LookupExtractor(GraphComponent, EntityExtractorMixin):
    """An entity for each synonym of the training data that a message holds.

    Its value is the synonym's name; which entity it is, the configuration says. In a short message
    that asks nothing, an entity that is no benefit has the role `short`: it is an answer, whatever
    else the message looks like. Rasa's own lookup tables want every inflected form listed, and an
    annotated example beside them.
    """

    @staticmethod
    @override
    def get_default_config() -> dict[str, Any]:
        """`entities`: which names belong to which entity; the others belong to `otherwise`."""
        return {"entities": {}, "otherwise": "benefit"}

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        names: dict[str, str] | None = None,
    ) -> None:
        """Hold the names: form to official name."""
        self._otherwise = config["otherwise"]
        self._entities = {
            name: entity for entity, forms in config["entities"].items() for name in forms
        }
        self._model_storage = model_storage
        self._resource = resource
        self._set_names(names or {})

    @classmethod
    @override
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LookupExtractor:
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn which words mean which name: the synonyms of the training data."""
        self._set_names(dict(training_data.entity_synonyms))
        with self._model_storage.write_to(self._resource) as directory:
            text = json.dumps(self._names, ensure_ascii=False, sort_keys=True)
            (directory / _FILE).write_text(text, encoding="utf-8")
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
    ) -> LookupExtractor:
        with model_storage.read_from(resource) as directory:
            names = json.loads((directory / _FILE).read_text(encoding="utf-8"))
        return cls(config, model_storage, resource, names)

    def process(self, messages: list[Message]) -> list[Message]:
        """Add an entity for each of the names that a message mentions."""
        for message in messages:
            text = _fold((message.get(TEXT) or "")[:MAX_MESSAGE_CHARACTERS])
            short = len(text.split()) <= _SHORT and "?" not in text
            entities = [
                self._entity(match, short)
                for match in (self._pattern.finditer(text) if self._names else ())
            ]
            all_entities = [*message.get(ENTITIES, []), *self.add_extractor_name(entities)]
            message.set(ENTITIES, all_entities, add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Training examples need none of these entities."""
        return training_data

    def _entity(self, match: re.Match[str], short: bool) -> dict[str, Any]:
        name = self._names[match["long"] or match["short"]]
        kind = self._entities.get(name, self._otherwise)
        role = {"role": "short"} if short and kind != self._otherwise else {}
        return {"entity": kind, "value": name, "start": match.start(), "end": match.end(), **role}

    def _set_names(self, names: dict[str, str]) -> None:
        # A benefit's name is a form of itself; "has" and "en" are not words that people write.
        self._names = {_fold(n): n for n in names.values() if n not in self._entities}
        self._names.update((_fold(form), name) for form, name in names.items())
        # The longest first: "tillfällig föräldrapenning" before "föräldrapenning".
        forms = sorted(self._names, key=lambda form: (-len(form), form))
        long = "|".join(re.escape(form) for form in forms if len(form) >= _LONG)
        short = "|".join(re.escape(form) for form in forms if len(form) < _LONG)
        self._pattern = re.compile(
            rf"\b(?:(?P<long>{long or '(?!)'})\w*|(?P<short>{short or '(?!)'}){_ENDING}\b)"
        )


def _fold(text: str) -> str:
    """The text as long as before, in lower case and without dots and rings."""
    lows = ((c, c.lower()) for c in text)
    return "".join(low if len(low) == 1 else c for c, low in lows).translate(_BARE)
