"""Splits messages into words as Swedish is written, with spaCy, for parts that need words."""

from __future__ import annotations

from typing import Any, override

import spacy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from contracts.conversation import State
from engine.prefetch_cache import PrefetchCache
from engine.privacy.names.tokens import forgetting, tokenise
from engine.understanding.text import MAX_MESSAGE_CHARACTERS


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class SpacyTokenizer(Tokenizer):
    """Tokens of the first 2,000 characters, without those that are only white space."""

    def __init__(self, config: dict[str, Any]) -> None:
        """Make spaCy's tokenizer for Swedish, which needs no model."""
        super().__init__(config)
        self._ahead: PrefetchCache[str, list[Token]] = PrefetchCache()
        self._nlp = spacy.blank("sv")

    @staticmethod
    @override
    def get_default_config() -> dict[str, Any]:
        """Rasa's own settings for tokenizers; intents are not split."""
        return {
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
            "prefix_separator_symbol": None,
        }

    @staticmethod
    @override
    def required_packages() -> list[str]:
        return ["spacy"]

    @override
    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """The tokens of one attribute, with their offsets in characters."""
        text = (message.get(attribute) or "")[:MAX_MESSAGE_CHARACTERS]
        return self._ahead.take(text) or self._tokens(text)

    def read_ahead(self, text: str, state: State) -> None:
        """Have a message's tokens ready, which are the same wherever it stands."""
        self._ahead.put(text[:MAX_MESSAGE_CHARACTERS], self._tokens(text[:MAX_MESSAGE_CHARACTERS]))

    def _tokens(self, text: str) -> list[Token]:
        # spaCy cannot encode half a surrogate pair; one character for one keeps the offsets.
        readable = text.encode("utf-8", "replace").decode("utf-8")
        with forgetting(self._nlp):
            words = [(t.idx, len(t)) for t in tokenise(self._nlp, readable) if not t.is_space]
        return [Token(text[start : start + length], start) for start, length in words]

    @override
    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Return the examples unchanged: nothing here learns from words."""
        return training_data
