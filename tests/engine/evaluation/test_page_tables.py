"""The pages' tables are what was measured last, each figure with its interval."""

from __future__ import annotations

from contracts.comparison.reading_figures import read_figures
from contracts.paths import ROOT
from engine.evaluation.page_tables import privacy_rows, understanding_rows


def test_the_page_on_understanding_has_the_rows_that_were_measured() -> None:
    page = (ROOT / "docs" / "understanding.md").read_text("utf-8").splitlines()
    rows = list(understanding_rows(read_figures()))
    assert [row for row in rows if row not in page] == []
    assert len(rows) == 12 + 9 + 4 + 6


def test_the_page_on_privacy_has_the_rows_that_were_measured() -> None:
    page = (ROOT / "docs" / "privacy.md").read_text("utf-8").splitlines()
    rows = list(privacy_rows(read_figures()))
    assert [row for row in rows if row not in page] == []
    assert len(rows) == 8 + 8 + 2
    assert all("–" in row for row in rows)
