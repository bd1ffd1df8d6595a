"""A training that saves time reads the same, and its errors still tell lines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import rasa.shared.utils.io as rasa_io
from rasa.engine.caching import TrainingCache
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.training.hooks import TrainingHook
from rasa.shared.importers import importer as importers
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data import training_data
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils import validation
from rasa.shared.utils.validation import YamlValidationException

from contracts.paths import ROOT
from engine.rasa_patches.reading import examples_once, plain_files, quick_schema
from engine.rasa_patches.training import duplicates, light_merges, no_cache
from engine.understanding.tfidf_featurizer import TfidfFeaturizer

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
    """The patches, for one test."""
    for importer in ("CombinedDataImporter", "ResponsesSyncImporter", "E2EImporter"):
        of_class = getattr(importers, importer)
        monkeypatch.setattr(of_class, "get_nlu_data", of_class.get_nlu_data)
    monkeypatch.setattr(rasa_io, "read_yaml", rasa_io.read_yaml)
    monkeypatch.setattr(validation, "validate_yaml_schema", validation.validate_yaml_schema)
    monkeypatch.setattr(training_data, "copy", training_data.copy)
    monkeypatch.setattr(RasaYAMLReader, "reads", RasaYAMLReader.reads)
    sanitize = staticmethod(TrainingData.sanitize_examples)
    monkeypatch.setattr(TrainingData, "sanitize_examples", sanitize)
    examples_once.apply()
    duplicates.apply()
    light_merges.apply()
    plain_files.apply()
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


@pytest.mark.usefixtures("patched")
def test_merged_examples_are_those_of_the_parts_which_stay_as_they_were() -> None:
    hello, thanks = (
        training_data.TrainingData([Message({TEXT: text, INTENT: intent})], responses={intent: []})
        for text, intent in (("hej", "greet"), ("tack", "thanks"))
    )
    both = hello.merge(thanks, None)
    assert both.training_examples == [*hello.training_examples, *thanks.training_examples]
    assert set(both.responses) == {"greet", "thanks"}
    assert [len(part.training_examples) for part in (hello, thanks)] == [1, 1]
    assert set(hello.responses) == {"greet"}


def test_plain_files_are_read_as_yaml_reads_them(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = ROOT / "data" / "nlu"
    paths = [folder / "sv" / "newsletter.yml", *sorted(folder.rglob("conversation/*.yml"))[:4]]
    texts = [path.read_text(encoding="utf-8") for path in paths]
    by_yaml = [RasaYAMLReader().reads(text) for text in texts]
    monkeypatch.setattr(RasaYAMLReader, "reads", RasaYAMLReader.reads)
    sanitize = staticmethod(TrainingData.sanitize_examples)
    monkeypatch.setattr(TrainingData, "sanitize_examples", sanitize)
    plain_files.apply()
    monkeypatch.setattr(rasa_io, "read_yaml", None)  # nothing is left to YAML
    plain = [RasaYAMLReader().reads(text) for text in texts]
    for ours, theirs in zip(plain, by_yaml, strict=True):
        assert [m.as_dict() for m in ours.training_examples] == [
            m.as_dict() for m in theirs.training_examples
        ]
        assert ours.fingerprint() == theirs.fingerprint()


@pytest.mark.usefixtures("patched")
def test_examples_of_one_text_or_of_none_are_kept_where_anything_else_differs() -> None:
    unlike = [
        Message({TEXT: "hej", INTENT: "greet"}),
        Message({TEXT: "hej", INTENT: "thanks"}),
        Message({INTENT: "greet"}),
        Message({INTENT: "thanks"}),
    ]
    alike = [Message(dict(message.data)) for message in unlike]
    assert [id(m) for m in TrainingData(unlike + alike).training_examples] == [*map(id, unlike)]


@pytest.mark.usefixtures("patched")
def test_an_example_is_told_from_others_once(monkeypatch: pytest.MonkeyPatch) -> None:
    told = []
    fingerprint = rasa_io.deep_container_fingerprint

    def note(of: object, *args: str) -> str:
        told.append(of)
        return fingerprint(of, *args)

    examples = [Message({TEXT: "hej", INTENT: "greet"}), Message({TEXT: "tja", INTENT: "greet "})]
    twice = Message({TEXT: "hej", INTENT: "greet"})
    data = TrainingData([*examples, twice])
    assert [(e.get(TEXT), e.get(INTENT)) for e in data.training_examples] == [
        ("hej", "greet"),
        ("tja", "greet"),
    ]
    monkeypatch.setattr(rasa_io, "deep_container_fingerprint", note)
    assert data.merge(TrainingData(data.training_examples)).training_examples == examples
    assert told == []


class Examples(GraphComponent):
    """Gives a training its examples."""

    @classmethod
    def create(cls, *_: Any, **__: Any) -> Examples:
        return cls()

    def provide(self) -> TrainingData:
        texts = {"hej": "greet", "hej hej": "greet", "tack": "thanks", "tack tack": "thanks"}
        return TrainingData([Message({TEXT: text, INTENT: i}) for text, i in texts.items()])


class Cache(TrainingCache):
    """Notes what a training wants to keep."""

    def __init__(self) -> None:
        self.outputs: list[Any] = []

    def cache_output(self, fingerprint_key: str, output: Any, *_: Any, **__: Any) -> None:
        self.outputs.append(output)

    def get_cached_output_fingerprint(self, fingerprint_key: str) -> str | None:
        return None

    def get_cached_result(self, *_: Any) -> None:
        return None


def train_one(folder: Path) -> tuple[dict[str, bytes], int]:
    """The files of one component that a graph of Rasa's trains, and how many outputs it keeps."""
    folder.mkdir()
    words = SchemaNode(
        {"training_data": "examples"},
        TfidfFeaturizer,
        "create",
        "train",
        {"min_examples": 1},
        is_target=True,
    )
    examples = SchemaNode({}, Examples, "create", "provide", {})
    schema = GraphSchema({"examples": examples, "words": words})
    storage, cache = LocalModelStorage.create(folder), Cache()
    hook = TrainingHook(cache, storage, schema)
    runner = DaskGraphRunner.create(schema, storage, ExecutionContext(schema), [hook])
    assert set(runner.run()) == {"words"}
    trained = [path for path in folder.rglob("*") if path.is_file()]
    files = {str(path.relative_to(folder)): path.read_bytes() for path in trained}
    return files, len(cache.outputs)


def test_without_the_cache_the_same_is_trained_and_nothing_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, kept_before = train_one(tmp_path / "before")
    for name in ("on_before_node", "on_after_node"):
        monkeypatch.setattr(TrainingHook, name, getattr(TrainingHook, name))
    no_cache.apply()
    after, kept_after = train_one(tmp_path / "after")
    assert before == after != {}
    assert (kept_before, kept_after) == (2, 0)
