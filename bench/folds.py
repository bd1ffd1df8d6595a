"""The same folds of the examples for whatever is cross-validated."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from contracts.nlu_files import Example
from contracts.paths import ROOT

ENCODER_FOLDS = 3


class LabelledExample(Protocol):
    """An example, whatever else it holds."""

    @property
    def label(self) -> str:
        """The intent that it is labelled with, `a+b` for two wishes."""

    @property
    def text(self) -> str:
        """The message as somebody wrote it."""


def folds_of(labels: Sequence[str], seed: int) -> np.ndarray:
    """The fold of each example, shape (examples,), 0 to FOLDS - 1: every label in all of them."""
    chance = np.random.default_rng(seed)
    folds = np.zeros(len(labels), int)
    for label in sorted(set(labels)):
        at = chance.permutation([i for i, other in enumerate(labels) if other == label])
        folds[at] = (np.arange(len(at)) + chance.integers(ENCODER_FOLDS)) % ENCODER_FOLDS
    return folds


def encoder_folder(examples: Sequence[LabelledExample], seed: int, fold: int) -> Path:
    """Where the encoder that has not seen a fold lies, or will lie, for just these examples.

    Of each example the label and the text count.
    """
    # Not of their repr: Python versions differ in which characters that escapes.
    lines = "\n".join(f"{example.label}\t{example.text}" for example in examples)
    return ROOT / "var" / "folds" / _digest(lines) / f"seed-{seed}-fold-{fold}"


def writer_folder(writer: str, others: Iterable[Example]) -> Path:
    """Where the encoder that was made of just the others' examples lies, or will lie."""
    lines = "\n".join(json.dumps(example._replace(writer=None)) for example in others)
    return ROOT / "var" / "writers" / _digest(lines) / writer


def _digest(lines: str) -> str:
    return hashlib.sha256(lines.encode()).hexdigest()[:12]
