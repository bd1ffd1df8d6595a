"""What is installed is written as CycloneDX, with what is known of its vulnerabilities."""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.model.impact_analysis import ImpactAnalysisJustification, ImpactAnalysisState
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from contracts.paths import ROOT
from dev.delivery import lock_audit
from dev.delivery.findings import Finding, FindingsError, read_findings
from dev.delivery.licences import Licences
from dev.delivery.lock_audit import LOCKS, PEER, UNREACHABLE, not_accepted, vulnerabilities
from dev.delivery.lock_file import LockedPackage, read_lock
from dev.delivery.sbom import audited, sbom, vex, write

LOCK = """# This file was made
jinja2==3.1.6 \\
    --hash=sha256:{a}
    # via ours (pyproject.toml)
markupsafe==3.0.3 \\
    --hash=sha256:{b} \\
    --hash=sha256:{c}
    # via
    #   -r requirements.in
    #   jinja2
""".format(a="a" * 64, b="b" * 64, c="c" * 64)
FINDING = """findings:
  - id: CVE-2026-0001
    package: markupsafe
    state: not_affected
    justification: code_not_reachable
    detail: Nobody gives it a template.
    decided_on: 2026-11-25
"""
LICENCES = Licences(fit={}, exceptions={"jinja2": "MIT", "markupsafe": "LicenseRef-Ours OR MIT"})
ROW = {"id": "PYSEC-2026-7", "aliases": ["CVE-2026-0001"], "fix_versions": ["3.0.4"]}
REPORT = {
    "dependencies": [
        {"name": "jinja2", "version": "3.1.6", "vulns": []},
        {"name": "markupsafe", "version": "3.0.3", "vulns": [ROW]},
    ]
}


@pytest.fixture
def findings(tmp_path: Path) -> list[Finding]:
    (tmp_path / "vex.yml").write_text(FINDING)
    return read_findings(tmp_path / "vex.yml")


def written(bom: Any, folder: Path) -> dict[str, Any]:
    path = folder / "bom.json"
    write(bom, path)
    text = path.read_text()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    document: dict[str, Any] = json.loads(text)
    return document


def test_a_lock_is_read_with_hashes_and_who_needs_what() -> None:
    assert list(read_lock(LOCK)) == [
        LockedPackage("jinja2", "3.1.6", ("a" * 64,), ("ours",)),
        LockedPackage("markupsafe", "3.0.3", ("b" * 64, "c" * 64), ("jinja2",)),
    ]


def test_our_lock_is_read_whole() -> None:
    text = (ROOT / "requirements.lock").read_text()
    packages = list(read_lock(text))
    assert len(packages) == sum("==" in line for line in text.splitlines())
    assert all(package.hashes and package.needed_by for package in packages)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["name"]
    known = {project, *(package.name for package in packages)}
    assert {name for package in packages for name in package.needed_by} <= known


def test_the_bill_of_materials_is_valid_and_always_the_same(tmp_path: Path) -> None:
    packages = list(read_lock(LOCK))
    document = written(sbom(packages, "ours", "1", LOCK, LICENCES), tmp_path)
    assert [c["purl"] for c in document["components"]] == [p.purl for p in packages]
    needs = {row["ref"]: row.get("dependsOn", []) for row in document["dependencies"]}
    assert needs["ours"] == [packages[0].purl]
    assert needs[packages[0].purl] == [packages[1].purl]
    licences = [c["licenses"] for c in document["components"]]
    assert licences == [[{"expression": "MIT"}], [{"expression": "LicenseRef-Ours OR MIT"}]]
    files = document["components"][1]["externalReferences"][0]["hashes"]
    assert [file["content"] for file in files] == ["b" * 64, "c" * 64]
    assert document == written(sbom(packages, "ours", "1", LOCK, LICENCES), tmp_path)


def test_a_finding_is_written_with_its_reason(tmp_path: Path, findings: list[Finding]) -> None:
    document = written(vex(list(read_lock(LOCK)), findings, "ours", "1"), tmp_path)
    (row,) = document["vulnerabilities"]
    assert row["id"] == "CVE-2026-0001"
    assert row["affects"] == [{"ref": "pkg:pypi/markupsafe@3.0.3"}]
    assert row["analysis"]["state"] == "not_affected"
    assert row["analysis"]["justification"] == "code_not_reachable"
    assert row["analysis"]["detail"] == "Nobody gives it a template."


def test_a_finding_of_a_package_that_is_gone_is_refused(findings: list[Finding]) -> None:
    with pytest.raises(FindingsError, match="markupsafe"):
        vex(list(read_lock(LOCK))[:1], findings, "ours", "1")


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("    detail: Nobody gives it a template.\n", "", "detail"),
        ("not_affected", "fine", "fine"),
        ("    justification: code_not_reachable\n", "", "justification"),
        ("detail:", "because:", "detail"),
    ],
)
def test_a_finding_without_a_reason_is_refused(
    tmp_path: Path, old: str, new: str, word: str
) -> None:
    (tmp_path / "vex.yml").write_text(FINDING.replace(old, new))
    with pytest.raises(FindingsError, match=word):
        read_findings(tmp_path / "vex.yml")


def test_our_findings_are_of_packages_that_we_lock() -> None:
    vex(audited(), read_findings(), "ours", "1")


def test_all_that_is_installed_is_asked_about() -> None:
    installed = read_lock((ROOT / "requirements.lock").read_text())
    assert {package.purl for package in installed} <= {package.purl for package in audited()}


def test_a_known_vulnerability_is_accepted_by_any_of_its_names(findings: list[Finding]) -> None:
    known = vulnerabilities(REPORT)
    assert known is not None
    assert not_accepted(known, findings) == []
    assert [str(v) for v in not_accepted(known, [])] == [
        "markupsafe 3.0.3: PYSEC-2026-7 CVE-2026-0001 (rättad i 3.0.4)"
    ]
    other = Finding(
        "CVE-2026-0001",
        "jinja2",
        ImpactAnalysisState.NOT_AFFECTED,
        ImpactAnalysisJustification.CODE_NOT_REACHABLE,
        "x",
        dt.date(2026, 11, 25),
    )
    assert not_accepted(known, [other]) == known


CLEAN = {"dependencies": REPORT["dependencies"][:1]}
NOT_ASKED = {"dependencies": [{"name": "a", "skip_reason": "unreachable"}]}


@pytest.mark.parametrize(
    ("reports", "code", "line"),
    [
        ({LOCKS[0]: REPORT}, 1, "markupsafe 3.0.3"),
        ({LOCKS[1]: REPORT}, 1, "markupsafe 3.0.3"),
        ({LOCKS[0]: REPORT, LOCKS[1]: NOT_ASKED}, 1, "markupsafe 3.0.3"),
        ({LOCKS[0]: NOT_ASKED}, 0, UNREACHABLE),
        ({LOCKS[0]: {"dependencies": []}}, 0, UNREACHABLE),
        ({PEER: REPORT}, 0, f"{PEER}: 1 kända"),
        ({}, 0, f"{PEER}: 0 kända"),
    ],
)
def test_what_is_not_accepted_fails_and_what_cannot_be_asked_is_said(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    reports: dict[str, Any],
    code: int,
    line: str,
) -> None:
    monkeypatch.setattr(lock_audit, "_report", lambda lock: reports.get(lock, CLEAN))
    assert lock_audit.main() == code
    assert line in capsys.readouterr().out
