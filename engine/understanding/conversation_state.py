"""Sets what stood before a message in its conversation, for the readers that read it."""

from __future__ import annotations

import hashlib
import re
from typing import Any, override

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from contracts.conversation import (
    AWAITS,
    FIRST,
    NO_QUESTION_ABOUT_CASE,
    PRACTICE_STATES,
    TOPIC,
    UNANSWERED,
    State,
    state_of_metadata,
    state_of_slots,
)
from contracts.intents import AFTER_AN_ANSWER, FALLBACK, SHORT_ANSWERS
from engine.understanding.text import normalise

STATE = "state"
OPENS = "opens"  # whether nothing was written before
PRESSED = "pressed"  # the intent of the button whose words were typed
# A button that is an intent and nothing else: what is typed says the rest as well.
_PLAIN_PAYLOAD = re.compile(r"/(\w+)")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class ConversationState(GraphComponent):
    """Sets `state` on each message, a `contracts.conversation.State`, `opens` and `pressed`.

    Of a message that is answered the tracker's slots say it; of an example its metadata. An
    example that stands by itself is practised as a first message or in a state that its text
    chooses, so that the readers learn when the state matters.
    """

    @classmethod
    @override
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ConversationState:
        return cls()

    def process(self, messages: list[Message], tracker: DialogueStateTracker) -> list[Message]:
        """Set the state that the conversation is in."""
        slots = {name: tracker.get_slot(name) for name in (TOPIC, AWAITS)}
        opens = not any(isinstance(event, UserUttered) for event in tracker.events)
        for message in messages:
            message.set(OPENS, opens)
            message.set(STATE, list(state_of_slots(slots)), add_to_output=True)
            if pressed := _pressed(message.get(TEXT) or "", tracker):
                message.set(PRESSED, pressed)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Set the states of the examples."""
        for message in training_data.intent_examples:
            metadata = (message.get(METADATA) or {}).get("intent") or {}
            state = state_of_metadata(metadata)
            if state is None:
                state = practice_state(message.get(INTENT), message.get(TEXT))
            message.set(STATE, list(state))
        return training_data


def _pressed(text: str, tracker: DialogueStateTracker) -> str | None:
    """The intent of the button of the bot's last words that the text repeats."""
    typed = normalise(text).strip()
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            break
        if isinstance(event, BotUttered):
            data = event.data or {}
            for reply in (
                (data.get("custom") or {}).get("quick_replies") or data.get("buttons") or ()
            ):
                payload = _PLAIN_PAYLOAD.fullmatch(reply["payload"])
                if payload and normalise(reply["title"]).strip() == typed:
                    return payload[1]
    return None


def practice_state(label: str, text: str) -> State:
    """The state that a message by itself is practised in, the same each time."""
    number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:4])
    if label == FALLBACK:
        return UNANSWERED[number % len(UNANSWERED)]
    states = NO_QUESTION_ABOUT_CASE if label in SHORT_ANSWERS else PRACTICE_STATES
    if label not in AFTER_AN_ANSWER and number % 2:
        return FIRST
    return states[number // 2 % len(states)]
