"""What the engine tells of a training, and of a text that may not be taught."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Literal, TypedDict


class Step(StrEnum):
    """What a training does now, in order."""

    PREPARING = "preparing"
    TRAINING = "training"
    LOADING = "loading"
    FOLDS = "folds"
    MESSAGES = "messages"
    STORIES = "stories"
    CONVERSATIONS = "conversations"


class Reason(StrEnum):
    """Why a text may not be taught."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    LINES = "lines"
    MARKUP = "markup"
    UNMASKED = "unmasked"
    UNKNOWN_LABEL = "unknown_label"
    HOLDOUT = "holdout"
    CONTRADICTS = "contradicts"
    KNOWN = "known"


class TextRefusal(TypedDict):
    """Why a text may not be taught, or kept for tests.

    `where` is a file, REVIEWED, or of an unmasked text what was found in it; `label` and `text` are
    of what is there already. The texts that are kept for tests are not told.
    """

    reason: Reason
    where: str
    label: str | None
    text: str | None


class TextReading(TypedDict):
    """What a text is taken for, said first in a conversation."""

    label: str
    confidence: float


class TextCluster(TypedDict):
    """Texts that resemble each other, by their places among those that were sent, and their
    commonest words."""

    words: list[str]
    texts: list[int]


# What a training is.
State = Literal["training", "ready", "failed"]


class JobState(TypedDict):
    """How far a training has come: `step` is a Step, `share` from 0 to 1, `why` of one that failed.

    Of one that is ready `model` is the file and `figures` are as `contracts.comparison` has them.
    """

    id: str
    state: State
    step: str
    share: float
    why: str | None
    model: str | None
    figures: dict[str, Any] | None


# What else than a kind of placeholder a text can hold unmasked.
WEB_ADDRESS = "webbadress"
# Where a text stands that trainers have taught since the files were written, and the name of the
# file, without its ending, that their pages export.
REVIEWED = "reviewed"
# So sure a model must be of another label for an example to go against it.
SURE = 0.95
# So many texts are grouped at a time, and fewer make no group.
MOST_GROUPED, SMALLEST_GROUP = 1000, 5
