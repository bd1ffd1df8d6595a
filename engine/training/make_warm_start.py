"""Writes where the regressions' fits begin: near their solution for data/nlu as it is.

    make warm-start

Each training then takes half the time (`engine/understanding/regression/warm_start.py`). Make it
anew when many examples have changed, after `make encoder`; a minute or two.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.training_data import TrainingData

from contracts.paths import NLU
from engine.understanding.conversation_state import ConversationState
from engine.understanding.intent_classifier import IntentClassifier
from engine.understanding.questions.reader import QuestionReader
from engine.understanding.regression.component import RidgeComponent
from engine.understanding.regression.ridge import TOLERANCE, DualSolver
from engine.understanding.regression.warm_start import FILE, WarmStart
from engine.understanding.tfidf_featurizer import TfidfFeaturizer

READERS: tuple[type[RidgeComponent[Any]], ...] = (IntentClassifier, QuestionReader)
# Rounding costs some of it: what is left is within the tolerance of a fit, or nearly.
_PART_OF_TOLERANCE = 0.2


def main() -> None:
    """Solve for every reader, and write all of it to one file."""
    data = _with_features(RasaFileImporter(training_data_paths=[str(NLU)]).get_nlu_data())
    arrays: dict[str, np.ndarray] = {}
    for reader in READERS:
        start = warm_start_of(reader, data)
        arrays |= start.arrays(reader.__name__)
        print(f"{reader.__name__}: {start.values.shape[0]} examples, {len(start.outputs)} outputs")
    np.savez_compressed(FILE, **arrays)  # type: ignore[arg-type]
    print(f"{FILE.name}: {FILE.stat().st_size / 1e6:.1f} MB")


def warm_start_of(reader: type[RidgeComponent[Any]], data: TrainingData) -> WarmStart:
    """Of examples that have their features."""
    storage: Any = None  # nothing is kept of the component
    config = reader.get_default_config()
    material = reader(config, storage, storage).material(data)
    features, wishes = material.features, material.wishes
    if material.columns is not None:
        features = features[:, material.columns]
    solver = DualSolver(features, config["ridge"])
    weights = solver.solve(
        wishes - wishes.mean(axis=0, dtype=np.float32), tolerance=_PART_OF_TOLERANCE * TOLERANCE
    )
    return WarmStart.rounded(material.keys(), material.outputs, weights)


def _with_features(data: TrainingData) -> TrainingData:
    """The examples in their states, with their n-grams, as the pipeline gives them on."""
    data = ConversationState().process_training_data(data)
    with tempfile.TemporaryDirectory() as folder:
        storage, config = LocalModelStorage(Path(folder)), TfidfFeaturizer.get_default_config()
        featurizer = TfidfFeaturizer(config, "tfidf", storage, Resource("tfidf"))
        featurizer.train(data)
        return featurizer.process_training_data(data)


if __name__ == "__main__":
    main()
