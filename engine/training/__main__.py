"""Trains a model unless one for exactly this data, configuration and code is there already."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from contracts.paths import MODELS, ROOT
from engine.settings import engine_settings
from engine.training.fingerprint import code_part, model_path
from engine.training.releases import last_release, open_releases, why_not_served
from engine.training.train import train_model


def main() -> int:
    """Print the model's path; train it first if it is missing or `--force` is given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--force", action="store_true", help="train even if the model is there")
    parser.add_argument(
        "--released",
        action="store_true",
        help="print the path of the model that was released last, if it can be served",
    )
    args = parser.parse_args()
    if args.released and (released := _released()):
        print(released)
        return 0
    path = model_path()
    if path.exists() and not args.force:
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


def _released() -> Path | None:
    """The released model; None, and a sentence if there is one that cannot be served."""
    release = last_release(open_releases(engine_settings().database_url))
    if release is None:
        return None
    if reason := why_not_served(release.model, code_part()):
        print(f"{reason} Modellen för data/ används så länge.", file=sys.stderr)
        return None
    return MODELS / release.model


if __name__ == "__main__":
    sys.exit(main())
