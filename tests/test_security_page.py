"""Each threat of the threat model has a test that exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from contracts.paths import ROOT
from dev.delivery.findings import read_findings
from dev.delivery.lock_file import read_lock

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


def test_what_it_says_of_packages_is_what_is_locked_and_accepted() -> None:
    locked = {p.name: p.version for p in read_lock((ROOT / "requirements.lock").read_text())}
    rows = re.findall(r"^\| ([\w-]+) \| [\d.]+ \| ([\d.]+|–) \|", PAGE, re.MULTILINE)
    said = {name: now for name, now in rows if name != "Python"}
    assert len(said) > 10
    assert said == {name: locked.get(name, "–") for name in said}
    assert f"`requirements.lock`: {len(locked)} components" in PAGE
    assert [f.id for f in read_findings()] == re.findall(r"exception, (CVE-[\d-]+) of", PAGE)
