"""Encoders that have not seen a fold of the examples, or a writer.

`make folds` makes the ones, `make writer-encoders` the others.

Runs in the environment of `recipes.encoder.build`, with torch. An encoder that is there already is
left alone, so an interrupted run goes on where it was.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch

from bench import datasets
from bench.folds import ENCODER_FOLDS, encoder_folder, folds_of, writer_folder
from contracts.nlu_files import Example
from recipes.encoder import e5_weights, examples
from recipes.encoder.e5_weights import E5
from recipes.encoder.export import export, select_pieces
from recipes.encoder.fine_tune import fine_tune
from recipes.encoder.network_training import TrainingSettings


def main() -> None:
    """Fine-tune and export them, under var/folds and var/writers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--without", nargs="+", metavar="WRITER", help="one without each of these writers instead"
    )
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    all_examples, model = examples.read(), e5_weights.load()
    for writer in options.without or ():
        others = [example for example in all_examples if example.writer != writer]
        if len(others) == len(all_examples):
            parser.error(f"nobody is called {writer}")
        _make(model, others, writer_folder(writer, others), f"without {writer}", 0)
    if options.without:
        return
    for seed in range(options.seeds):
        for fold in range(ENCODER_FOLDS):
            folder = encoder_folder(datasets.examples(), seed, fold)
            train = list(_without(fold, seed, all_examples))
            _make(model, train, folder, f"seed {seed}, fold {fold}", seed)


def _without(fold: int, seed: int, all_examples: Sequence[Example]) -> Iterator[Example]:
    """All examples but the fold's, which are messages by themselves."""
    folds = iter(folds_of([message.label for message in datasets.examples()], seed))
    for example in all_examples:
        if not datasets.is_by_itself(example) or next(folds) != fold:
            yield example


def _make(model: E5, train: Sequence[Example], folder: Path, name: str, seed: int) -> None:
    if (folder / "encoder.onnx").exists():  # what is written last
        return
    print(f"{name}: {len(train)} examples", flush=True)
    tuned = fine_tune(model, train, TrainingSettings(seed=seed), _say)
    pieces = select_pieces(model, (example.text for example in train), _say)
    export(model, tuned, pieces, folder, _say)


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
