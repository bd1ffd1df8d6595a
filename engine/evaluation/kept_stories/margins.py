"""Says how near a threshold a test story stands: what would go otherwise, were it moved a little.

A story stands by a hair if it passes, and fails once one threshold is moved by `NARROW`; it fails
by a hair if it passes then.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from rasa.core.agent import Agent
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from engine.evaluation.kept_stories.stories import Story, differences
from engine.evaluation.model_parts import node_of
from engine.understanding.decision import ASKS, Decision

NARROW = 0.05
_HALVINGS = 8  # how often the way to a threshold is halved to find it: to 0.0002
_ENDINGS = ("_above", "_below", "_later")
_FACTORS = ("same_again",)


class Shift(NamedTuple):
    """A threshold (engine/understanding/decision.py), its value, and how far it is moved."""

    threshold: str
    value: float
    by: float


class Narrow(NamedTuple):
    """A story by a hair: the turn from 1, its text, and the least shift that turns the story."""

    story: Story
    turn: int
    text: str
    shift: Shift

    def __str__(self) -> str:
        threshold, value, by = self.shift
        return (
            f"{self.story.file}: {self.story.name}, turn {self.turn} “{self.text}”: "
            f"fails if {threshold} is {value + by:.4f}, not {value:g} ({by:+.4f})"
        )


def reach(value: float) -> float:
    """How far a threshold is moved: near 0 or 1 no farther than half the way there."""
    return min(NARROW, value / 2, (1 - value) / 2)


class WatchedDecision:
    """The decision of a loaded model: what it was given, and what it makes of that elsewhere."""

    def __init__(self, watched: Decision) -> None:
        self._decision = watched
        self._config = watched._config
        self.given: list[Message] = []

    @property
    def shifts(self) -> list[Shift]:
        """Each threshold, moved up and down."""
        return [
            Shift(name, value, sign * reach(value))
            for name, value in self._config.items()
            if isinstance(value, float) and (name.endswith(_ENDINGS) or name in _FACTORS)
            for sign in (1, -1)
        ]

    @contextmanager
    def moved(self, shift: Shift) -> Iterator[None]:
        """Decide with a threshold moved."""
        self._decision._config = self._config | {shift.threshold: shift.value + shift.by}
        try:
            yield
        finally:
            self._decision._config = self._config

    def turns(self, message: Message, shift: Shift) -> bool:
        """Whether another thing is done with a message once a threshold is moved."""
        with self.moved(shift):
            after = self._outcome(message)
        return after != self._outcome(message)

    def least(self, message: Message, shift: Shift) -> Shift:
        """The least of the shift, of one that turns the message, that turns it."""
        least, most = 0.0, shift.by
        for _ in range(_HALVINGS):
            middle = (least + most) / 2
            if self.turns(message, shift._replace(by=middle)):
                most = middle
            else:
                least = middle
        return shift._replace(by=most)

    def _outcome(self, message: Message) -> tuple[Any, ...]:
        (decided,) = self._decision.process([_copy(message)])
        return decided.get("intent")["name"], decided.get(ASKS)


@contextmanager
def watch(agent: Agent) -> Iterator[WatchedDecision]:
    """The decision of a model, watched meanwhile."""
    node = node_of(agent, Decision)
    watched, process = WatchedDecision(node._component), node._fn

    def note(component: Decision, messages: list[Message]) -> list[Message]:
        watched.given += [_copy(message) for message in messages]
        decided: list[Message] = process(component, messages)
        return decided

    node._fn = note
    try:
        yield watched
    finally:
        node._fn = process


async def narrowly_passed(agent: Agent, stories: Sequence[Story]) -> list[Narrow]:
    """The stories that pass by a hair, each with its nearest threshold."""
    narrow = []
    with watch(agent) as watched:
        for story in stories:
            passes, turning = await _turning(agent, story, watched)
            nearest = [
                _narrow(story, message, watched.least(message, shift))
                for message, shift in turning
                if passes and not await _passes(agent, story, watched, shift)
            ]
            if nearest:
                narrow.append(min(nearest, key=lambda one: abs(one.shift.by)))
    return narrow


async def fails_narrowly(agent: Agent, story: Story) -> bool:
    """Whether a story fails, and passes whole once one threshold is moved."""
    with watch(agent) as watched:
        passes, turning = await _turning(agent, story, watched)
        if passes:
            return False
        # What one message is turned by may turn another: the story is held once for each.
        for shift in dict.fromkeys(shift for _, shift in turning):
            if await _passes(agent, story, watched, shift):
                return True
    return False


async def _turning(
    agent: Agent, story: Story, watched: WatchedDecision
) -> tuple[bool, list[tuple[Message, Shift]]]:
    """Whether a story passes, and the messages in it that some shift turns, with the shift."""
    watched.given.clear()
    passes = not await differences(agent, story)
    given = list(watched.given)
    shifts = watched.shifts
    return passes, [(m, shift) for m in given for shift in shifts if watched.turns(m, shift)]


async def _passes(agent: Agent, story: Story, watched: WatchedDecision, shift: Shift) -> bool:
    with watched.moved(shift):
        return not await differences(agent, story)


def _narrow(story: Story, message: Message, shift: Shift) -> Narrow:
    text = message.get(TEXT)
    return Narrow(story, _turn_of(story, text), text, shift)


def _turn_of(story: Story, text: str) -> int:
    """The turn of a text, 1 where the text was changed on its way."""
    return next((n for n, turn in enumerate(story.turns, 1) if turn.text == text), 1)


def _copy(message: Message) -> Message:
    return Message(data=dict(message.data), output_properties=set(message.output_properties))
