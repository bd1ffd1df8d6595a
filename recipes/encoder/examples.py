"""Reads the labelled messages that trainers write, from Rasa's YAML under data/nlu."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from contracts.intents import BOTH, read_intents
from contracts.nlu_files import examples_in
from contracts.paths import ROOT


class Example(NamedTuple):
    """A message and its intent; of two wishes the intent is `a+b`."""

    label: str
    text: str


def read(root: Path | None = None) -> list[Example]:
    """All examples of a repository, by default this one's, always in the same order."""
    directory = (root or ROOT) / "data" / "nlu"
    all_examples = [Example(example.label, example.text) for _, example in examples_in(directory)]
    if not all_examples:
        raise FileNotFoundError(f"no examples under {directory}")
    return all_examples


def labels_of(examples: Iterable[Example]) -> list[str]:
    """All single intents, sorted."""
    return sorted({part for example in examples for part in example.label.split(BOTH)})


def routes_of(examples: Iterable[Example]) -> list[str]:
    """The single intents that can be wished for beside another, sorted."""
    subjects = read_intents().subjects
    return [label for label in labels_of(examples) if label in subjects]
