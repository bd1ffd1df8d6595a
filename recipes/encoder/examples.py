"""Reads the labelled messages that trainers write, from Rasa's YAML under data/nlu."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from ruamel.yaml import YAML

from contracts.paths import ROOT

BOTH = "+"


class Example(NamedTuple):
    """A message and its intent; of two wishes the intent is `a+b`."""

    label: str
    text: str


def read(root: Path | None = None) -> list[Example]:
    """All examples of a repository, by default this one's, always in the same order."""
    directory = (root or ROOT) / "data" / "nlu"
    found = [example for path in sorted(directory.rglob("*.yml")) for example in _of_file(path)]
    if not found:
        raise FileNotFoundError(f"no examples under {directory}")
    return found


def labels_of(examples: Iterable[Example]) -> list[str]:
    """All single intents, sorted."""
    return sorted({part for example in examples for part in example.label.split(BOTH)})


def routes_of(examples: Iterable[Example]) -> list[str]:
    """The intents that occur two at a time, sorted."""
    pairs = [example.label for example in examples if BOTH in example.label]
    return sorted({part for pair in pairs for part in pair.split(BOTH)})


def _of_file(path: Path) -> Iterator[Example]:
    for block in YAML(typ="safe").load(path).get("nlu", []):
        for line in block["examples"].splitlines() if "intent" in block else []:
            text = line.strip().removeprefix("- ").strip()
            if text:
                yield Example(block["intent"], text)
