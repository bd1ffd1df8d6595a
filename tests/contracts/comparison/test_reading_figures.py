"""What is told of how rightly messages are read is what was measured last."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from contracts.comparison.reading_figures import (
    ReadingCounts,
    ReadingFigures,
    read_figures,
    write_figures,
)
from contracts.labelled_messages import read_messages
from contracts.paths import FIGURES, KIND_SETS, ROOT


def test_what_is_written_is_read(tmp_path: Path) -> None:
    figures = ReadingFigures(
        date(2026, 1, 2), {"b": ReadingCounts(9, 8, 1), "a": ReadingCounts(3, 2, 0)}
    )
    write_figures(figures, tmp_path / "figures.json")
    assert read_figures(tmp_path / "figures.json") == figures
    assert figures.total == ReadingCounts(12, 10, 1)


def test_the_file_is_as_it_is_written(tmp_path: Path) -> None:
    write_figures(read_figures(), tmp_path / "figures.json")
    assert (tmp_path / "figures.json").read_text("utf-8") == FIGURES.read_text("utf-8")


def test_each_kind_is_counted_in_full() -> None:
    single = {
        path.stem: sum("+" not in message.label for message in read_messages(path))
        for path in KIND_SETS.glob("*.tsv")
    }
    assert {name: one.messages for name, one in read_figures().kinds.items()} == single


def test_the_page_on_understanding_has_the_same_figures() -> None:
    page = (ROOT / "docs" / "understanding.md").read_text("utf-8")
    for reading in read_figures().kinds.values():
        assert f"({reading.right} of {reading.messages}, " in page
