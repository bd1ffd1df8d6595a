"""Looks for known vulnerabilities in the lock files, where their database can be reached."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Collection
from typing import Any, NamedTuple

from contracts.paths import ROOT, var_folder
from dev.delivery.findings import Finding, FindingsError, read_findings

AUDIT_SECONDS = 120
# The first holds all that `make run` installs too (`tests/test_sbom.py`).
LOCKS = ("requirements-dev.lock", "deploy/checks/requirements.txt")
# Rasa as its makers ship it, of 2023, which `make bench` measures against: old as it has to be.
PEER = "bench/peer/requirements.lock"
UNREACHABLE = "Kända sårbarheter granskades inte: databasen gick inte att nå."


class Vulnerability(NamedTuple):
    """A known vulnerability of a package in the lock."""

    package: str
    version: str
    names: tuple[str, ...]
    fixed_in: tuple[str, ...]

    def __str__(self) -> str:
        fixed = ", ".join(self.fixed_in) or "ingen version"
        return f"{self.package} {self.version}: {' '.join(self.names)} (rättad i {fixed})"


def vulnerabilities(report: dict[str, Any]) -> list[Vulnerability] | None:
    """Those that pip-audit reports; None if the database knew none of the packages."""
    audited = [row for row in report["dependencies"] if "skip_reason" not in row]
    if not audited:
        return None
    return [
        Vulnerability(
            row["name"], row["version"], (v["id"], *v["aliases"]), tuple(v["fix_versions"])
        )
        for row in audited
        for v in row["vulns"]
    ]


def not_accepted(
    known: Collection[Vulnerability], findings: Collection[Finding]
) -> list[Vulnerability]:
    """Those that no accepted finding names."""
    accepted = {(finding.package, finding.id) for finding in findings}
    return [v for v in known if not {(v.package, name) for name in v.names} & accepted]


def main() -> int:
    """1 if there is a vulnerability that is not accepted, or the file of findings is wrong.

    What is measured against serves nobody: of it only the number is told.
    """
    try:
        findings = read_findings()
    except FindingsError as error:
        print(error, file=sys.stderr)
        return 1
    wrong: list[Vulnerability] = []
    for lock in LOCKS:
        known = vulnerabilities(_report(lock))
        if known is None:
            print(UNREACHABLE)
            break
        wrong += not_accepted(known, findings)
    else:
        peer = vulnerabilities(_report(PEER)) or []
        print(f"{PEER}: {len(peer)} kända sårbarheter, i det som bara make bench kör.")
    for vulnerability in wrong:
        print(vulnerability)
    if wrong:
        print("Höj versionen, eller skriv i deploy/vex.yml varför den inte skadar.")
    return 1 if wrong else 0


def _report(lock: str) -> dict[str, Any]:
    """What pip-audit says of a lock, which it does not install; no packages if it fails."""
    command = [
        *(sys.executable, "-m", "pip_audit", "--format", "json", "--progress-spinner", "off"),
        *("--disable-pip", "--require-hashes", "--requirement", str(ROOT / lock)),
        *("--cache-dir", str(var_folder() / "audit")),
    ]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=AUDIT_SECONDS)
        report: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        return {"dependencies": []}
    return report


if __name__ == "__main__":
    sys.exit(main())
