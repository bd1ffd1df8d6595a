"""Which encoder the judge of names was fitted to, as its file says."""

from __future__ import annotations

import hashlib
from pathlib import Path

import onnx
from onnx import helper

FITTED_TO = "encoder"  # the property of the file


def digest_of(encoder: Path) -> str:
    """Which encoder is in a directory, as a judge has it that was fitted to it."""
    return hashlib.sha256((encoder / "encoder.onnx").read_bytes()).hexdigest()


def bind(path: Path, before: str, encoder: Path) -> None:
    """Tell a judge that was fitted to the encoder `before` that one that gives the same states has
    taken its place; one that was fitted to another stays as it is."""
    model = onnx.load(path)
    if {entry.key: entry.value for entry in model.metadata_props} == {FITTED_TO: before}:
        helper.set_model_props(model, {FITTED_TO: digest_of(encoder)})
        onnx.save(model, path)
