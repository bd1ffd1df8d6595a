"""Reads the labelled messages that trainers write, from Rasa's YAML under data/nlu."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from contracts.intents import BOTH, read_intents
from contracts.nlu_files import Example, examples_in
from contracts.paths import ROOT


def read(root: Path | None = None) -> list[Example]:
    """All examples of a repository, by default this one's, always in the same order."""
    directory = (root or ROOT) / "data" / "nlu"
    all_examples = [example for _, example in examples_in(directory)]
    if not all_examples:
        raise FileNotFoundError(f"no examples under {directory}")
    return all_examples


def names_of(examples: Iterable[Example]) -> dict[str, list[str]]:
    """What each head of the encoder tells apart, sorted; "" is nothing."""
    known = list(examples)
    return {
        "label": labels_of(known),
        "route": routes_of(known),
        "question": sorted({"", *(q for e in known for q in e.questions or ())}),
        "consent": sorted({"", *(e.consent for e in known if e.consent)}),
        "case_stage": sorted({"", *(e.case_stage for e in known if e.case_stage)}),
    }


def labels_of(examples: Iterable[Example]) -> list[str]:
    """The single intents of the examples, sorted; a pair counts as its two."""
    return sorted({part for example in examples for part in example.label.split(BOTH)})


def routes_of(examples: Iterable[Example]) -> list[str]:
    """The single intents that can be wished for beside another, sorted."""
    subjects = read_intents().subjects
    return [label for label in labels_of(examples) if label in subjects]
