"""Scores what the bot would do with labelled messages, as a journalist would count it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from contracts.comparison.reading_figures import ReadingCounts
from contracts.intents import FALLBACK, OUT_OF_SCOPE
from engine.evaluation.calibration import calibration_error


@dataclass(frozen=True)
class Outcome:
    """One message: its label, the likeliest single intent, and the intent that was acted on.

    `label` and `acted` may be two routes, `a+b`; `acted` is `nlu_fallback` when asked back.
    """

    label: str
    likeliest: str
    confidence: float
    acted: str
    tags: frozenset[str] = frozenset()
    language: str = "sv"  # that a first message is answered in

    @property
    def wishes(self) -> frozenset[str]:
        """The labels of the message."""
        return frozenset(self.label.split("+"))

    @property
    def answers(self) -> frozenset[str]:
        """The intents that were answered, none when asked back."""
        return frozenset() if self.acted == FALLBACK else frozenset(self.acted.split("+"))


@dataclass(frozen=True)
class Scores:
    """Shares between 0 and 1; NaN where there was nothing to count."""

    accuracy: float  # single-label messages whose likeliest intent is the label
    trap_accuracy: float  # the same, of messages tagged trap
    macro_f1: float
    misroutes: float  # single-label messages given another route's contact without asking
    asked_back: float  # single-label messages answered with a question
    out_of_scope_routed: float
    two_wishes_both: float  # two-label messages answered with exactly both
    one_wish_two_contacts: float
    calibration_error: float  # expected, of the likeliest intent's confidence, in ten bins

    def table(self) -> str:
        """The figures as text, a line each, for a terminal."""
        return "\n".join(f"{f.name:<24}{getattr(self, f.name):.3f}" for f in fields(self))


def score(outcomes: Sequence[Outcome], routes: frozenset[str]) -> Scores:
    """The figures; `routes` are the intents answered with a contact or a link."""
    single = [o for o in outcomes if len(o.wishes) == 1]
    counts = count(outcomes, routes)
    return Scores(
        accuracy=_share(counts.right, counts.messages),
        trap_accuracy=_share(counts.traps_right, counts.traps),
        macro_f1=_macro_f1(single),
        misroutes=_share(counts.misrouted, counts.messages),
        asked_back=_share(counts.asked_back, counts.messages),
        out_of_scope_routed=_share(counts.outside_routed, counts.outside),
        two_wishes_both=_share(counts.both, counts.two_wishes),
        one_wish_two_contacts=_share(counts.two_contacts, counts.messages),
        calibration_error=calibration_error(
            [o.confidence for o in single], [o.likeliest == o.label for o in single]
        ),
    )


def count(outcomes: Sequence[Outcome], routes: frozenset[str]) -> ReadingCounts:
    """The counts that the shares of `score` are of, but for those that are no share."""
    single = [o for o in outcomes if len(o.wishes) == 1]
    double = [o for o in outcomes if len(o.wishes) == 2]
    outside = [o for o in single if o.label == OUT_OF_SCOPE]
    traps = [o for o in single if "trap" in o.tags]
    return ReadingCounts(
        messages=len(single),
        right=sum(o.likeliest == o.label for o in single),
        asked_back=sum(o.acted == FALLBACK for o in single),
        misrouted=sum(is_misrouted(o, routes) for o in single),
        two_contacts=sum(len(o.answers) == 2 for o in single),
        outside=len(outside),
        outside_routed=sum(bool(o.answers & routes) for o in outside),
        traps=len(traps),
        traps_right=sum(o.likeliest == o.label for o in traps),
        two_wishes=len(double),
        both=sum(o.answers == o.wishes for o in double),
    )


def is_misrouted(outcome: Outcome, routes: frozenset[str]) -> bool:
    """Whether it was given another route's contact without asking."""
    return bool((outcome.answers & routes) - outcome.wishes)


def confusion(outcomes: Sequence[Outcome], names: list[str] | None = None) -> tuple[list[str], Any]:
    """Labels and counts: rows the label, columns the likeliest intent.

    `names` are the labels, when they are to be the same for several models.
    """
    single = [o for o in outcomes if len(o.wishes) == 1]
    names = names or sorted({o.label for o in single} | {o.likeliest for o in single})
    index = {name: number for number, name in enumerate(names)}
    counts = np.zeros((len(names), len(names)), int)
    for outcome in single:
        if outcome.label in index and outcome.likeliest in index:
            counts[index[outcome.label], index[outcome.likeliest]] += 1
    return names, counts


def _macro_f1(single: Sequence[Outcome]) -> float:
    labels = [o.label for o in single]
    if not labels:
        return float("nan")
    from sklearn.metrics import f1_score  # 60 MB that an engine does not need

    return float(
        f1_score(
            labels,
            [o.likeliest for o in single],
            average="macro",
            labels=sorted(set(labels)),
            zero_division=0,
        )
    )


def _share(hits: int, total: int) -> float:
    return hits / total if total else float("nan")
