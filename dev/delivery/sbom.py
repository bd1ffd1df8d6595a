"""Writes what `make run` installs, and which of its vulnerabilities are accepted: `make sbom`.

Both are CycloneDX 1.6: var/sbom/sbom.json is a bill of materials, made of requirements.lock and the
licences that the installed packages state;
var/sbom/vex.json says of each finding in deploy/vex.yml how it concerns us. Neither holds a time
or a random number, so that the same lock gives the same files.
"""

from __future__ import annotations

import datetime as dt
import sys
import tomllib
import uuid
from collections.abc import Collection, Sequence
from pathlib import Path

from cyclonedx.model import (
    ExternalReference,
    ExternalReferenceType,
    HashAlgorithm,
    HashType,
    XsUri,
)
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.bom_ref import BomRef
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.contact import OrganizationalEntity
from cyclonedx.model.license import LicenseExpression
from cyclonedx.model.vulnerability import (
    BomTarget,
    Vulnerability,
    VulnerabilityAnalysis,
)
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL

from contracts.paths import ROOT, var_folder
from dev.delivery.findings import Finding, FindingsError, read_findings
from dev.delivery.licences import Licences, LicencesError, read_licences
from dev.delivery.lock_audit import LOCKS
from dev.delivery.lock_file import LockedPackage, read_lock

_SPACE = uuid.UUID("7d9c9a5e-6a0f-4f0c-9d38-3f0f1d2a9b11")  # of serial numbers


def sbom(
    packages: Sequence[LockedPackage], name: str, version: str, written: str, licences: Licences
) -> Bom:
    """The bill of materials of a lock file whose text is `written`."""
    bom = _bom(name, version, written)
    ours = bom.metadata.component
    assert ours is not None
    components = {
        package.name: Component(
            name=package.name,
            version=package.version,
            type=ComponentType.LIBRARY,
            bom_ref=package.purl,
            purl=PackageURL.from_string(package.purl),
            external_references=[_files(package)],
            licenses=_licence(licences.of(package.name)),
        )
        for package in packages
    }
    for component in components.values():
        bom.components.add(component)
        bom.register_dependency(component)
    for package in packages:
        for parent in package.needed_by:
            bom.register_dependency(components.get(parent, ours), [components[package.name]])
    return bom


def vex(
    packages: Sequence[LockedPackage], findings: Collection[Finding], name: str, version: str
) -> Bom:
    """What is known of the findings, each of a package that is locked.

    Raises:
        FindingsError: a finding is of a package that no lock holds.
    """
    bom = _bom(name, version, repr(sorted(map(repr, findings))))
    purls = {package.name: package.purl for package in packages}
    for finding in findings:
        if finding.package not in purls:
            raise FindingsError(
                f"deploy/vex.yml: {finding.package} står inte i någon låsfil längre."
            )
        decided = dt.datetime.combine(finding.decided_on, dt.time(), dt.UTC)
        bom.vulnerabilities.add(
            Vulnerability(
                id=finding.id,
                bom_ref=f"{finding.id}-{finding.package}",
                analysis=VulnerabilityAnalysis(
                    state=finding.state,
                    justification=finding.justification,
                    detail=finding.detail,
                    first_issued=decided,
                    last_updated=decided,
                ),
                affects=[BomTarget(ref=purls[finding.package])],
            )
        )
    return bom


def _licence(licence: str | None) -> list[LicenseExpression]:
    return [LicenseExpression(licence)] if licence else []


def _files(package: LockedPackage) -> ExternalReference:
    """The hashes of its files, of which each platform installs one."""
    hashes = [HashType(alg=HashAlgorithm.SHA_256, content=content) for content in package.hashes]
    return ExternalReference(
        type=ExternalReferenceType.DISTRIBUTION, url=XsUri(package.purl), hashes=hashes
    )


def _bom(name: str, version: str, content: str) -> Bom:
    """An empty document about this project, named after its content."""
    ours = Component(
        name=name,
        version=version,
        type=ComponentType.APPLICATION,
        bom_ref=BomRef(name),
        supplier=OrganizationalEntity(name="Försäkringskassan"),
    )
    bom = Bom(
        serial_number=uuid.uuid5(_SPACE, content),
        metadata=BomMetaData(component=ours),
    )
    bom.metadata.timestamp = None  # type: ignore[assignment]
    bom.register_dependency(ours)
    return bom


def write(bom: Bom, path: Path) -> None:
    """Write a document as JSON."""
    outputter = make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_6)
    path.write_text(outputter.output_as_string(indent=2) + "\n", encoding="utf-8")


def audited() -> list[LockedPackage]:
    """The packages that `make check` asks about, of which findings may be accepted."""
    texts = ((ROOT / lock).read_text(encoding="utf-8") for lock in LOCKS)
    return [package for text in texts for package in read_lock(text)]


def main() -> int:
    """Write both files and print where; 1 if the file of findings or of licences is wrong."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    name, version = project["name"], project["version"]
    written = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    packages = list(read_lock(written))
    folder = var_folder() / "sbom"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        write(sbom(packages, name, version, written, read_licences()), folder / "sbom.json")
        write(vex(audited(), read_findings(), name, version), folder / "vex.json")
    except (FindingsError, LicencesError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{folder / 'sbom.json'}\n{folder / 'vex.json'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
