"""Reads files of examples that are written plainly line by line.

`rasa/shared/nlu/training_data/formats/rasa_yaml.py:71`, reads, has YAML read each file twice,
once to hold it against a schema: an eighth of a training. What the lines of ours allow keeps the
schema.
"""

from __future__ import annotations

from typing import Any

from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader
from rasa.shared.nlu.training_data.training_data import TrainingData

from contracts.nlu_files import plain_blocks


def apply() -> None:
    """Let YAML read what is not plain."""
    by_yaml = RasaYAMLReader.reads

    def reads(self: RasaYAMLReader, string: str, **kwargs: Any) -> TrainingData:
        blocks = plain_blocks(string)
        if blocks is None:
            return by_yaml(self, string, **kwargs)
        self._parse_nlu(blocks)
        return TrainingData(self.training_examples)

    RasaYAMLReader.reads = reads
