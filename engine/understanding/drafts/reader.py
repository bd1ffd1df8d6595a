"""Says what a message does to the draft of a mail, and which of its words belong in one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, override

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from contracts.conversation import DRAFT
from engine.privacy.masking import replace_spans
from engine.privacy.spans import Span as MaskedSpan
from engine.understanding.drafts.encoder import Span, draft_encoder
from engine.understanding.encoder_featurizer import PIECES

_BEGINS_CLAUSE = re.compile(r"\batt\s+$", re.IGNORECASE)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class DraftReader(GraphComponent):
    """Sets `draft`: how likely each change of a draft is, and the words that go in and out.

    The words are masked here already: they are kept as long as the draft is. Stands after
    `EncoderFeaturizer`, whose states of pieces it reads, and `PersonalDataExtractor`.
    """

    @classmethod
    @override
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DraftReader:
        draft_encoder()  # its files are read before the first message
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the reading of each message."""
        for message in messages:
            text = message.get(TEXT) or ""
            reading = draft_encoder().read(message.get(PIECES))
            content = [
                (masked, bool(_BEGINS_CLAUSE.search(text[: span.start])))
                for span, masked in _masked(reading.content, message)
            ]
            target = [masked for _, masked in _masked(reading.target, message)]
            parsed = {"belief": reading.belief, "content": content, "target": target}
            message.set(DRAFT, parsed, add_to_output=True)
        return messages


def _masked(spans: tuple[Span, ...], message: Message) -> Iterator[tuple[Span, str]]:
    """Yield each span, with its words with a placeholder for all personal data that it touches."""
    text = message.get(TEXT) or ""
    personal = [
        entity for entity in message.get(ENTITIES) or () if entity["entity"] == "personal_data"
    ]
    for span in spans:
        of_it = [e for e in personal if e["start"] < span.end and e["end"] > span.start]
        start = min([span.start, *(e["start"] for e in of_it)])
        end = max([span.end, *(e["end"] for e in of_it)])
        inner = [MaskedSpan(e["start"] - start, e["end"] - start, e["value"]) for e in of_it]
        yield Span(start, end), replace_spans(text[start:end], inner)
