"""Chooses the model to serve: the released one, or the last good one before it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa

from contracts.paths import models_folder
from engine.fingerprint import model_path
from engine.training.archives import is_whole, problem_of
from engine.training.releases import all_releases, why_not_served


class Choice(NamedTuple):
    """The model to serve, None if one has to be trained; and a sentence if it is not the first."""

    model: Path | None
    sentence: str | None = None


def choose_model(database: sa.engine.Engine | None, code: str) -> Choice:
    """The model in force, or the last that is whole and of the code part `code`.

    After the releases that were not undone comes the model of the examples that come with the
    program, and after that, where it is damaged, one of earlier examples.
    """
    problem: str | None = None
    for name in all_releases(database):
        reason = why_not_served(name, code)
        if reason is None:
            sentence = problem and f"{problem} Modellen {name} används så länge."
            return Choice(models_folder() / name, sentence)
        problem = problem or reason
    ours = model_path()
    if not ours.exists():
        return Choice(None, problem and f"{problem} Modellen för data/ används så länge.")
    damage = problem_of(ours)
    if damage is None:
        return Choice(ours, problem and f"{problem} Modellen för data/ används så länge.")
    problem = f"Modellen {ours.name} {damage}"
    for earlier in _earlier(ours, code):
        sentence = f"{problem} {earlier.name} används så länge: kör make train för en ny."
        return Choice(earlier, sentence)
    return Choice(None, f"{problem} Den tränas om.")


def _earlier(ours: Path, code: str) -> Iterator[Path]:
    """Whole models of the same code and of examples that came with the program, newest first."""
    models = models_folder().glob(f"presstjanst-{code}-*.tar.gz")
    newest = sorted(models, key=lambda path: -path.stat().st_mtime)
    yield from (path for path in newest if path != ours and is_whole(path))
