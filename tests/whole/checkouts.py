"""Copies of the repository, for stacks that need one of their own."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from contracts.paths import ROOT
from tests.git_files import git_files

_BLOCK = re.compile(r"^(?=  - intent: )", re.MULTILINE)
_EXAMPLE = "      - "
_ONE_OF = 8


def copy_checkout(target: Path) -> None:
    """Copy what git keeps, and what it would."""
    for name in git_files():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, target / name)


def copy_small_checkout(target: Path) -> None:
    """A copy that learns from an eighth of the examples and is measured by all stories and an
    eighth of all else: what is done with a model is the same, in far less time."""
    copy_checkout(target)
    number = count()
    for path in sorted((target / "data" / "nlu").rglob("*.yml")):
        head, *blocks = _BLOCK.split(path.read_text(encoding="utf-8"))
        kept = [thin for block in blocks if (thin := _thinned(block, number))]
        path.write_text("".join((head, *kept)), encoding="utf-8")
    evaluation = target / "evaluation"
    for path in (*evaluation.rglob("*.jsonl"), *evaluation.rglob("*.tsv")):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join(lines[::_ONE_OF]), encoding="utf-8")


def _thinned(block: str, number: Iterator[int]) -> str:
    """A block of examples with one of eight, counted over all; "" if none is left."""
    head, *examples = block.split(_EXAMPLE)
    kept = [example for example in examples if next(number) % _ONE_OF == 0]
    return _EXAMPLE.join((head, *kept)) if kept else ""
