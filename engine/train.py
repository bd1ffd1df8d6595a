"""Trains a model unless one for exactly this data, configuration and code is there already."""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODELS = ROOT / "models"
# A model is the same whatever these say; the encoder is read when the engine starts.
_NOT_IN_A_MODEL = {
    *(
        "channel.py",
        "conversations.py",
        "draw.py",
        "evaluate.py",
        "logs.py",
        "masking.py",
        "personal_numbers.py",
    ),
    *(
        "privacy.py",
        "privacy_scoring.py",
        "scoring.py",
        "serve.py",
        "stores.py",
        "tracker_store.py",
    ),
}


def fingerprint() -> str:
    """Twelve hexadecimal digits that change with anything a model is made from."""
    digest = hashlib.sha256()
    for path in sorted(_ingredients()):
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]


def model_path() -> Path:
    """Where the model for the current data and configuration lies, or will lie."""
    return MODELS / f"presstjanst-{fingerprint()}.tar.gz"


def _ingredients() -> Iterable[Path]:
    yield ROOT / "config.yml"
    yield ROOT / "domain.yml"
    yield ROOT / "engine" / "requirements.lock"
    yield from (ROOT / "data").rglob("*.yml")
    yield from (p for p in (ROOT / "engine").glob("*.py") if p.name not in _NOT_IN_A_MODEL)


def main() -> int:
    """Print the model's path; train it first if it is missing or `--force` is given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--force", action="store_true", help="train even if the model is there")
    args = parser.parse_args()
    path = model_path()
    if path.exists() and not args.force:
        print(path)
        return 0
    print("Tränar en ny modell …", file=sys.stderr, flush=True)
    os.chdir(ROOT)
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    # Rasa takes ten seconds to import: only when there is something to train.
    from rasa.model_training import train

    from engine.logs import only_warnings

    only_warnings()
    result = train(
        domain="domain.yml",
        config="config.yml",
        training_files="data",
        output=str(MODELS),
        fixed_model_name=path.name,
        force_training=args.force,
    )
    if result.code or not path.exists():
        print("Träningen misslyckades; skälet står ovan.", file=sys.stderr)
        return 1
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
