"""Reads which known vulnerabilities are accepted, and why: deploy/vex.yml."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from cyclonedx.model.impact_analysis import ImpactAnalysisJustification, ImpactAnalysisState
from ruamel.yaml import YAML

from contracts.paths import ROOT

FILE = ROOT / "deploy" / "vex.yml"


class FindingsError(ValueError):
    """What is wrong with the file, in one sentence."""


@dataclass(frozen=True)
class Finding:
    """An accepted vulnerability of a package."""

    id: str
    package: str
    state: ImpactAnalysisState
    justification: ImpactAnalysisJustification | None
    detail: str
    decided_on: dt.date


def read_findings(path: Path = FILE) -> list[Finding]:
    """The accepted findings.

    Raises:
        FindingsError: one lacks a field, or has a word that CycloneDX does not know.
    """
    content = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    return [_finding(number, row) for number, row in enumerate(content["findings"], start=1)]


def _finding(number: int, row: dict[str, Any]) -> Finding:
    names = {field.name for field in fields(Finding)}
    missing = sorted(names - {"justification"} - {name for name, value in row.items() if value})
    if missing or set(row) - names:
        wrong = ", ".join(missing) or ", ".join(sorted(set(row) - names))
        raise FindingsError(f"deploy/vex.yml, nummer {number}: {wrong}")
    try:
        state = ImpactAnalysisState(row["state"])
        word = row.get("justification")
        justification = ImpactAnalysisJustification(word) if word else None
    except ValueError as error:
        raise FindingsError(f"deploy/vex.yml, nummer {number}: {error}") from None
    if state is ImpactAnalysisState.NOT_AFFECTED and justification is None:
        raise FindingsError(f"deploy/vex.yml, nummer {number}: justification")
    return Finding(
        row["id"], row["package"], state, justification, row["detail"], row["decided_on"]
    )
