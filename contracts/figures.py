"""What a comparison of two models says: the engine makes it, web stores it as JSON and shows it.

The JSON is described by `figures.schema.json`, and checked against it on both sides.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from contracts.conversation_figures import Conversations, read_conversations
from contracts.story_figures import FailedStory, read_stories

SCHEMA_FILE = Path(__file__).with_name("figures.schema.json")

# Why a candidate may not be released.
BROKEN, MISROUTES = "broken", "misroutes"
WRONG_YES, WORSE_TURNS, WORSE_QUESTIONS = "wrong_yes", "worse_turns", "worse_questions"
# What a flip is to whoever wrote the message.
BETTER, WORSE, CHANGED = "better", "worse", "changed"
# Where a message comes from: the holdout, what trainers keep as tests, or a real conversation.
HOLDOUT, KEPT, MESSAGE = "holdout", "kept", "message"


class FiguresError(ValueError):
    """JSON that is no comparison as this version knows it; says where and why."""


@dataclass(frozen=True)
class Shares:
    """From 0 to 1, None where there was nothing to count."""

    accuracy: float | None
    trap_accuracy: float | None
    macro_f1: float | None
    misroutes: float | None
    asked_back: float | None
    out_of_scope_routed: float | None
    two_wishes_both: float | None
    one_wish_two_contacts: float | None
    calibration_error: float | None


@dataclass(frozen=True)
class IntentFigures:
    """How one intent is read, of `count` messages with that label."""

    intent: str
    precision: float
    recall: float
    f1: float
    count: int


@dataclass(frozen=True)
class Confusion:
    """Labels, and counts of messages: a row is the label, a column the likeliest intent."""

    names: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Bin:
    """The messages whose confidence lies between two, how sure and how often right."""

    start: float
    end: float
    count: int
    confidence: float
    accuracy: float


@dataclass(frozen=True)
class ModelFigures:
    """What one model reaches."""

    model: str
    scores: Shares
    misrouted: int
    intents: tuple[IntentFigures, ...]
    confusion: Confusion
    reliability: tuple[Bin, ...]
    stories_passed: int


@dataclass(frozen=True)
class Counts:
    """What both models were tried on; `kept` are among the labelled."""

    labelled: int
    kept: int
    stories: int
    messages: int


@dataclass(frozen=True)
class Flip:
    """A message that the models act on differently: a real one by its id, others by their text."""

    source: str
    kind: str
    label: str | None
    before: str
    after: str
    text: str | None = None
    id: int | None = None


@dataclass(frozen=True)
class Misrouted:
    """A message that is given another route's contact."""

    text: str
    label: str
    acted: str


@dataclass(frozen=True)
class Figures:
    """A candidate beside the model that answers now.

    `broken` are the stories that it alone fails, `mended` those that the current model alone
    fails, `misrouted` the messages that it alone gives a wrong contact; `forbidden` names what
    forbids its release. `conversations` is None of comparisons made before there were any.
    """

    candidate: ModelFigures
    current: ModelFigures
    asked: Counts
    flips: tuple[Flip, ...]
    broken: tuple[FailedStory, ...]
    mended: tuple[FailedStory, ...]
    misrouted: tuple[Misrouted, ...]
    forbidden: tuple[str, ...]
    conversations: Conversations | None = None

    @property
    def is_narrow_miss(self) -> bool:
        """Whether test stories alone forbid its release, each of them by a hair."""
        return self.forbidden == (BROKEN,) and all(story.is_narrow for story in self.broken)

    def to_json(self) -> dict[str, Any]:
        """As JSON values.

        Raises:
            FiguresError: they break their schema.
        """
        document = {
            **asdict(self),
            "candidate": _model_json(self.candidate),
            "current": _model_json(self.current),
            "flips": [_flip_json(flip) for flip in self.flips],
        }
        if self.conversations is None:
            del document["conversations"]
        # As whoever reads it will have it: lists for tuples.
        values: dict[str, Any] = json.loads(json.dumps(document))
        _check(values)
        return values

    @classmethod
    def from_json(cls, values: Any) -> Figures:
        """Of JSON values.

        Raises:
            FiguresError: they break the schema.
        """
        _check(values)
        return cls(
            candidate=_model(values["candidate"]),
            current=_model(values["current"]),
            asked=Counts(**values["asked"]),
            flips=tuple(Flip(**flip) for flip in values["flips"]),
            broken=read_stories(values["broken"]),
            mended=read_stories(values["mended"]),
            misrouted=tuple(Misrouted(**message) for message in values["misrouted"]),
            forbidden=tuple(values["forbidden"]),
            conversations=read_conversations(values.get("conversations")),
        )


def _model_json(model: ModelFigures) -> dict[str, Any]:
    bins = [
        {
            "from": one.start,
            "to": one.end,
            "count": one.count,
            "confidence": one.confidence,
            "accuracy": one.accuracy,
        }
        for one in model.reliability
    ]
    return {**asdict(model), "reliability": bins}


def _flip_json(flip: Flip) -> dict[str, Any]:
    """With the text or the id, whichever it has."""
    values = asdict(flip)
    return {k: v for k, v in values.items() if k not in ("text", "id") or v is not None}


def _model(values: Mapping[str, Any]) -> ModelFigures:
    matrix = values["confusion"]
    return ModelFigures(
        model=values["model"],
        scores=Shares(**values["scores"]),
        misrouted=values["misrouted"],
        intents=tuple(IntentFigures(**row) for row in values["intents"]),
        confusion=Confusion(tuple(matrix["names"]), tuple(map(tuple, matrix["counts"]))),
        reliability=tuple(
            Bin(one["from"], one["to"], one["count"], one["confidence"], one["accuracy"])
            for one in values["reliability"]
        ),
        stories_passed=values["stories_passed"],
    )


@cache
def _validator() -> Any:
    return Draft202012Validator(json.loads(SCHEMA_FILE.read_text(encoding="utf-8")))


def _check(values: Any) -> None:
    if error := best_match(_validator().iter_errors(values)):
        where = "/".join(map(str, error.absolute_path)) or "the whole"
        # Not the value: it may be what somebody wrote.
        raise FiguresError(f"{where} breaks {error.validator}")
