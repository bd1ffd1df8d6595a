"""Runs test stories on a real model with the real actions: what happens, and what is said."""

from __future__ import annotations

import asyncio
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.utils.endpoints import EndpointConfig

from contracts import story_files
from contracts.events import is_visible_action
from contracts.paths import STORIES
from contracts.story_files import StoryBlock
from engine.collector import WholeMessages
from engine.local_actions import give_actions

# Nobody is asked who they are, or why they want something.
_FORBIDDEN_QUESTIONS = re.compile(
    r"\b(?:vem är du|vad heter du|varför vill du|varför behöver du|vad ska du (?:ha|använda)"
    r"|vilken tidning|who are you|what is your name|why do you|what do you need it for)\b",
    re.IGNORECASE,
)


@dataclass
class UserTurn:
    """What the user writes, and what is expected of it."""

    text: str
    intent: str | None
    says: list[str]
    never: list[str]
    actions: list[str] = field(default_factory=list)
    slots: dict[str, Any] = field(default_factory=dict)
    loop: str | None = None
    only_intent: bool = False


@dataclass
class Story:
    """A conversation in Rasa's format for test stories, with three keys more.

    Beside a user step, `says` lists what the answer must hold, and `never` what it must not.
    `only_intent` is true where nothing is expected but what is understood.
    """

    name: str
    file: str
    turns: list[UserTurn]


def read_stories(folder: Path = STORIES) -> list[Story]:
    """The stories of a folder's files, in order."""
    return [_story(block, path.name) for path, block in story_files.stories_in(folder)]


def stories_in(text: str, file: str) -> list[Story]:
    """The stories of a file's text.

    Raises:
        YAMLError, KeyError, TypeError, ValueError: it is none of test stories.
    """
    return [_story(block, file) for block in story_files.read_stories(text)]


def _story(block: StoryBlock, file: str) -> Story:
    turns: list[UserTurn] = []
    for step in block.steps:
        if "user" in step:
            says, never = list(step.get("says", [])), list(step.get("never", []))
            turns.append(UserTurn(step["user"].strip(), step.get("intent"), says, never))
            turns[-1].only_intent = step.get("only_intent", False)
        elif "action" in step:
            turns[-1].actions.append(step["action"])
        elif "active_loop" in step:
            turns[-1].loop = step["active_loop"]
        elif "slot_was_set" in step:
            for slot in step["slot_was_set"]:
                turns[-1].slots.update(slot)
        else:
            raise ValueError(f"{file}, {block.name}: unknown step {step}")
    return Story(block.name, file, turns)


class AgentConversation:
    """One conversation with an agent."""

    def __init__(self, agent: Agent, name: str | None = None) -> None:
        """Go on with the conversation of a name, or start one under a new name."""
        self._agent = agent
        self.name = name or uuid.uuid4().hex

    async def say(self, text: str) -> list[dict[str, Any]]:
        """The messages that answer a text, or a button's payload."""
        collector = WholeMessages()
        await self._agent.handle_message(UserMessage(text, collector, self.name))
        return collector.messages

    async def last_turn(self) -> tuple[UserUttered, list[str], Any]:
        """The last message as understood, the actions that it led to, and the tracker."""
        assert self._agent.processor is not None
        tracker = await self._agent.processor.get_tracker(self.name)
        events = list(tracker.events)
        last = max(i for i, event in enumerate(events) if isinstance(event, UserUttered))
        actions = [
            event.action_name
            for event in events[last:]
            if isinstance(event, ActionExecuted) and is_visible_action(event.action_name)
        ]
        return events[last], actions, tracker


class Difference(NamedTuple):
    """What went otherwise than a story says, in its turn from 1.

    `what` is intent, actions, active loop, slot and its name; or says, asks (what was `got`),
    does not say (what was `wanted`), no answer.
    """

    turn: int
    what: str
    got: Any = None
    wanted: Any = None

    def __str__(self) -> str:
        words = {
            "says": f"says {self.got!r}",
            "asks": f"asks {self.got!r}",
            "does not say": f"does not say {self.wanted!r}",
            "no answer": "no answer",
        }
        description = words.get(self.what, f"{self.what} {self.got!r}, not {self.wanted!r}")
        return f"turn {self.turn}: {description}"


class HeldStory(NamedTuple):
    """What went otherwise than a story says, and what was understood in each of its turns."""

    differences: Sequence[Difference]
    messages: Sequence[UserUttered]


async def differences(agent: Agent, story: Story) -> Sequence[Difference]:
    """What went otherwise than the story says."""
    return (await hold(agent, story)).differences


async def hold(agent: Agent, story: Story) -> HeldStory:
    """Have the conversation of a story."""
    conversation = AgentConversation(agent)
    deviations, understood = [], []
    for number, turn in enumerate(story.turns, start=1):
        messages = await conversation.say(turn.text)
        answer = "\n".join(text_of(message) for message in messages)
        user, actions, tracker = await conversation.last_turn()
        understood.append(user)
        intent = user.intent.get("name")
        pairs = {
            "intent": (turn.intent or intent, intent),
            "actions": (turn.actions or actions, actions),
            "active loop": (
                tracker.active_loop_name if turn.only_intent else turn.loop,
                tracker.active_loop_name,
            ),
            **{f"slot {s}": (v, tracker.get_slot(s)) for s, v in turn.slots.items()},
        }
        deviations += [Difference(number, k, b, a) for k, (a, b) in pairs.items() if a != b]
        deviations += [
            Difference(number, "does not say", wanted=t) for t in turn.says if t not in answer
        ]
        deviations += [Difference(number, "says", text) for text in turn.never if text in answer]
        if question := _FORBIDDEN_QUESTIONS.search(answer):
            deviations.append(Difference(number, "asks", question.group()))
        if not messages:
            deviations.append(Difference(number, "no answer"))
    return HeldStory(deviations, understood)


async def problems(agent: Agent, story: Story) -> list[str]:
    """The same, a line each."""
    here = f"{story.file}: {story.name}"
    return [f"{here}, {difference}" for difference in await differences(agent, story)]


def text_of(message: dict[str, Any]) -> str:
    """All that a message shows: its text and its buttons."""
    replies = (message.get("custom") or {}).get("quick_replies") or message.get("buttons") or []
    return "\n".join([message.get("text") or "", *(reply["title"] for reply in replies)])


def run_stories(model: str, stories: list[Story], actions: EndpointConfig) -> dict[str, list[str]]:
    """The problems of each story, by its name."""
    agent = Agent.load(model)
    give_actions(agent, actions)

    async def run() -> dict[str, list[str]]:
        return {f"{s.file}: {s.name}": await problems(agent, s) for s in stories}

    return asyncio.run(run())
