"""A table that a page shows, draws and gives away as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from web.trainer.overview.charts import Bar


@dataclass(frozen=True)
class Table:
    """One table, which has the same name in its address; `bars` is the same as a chart.

    `queries` says row by row by what the inbox shows its messages, where it can.
    """

    name: str
    heading: str
    headers: tuple[str, ...]
    rows: list[tuple[str, ...]]
    bars: list[Bar] = field(default_factory=list)
    notes: tuple[str, ...] = ()
    queries: Sequence[Mapping[str, str] | None] = ()


def as_csv(table: Table) -> bytes:
    """The table as Excel opens it: semicolons, UTF-8 with its mark, and nothing taken for a sum."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow(table.headers)
    writer.writerows([_harmless(cell) for cell in row] for row in table.rows)
    return buffer.getvalue().encode("utf-8-sig")


def _harmless(cell: str) -> str:
    """With a mark before what a spreadsheet would take for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
