"""Encoders that have not seen a fold of the examples, for the ablation: `make folds`.

Runs in the environment of `recipes.encoder.build`, with torch. An encoder that is there already is
left alone, so an interrupted run goes on where it was.
"""

from __future__ import annotations

import argparse

import torch

from bench.folds import FOLDS, encoder_folder, folds_of
from recipes.encoder import e5_weights, examples
from recipes.encoder.export import export
from recipes.encoder.fine_tune import Settings, fine_tune


def main() -> None:
    """Fine-tune and export one encoder a fold and seed, under var/folds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    all_examples, model = examples.read(), e5_weights.load()
    for seed in range(options.seeds):
        folds = folds_of([example.label for example in all_examples], seed)
        for fold in range(FOLDS):
            folder = encoder_folder(all_examples, seed, fold)
            if (folder / "encoder.onnx").exists():  # what is written last
                continue
            train = [e for e, number in zip(all_examples, folds, strict=True) if number != fold]
            print(f"seed {seed}, fold {fold}: {len(train)} examples", flush=True)
            tuned = fine_tune(model, train, Settings(seed=seed), _say)
            export(model, tuned, train, folder, _say)


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
