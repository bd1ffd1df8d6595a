"""Compares two models: what each reaches, what becomes better or worse, what forbids a release.

Pure: `engine.training.candidate` runs the models.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from contracts.comparison import figures
from contracts.comparison.case_figures import ASIDE, KEPT, Case, DeniedExample, Guess, PairedCounts
from contracts.comparison.figures import Figures, Flip, ModelFigures
from contracts.comparison.story_figures import digest_of
from contracts.dialogues import Dialogue
from contracts.intents import AFTER_AN_ANSWER
from contracts.training import SURE
from engine.evaluation.compared_conversations import compare_conversations, forbidden_by
from engine.evaluation.conversation_scores import mcnemar
from engine.evaluation.judging import JudgedDialogue, JudgedQuestion
from engine.evaluation.kept_stories.broken_stories import TriedStory, failed_stories
from engine.evaluation.kept_stories.nearest import NearestExamples
from engine.evaluation.kept_stories.stories import Story
from engine.evaluation.outcomes import Outcome, is_misrouted


class EvaluationMessage(NamedTuple):
    """A message with the label that it should have, and the id of a real one.

    `source` is holdout, kept or aside; `taught` is true where the candidate has learnt it.
    """

    source: str
    label: str
    tags: frozenset[str]
    text: str
    id: int | None = None
    taught: bool = False


@dataclass(frozen=True)
class ComparisonInput:
    """What both models read; `messages` are real ones: id, text, label or None, taught.

    `questions` are (writer, kind, name, text) (engine/evaluation/dialogues.py), `examples` the
    texts and labels that trainers have taught, `fresh` those that the current model has not learnt.
    """

    labelled: Sequence[EvaluationMessage]
    stories: Sequence[Story]
    messages: Sequence[dict[str, Any]]
    dialogues: Sequence[Dialogue] = ()
    questions: Sequence[tuple[str, str, str, str]] = ()
    examples: Sequence[tuple[str, str]] = ()
    fresh: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class ModelReadings:
    """What one model makes of the input, in its order; `acted` are the intents of `messages`.

    `fresh` is what the current model makes of the examples that are new.
    """

    model: str
    outcomes: Sequence[Outcome]
    stories: Sequence[TriedStory]
    acted: Sequence[str]
    dialogues: Sequence[JudgedDialogue] = ()
    questions: Sequence[JudgedQuestion] = ()
    fresh: Sequence[Outcome] = ()


def compare(
    inputs: ComparisonInput,
    candidate: ModelReadings,
    current: ModelReadings,
    routes: frozenset[str],
) -> Figures:
    """The comparison; texts are those kept in the repository or for tests, never of messages.

    A story that the candidate alone fails forbids its release, and so do more wrong contacts than
    the current model gives in test messages; what forbids it in conversations,
    `compared_conversations` says.
    """
    near = NearestExamples([text for text, _ in inputs.examples]).near

    def nearest(text: str) -> list[str]:
        return [digest_of(example) for example in near(text)]

    cases = _cases(inputs, candidate, current)
    broken = failed_stories(inputs.stories, current.stories, candidate.stories, nearest)
    wrong = [_misroutes(inputs, model, routes) for model in (candidate, current)]
    forbidden = {figures.BROKEN: bool(broken), figures.MISROUTES: sum(wrong[0]) > sum(wrong[1])}
    conversations = compare_conversations(
        (candidate.dialogues, candidate.questions), (current.dialogues, current.questions)
    )
    return Figures(
        candidate=_one(candidate, sum(wrong[0])),
        current=_one(current, sum(wrong[1])),
        asked=figures.ComparisonCounts(
            labelled=len(inputs.labelled),
            kept=sum(message.source == KEPT for message in inputs.labelled),
            aside=sum(message.source == ASIDE for message in inputs.labelled),
            stories=len(inputs.stories),
            messages=len(inputs.messages),
        ),
        cases=cases,
        unseen=_paired([case for case in cases if not case.taught]),
        flips=_flips(inputs, candidate, current),
        denied=tuple(_denied(inputs.fresh, current.fresh)),
        broken=broken,
        mended=failed_stories(inputs.stories, candidate.stories, current.stories, nearest),
        misrouted=tuple(
            figures.MisroutedMessage(message.text, message.label, outcome.acted)
            for message, outcome, now, before in zip(
                inputs.labelled, candidate.outcomes, *wrong, strict=True
            )
            if now and not before
        ),
        forbidden=(
            *(name for name, is_so in forbidden.items() if is_so),
            *(forbidden_by(conversations) if conversations else ()),
        ),
        conversations=conversations,
        both_fail=failed_stories(
            inputs.stories, current.stories, candidate.stories, nearest, both=True
        ),
    )


def _one(readings: ModelReadings, misrouted_count: int) -> ModelFigures:
    passed = sum(story.passes for story in readings.stories)
    return ModelFigures(readings.model, misrouted_count, passed)


def _cases(
    inputs: ComparisonInput, candidate: ModelReadings, current: ModelReadings
) -> tuple[Case, ...]:
    return tuple(
        Case(
            source=message.source,
            label=message.label,
            is_trap="trap" in message.tags,
            taught=message.taught,
            before=_guess(before),
            after=_guess(after),
            text=message.text if message.id is None else None,
            id=message.id,
        )
        for message, before, after in zip(
            inputs.labelled, current.outcomes, candidate.outcomes, strict=True
        )
    )


def _guess(outcome: Outcome) -> Guess:
    return Guess(outcome.likeliest, min(1.0, outcome.confidence), outcome.acted)


def _paired(cases: Sequence[Case]) -> PairedCounts:
    """How many of the messages each model answers rightly, and whether that is chance."""
    pairs = [(case.is_right(case.after), case.is_right(case.before)) for case in cases]
    newly_wrong = sum(before and not after for after, before in pairs)
    newly_right = sum(after and not before for after, before in pairs)
    return PairedCounts(
        total=len(pairs),
        candidate=sum(after for after, _ in pairs),
        current=sum(before for _, before in pairs),
        newly_wrong=newly_wrong,
        newly_right=newly_right,
        chance=mcnemar(newly_wrong, newly_right),
    )


def _denied(
    examples: Sequence[tuple[str, str]], outcomes: Sequence[Outcome]
) -> Iterator[DeniedExample]:
    """The examples that a model surely takes for something else than their label."""
    for (text, label), outcome in zip(examples, outcomes, strict=True):
        # What only follows an answer says nothing by itself.
        by_itself = not outcome.wishes & {*AFTER_AN_ANSWER}
        if by_itself and outcome.likeliest not in outcome.wishes and outcome.confidence >= SURE:
            yield DeniedExample(
                digest_of(text), label, outcome.likeliest, min(1.0, outcome.confidence)
            )


def _misroutes(
    inputs: ComparisonInput, readings: ModelReadings, routes: frozenset[str]
) -> list[bool]:
    """Which test messages are given a wrong contact; what trainers say of others may be wrong."""
    return [
        message.source != ASIDE and len(outcome.wishes) == 1 and is_misrouted(outcome, routes)
        for message, outcome in zip(inputs.labelled, readings.outcomes, strict=True)
    ]


def _flips(
    inputs: ComparisonInput, candidate: ModelReadings, current: ModelReadings
) -> tuple[Flip, ...]:
    """Of real messages, by their ids: what people wrote is kept in one place."""
    return tuple(
        Flip(message["id"], message["label"], before, after, message["taught"])
        for message, before, after in zip(
            inputs.messages, current.acted, candidate.acted, strict=True
        )
        if before != after
    )
