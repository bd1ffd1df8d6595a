"""What is told of how rightly messages are read is what was measured last."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from contracts.comparison.reading_figures import (
    ReadingCounts,
    ReadingFigures,
    read_figures,
    write_figures,
)
from contracts.labelled_messages import read_messages
from contracts.paths import FIGURES, KIND_SETS, LANGUAGE_SETS
from contracts.wilson import Share


def test_what_is_written_is_read(tmp_path: Path) -> None:
    counts = {"adress": Share(1, 2)}
    figures = ReadingFigures(
        measured_on=date(2026, 1, 2),
        kinds={"b": ReadingCounts(9, 8, 1), "a": ReadingCounts(3, 2, 0, misrouted=1)},
        holdout=ReadingCounts(5, 4, 1),
        macro_f1=0.9,
        calibration_error=0.01,
        languages={"da": ReadingCounts(1, 1, 0)},
        conversations={"later turns right": {"all": Share(3, 4)}},
        privacy={"messages": counts, "odd_forms": counts},
    )
    write_figures(figures, tmp_path / "figures.json")
    assert read_figures(tmp_path / "figures.json") == figures
    assert figures.total == ReadingCounts(12, 10, 1, misrouted=1)


def test_the_file_is_as_it_is_written(tmp_path: Path) -> None:
    write_figures(read_figures(), tmp_path / "figures.json")
    assert (tmp_path / "figures.json").read_text("utf-8") == FIGURES.read_text("utf-8")


@pytest.mark.parametrize("folder", [KIND_SETS, LANGUAGE_SETS])
def test_each_kind_and_language_is_counted_in_full(folder: Path) -> None:
    labels = {
        path.stem: Counter("+" in message.label for message in read_messages(path))
        for path in folder.glob("*.tsv")
    }
    figures = read_figures()
    counted = figures.kinds if folder == KIND_SETS else figures.languages
    assert {name: (one.messages, one.two_wishes) for name, one in counted.items()} == {
        name: (count[False], count[True]) for name, count in labels.items()
    }


def test_the_holdout_is_counted_in_full() -> None:
    count = Counter("+" in message.label for message in read_messages())
    holdout = read_figures().holdout
    assert (holdout.messages, holdout.two_wishes) == (count[False], count[True])
