"""Says which answer a message asks for in its exchange, and whether it is a yes or a no."""

from __future__ import annotations

from functools import cache
from typing import Any, override

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.training_data.message import Message

from contracts.conversation import ANSWER
from engine.understanding.answers.exchange import (
    FOLDER,
    IN_EXCHANGE,
    SAID,
    Turn,
    texts_of,
    words_of,
)
from engine.understanding.encoder import shared_encoder
from engine.understanding.encoder_featurizer import PIECES
from engine.understanding.upper_layers import UpperLayers, pieces_of


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class AnswerReader(GraphComponent):
    """Sets `answer`: how likely each answer, and a yes or a no, is wanted in the exchange.

    Stands after `EncoderFeaturizer`, whose states of pieces it reads.
    """

    @classmethod
    @override
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> AnswerReader:
        answer_layers()  # its files are read before the first message
        return cls()

    def process(self, messages: list[Message], tracker: DialogueStateTracker) -> list[Message]:
        """Set the answers that are likely."""
        beside = [
            shared_encoder().pieces(text) if n == SAID else pieces_of(text)
            for n, text in enumerate(texts_of(turns_of(tracker)))
        ]
        for message in messages:
            message.set(IN_EXCHANGE, bool(beside))
            said = message.get(PIECES)
            if len(said.vectors):
                belief, *_ = answer_layers().read(said, beside)
                message.set(ANSWER, belief, add_to_output=True)
        return messages


def turns_of(tracker: DialogueStateTracker) -> list[Turn]:
    """Return the turns of a conversation, without those that nothing was answered to.

    What is offered below an answer is not of it: the reader has learnt from answers alone.
    Of all messages but the one at hand the tracker has what was stored: masked.
    """
    turns: list[Turn] = []
    for event in tracker.events:
        if isinstance(event, UserUttered):
            turns.append(Turn(event.text or "", ""))
        elif isinstance(event, BotUttered) and turns:
            card = (event.data or {}).get("custom") or {}
            if not card.get("private"):
                answer = words_of(card.get(part) for part in ("title", "lead"))
                turns[-1] = turns[-1]._replace(answer=words_of([turns[-1].answer, answer]))
    return [turn for turn in turns if turn.answer]


@cache
def answer_layers() -> UpperLayers:
    """Return the layers of this process."""
    return UpperLayers(FOLDER)
