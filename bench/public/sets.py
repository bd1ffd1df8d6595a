"""CLINC150 and BANKING77 as files, `label<TAB>text`, and what others have reached on them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import NamedTuple

from contracts.paths import ROOT, var_folder

FOLDER = ROOT.parent / "shared" / "benchmarks"
OUTSIDE = "oos"  # the label of what is none of a set's intents
_HELD_OUT = 10  # where a set has no validation part, every tenth row of its training part is


class PublicMessage(NamedTuple):
    """A message and its label."""

    label: str
    text: str


class PublicSet(NamedTuple):
    """A set in its parts; those of a set with out-of-scope messages hold them under OUTSIDE.

    It is trained on `train`, everything is chosen on `validation`, and `test` is read at the end.
    `published` has lines of a name, in-scope accuracy and out-of-scope recall, in per cent.
    """

    name: str
    train: list[PublicMessage]
    validation: list[PublicMessage]
    test: list[PublicMessage]
    epochs: int
    published: tuple[tuple[str, float, float | None], ...]

    @property
    def has_outside(self) -> bool:
        """Whether some of its messages are out of scope."""
        return any(row.label == OUTSIDE for row in self.train)

    @property
    def encoder_folder(self) -> Path:
        """Where the encoder lies, or will lie, that is made of just this training part."""
        lines = "\n".join(f"{row.label}\t{row.text}" for row in self.train)
        digest = hashlib.sha256(f"{self.epochs}\n{lines}".encode()).hexdigest()
        return var_folder() / "public" / f"{self.name}-{digest[:12]}"


class SetsError(Exception):
    """The files are not there, or are none; the text says which."""


def read_sets(folder: Path = FOLDER) -> list[PublicSet]:
    """Both sets.

    Raises:
        SetsError: a file is not there, or a line of it has no label.
    """
    return [clinc150(folder / "clinc150"), banking77(folder / "banking77")]


def clinc150(folder: Path) -> PublicSet:
    """CLINC150, full, with its out-of-scope messages (Larson et al. 2019)."""
    train, validation, test = (
        [*_rows(folder / f"full_{part}.tsv"), *_rows(folder / f"full_oos_{part}.tsv")]
        for part in ("train", "val", "test")
    )
    published = (
        ("fastText, a class", 89.0, 9.7),
        ("SVM, a class", 91.0, 14.5),
        ("Rasa of 2019, a class", 91.5, 45.3),
        ("Rasa of 2019, a threshold", 90.9, 31.2),
        ("MLP on USE, a class", 93.5, 47.4),
        ("MLP on USE, a threshold", 93.4, 49.1),
        ("BERT, a class", 96.9, 40.3),
        ("BERT, a threshold", 96.2, 52.3),
    )
    return PublicSet("clinc150", train, validation, test, 5, published)


def banking77(folder: Path) -> PublicSet:
    """BANKING77, all intents in scope (Casanueva et al. 2020)."""
    rows = _rows(folder / "train.tsv")
    train = [row for number, row in enumerate(rows) if number % _HELD_OUT]
    published = (("USE with ConveRT", 93.36, None), ("BERT, fine-tuned", 93.66, None))
    test = _rows(folder / "test.tsv")
    return PublicSet("banking77", train, rows[::_HELD_OUT], test, 6, published)


def _rows(path: Path) -> list[PublicMessage]:
    if not path.is_file():
        raise SetsError(f"{path} is not there: --sets names the folder with clinc150 and banking77")
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        label, tab, text = line.partition("\t")
        if not (label and tab and text):
            raise SetsError(f"{path}, line {number}: no label, tab and text")
        rows.append(PublicMessage(label, text))
    return rows
