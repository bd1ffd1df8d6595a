"""What the thresholds of the decision cost, on messages not learnt from: `make thresholds`.

The messages are those of the writers who have come since an earlier encoder, read by it and by a
ridge regression of all others' examples; the holdout is printed beside, and chooses nothing. Draws
the curves into docs/images/thresholds.png.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

from bench.datasets import BenchMessage, evaluation_sets, examples, newcomers_apart
from bench.earlier_encoder import EarlierEncoder, earlier_encoder
from bench.readers import Readings, Trial, read, shipped_encoder
from contracts.intents import AFTER_AN_ANSWER, BOTH, FALLBACK, OUT_OF_SCOPE, read_intents
from contracts.paths import ROOT
from engine.evaluation.outcomes import Outcome, score
from engine.evaluation.plots import save
from engine.evaluation.readings import outcome_of
from engine.understanding.decision import Decision
from engine.understanding.two_readers import Ranked
from recipes.encoder.examples import read as read_examples

PICTURE = ROOT / "docs" / "images" / "thresholds.png"
SHIPPED = Decision.get_default_config()
# What a mistake costs, in questions back.
MISROUTE, QUESTION, NEEDLESS_CONTACT, MISSED_WISH = 5.0, 1.0, 1.0, 1.5
MOST_NEEDLESS = 0.03  # messages of one wish that may get two contacts
_GREEN, _INK, _BROWN = "#00573c", "#1c1f1d", "#8a5a00"

Ranking = list[Ranked]


class Understood(NamedTuple):
    """A message, its intents and its wishes, likeliest first."""

    message: BenchMessage
    ranking: Ranking
    wishes: Ranking


class Sets(NamedTuple):
    """The same messages as the average of both readers sees them, and as each alone."""

    average: list[Understood]
    ngrams: list[Understood]
    encoder: list[Understood]

    @classmethod
    def of(cls, readings: Readings) -> Sets:
        """Those messages that need no answer before."""

        def by(share: float | None) -> list[Understood]:
            pairs = zip(readings.messages, readings.rankings(share), strict=True)
            return [
                Understood(message, *rankings)
                for message, rankings in pairs
                if message.label not in AFTER_AN_ANSWER
            ]

        return cls(by(None), by(0.0), by(1.0))


def unseen(earlier: EarlierEncoder) -> Readings:
    """What newcomers wrote, read by what has learnt from all others."""
    train, test = newcomers_apart(earlier.newcomers)
    return read(Trial(train, test), test, earlier.reader)


def holdout() -> Readings:
    """The holdout, read by readers of all examples."""
    test = evaluation_sets()["holdout"]
    return read(Trial(examples(), test), test, shipped_encoder())


def outcomes_with(messages: Iterable[Understood], **settings: Any) -> list[Outcome]:
    """What is done with each, under other settings than the shipped ones."""
    decision = Decision({**SHIPPED, **settings})
    outcomes = []
    for (label, text, tags), ranking, wishes in messages:
        intent, final_ranking = decision.decide(text, ranking, wishes)
        outcomes.append(outcome_of(label, tags, intent["name"], final_ranking))
    return outcomes


def cost(outcomes: Sequence[Outcome], routes: frozenset[str]) -> float:
    """The mean cost of a message, in questions back; `routes` are answered with a contact."""
    return float(np.mean([_cost(outcome, routes) for outcome in outcomes]))


def _cost(outcome: Outcome, routes: frozenset[str]) -> float:
    if outcome.acted == FALLBACK:
        return QUESTION
    missed = len(outcome.wishes - outcome.answers)
    needless = len((outcome.answers - outcome.wishes) & routes)
    if missed == len(outcome.wishes):
        return MISROUTE if needless else QUESTION
    return MISSED_WISH * missed + NEEDLESS_CONTACT * needless


def wishes_table(validation: Sets, holdout_sets: Sets, routes: frozenset[str]) -> Iterator[str]:
    """How two wishes are found, each way at its cheapest threshold."""
    ways: dict[str, Callable[[Sets], Iterable[Ranking]]] = {
        "the two likeliest intents": lambda sets: (
            [intent for intent in row.ranking if intent["name"] in routes] for row in sets.average
        ),
        "a sigmoid a route, the n-grams'": lambda sets: (row.wishes for row in sets.ngrams),
        "the encoder's": lambda sets: (row.wishes for row in sets.encoder),
        "the average of both, shipped": lambda sets: (row.wishes for row in sets.average),
    }
    yield "| how two wishes are found | above | cost | both | needless | holdout: both | needless |"
    yield "|---|" + "---:|" * 6
    for title, wishes_of in ways.items():
        here, there = (
            [row._replace(wishes=w) for row, w in zip(sets.average, wishes_of(sets), strict=True)]
            for sets in (validation, holdout_sets)
        )
        trials = [
            (above, outcomes_with(here, both_above=above)) for above in np.arange(0.02, 0.96, 0.02)
        ]
        few = [one for one in trials if _needless(one[1], routes) <= MOST_NEEDLESS]
        above, outcomes = min(few, key=lambda one: cost(one[1], routes))
        scores = (
            score(results, routes) for results in (outcomes, outcomes_with(there, both_above=above))
        )
        cells = (f"{s.two_wishes_both:.3f} | {s.one_wish_two_contacts:.3f}" for s in scores)
        yield f"| {title} | {above:.2f} | {cost(outcomes, routes):.3f} | {' | '.join(cells)} |"


def _needless(outcomes: Sequence[Outcome], routes: frozenset[str]) -> float:
    return score(outcomes, routes).one_wish_two_contacts


def reject_table(validation: Sets, holdout_sets: Sets, routes: frozenset[str]) -> Iterator[str]:
    """What asking back for fear of out_of_scope earns, each way at its cheapest threshold."""
    ways: dict[str, Callable[[Sets], list[Understood]]] = {
        "nobody's": lambda sets: [row._replace(ranking=[]) for row in sets.average],
        "the n-grams'": lambda sets: sets.ngrams,
        "the encoder's": lambda sets: sets.encoder,
        "the average of both, shipped": lambda sets: sets.average,
    }
    yield (
        "| whose likelihood of out_of_scope | above | cost | asked back | given a contact "
        "| holdout: asked back | given a contact |"
    )
    yield "|---|" + "---:|" * 6
    for title, doubts_of in ways.items():

        def rejected(sets: Sets, above: float, doubts_of: Any = doubts_of) -> list[Outcome]:
            fearless = outcomes_with(sets.average, doubt_above=1.0)
            return [
                replace(o, acted=FALLBACK)
                if o.likeliest in routes and BOTH not in o.acted and _outside(row) > above
                else o
                for o, row in zip(fearless, doubts_of(sets), strict=True)
            ]

        trials = [(above, rejected(validation, above)) for above in np.arange(0.3, 0, -0.01)]
        above, outcomes = min(trials, key=lambda one: cost(one[1], routes))
        scores = (score(results, routes) for results in (outcomes, rejected(holdout_sets, above)))
        cells = (f"{s.asked_back:.3f} | {s.out_of_scope_routed:.3f}" for s in scores)
        yield f"| {title} | {above:.2f} | {cost(outcomes, routes):.3f} | {' | '.join(cells)} |"


def _outside(row: Understood) -> float:
    confidences = (float(i["confidence"]) for i in row.ranking if i["name"] == OUT_OF_SCOPE)
    return sum(confidences)


def draw(validation: Sequence[Understood], routes: frozenset[str]) -> None:
    """The cost over each threshold, with the two mistakes that it weighs."""
    panels = {
        "ask_below": ("misroutes", "asked_back"),
        "doubt_above": ("out_of_scope_routed", "asked_back"),
        "both_above": ("two_wishes_both", "one_wish_two_contacts"),
    }
    steps = {"doubt_above": np.arange(0.01, 0.31, 0.01)}
    figure, all_axes = plt.subplots(1, len(panels), figsize=(15, 4.5))
    for axes, (setting, figures) in zip(all_axes, panels.items(), strict=True):
        x = steps.get(setting, np.arange(0.3, 0.96, 0.025))
        runs = [outcomes_with(validation, **{setting: value}) for value in x]
        axes.plot(x, [cost(one, routes) for one in runs], color=_INK, label="cost a message")
        scores = [score(one, routes) for one in runs]
        for name, colour, style in zip(figures, (_GREEN, _BROWN), ("--", ":"), strict=True):
            y = [getattr(one, name) for one in scores]
            axes.plot(x, y, color=colour, linestyle=style, label=name.replace("_", " "))
        axes.axvline(SHIPPED[setting], color="#8a938d")
        axes.set_xlabel(setting)
        axes.set_ylim(bottom=0)
        axes.legend(frameon=False)
    save(figure, PICTURE)


def main() -> int:
    """Print the tables and draw the curves; 1 if git has no encoder of before."""
    earlier = earlier_encoder(read_examples())
    if earlier is None:
        print("Git has no encoder from before enough writers came.", file=sys.stderr)
        return 1
    routes = frozenset(read_intents().routes)
    validation, holdout_sets = Sets.of(unseen(earlier)), Sets.of(holdout())
    print(
        f"{len(validation.average)} messages by {len(earlier.newcomers)} writers who came after "
        f"{earlier.commit[:8]}; as shipped:\n"
    )
    print(f"{score(outcomes_with(validation.average), routes).table()}\n")
    for table in (wishes_table, reject_table):
        print("\n".join(table(validation, holdout_sets, routes)) + "\n")
    draw(validation.average, routes)
    return 0


if __name__ == "__main__":
    sys.exit(main())
