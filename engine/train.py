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
NLU = ROOT / "data" / "nlu"
# A model is the same whatever these say; the encoder is read when the engine starts.
_NOT_IN_A_MODEL = {
    *(
        "candidate.py",
        "candidate_data.py",
        "channel.py",
        "comparison.py",
        "conversations.py",
        "draw.py",
        "evaluate.py",
        "jobs.py",
        "known_texts.py",
        "labelled_texts.py",
        "logs.py",
        "masking.py",
        "mended.py",
    ),
    *(
        "personal_numbers.py",
        "privacy.py",
        "privacy_scoring.py",
        "release_watch.py",
        "released.py",
        "scoring.py",
        "serve.py",
        "stores.py",
        "topics.py",
        "tracker_store.py",
        "training_api.py",
    ),
}


def code_part() -> str:
    """Eight hexadecimal digits that change with whatever a model is made from but its examples.

    A model is served by the code that it was trained with: its domain and its rules name what
    the actions and the pipeline must know.
    """
    code = [p for p in (ROOT / "engine").glob("*.py") if p.name not in _NOT_IN_A_MODEL]
    settings = [ROOT / "config.yml", ROOT / "domain.yml", ROOT / "engine" / "requirements.lock"]
    rules = (ROOT / "data").glob("*.yml")
    return _digest(ROOT, [*code, *settings, *rules])


def data_part(nlu: Path = NLU) -> str:
    """Eight hexadecimal digits that change with the examples in a folder."""
    return _digest(nlu, nlu.rglob("*.yml"))


def model_path() -> Path:
    """Where the model for the current data and configuration lies, or will lie."""
    return MODELS / f"presstjanst-{code_part()}-{data_part()}.tar.gz"


def train_model(data: Path, target: Path, force: bool = False) -> bool:
    """Train on the files in `data`; whether the model lies at `target` afterwards."""
    # Rasa takes ten seconds to import: only when there is something to train.
    from rasa.model_training import train

    from engine.logs import only_warnings

    only_warnings()
    result = train(
        domain=str(ROOT / "domain.yml"),
        config=str(ROOT / "config.yml"),
        training_files=str(data),
        output=str(target.parent),
        fixed_model_name=target.name,
        force_training=force,
    )
    return not result.code and target.exists()


def _digest(folder: Path, files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(str(path.relative_to(folder)).encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:8]


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
    if not train_model(ROOT / "data", path, args.force):
        print("Träningen misslyckades; skälet står ovan.", file=sys.stderr)
        return 1
    print(path)
    return 0


def _released() -> Path | None:
    """The released model; None, and a sentence if there is one that cannot be served."""
    from engine.released import last_release, open_releases, why_not_served

    release = last_release(open_releases(os.environ.get("DATABASE_URL")))
    if release is None:
        return None
    if reason := why_not_served(release.model, code_part()):
        print(f"{reason} Modellen för data/ används så länge.", file=sys.stderr)
        return None
    return MODELS / release.model


if __name__ == "__main__":
    sys.exit(main())
