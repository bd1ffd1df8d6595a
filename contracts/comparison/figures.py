"""What a comparison of two models says: the engine makes it, web stores it as JSON and shows it.

The JSON is described by `figures.schema.json`, and checked against it on both sides.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from contracts.comparison.case_figures import (
    Case,
    DeniedExample,
    PairedCounts,
    case_json,
    read_cases,
    read_denied,
)
from contracts.comparison.conversation_figures import Conversations, read_conversations
from contracts.comparison.fold_figures import Folds, read_folds
from contracts.comparison.story_figures import FailedStory, read_stories

SCHEMA_FILE = Path(__file__).with_name("figures.schema.json")

# Why a candidate may not be released.
BROKEN, MISROUTES = "broken", "misroutes"
WRONG_YES, WORSE_TURNS, WORSE_QUESTIONS = "wrong_yes", "worse_turns", "worse_questions"


class FiguresError(ValueError):
    """JSON that is no comparison as this version knows it; says where and why."""


@dataclass(frozen=True)
class ModelFigures:
    """What one model reaches: `misrouted` counts the test messages given a wrong contact."""

    model: str
    misrouted: int
    stories_passed: int


@dataclass(frozen=True)
class ComparisonCounts:
    """What both models were tried on; `kept` and `aside` are among the labelled."""

    labelled: int
    kept: int
    aside: int
    stories: int
    messages: int


@dataclass(frozen=True)
class Flip:
    """A real message, by its id, that the models act on differently, and its label of then.

    `taught` is true where the candidate has learnt it, or nearly the same words.
    """

    id: int
    label: str | None
    before: str
    after: str
    taught: bool


@dataclass(frozen=True)
class MisroutedMessage:
    """A message that is given another route's contact."""

    text: str
    label: str
    acted: str


@dataclass(frozen=True)
class Figures:
    """A candidate beside the model that answers now.

    `cases` are the messages with a label, `unseen` counts those that neither was taught, `flips`
    are other real messages. `denied` are the examples that are new to the candidate and that the
    current model surely takes for something else. `broken` are the stories that it alone fails,
    `mended` those that the current model alone fails, `both_fail` those that both do, of which
    comparisons made before do not say, `misrouted` the test messages that it alone
    gives a wrong contact; `forbidden` names what forbids its release. `folds` are the taught
    examples as models without them read them.
    """

    candidate: ModelFigures
    current: ModelFigures
    asked: ComparisonCounts
    cases: tuple[Case, ...]
    unseen: PairedCounts
    flips: tuple[Flip, ...]
    denied: tuple[DeniedExample, ...]
    broken: tuple[FailedStory, ...]
    mended: tuple[FailedStory, ...]
    misrouted: tuple[MisroutedMessage, ...]
    forbidden: tuple[str, ...]
    conversations: Conversations | None = None
    folds: Folds | None = None
    both_fail: tuple[FailedStory, ...] | None = None

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
            "cases": [case_json(case) for case in self.cases],
        }
        for name in ("conversations", "folds"):
            if document[name] is None:
                del document[name]
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
            candidate=ModelFigures(**values["candidate"]),
            current=ModelFigures(**values["current"]),
            asked=ComparisonCounts(**values["asked"]),
            cases=read_cases(values["cases"]),
            unseen=PairedCounts(**values["unseen"]),
            flips=tuple(Flip(**flip) for flip in values["flips"]),
            denied=read_denied(values["denied"]),
            broken=read_stories(values["broken"]),
            mended=read_stories(values["mended"]),
            misrouted=tuple(MisroutedMessage(**message) for message in values["misrouted"]),
            forbidden=tuple(values["forbidden"]),
            conversations=read_conversations(values.get("conversations")),
            folds=read_folds(values.get("folds")),
            both_fail=None if (both := values.get("both_fail")) is None else read_stories(both),
        )


@cache
def _validator() -> Any:
    return Draft202012Validator(json.loads(SCHEMA_FILE.read_text(encoding="utf-8")))


def _check(values: Any) -> None:
    if error := best_match(_validator().iter_errors(values)):
        where = "/".join(map(str, error.absolute_path)) or "the whole"
        # Not the value: it may be what somebody wrote.
        raise FiguresError(f"{where} breaks {error.validator}")
