"""Makes an encoder of each set's training part, as `make encoder` makes ours: `make public`.

Runs in the environment of `recipes.encoder.build`, with torch. An encoder that is there already is
left alone.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Sequence
from pathlib import Path

import torch

from bench.public.sets import FOLDER, PublicMessage, PublicSet, SetsError, read_sets
from contracts.conversation import FIRST
from engine.understanding.encoder.encoder import state_vector
from engine.understanding.encoder.tokenizer import Tokenizer
from recipes.encoder import e5_weights
from recipes.encoder.augmentation import augmented
from recipes.encoder.export import export, select_pieces
from recipes.encoder.network_training import (
    TrainingCase,
    TrainingSettings,
    shares_of,
    train,
    training_ids,
)


class _Rows:
    """Rows as material: first messages of one label each."""

    def __init__(self, tokenizer: Tokenizer, rows: Sequence[PublicMessage]) -> None:
        self._tokenizer, self._rows = tokenizer, rows
        self.names = {"label": sorted({row.label for row in rows})}

    def __len__(self) -> int:
        return len(self._rows)

    def cases(self, chance: random.Random) -> list[TrainingCase]:
        """The rows as cases, their texts varied by chance, otherwise in each epoch."""
        return [
            TrainingCase(
                training_ids(self._tokenizer, augmented(row.text, chance)),
                state_vector(FIRST),
                {"label": shares_of(self.names["label"], [row.label])},
            )
            for row in self._rows
        ]


def main() -> int:
    """Fine-tune and export an encoder for each set, under var/public; 1 if there are no sets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=Path, default=FOLDER, help="folder of the sets")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    try:
        sets = read_sets(options.sets)
    except SetsError as error:
        print(error, file=sys.stderr)
        return 1
    for public in sets:
        if not (public.encoder_folder / "encoder.onnx").exists():  # what is written last
            _make(public)
    return 0


def _make(public: PublicSet) -> None:
    print(f"{public.name}: {len(public.train)} rows", flush=True)
    model = e5_weights.load()
    rows, settings = _Rows(model.tokenizer, public.train), TrainingSettings(epochs=public.epochs)
    tuned = train(model, rows, settings, _say)
    pieces = select_pieces(model, (row.text for row in public.train), _say)
    export(model, tuned, pieces, public.encoder_folder, _say)


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
