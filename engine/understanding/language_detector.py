"""Tells English from the Nordic languages, so that each is answered in a language it reads."""

from __future__ import annotations

from typing import Any, override

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.special import expit

from contracts.conversation import State
from engine.prefetch_cache import PrefetchCache
from engine.understanding.conversation_state import STATE
from engine.understanding.regression.ngrams import NgramReader
from engine.understanding.text import normalise

_ENGLISH, _SWEDISH = "en", "sv"
_LEAST_WORDS = 2
_FEW_WORDS = 3
_CUT = {"analyzer": "char_wb", "ngram_range": (1, 4)}
_LEAST_TEXTS = 2  # in which an n-gram must stand


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class LanguageDetector(GraphComponent, EntityExtractorMixin):
    """Adds an entity `language`, `sv` or `en`, to each message of two words or more.

    A single word says too little ("press", "statistik"): it leaves the conversation's language
    as it was. Norwegian and Danish count as `sv`: they are answered in Swedish.
    """

    @staticmethod
    @override
    def get_default_config() -> dict[str, Any]:
        """`threshold`: how probable English must be before it is answered in English.

        A message within `doubt` of it says nothing of its language; one of few words within
        `doubt_of_few`, after an answer within `doubt_of_few_later`: "usel bot" is Swedish, "before
        3pm?" English, and both might be either. Chosen on 270 messages of two or three words by
        eleven writers not yet learnt from: one is taken for the other language, where five were
        with `doubt`.
        """
        return {
            "threshold": 0.5,
            "doubt": 0.1,
            "doubt_of_few": 0.35,
            "doubt_of_few_later": 0.45,
        }

    @staticmethod
    @override
    def required_packages() -> list[str]:
        return ["sklearn"]

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        trained: tuple[NgramReader, np.ndarray] | None = None,
    ) -> None:
        """Hold the n-grams and their weights, the bias last, if they are trained."""
        self._threshold = config["threshold"]
        self._doubt = config["doubt"]
        # Of a first message, and of a later one.
        self._doubts_of_few = config["doubt_of_few"], config["doubt_of_few_later"]
        self._model_storage = model_storage
        self._resource = resource
        self._ahead: PrefetchCache[str, float] = PrefetchCache()
        if trained:
            self._reader, self._weights = trained

    @classmethod
    @override
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LanguageDetector:
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the intent examples: those whose metadata says so are English."""
        from sklearn.linear_model import LogisticRegression  # what an engine can do without

        examples = training_data.intent_examples
        languages = [_language(m) for m in examples]
        regression = LogisticRegression(
            C=30, class_weight="balanced", solver="liblinear", random_state=0
        )
        texts = [normalise(m.get(TEXT)) for m in examples]
        self._reader, rows = NgramReader.learn(_CUT, texts, _LEAST_TEXTS)
        regression.fit(rows, languages)
        # The regression speaks for the second of its two classes.
        sign = 1 if regression.classes_[1] == _ENGLISH else -1
        self._weights = sign * np.append(regression.coef_[0], regression.intercept_)
        with self._model_storage.write_to(self._resource) as directory:
            self._reader.save(directory / "ngrams")
            np.save(directory / "weights.npy", self._weights)
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
    ) -> LanguageDetector:
        with model_storage.read_from(resource) as directory:
            weights = np.load(directory / "weights.npy")
            trained = NgramReader.load(_CUT, directory / "ngrams"), weights
        return cls(config, model_storage, resource, trained)

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the entity to each message of two words or more."""
        for message in messages:
            text = normalise(message.get(TEXT))
            words = len(text.split())
            if words < _LEAST_WORDS:
                continue
            probability = self._ahead.take(text) or self._english(text)
            of_few = self._doubts_of_few[bool(message.get(STATE))]
            doubt = of_few if words <= _FEW_WORDS else self._doubt
            if abs(probability - self._threshold) < doubt:
                continue
            entity = {
                "entity": "language",
                "value": _ENGLISH if probability > self._threshold else _SWEDISH,
                "start": 0,
                "end": len(message.get(TEXT)),
                "confidence_entity": max(probability, 1 - probability),
            }
            entities = [*message.get(ENTITIES, []), *self.add_extractor_name([entity])]
            message.set(ENTITIES, entities, add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Return the training examples unchanged."""
        return training_data

    def read_ahead(self, text: str, state: State) -> None:
        """Have a message's language ready, which is the same wherever it stands."""
        folded = normalise(text)
        if len(folded.split()) >= _LEAST_WORDS:
            self._ahead.put(folded, self._english(folded))

    def _english(self, text: str) -> float:
        """How probable it is that the text is English."""
        columns, values = self._reader.read(text)
        return float(expit(values @ self._weights[columns] + self._weights[-1]))


def _language(message: Message) -> str:
    metadata = (message.get(METADATA) or {}).get("intent") or {}
    return _ENGLISH if metadata.get("language") == _ENGLISH else _SWEDISH
