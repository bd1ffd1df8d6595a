"""Every locked package has a licence that may be combined with ours."""

from __future__ import annotations

import re
from importlib.metadata import PathDistribution
from pathlib import Path

import pytest

from contracts.paths import ROOT
from dev.delivery.licences import (
    LOCKS,
    Licences,
    LicencesError,
    counts,
    licence_of,
    locked,
    read_licences,
    unfit,
)

FILE = """may_be_combined:
  permissive: [MIT, BSD-3-Clause]
  weak copyleft: [MPL-2.0]
exceptions:
  - package: jinja2
    licence: GPL-2.0-only
    reason: Nobody is given it.
    decided_on: 2026-11-27
"""


def said(**fields: str | list[str]) -> str:
    """A package's file of metadata."""
    lines = ["Metadata-Version: 2.4"]
    for name, value in fields.items():
        for one in [value] if isinstance(value, str) else value:
            lines.append(f"{name.replace('_', '-')}: {one.replace('\n', '\n        ')}")
    return "\n".join(lines) + "\n"


@pytest.fixture
def licences(tmp_path: Path) -> Licences:
    (tmp_path / "licences.yml").write_text(FILE)
    return read_licences(tmp_path / "licences.yml")


@pytest.mark.parametrize(
    ("metadata", "licence"),
    [
        (said(License_Expression="mit or apache-2.0", License="BSD"), "MIT OR Apache-2.0"),
        (said(License="Apache License, Version 2.0"), "Apache-2.0"),
        (said(License="BSD-3-Clause", Classifier="License :: OSI Approved :: BSD License"),
         "BSD-3-Clause"),
        (said(License="Copyright (c) 2015\nAll rights reserved.",
              Classifier="License :: OSI Approved :: ISC License (ISCL)"), "ISC"),
        (said(Classifier=["License :: OSI Approved :: MIT License",
                          "Programming Language :: Python",
                          "License :: OSI Approved :: Apache Software License"]),
         "Apache-2.0 AND MIT"),
        (said(License="UNKNOWN", Classifier="License :: OSI Approved"), None),
        (said(Classifier=["License :: OSI Approved :: MIT License",
                          "License :: Other/Proprietary License"]), None),
        (said(), None),
    ],
)  # fmt: skip
def test_a_licence_is_what_the_metadata_say_most_closely(
    tmp_path: Path, metadata: str, licence: str | None
) -> None:
    (tmp_path / "METADATA").write_text(metadata)
    assert licence_of(PathDistribution(tmp_path).metadata) == licence


@pytest.mark.parametrize(
    ("licence", "fit"),
    [
        ("MIT", True),
        ("(MIT AND MPL-2.0) OR BSD-3-Clause", True),
        ("MIT OR GPL-2.0-only", False),
        ("LGPL-2.1-only WITH Classpath-exception-2.0", False),
        ("AGPL-3.0-only", False),
    ],
)
def test_every_licence_in_an_expression_has_to_be_fit(
    licences: Licences, licence: str, fit: bool
) -> None:
    assert licences.is_fit("markupsafe", licence) == fit


def test_a_package_is_told_of_unless_its_licence_is_fit_or_accepted(licences: Licences) -> None:
    found = unfit(["jinja2", "markupsafe", "psycopg", "not-installed-here"], licences)
    assert found == [
        "psycopg: LGPL-3.0-only",
        "not-installed-here: ingen licens i det installerade paketets uppgifter",
    ]


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("    reason: Nobody is given it.\n", "", "reason"),
        ("reason:", "because:", "because"),
        ("[MIT,", "[Mit licence,", "Mit licence"),
        ("GPL-2.0-only", "GPL", "GPL"),
        ("2026-11-27", "today", "datum"),
    ],
)
def test_a_file_that_is_wrong_is_refused(tmp_path: Path, old: str, new: str, word: str) -> None:
    (tmp_path / "licences.yml").write_text(FILE.replace(old, new))
    with pytest.raises(LicencesError, match=word):
        read_licences(tmp_path / "licences.yml")


@pytest.mark.parametrize("lock", LOCKS)
def test_our_packages_go_with_our_licence(lock: str) -> None:
    assert unfit(locked(lock), read_licences()) == []


def test_no_exception_and_no_licence_is_left_over() -> None:
    licences = read_licences()
    packages = {name for lock in LOCKS for name in locked(lock)}
    assert licences.exceptions.keys() <= packages
    text = "\n".join(str(licences.of(package)) for package in packages)
    assert [name for name in licences.fit if not re.search(rf"\b{re.escape(name)}\b", text)] == []


def test_the_page_says_how_many_have_which() -> None:
    page = (ROOT / "docs" / "security.md").read_text()
    _, _, table = page.partition("| licence | packages |\n|---|---:|\n")
    assert table.strip().splitlines() == counts(locked(LOCKS[0]), read_licences())
