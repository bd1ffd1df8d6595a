"""Compares two models: what each reaches, what becomes better or worse, what forbids a release.

Pure: `engine.training.candidate` runs the models.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sklearn.metrics import precision_recall_fscore_support

from contracts import figures
from contracts.dialogues import Dialogue
from contracts.figures import Figures, Flip, ModelFigures
from contracts.intents import FALLBACK
from contracts.story_figures import digest_of
from engine.evaluation.broken_stories import TriedStory, failed_stories
from engine.evaluation.calibration import bins_of
from engine.evaluation.compared_conversations import compare_conversations, forbidden_by
from engine.evaluation.judging import JudgedDialogue, JudgedQuestion
from engine.evaluation.nearest import NearestExamples
from engine.evaluation.outcomes import Outcome, confusion, misrouted, score
from engine.evaluation.stories import Story

_RIGHT, _ASKED_BACK, _WRONG = 2, 1, 0


class EvaluationMessage(NamedTuple):
    """A message with the label that it should have; `source` is holdout or kept."""

    source: str
    label: str
    tags: frozenset[str]
    text: str


@dataclass(frozen=True)
class ComparisonInput:
    """What both models read; `messages` are real ones: id, text, label or None.

    `questions` are (writer, kind, name, text) (engine/evaluation/dialogues.py), `taught` the texts
    and labels of the examples that trainers have taught.
    """

    labelled: Sequence[EvaluationMessage]
    stories: Sequence[Story]
    messages: Sequence[dict[str, Any]]
    dialogues: Sequence[Dialogue] = ()
    questions: Sequence[tuple[str, str, str, str]] = ()
    taught: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class ModelReadings:
    """What one model makes of the input, in its order; `acted` are the intents of `messages`."""

    model: str
    outcomes: Sequence[Outcome]
    stories: Sequence[TriedStory]
    acted: Sequence[str]
    dialogues: Sequence[JudgedDialogue] = ()
    questions: Sequence[JudgedQuestion] = ()


def compare(
    inputs: ComparisonInput,
    candidate: ModelReadings,
    current: ModelReadings,
    routes: frozenset[str],
) -> Figures:
    """The comparison; texts are those kept in the repository or for tests, never of messages.

    A story that the candidate alone fails forbids its release, and so do more wrong contacts than
    the current model gives; what forbids it in conversations, `compared_conversations` says.
    """
    single = [o for m in (candidate, current) for o in m.outcomes if len(o.wishes) == 1]
    names = sorted({o.label for o in single} | {o.likeliest for o in single})
    near = NearestExamples([text for text, _ in inputs.taught]).near

    def nearest(text: str) -> list[str]:
        return [digest_of(example) for example in near(text)]

    broken = failed_stories(inputs.stories, current.stories, candidate.stories, nearest)
    counts = [sum(_misroutes(model, routes)) for model in (candidate, current)]
    forbidden = {figures.BROKEN: bool(broken), figures.MISROUTES: counts[0] > counts[1]}
    conversations = compare_conversations(
        (candidate.dialogues, candidate.questions), (current.dialogues, current.questions)
    )
    return Figures(
        candidate=_one(candidate, names, routes),
        current=_one(current, names, routes),
        asked=figures.Counts(
            labelled=len(inputs.labelled),
            kept=sum(message.source == figures.KEPT for message in inputs.labelled),
            stories=len(inputs.stories),
            messages=len(inputs.messages),
        ),
        flips=(*_labelled_flips(inputs, candidate, current), *_flips(inputs, candidate, current)),
        broken=broken,
        mended=failed_stories(inputs.stories, candidate.stories, current.stories, nearest),
        misrouted=tuple(
            figures.Misrouted(message.text, message.label, outcome.acted)
            for message, outcome, now, before in zip(
                inputs.labelled,
                candidate.outcomes,
                _misroutes(candidate, routes),
                _misroutes(current, routes),
                strict=True,
            )
            if now and not before
        ),
        forbidden=(
            *(name for name, is_so in forbidden.items() if is_so),
            *(forbidden_by(conversations) if conversations else ()),
        ),
        conversations=conversations,
    )


def _one(readings: ModelReadings, names: list[str], routes: frozenset[str]) -> ModelFigures:
    """What one model reaches."""
    single = [o for o in readings.outcomes if len(o.wishes) == 1]
    scores = vars(score(readings.outcomes, routes))
    _, counts = confusion(readings.outcomes, names)
    return ModelFigures(
        model=readings.model,
        scores=figures.Shares(**{k: None if math.isnan(v) else v for k, v in scores.items()}),
        misrouted=sum(_misroutes(readings, routes)),
        intents=_intents(single),
        confusion=figures.Confusion(tuple(names), tuple(map(tuple, counts.tolist()))),
        reliability=tuple(
            bins_of([o.confidence for o in single], [o.likeliest == o.label for o in single])
        ),
        stories_passed=sum(story.passes for story in readings.stories),
    )


def _intents(single: Sequence[Outcome]) -> tuple[figures.IntentFigures, ...]:
    """Precision, recall and F1 of each label that some message has."""
    names = sorted({o.label for o in single})
    if not names:
        return ()
    rows = precision_recall_fscore_support(
        [o.label for o in single], [o.likeliest for o in single], labels=names, zero_division=0
    )
    return tuple(
        figures.IntentFigures(name, float(precision), float(recall), float(f1), int(count))
        for name, precision, recall, f1, count in zip(names, *rows, strict=True)
    )


def _misroutes(readings: ModelReadings, routes: frozenset[str]) -> list[bool]:
    return [len(o.wishes) == 1 and misrouted(o, routes) for o in readings.outcomes]


def _labelled_flips(
    inputs: ComparisonInput, candidate: ModelReadings, current: ModelReadings
) -> list[Flip]:
    return [
        Flip(
            source=message.source,
            kind=_kind(message.label, before.acted, after.acted),
            label=message.label,
            before=before.acted,
            after=after.acted,
            text=message.text,
        )
        for message, before, after in zip(
            inputs.labelled, current.outcomes, candidate.outcomes, strict=True
        )
        if before.acted != after.acted
    ]


def _flips(inputs: ComparisonInput, candidate: ModelReadings, current: ModelReadings) -> list[Flip]:
    """Of real messages, by their ids: what people wrote is kept in one place."""
    return [
        Flip(
            source=figures.MESSAGE,
            kind=_kind(message["label"], before, after),
            label=message["label"],
            before=before,
            after=after,
            id=message["id"],
        )
        for message, before, after in zip(
            inputs.messages, current.acted, candidate.acted, strict=True
        )
        if before != after
    ]


def _kind(label: str | None, before: str, after: str) -> str:
    """Better, worse or changed: right goes before a question back, and that before wrong."""
    if label is None:
        return figures.CHANGED
    gain = _grade(label, after) - _grade(label, before)
    return figures.BETTER if gain > 0 else figures.WORSE if gain < 0 else figures.CHANGED


def _grade(label: str, acted: str) -> int:
    if acted == FALLBACK:
        return _ASKED_BACK
    return _RIGHT if set(acted.split("+")) == set(label.split("+")) else _WRONG
