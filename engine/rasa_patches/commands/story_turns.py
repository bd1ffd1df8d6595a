"""Judges a test story by what it states: intents where it has them, entities where it marks any.

`rasa/core/test.py:523`, _collect_user_uttered_predictions, takes a turn without an intent for one
that must have none, and a text without marked entities for one in which none may be read. And
`rasa/core/test.py:884`, _predict_tracker_actions, reads each text as if nothing stood before it.
"""

from __future__ import annotations

from typing import Any, override

import rasa.core.test
from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.core.test import EvaluationStore
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker


def apply() -> None:
    """Take what a story leaves open from what is understood, and read a text after its slots."""
    _read_in_conversation()
    original = rasa.core.test._collect_user_uttered_predictions

    def collect(
        event: UserUttered, predicted: dict[str, Any], tracker: DialogueStateTracker, fail: bool
    ) -> EvaluationStore:
        stated = UserUttered(
            event.text,
            event.intent if event.intent.get("name") else predicted["intent"],
            event.entities or predicted["entities"],
        )
        return original(stated, predicted, tracker, fail)

    rasa.core.test._collect_user_uttered_predictions = collect


def _read_in_conversation() -> None:
    """Let a text be read with the tracker of its story so far: the last one that was begun."""
    parse = MessageProcessor.parse_message
    begun: list[DialogueStateTracker] = []

    class StoryTracker(DialogueStateTracker):
        @classmethod
        @override
        def from_events(cls, *args: Any, **kwargs: Any) -> DialogueStateTracker:
            tracker = DialogueStateTracker.from_events(*args, **kwargs)
            begun[:] = [tracker]
            return tracker

    async def parse_message(
        self: MessageProcessor,
        message: UserMessage,
        tracker: DialogueStateTracker | None = None,
        only_output_properties: bool = True,
    ) -> dict[str, Any]:
        told = tracker or next(iter(begun), None)
        parsed: dict[str, Any] = await parse(self, message, told, only_output_properties)
        return parsed

    rasa.core.test.DialogueStateTracker = StoryTracker
    MessageProcessor.parse_message = parse_message
