"""Says what a message does to the draft of a mail, and which of its words belong in one."""

from __future__ import annotations

import re
from typing import Any, override

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from contracts.conversation import DRAFT
from engine.privacy.masking import replace_spans
from engine.privacy.spans import Span as MaskedSpan
from engine.understanding.drafts.encoder import Edit, Span, draft_encoder
from engine.understanding.encoder_featurizer import PIECES
from engine.understanding.upper_layers import pieces_of

_BEGINS_CLAUSE = re.compile(r"\batt\s+$", re.IGNORECASE)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class DraftReader(GraphComponent):
    """Sets `draft`: how likely each change of a draft is, and what it does to which words.

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

    def process(self, messages: list[Message], tracker: DialogueStateTracker) -> list[Message]:
        """Set the reading of each message, after the draft that was given last."""
        stored = tracker.get_slot(DRAFT) or {}
        lines = [pieces_of(text) for text, *_ in stored.get("lines", ())]
        for message in messages:
            reading = draft_encoder().read(message.get(PIECES), lines)
            edits = [_stored(edit, message) for edit in reading.edits]
            parsed = {"belief": reading.belief, "edits": edits}
            message.set(DRAFT, parsed, add_to_output=True)
        return messages


def _stored(edit: Edit, message: Message) -> dict[str, Any]:
    """Return an edit as `dialogue.draft.Edit` has it."""
    start, text = _masked(edit.words, message)
    is_clause = bool(_BEGINS_CLAUSE.search((message.get(TEXT) or "")[:start]))
    place = edit.place and list(edit.place)
    return {"tag": edit.tag, "text": text, "is_clause": is_clause, "place": place}


def _masked(span: Span, message: Message) -> tuple[int, str]:
    """Return where a span begins, and its words, with a placeholder for all personal data that it
    touches."""
    text = message.get(TEXT) or ""
    of_it = [
        entity
        for entity in message.get(ENTITIES) or ()
        if entity["entity"] == "personal_data"
        and entity["start"] < span.end
        and entity["end"] > span.start
    ]
    start = min([span.start, *(e["start"] for e in of_it)])
    end = max([span.end, *(e["end"] for e in of_it)])
    inner = [MaskedSpan(e["start"] - start, e["end"] - start, e["value"]) for e in of_it]
    return start, replace_spans(text[start:end], inner)
