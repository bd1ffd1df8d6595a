"""What each way of reading the text earns: `make ablation`.

The writers who have come since an earlier encoder are read by models of all others' examples;
the holdout and the other languages by a model of all examples. The encoder's rows are that earlier
encoder's for the writers, and the shipped one's for the rest.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from bench.datasets import BenchMessage, evaluation_sets, examples, newcomers_apart
from bench.earlier_encoder import earlier_encoder
from bench.readers import EncoderReader, Trial, likeliest, read, shipped_encoder
from bench.variants import ROWS, Variant
from contracts.conversation import FIRST
from contracts.intents import AFTER_AN_ANSWER, BOTH
from contracts.wilson import Share
from engine.understanding.text import normalise
from recipes.encoder.examples import read as read_examples

ENCODER_ROWS = {"fine-tuned encoder alone": 1.0, "encoder and n-grams averaged, shipped": None}


def right(names: Sequence[str], messages: Sequence[BenchMessage]) -> Share:
    """How many messages with one wish, that need no answer before, are read right."""
    hits = [
        name == message.label
        for name, message in zip(names, messages, strict=True)
        if BOTH not in message.label and message.label not in AFTER_AN_ANSWER
    ]
    return Share(sum(hits), len(hits))


def _best(scores: np.ndarray, labels: Sequence[str]) -> list[str]:
    open_ = [i for i, name in enumerate(labels) if name not in AFTER_AN_ANSWER]
    return [labels[open_[i]] for i in scores[:, open_].argmax(axis=1)]


def _readings(
    trial: Trial, messages: Sequence[BenchMessage], encoder: EncoderReader | None, only: str
) -> Iterator[tuple[str, list[str], float | None]]:
    """Each row's title, what it makes of the messages, and its seconds of training."""
    for row in ROWS:
        if only in row.title:
            print(row.title, file=sys.stderr, flush=True)
            scores, seconds = trial.scores(row.blocks, row.least, row.ridge, row.weights)
            yield row.title, _best(scores, trial.targets.labels), seconds
    shares = {title: share for title, share in ENCODER_ROWS.items() if only in title}
    if encoder and shares:
        both = read(trial, messages, encoder)
        for title, share in shares.items():
            rankings = both.rankings(share)
            yield title, [likeliest(ranking) for ranking, _ in rankings], None


def _milliseconds(one: Callable[[str], object], texts: Sequence[str]) -> float:
    """Processor time for each text on average, in ms."""
    before = time.process_time()
    for text in texts:
        one(text)
    return (time.process_time() - before) * 1000 / len(texts)


def main() -> int:
    """Print how rightly each variant reads; 1 if git has no encoder of before."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="rows whose titles hold this")
    only = parser.parse_args().only
    earlier = earlier_encoder(read_examples())
    if earlier is None:
        print("Git has no encoder from before enough writers came.", file=sys.stderr)
        return 1
    train, test = newcomers_apart(earlier.newcomers)
    of_newcomers = {
        title: right(names, test)
        for title, names, _ in _readings(Trial(train, test), test, earlier.reader, only)
    }
    columns = evaluation_sets()
    everything = [message for messages in columns.values() for message in messages]
    trial, encoder = Trial(examples(), everything), shipped_encoder()
    times = _parse_times(trial, encoder, only)
    print(f"writers who came after {earlier.commit[:8]}: {len(earlier.newcomers)}\n")
    print(f"| one change a row | their messages | {' | '.join(columns)} | train, s | parse, ms |")
    print("|---|" + "---:|" * (len(columns) + 3))
    for title, names, seconds in _readings(trial, everything, encoder, only):
        cells, start = [of_newcomers[title].cell], 0
        for messages in columns.values():
            part = right(names[start : start + len(messages)], messages)
            cells.append(f"{part.hits / part.total:.3f}")
            start += len(messages)
        cells.append("" if seconds is None else f"{seconds:.0f}")
        cells.append(f"{times[title]:.1f}" if title in times else "")
        print(f"| {title} | {' | '.join(cells)} |")
    return 0


def _parse_times(trial: Trial, encoder: EncoderReader, only: str) -> dict[str, float]:
    """Milliseconds a message of the holdout, on average, by row."""
    texts = [message.text for message in evaluation_sets()["holdout"]]

    def milliseconds(row: Variant) -> float:
        fitted = [(block.view, trial.reader(block, row.least)) for block in row.blocks]
        readers = [(view, reader.read) for view, reader in fitted]

        def read_text(text: str) -> object:
            folded = normalise(text)
            return [read_block(view(folded, FIRST)) for view, read_block in readers]

        return _milliseconds(read_text, texts)

    # The engine's reader knows no other scale.
    rows = [row for row in ROWS if only in row.title and not row.scaled]
    times = {row.title: milliseconds(row) for row in rows}
    alone, both = ENCODER_ROWS
    if only in alone or only in both:
        times[alone] = _milliseconds(encoder.encoder.vector, texts)
        times[both] = times[alone] + milliseconds(ROWS[0])
    return times


if __name__ == "__main__":
    sys.exit(main())
