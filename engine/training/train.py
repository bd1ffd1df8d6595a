"""Trains a model with Rasa."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from contracts.paths import ROOT
from engine.training.archives import move_model, write_digest


def train_model(data: Path, target: Path) -> bool:
    """Train on the files in `data`; whether a model with its digest lies at `target` afterwards.

    It comes there whole: another training of the same model does not write to the same file.
    """
    # Rasa takes ten seconds to import: only when there is something to train.
    from rasa.model_training import train

    from engine.logs import only_warnings
    from engine.rasa_patches import make_trainings

    only_warnings()
    make_trainings()
    target.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=target.parent, prefix=".training-") as folder:
        made = Path(folder, target.name)
        result = train(
            domain=str(ROOT / "domain.yml"),
            config=str(ROOT / "config.yml"),
            training_files=str(data),
            output=folder,
            fixed_model_name=target.name,
            force_training=True,
        )
        if result.code or not made.exists():
            return False
        write_digest(made)
        move_model(made, target)
    return True
