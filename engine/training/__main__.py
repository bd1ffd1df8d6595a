"""Trains a model unless one for exactly this data, configuration and code is there, whole."""

from __future__ import annotations

import argparse
import os
import sys

from contracts.paths import ROOT
from engine.fingerprint import code_part, model_path
from engine.settings import engine_settings
from engine.training.archives import is_whole
from engine.training.model_choice import choose_model
from engine.training.releases import open_releases
from engine.training.train import train_model


def main() -> int:
    """Print the model's path; train it first if it is missing or `--force` is given.

    What is written is for its owner alone.
    """
    os.umask(0o077)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--force", action="store_true", help="train even if the model is there")
    parser.add_argument(
        "--released",
        action="store_true",
        help="print the path of the model that is to be served, and train only if there is none",
    )
    args = parser.parse_args()
    if args.released:
        choice = choose_model(open_releases(engine_settings().database_url), code_part())
        if choice.sentence:
            print(choice.sentence, file=sys.stderr)
        if choice.model:
            print(choice.model)
            return 0
    path = model_path()
    if is_whole(path) and not args.force:
        print(path)
        return 0
    print("Tränar en ny modell …", file=sys.stderr, flush=True)
    os.chdir(ROOT)
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    if not train_model(ROOT / "data", path):
        print("Träningen misslyckades; skälet står ovan.", file=sys.stderr)
        return 1
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
