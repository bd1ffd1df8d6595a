"""Trains a model with Rasa."""

from __future__ import annotations

from pathlib import Path

from contracts.paths import ROOT


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
