"""Loads agents: a model with the stores, locks and actions of this engine."""

from __future__ import annotations

import math
from pathlib import Path

import aiohttp
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.shared.core.events import SlotSet
from rasa.utils.endpoints import EndpointConfig

from contracts.memory import give_back
from contracts.watching.metrics import timed
from engine.evaluation.model_parts import parts_of
from engine.local_actions import LocalActions, give_actions
from engine.serving.admission import Admission
from engine.serving.look_ahead import LookAhead, ReadsAhead
from engine.serving.storage.locks import LocalLocks
from engine.serving.storage.tracker_store import MaskingTrackerStore

_HEALTH_SECONDS = 2.0
# The slots say no language until a message tells one; then it is Swedish that is spoken.
_OTHER_LANGUAGES = ("en",)


class ServedAgent:
    """The agent that answers now, and what it shares with the one that follows it."""

    def __init__(
        self, store: MaskingTrackerStore, locks: LocalLocks, actions: EndpointConfig
    ) -> None:
        self._store = store
        self._locks = locks
        self._actions = actions
        self._look_ahead = LookAhead()
        self._admission = Admission()
        self.agent = Agent(lock_store=locks)

    @property
    def agent(self) -> Agent:
        """The agent that the next message is answered by; a release puts another in its place."""
        return self._agent

    @agent.setter
    def agent(self, agent: Agent) -> None:
        self._agent = agent
        self._parts = [part for part in parts_of(agent) if isinstance(part, ReadsAhead)]

    def load(self, model: Path) -> Agent:
        """An agent with another model; `agent` answers until it is replaced by it."""
        agent = Agent(lock_store=self._locks)
        # Given to Agent(), the store would lose its domain for as long as the model loads.
        agent.tracker_store = self._store
        agent.load_model(model)
        give_actions(agent, self._actions)
        give_back()
        return agent

    async def answer(self, message: UserMessage, until: float = math.inf) -> None:
        """Answer a message, into its output channel, when it is its turn in its conversation.

        It is waited for until then, by time.monotonic.

        Raises:
            TooLateError: more is asked of this engine than it can answer by then.
        """
        # A release that comes meanwhile is for the next message.
        agent, parts = self._agent, self._parts
        # In this order: who waits for a conversation's lock takes no place from the others.
        async with agent.lock_store.lock(message.sender_id), self._admission.turn(until):
            with timed("read_conversation"):
                state = await self._store.prefetch(message.sender_id)
            # Sent again by a web that does not know of the first time: it was killed then.
            if again := self._store.answer_to(message.sender_id, message.message_id):
                for answer in again:
                    await message.output_channel.send_response(message.sender_id, answer)
                return
            with timed("understand"):
                await self._look_ahead.read(message.text, state, parts)
            if agent.processor:
                with timed("decide_and_save"):
                    await _begin(agent.processor, message)
                    await agent.processor.handle_message(message)

    async def masked(self, text: str) -> str:
        """A text that is no message, without personal data."""
        return await self._look_ahead.masked(text)

    @property
    def model(self) -> str:
        """The file name of the model that answers; empty when there is none."""
        return Path(self.agent.processor.model_path).name if self.agent.processor else ""

    def start(self) -> None:
        """Do what was left to do when the last engine ended."""
        self._store.store_what_waits()

    @property
    def spooled(self) -> int:
        """How many turns wait on disk for the database."""
        return self._store.waiting

    @property
    def store_failing(self) -> dict[str, bool]:
        """Whether what was read and saved last failed."""
        store = self._store.health
        return {"read": store.fails("read"), "save": store.fails("saved")}

    async def health(self) -> dict[str, str]:
        """`ok` or `down` for the engine with a model, the actions, and what the store does.

        The store as a whole is `degraded` at worst: answers go on without it.
        """
        store = self._store.health
        store.look_again()
        return {
            "engine": _state(self.agent.processor is not None),
            "store": "degraded" if store.failing else "ok",
            "store_reads": _state(not store.fails("read")),
            "store_writes": _state(not store.fails("saved")),
            "actions": _state(await self._actions_answer()),
        }

    async def close(self) -> None:
        """End the threads, and close the connections to the database and Redis."""
        self._look_ahead.close()
        await self._locks.close()
        await self._store.close()

    async def _actions_answer(self) -> bool:
        actions = self.agent.action_endpoint
        if isinstance(actions, LocalActions):
            return not actions.hangs
        address = self._actions.url.removesuffix("/webhook") + "/health"
        timeout = aiohttp.ClientTimeout(total=_HEALTH_SECONDS)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.get(address) as response,
            ):
                return response.status == 200
        except (aiohttp.ClientError, TimeoutError):
            return False


async def _begin(processor: MessageProcessor, message: UserMessage) -> None:
    """Give a conversation that begins the language that the message's metadata name.

    It is that of the page where it begins: the first words ("hi", "interview") may tell none.
    """
    language = (message.metadata or {}).get("language")
    if language not in _OTHER_LANGUAGES:
        return
    tracker = await processor.fetch_tracker_and_update_session(message.sender_id)
    if tracker.get_slot("language") is None:
        tracker.update(SlotSet("language", language))
        await processor.save_tracker(tracker)


def _state(up: bool) -> str:
    return "ok" if up else "down"
