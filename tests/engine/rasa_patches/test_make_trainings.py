"""A training that saves time reads the same, and its errors still tell lines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import rasa.shared.utils.io as rasa_io
from rasa.shared.importers import importer as importers
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader
from rasa.shared.utils import validation
from rasa.shared.utils.validation import YamlValidationException

from contracts.paths import ROOT
from engine.rasa_patches.training import examples_once, quick_schema

EXAMPLES = """version: "3.1"
nlu:
- intent: greet
  examples: |
    - hej
- intent: thanks
  exampels: |
    - tack
"""
LINE_OF_THE_FAULT = "6"


@pytest.fixture
def patched(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Both patches, for one test."""
    for importer in ("CombinedDataImporter", "ResponsesSyncImporter", "E2EImporter"):
        of_class = getattr(importers, importer)
        monkeypatch.setattr(of_class, "get_nlu_data", of_class.get_nlu_data)
    monkeypatch.setattr(rasa_io, "read_yaml", rasa_io.read_yaml)
    monkeypatch.setattr(validation, "validate_yaml_schema", validation.validate_yaml_schema)
    examples_once.apply()
    quick_schema.apply()
    yield


@pytest.mark.usefixtures("patched")
def test_a_fault_in_the_examples_is_told_with_its_line() -> None:
    with pytest.raises(YamlValidationException) as told:
        RasaYAMLReader().reads(EXAMPLES)
    assert f"{LINE_OF_THE_FAULT}:" in str(told.value)


@pytest.mark.usefixtures("patched")
def test_the_examples_are_read_once_however_the_language_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(EXAMPLES.replace("exampels", "examples"))
    files = TrainingDataImporter.load_from_config(
        str(ROOT / "config.yml"), str(ROOT / "domain.yml"), [str(tmp_path / "a.yml")]
    )
    data = files.get_nlu_data()
    assert sorted(data.intents) == ["greet", "thanks"]
    assert files.get_nlu_data("en") is data
    assert files.get_nlu_data(language="sv") is data
