"""What the engine tells of a training, and of a text that may not be taught."""

from __future__ import annotations

from enum import StrEnum


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


# What else than a kind of placeholder a text can hold unmasked.
WEB_ADDRESS = "webbadress"
# Where a text stands that trainers have taught since the files were written, and the name of the
# file, without its ending, that their pages export.
REVIEWED = "reviewed"
# So sure a model must be of another label for an example to go against it.
SURE = 0.95
# So many texts are grouped at a time, and fewer make no group.
MOST_GROUPED, SMALLEST_GROUP = 1000, 5
