"""What each way of reading the text earns: `make ablation`.

Three-fold cross-validation over the training examples, with several seeds for the folds; and the
holdout and the other languages, read by a model of all examples. The encoder's rows are of
encoders that have not seen the fold, as far as `make folds` has made them.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import scipy.sparse
from sklearn.linear_model import LogisticRegression

from bench.datasets import BenchMessage, evaluation_sets, examples
from bench.folds import ENCODER_FOLDS, encoder_folder, folds_of
from bench.readers import EncoderReader, Kernels, likeliest, load_encoder, read, shipped_encoder
from bench.variants import ROWS, Variant
from contracts.conversation import FIRST
from contracts.intents import AFTER_AN_ANSWER, BOTH
from engine.understanding.text import normalise

ENCODER_ROWS = {"fine-tuned encoder alone": 1.0, "encoder and n-grams averaged, shipped": None}


def logistic_scores(kernels: Kernels, row: Variant) -> tuple[np.ndarray, float]:
    """As Kernels.scores, of a logistic regression, which learns from single wishes alone."""
    weighted = [
        (kernels.of(block, row.least), np.float32(block.weight**0.5)) for block in row.blocks
    ]
    single = [i for i, label in enumerate(kernels.labels) if BOTH not in label]
    train, test = (
        scipy.sparse.hstack([weight * kernel.features[i] for kernel, weight in weighted]).tocsr()
        for i in (0, 1)
    )
    before = time.process_time()
    model = LogisticRegression(C=10, max_iter=100)
    model.fit(train[single], [kernels.labels[i] for i in single])
    seconds = time.process_time() - before + sum(kernel.seconds for kernel, _ in weighted)
    scores = np.full((test.shape[0], len(kernels.targets.labels)), -np.inf)
    columns = [kernels.targets.labels.index(name) for name in model.classes_]
    scores[:, columns] = model.predict_log_proba(test)
    return scores, seconds


def right(names: Sequence[str], messages: Sequence[BenchMessage]) -> list[bool]:
    """Which messages with one wish, that need no answer before, are read right."""
    return [
        name == message.label
        for name, message in zip(names, messages, strict=True)
        if BOTH not in message.label and message.label not in AFTER_AN_ANSWER
    ]


def _best(scores: np.ndarray, labels: Sequence[str]) -> list[str]:
    open_ = [i for i, name in enumerate(labels) if name not in AFTER_AN_ANSWER]
    return [labels[open_[i]] for i in scores[:, open_].argmax(axis=1)]


def _scores(kernels: Kernels, row: Variant) -> tuple[np.ndarray, float]:
    if row.logistic:
        return logistic_scores(kernels, row)
    return kernels.scores(row.blocks, row.least, row.ridge)


def _readings(
    kernels: Kernels,
    messages: Sequence[BenchMessage],
    encoder: EncoderReader | None,
    only: str,
    *,
    slow: bool = True,
) -> Iterator[tuple[str, list[str], float | None]]:
    """Each row's title, what it makes of the messages, and its seconds of training."""
    for row in ROWS:
        if only in row.title and (slow or not row.logistic):
            scores, seconds = _scores(kernels, row)
            yield row.title, _best(scores, kernels.targets.labels), seconds
    shares = {title: share for title, share in ENCODER_ROWS.items() if only in title}
    if encoder and shares:
        both = read(kernels, messages, encoder)
        for title, share in shares.items():
            rankings = both.rankings(share)
            yield title, [likeliest(ranking) for ranking, _ in rankings], None


def _cross_validated(seeds: int, only: str) -> dict[str, list[float]]:
    """Each row's share read right, one a seed; of the encoder's rows over the folds made."""
    shares: dict[str, list[float]] = defaultdict(list)
    all_examples = examples()
    for seed in range(seeds):
        hits: dict[str, list[bool]] = defaultdict(list)
        folds = folds_of([message.label for message in all_examples], seed)
        for fold in range(ENCODER_FOLDS):
            print(f"seed {seed}, fold {fold}", file=sys.stderr, flush=True)
            train = [m for m, number in zip(all_examples, folds, strict=True) if number != fold]
            test = [m for m, number in zip(all_examples, folds, strict=True) if number == fold]
            encoder = load_encoder(encoder_folder(examples(), seed, fold))
            kernels = Kernels(train, test)
            for title, names, _ in _readings(kernels, test, encoder, only, slow=seed == 0):
                hits[title] += right(names, test)
        for title, row_hits in hits.items():
            shares[title].append(float(np.mean(row_hits)))
    return shares


def _milliseconds(one: Callable[[str], object], texts: Sequence[str]) -> float:
    """Processor time for each text on average, in ms."""
    before = time.process_time()
    for text in texts:
        one(text)
    return (time.process_time() - before) * 1000 / len(texts)


def main() -> None:
    """Print how rightly each variant reads, in cross-validation and of the messages kept apart."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--only", default="", help="rows whose titles hold this")
    args = parser.parse_args()
    shares = _cross_validated(args.seeds, args.only)
    columns = evaluation_sets()
    everything = [message for messages in columns.values() for message in messages]
    kernels, encoder = Kernels(examples(), everything), shipped_encoder()
    times = _parse_times(kernels, encoder, args.only)
    print(f"| one change a row | cross-validated | {' | '.join(columns)} | train, s | parse, ms |")
    print("|---|" + "---:|" * (len(columns) + 3))
    for title, names, seconds in _readings(kernels, everything, encoder, args.only):
        cells, start = [], 0
        for messages in columns.values():
            part = right(names[start : start + len(messages)], messages)
            cells.append(f"{np.mean(part):.3f}")
            start += len(messages)
        train = "" if seconds is None else f"{seconds:.1f}"
        parse = f"{times[title]:.1f}" if title in times else ""
        validated = _validated(shares.get(title, []))
        print(f"| {title} | {validated} | {' | '.join(cells)} | {train} | {parse} |")


def _validated(shares: Sequence[float]) -> str:
    spread = f" ± {np.std(shares):.3f}" if len(shares) > 1 else ""
    return f"{np.mean(shares):.3f}{spread}" if shares else ""


def _parse_times(kernels: Kernels, encoder: EncoderReader, only: str) -> dict[str, float]:
    """Milliseconds a message of the holdout, on average, by row."""
    texts = [message.text for message in evaluation_sets()["holdout"]]

    def milliseconds(row: Variant) -> float:
        fitted = [(block.view, kernels.reader(block, row.least)) for block in row.blocks]
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
        times[both] = times[alone] + milliseconds(Variant("all six blocks"))
    return times


if __name__ == "__main__":
    main()
