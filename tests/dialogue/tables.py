"""Rows of the tables of conversations in this folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

Row = Mapping[str, Any]


def table(name: str) -> list[Row]:
    """Return the rows of a file in this folder."""
    rows: list[Row] = YAML(typ="safe").load((Path(__file__).parent / name).read_text("utf-8"))
    return rows


def expected_to_pass(row: Row) -> Any:
    """Return the row as a parameter of a test that must fail if the row is known to be missed."""
    says, missed = row.get("says", row.get("conversation")), row.get("missed")
    marks = [pytest.mark.xfail(strict=True, reason=missed)] if missed else []
    return pytest.param(row, marks=marks, id=says if isinstance(says, str) else " | ".join(says))
