"""Holds the licence of every locked package to those that go with ours: deploy/licences.yml.

A licence is written as an SPDX expression, made of what the installed package says of itself. One
that gives a choice has to be fit whichever is chosen.
"""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression
from ruamel.yaml import YAML

from contracts.paths import ROOT
from dev.delivery.lock_file import read_lock

FILE = ROOT / "deploy" / "licences.yml"
LOCKS = ("requirements.lock", "requirements-dev.lock")
_KEYS = {"package", "licence", "reason", "decided_on"}
# How packages spell their licence where they do not say it in SPDX's words, in lower case.
_SPELLINGS = {
    "3-clause bsd license": "BSD-3-Clause",
    "apache 2": "Apache-2.0",
    "apache 2.0": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "bsd": "LicenseRef-BSD",
    "bsd 2-clause license": "BSD-2-Clause",
    "bsd license": "LicenseRef-BSD",
    "gnu general public license v3 or later (gplv3+)": "GPL-3.0-or-later",
    "isc license": "ISC",
    "isc license (iscl)": "ISC",
    "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "psfl": "PSF-2.0",
    "public domain": "LicenseRef-Public-Domain",
    "python software foundation license": "PSF-2.0",
}


class LicencesError(ValueError):
    """What is wrong with the file, in one sentence."""


@dataclass(frozen=True)
class Licences:
    """What deploy/licences.yml says: the licences that are fit, each with why, and exceptions by
    the package's name.
    """

    fit: Mapping[str, str]
    exceptions: Mapping[str, str]

    def of(self, package: str) -> str | None:
        """The licence of a package; None if nothing says it, or it is not installed."""
        if package in self.exceptions:
            return self.exceptions[package]
        try:
            return licence_of(metadata(package))
        except PackageNotFoundError:
            return None

    def is_fit(self, package: str, licence: str) -> bool:
        """Whether a package with this licence may be combined with ours."""
        return package in self.exceptions or set(parts(licence)) <= self.fit.keys()


def read_licences(path: Path = FILE) -> Licences:
    """What the file says.

    Raises:
        LicencesError: an exception lacks a field, or a licence is not in SPDX's words.
    """
    content = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    fit = {name: why for why, names in content["may_be_combined"].items() for name in names}
    exceptions = dict(map(_exception, content["exceptions"] or []))
    for licence in (*fit, *exceptions.values()):
        if _spdx(licence) != licence:
            raise LicencesError(f"deploy/licences.yml: {licence} är inte en licens i SPDX.")
    return Licences(fit, exceptions)


def _exception(row: dict[str, Any]) -> tuple[str, str]:
    wrong = _KEYS ^ {name for name, value in row.items() if value}
    if wrong or not isinstance(row["decided_on"], dt.date):
        name = row.get("package", "?")
        raise LicencesError(f"deploy/licences.yml, {name}: {', '.join(sorted(wrong)) or 'datum'}")
    return row["package"], row["licence"]


def licence_of(said: PackageMetadata) -> str | None:
    """The licence in a package's metadata: the expression, else the field, else the classifiers,
    where several count together.
    """
    for field in ("License-Expression", "License"):
        if licence := _spdx(said.get(field) or ""):
            return licence
    classifiers = said.get_all("Classifier") or []
    names = [c.rpartition(" :: ")[2] for c in classifiers if c.startswith("License :: ")]
    return _spdx(" AND ".join(sorted({_SPELLINGS.get(n.lower(), "?") for n in names})))


def parts(licence: str) -> list[str]:
    """The licences in an expression."""
    return [name for name in re.split(r" (?:AND|OR) |[()]", licence) if name]


def _spdx(text: str) -> str | None:
    text = text.strip()
    try:
        return str(canonicalize_license_expression(_SPELLINGS.get(text.lower(), text)))
    except InvalidLicenseExpression:
        return None


def unfit(packages: Iterable[str], licences: Licences) -> list[str]:
    """Of each package that has no licence, or one that does not go with ours: which."""
    found = []
    for package in packages:
        licence = licences.of(package)
        if licence is None:
            found.append(f"{package}: ingen licens i det installerade paketets uppgifter")
        elif not licences.is_fit(package, licence):
            found.append(f"{package}: {licence}")
    return found


def counts(packages: Iterable[str], licences: Licences) -> list[str]:
    """A row of Markdown for each licence, the most common first: how many packages have it."""
    counted = Counter(licences.of(package) for package in packages)
    rows = sorted(counted.items(), key=lambda row: (-row[1], str(row[0])))
    return [f"| {licence} | {number} |" for licence, number in rows]


def locked(name: str) -> list[str]:
    """The names of a lock file's packages."""
    return [package.name for package in read_lock((ROOT / name).read_text(encoding="utf-8"))]


def main() -> int:
    """1 if a package's licence does not go with ours, or the file is wrong; --counts prints how
    many of what `make run` installs have each.
    """
    try:
        licences = read_licences()
    except LicencesError as error:
        print(error, file=sys.stderr)
        return 1
    if "--counts" in sys.argv[1:]:
        print(*counts(locked(LOCKS[0]), licences), sep="\n")
    wrong = unfit(sorted({name for lock in LOCKS for name in locked(lock)}), licences)
    print(*wrong, sep="\n", end="\n" if wrong else "")
    if wrong:
        print("Välj ett annat paket, eller skriv i deploy/licences.yml varför det går.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
