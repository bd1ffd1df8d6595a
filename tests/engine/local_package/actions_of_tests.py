"""Actions for tests."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import ActionExecutionRejection

# Set by a test to let go of what hangs.
let_go = threading.Event()


class Answers(Action):
    def name(self) -> str:
        return "action_answers"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[Any]:
        dispatcher.utter_message(text=f"{tracker.latest_message['text']}, {len(domain)}")
        return [SlotSet("topic", tracker.sender_id)]


class Raises(Action):
    def name(self) -> str:
        return "action_raises"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[Any]:
        raise ValueError(tracker.latest_message["text"])


class Refuses(Action):
    def name(self) -> str:
        return "action_refuses"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[Any]:
        raise ActionExecutionRejection(self.name(), "not now")


class Hangs(Action):
    def name(self) -> str:
        return "action_hangs"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[Any]:
        let_go.wait()  # as a loop without end does: nothing else runs in its thread
        return []


class Waits(Action):
    def name(self) -> str:
        return "action_waits"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[Any]:
        await asyncio.Event().wait()
        return []
