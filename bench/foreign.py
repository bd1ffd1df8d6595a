"""What the bot makes of texts that nobody wrote for it, and whether a distance would tell them.

A press contact given to a command to a home (Home Assistant, Swedish) or to a request outside
CLINC150's intents (English) is a false alarm; to be shown a private person's door is none. Then
how far such texts, and messages that were given a wrong contact, lie from what deserved one,
beside messages that were given the right one:

    python -m bench.foreign --model models/NAME.tar.gz
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from rasa.core.agent import Agent

from bench.public.sets import FOLDER
from bench.public.unlikeness import MEASURES, Scope, TextReadings
from contracts.intents import OUT_OF_SCOPE, PRIVATE
from contracts.labelled_messages import LabelledMessage, read_messages
from contracts.paths import KIND_SETS
from contracts.wilson import wilson
from engine.evaluation.outcomes import Outcome
from engine.evaluation.readings import outcomes_of, routes_of
from engine.logs import only_warnings
from engine.understanding.encoder.encoder import Encoder, Heads
from recipes.encoder.examples import read

SETS = {
    "Home Assistant": "home-assistant-sv/tests.tsv",
    "CLINC150, out of scope": "clinc150/full_oos_test.tsv",
}
# Of the messages that rightly get a contact so many may be asked back for a distance.
SPENT = (0.005, 0.01, 0.02)


class ReadMessage(NamedTuple):
    """A message, what was made of it, and its vector (384,)."""

    text: str
    outcome: Outcome
    vector: np.ndarray


def main() -> int:
    """Print what is given a press contact, and what a distance would hold back; always 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=Path, default=FOLDER, help="folder of the sets")
    parser.add_argument("--model", type=Path, required=True)
    options = parser.parse_args()
    only_warnings()
    agent, encoder = Agent.load(str(options.model)), Encoder()
    routes = routes_of(agent.domain) - {PRIVATE}
    foreign: list[ReadMessage] = []
    print("given a press contact, 95 % interval after Wilson")
    for name, file in SETS.items():
        lines = (options.sets / file).read_text(encoding="utf-8").splitlines()
        texts = [line.partition("\t")[2] for line in lines]
        messages = [LabelledMessage(OUT_OF_SCOPE, frozenset(), text) for text in texts]
        told = _read(agent, encoder, messages)
        alarms = [one for one in told if _contacts(one.outcome, routes)]
        low, high = wilson(len(alarms), len(told))
        share = f"{len(alarms) / len(told):.4f}, {low:.4f}–{high:.4f}"
        print(f"  {name:<24}{len(alarms):>4} of {len(told)} ({share})")
        for one in alarms:
            print(f"      {one.outcome.acted:<16}{one.text}")
        foreign += alarms
    kept = [message for path in sorted(KIND_SETS.glob("*.tsv")) for message in read_messages(path)]
    told = [one for one in _read(agent, encoder, kept) if _contacts(one.outcome, routes)]
    right = [one for one in told if set(one.outcome.acted.split("+")) & one.outcome.wishes]
    wrong = [one for one in told if one not in right]
    _print_distances(encoder, routes, right, wrong, foreign)
    return 0


def _read(agent: Agent, encoder: Encoder, messages: Sequence[LabelledMessage]) -> list[ReadMessage]:
    outcomes = asyncio.run(outcomes_of(agent, messages))
    return [
        ReadMessage(message.text, outcome, encoder.vector(message.text))
        for message, outcome in zip(messages, outcomes, strict=True)
    ]


def _contacts(outcome: Outcome, routes: frozenset[str]) -> bool:
    """Whether a route's contact was given."""
    return bool(set(outcome.acted.split("+")) & routes)


def _print_distances(
    encoder: Encoder,
    routes: frozenset[str],
    right: list[ReadMessage],
    wrong: list[ReadMessage],
    foreign: list[ReadMessage],
) -> None:
    """How many wrong contacts each distance would save for so many right ones asked back."""
    heads = Heads.load()
    examples = [e for e in read() if e.state is None and e.label in {*routes, OUT_OF_SCOPE}]
    vectors = np.array([encoder.vector(example.text) for example in examples])
    deserved = np.array([example.label in routes for example in examples])
    names = [*sorted(routes), OUT_OF_SCOPE]
    labels = np.array([names.index(example.label) for example in examples])
    scope = Scope(vectors[deserved], labels[deserved], len(names) - 1)
    columns = [heads.label.names.index(name) for name in names]

    def readings(told: Iterable[ReadMessage]) -> TextReadings:
        of = np.array([one.vector for one in told])
        logits = (of @ heads.label.weight.T + heads.label.bias)[:, columns]
        normal = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
        return TextReadings(normal, logits, of)

    groups = [readings(group) for group in (right, wrong, foreign)]
    print(
        f"\nright contacts {len(right)}, wrong {len(wrong)}, foreign {len(foreign)}, of messages "
        f"kept apart; from {deserved.sum()} examples that deserved one\n"
        f"{'':<26}" + "".join(f"{f'asked back {spent:.1%}':>24}" for spent in SPENT)
    )
    for name, measure in MEASURES.items():
        of_right, of_wrong, of_foreign = (measure(group, scope) for group in groups)
        cells = []
        for spent in SPENT:
            threshold = np.quantile(of_right, 1 - spent)
            saved = int((of_wrong > threshold).sum()), int((of_foreign > threshold).sum())
            cells.append(f"{saved[0]} of {len(wrong)}, {saved[1]} of {len(foreign)}")
        print(f"  {name:<24}" + "".join(f"{cell:>24}" for cell in cells))


if __name__ == "__main__":
    sys.exit(main())
