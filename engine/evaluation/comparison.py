"""Sets two models side by side: what each reaches, what becomes better or worse, what forbids it.

Pure: `engine.training.candidate` asks the models.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from sklearn.metrics import precision_recall_fscore_support

from contracts.intents import FALLBACK
from engine.evaluation.outcomes import Outcome, confusion, misrouted, score
from engine.evaluation.stories import Difference, Story

BINS = 10
_RIGHT, _ASKED_BACK, _WRONG = 2, 1, 0

Figures = dict[str, Any]


class Labelled(NamedTuple):
    """A message with the label that it should have; `source` is holdout or kept."""

    source: str
    label: str
    tags: frozenset[str]
    text: str


@dataclass(frozen=True)
class Asked:
    """What both models were asked; `messages` are real ones: id, text, label or None."""

    labelled: Sequence[Labelled]
    stories: Sequence[Story]
    messages: Sequence[dict[str, Any]]


@dataclass(frozen=True)
class Answered:
    """What one model made of it, in the same order; `acted` is of the messages."""

    model: str
    outcomes: Sequence[Outcome]
    stories: Sequence[Sequence[Difference]]
    acted: Sequence[str]


def compare(
    asked: Asked, candidate: Answered, current: Answered, routes: frozenset[str]
) -> Figures:
    """The comparison as JSON; texts are those of `labelled` and `stories`, never of messages.

    `broken` are the stories that the current model passes and the candidate does not,
    `misrouted` the messages that it alone gives a wrong contact; either forbids its release
    when it is so, or is so more often than in the current model: `forbidden` names which.
    """
    single = [o for m in (candidate, current) for o in m.outcomes if len(o.wishes) == 1]
    names = sorted({o.label for o in single} | {o.likeliest for o in single})
    broken = _stories(asked, current.stories, candidate.stories)
    counts = [sum(_misroutes(model, routes)) for model in (candidate, current)]
    forbidden = ["broken"] * bool(broken) + ["misroutes"] * (counts[0] > counts[1])
    return {
        "candidate": _one(candidate, names, routes),
        "current": _one(current, names, routes),
        "asked": {
            "labelled": len(asked.labelled),
            "kept": sum(message.source == "kept" for message in asked.labelled),
            "stories": len(asked.stories),
            "messages": len(asked.messages),
        },
        "flips": [*_labelled_flips(asked, candidate, current), *_flips(asked, candidate, current)],
        "broken": broken,
        "mended": _stories(asked, candidate.stories, current.stories),
        "misrouted": [
            {"text": message.text, "label": message.label, "acted": outcome.acted}
            for message, outcome, now, before in zip(
                asked.labelled,
                candidate.outcomes,
                _misroutes(candidate, routes),
                _misroutes(current, routes),
                strict=True,
            )
            if now and not before
        ],
        "forbidden": forbidden,
    }


def _one(answered: Answered, names: list[str], routes: frozenset[str]) -> Figures:
    """What one model reaches; shares are null where there was nothing to count."""
    single = [o for o in answered.outcomes if len(o.wishes) == 1]
    scores = vars(score(answered.outcomes, routes))
    _, counts = confusion(answered.outcomes, names)
    return {
        "model": answered.model,
        "scores": {name: None if math.isnan(v) else v for name, v in scores.items()},
        "misrouted": sum(_misroutes(answered, routes)),
        "intents": _intents(single),
        "confusion": {"names": names, "counts": counts.tolist()},
        "reliability": _reliability(single),
        "stories_passed": sum(not found for found in answered.stories),
    }


def _intents(single: Sequence[Outcome]) -> list[Figures]:
    """Precision, recall and F1 of each label that some message has."""
    names = sorted({o.label for o in single})
    if not names:
        return []
    found = precision_recall_fscore_support(
        [o.label for o in single], [o.likeliest for o in single], labels=names, zero_division=0
    )
    return [
        {"intent": n, "precision": float(p), "recall": float(r), "f1": float(f), "count": int(c)}
        for n, p, r, f, c in zip(names, *found, strict=True)
    ]


def _reliability(single: Sequence[Outcome]) -> list[Figures]:
    """For each tenth of confidence that some message has: how many, how sure, how often right."""
    confidence = np.array([o.confidence for o in single])
    right = np.array([o.likeliest == o.label for o in single], dtype=float)
    index = np.minimum((confidence * BINS).astype(int), BINS - 1)
    return [
        {
            "from": i / BINS,
            "to": (i + 1) / BINS,
            "count": int((index == i).sum()),
            "confidence": float(confidence[index == i].mean()),
            "accuracy": float(right[index == i].mean()),
        }
        for i in range(BINS)
        if (index == i).any()
    ]


def _misroutes(answered: Answered, routes: frozenset[str]) -> list[bool]:
    return [len(o.wishes) == 1 and misrouted(o, routes) for o in answered.outcomes]


def _stories(
    asked: Asked,
    passed: Sequence[Sequence[Difference]],
    failed: Sequence[Sequence[Difference]],
) -> list[Figures]:
    """The stories that one model passes and the other does not, with how it fails."""
    return [
        {
            "name": story.name,
            "file": story.file,
            "differences": [
                {**found._asdict(), "text": story.turns[found.turn - 1].text} for found in failing
            ],
        }
        for story, passing, failing in zip(asked.stories, passed, failed, strict=True)
        if failing and not passing
    ]


def _labelled_flips(asked: Asked, candidate: Answered, current: Answered) -> list[Figures]:
    return [
        {
            "source": message.source,
            "text": message.text,
            "label": message.label,
            "before": before.acted,
            "after": after.acted,
            "kind": _kind(message.label, before.acted, after.acted),
        }
        for message, before, after in zip(
            asked.labelled, current.outcomes, candidate.outcomes, strict=True
        )
        if before.acted != after.acted
    ]


def _flips(asked: Asked, candidate: Answered, current: Answered) -> list[Figures]:
    """Of real messages, by their ids: what people wrote is kept in one place."""
    return [
        {
            "source": "message",
            "id": message["id"],
            "label": message["label"],
            "before": before,
            "after": after,
            "kind": _kind(message["label"], before, after),
        }
        for message, before, after in zip(
            asked.messages, current.acted, candidate.acted, strict=True
        )
        if before != after
    ]


def _kind(label: str | None, before: str, after: str) -> str:
    """Better, worse or changed: right goes before a question back, and that before wrong."""
    if label is None:
        return "changed"
    gain = _grade(label, after) - _grade(label, before)
    return "better" if gain > 0 else "worse" if gain < 0 else "changed"


def _grade(label: str, acted: str) -> int:
    if acted == FALLBACK:
        return _ASKED_BACK
    return _RIGHT if set(acted.split("+")) == set(label.split("+")) else _WRONG
