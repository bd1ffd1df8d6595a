"""Each threat of the threat model has a test that exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from contracts.paths import ROOT

PAGE = (ROOT / "docs" / "security.md").read_text()


def functions(path: Path) -> set[str]:
    return {
        node.name
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def test_every_test_that_is_named_exists() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", PAGE)
    assert len(named) > 40
    missing = [f"{p}::{n}" for p, n in named if n not in functions(ROOT / p)]
    assert missing == []


def test_every_threat_names_one_or_says_that_there_is_none() -> None:
    rows = re.findall(r"^\| [STRIDE] \|.*$", PAGE, re.MULTILINE)
    assert {row[2] for row in rows} == set("STRIDE")
    without = [row for row in rows if "::test_" not in row and "not held by a test" not in row]
    assert without == []
