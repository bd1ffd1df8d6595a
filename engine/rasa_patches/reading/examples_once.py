"""Reads the examples once for each training.

`rasa/shared/importers/importer.py:301,433,516` reads them for each spelling of "the language is
not said": get_nlu_data(), get_nlu_data("en") and get_nlu_data(language="sv") are three calls for
`rasa/shared/utils/common.py:90`, cached_method, and nothing of YAML goes by the language.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rasa.shared.importers.importer import CombinedDataImporter, E2EImporter, ResponsesSyncImporter
from rasa.shared.nlu.training_data.training_data import TrainingData


def apply() -> None:
    """Let all spellings be one call."""
    for importer in (CombinedDataImporter, ResponsesSyncImporter, E2EImporter):
        importer.get_nlu_data = _whatever_language(importer.get_nlu_data)


def _whatever_language(original: Callable[[Any], TrainingData]) -> Callable[..., TrainingData]:
    def get_nlu_data(self: Any, language: str | None = "en") -> TrainingData:
        return original(self)

    return get_nlu_data
